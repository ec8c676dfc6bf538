//! What the store sells: two thousand products whose sales follow Zipf's law.

use crate::calendar::Season;
use crate::dice::Dice;

/// How many products there are.
pub const PRODUCTS: usize = 2_000;
/// How many categories there are.
pub const CATEGORIES: usize = 60;

/// Each product has few prices: the list price and these hundredths of it.
const REDUCED: [i64; 4] = [100, 90, 80, 65];

/// A product; `p1` sells best.
#[derive(Clone, Debug)]
pub struct Product {
    /// `p1` to `p2000`.
    pub id: String,
    /// A number from 1 on; its name is `c` and the number.
    pub category: u8,
    /// Days that one piece lasts, where it runs out.
    pub lifespan_days: Option<u32>,
    /// The list price, then the reduced ones.
    prices_minor: [i64; REDUCED.len()],
}

impl Product {
    /// What one piece costs at that season.
    pub fn draw_price(&self, dice: &mut Dice, season: Season) -> i64 {
        let weights: [u64; REDUCED.len()] = match season {
            Season::Ordinary => [58, 28, 14, 0],
            Season::Sale => [12, 28, 46, 14],
            Season::Peak => [3, 7, 30, 60],
        };
        self.prices_minor[dice.weighted(&weights)]
    }
}

/// All products.
#[derive(Debug)]
pub struct Catalogue {
    /// By rank: the first sells best.
    pub products: Vec<Product>,
    /// The weights of all products up to each, itself among them.
    weights: Vec<u64>,
}

impl Catalogue {
    pub(crate) fn new() -> Self {
        let mut weights = Vec::with_capacity(PRODUCTS);
        let mut sum = 0;
        for rank in 1..=PRODUCTS as u64 {
            sum += (1 << 40) / rank;
            weights.push(sum);
        }
        Self {
            products: (1..=PRODUCTS).map(product).collect(),
            weights,
        }
    }

    /// The place of a product, the better it sells the likelier.
    pub(crate) fn draw(&self, dice: &mut Dice) -> u16 {
        let all = self.weights.last().copied().unwrap_or(1);
        let drawn = dice.below(all);
        self.weights.partition_point(|sum| *sum <= drawn) as u16
    }
}

fn product(rank: usize) -> Product {
    let mut dice = Dice::of(2, rank as u64);
    let yuan = match dice.weighted(&[40, 35, 18, 7]) {
        0 => dice.between(19, 59),
        1 => dice.between(60, 149),
        2 => dice.between(150, 299),
        _ => dice.between(300, 899),
    };
    let list = if dice.happens(400) {
        yuan * 100
    } else {
        yuan * 100 - 10
    };
    // 49 and 60 share no divisor, so that each sixty products in a row are of sixty categories, the well selling ones
    // spread over all; the second part keeps the order from being the same in each sixty.
    let category = (rank * 49 + 28 + rank / CATEGORIES * 17) % CATEGORIES + 1;
    let lifespan_days = match rank {
        5 => Some(30),
        _ if rank % 4 == 1 => Some([30, 45, 60, 90][dice.below(4) as usize]),
        _ => None,
    };
    Product {
        id: format!("p{rank}"),
        category: category as u8,
        lifespan_days,
        prices_minor: REDUCED.map(|hundredths| list * hundredths / 1_000 * 10),
    }
}
