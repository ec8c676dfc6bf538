//! A demo shop with three years behind it: invented, the same every time, and always fresh on the day asked for.

use domain::day::Day;

use crate::db::{Store, campaigns};
use crate::failure::Failure;
use crate::jobs::monitor;

pub mod chance;
pub mod goods;
pub mod papers;
pub mod past;
pub mod people;
pub mod purchases;
pub mod seasons;

use papers::Paper;
use past::Run;
use people::Person;
use purchases::{Calendar, Purchase};

/// The name of the demo shop.
pub const SHOP_NAME: &str = "松果家";

/// The seed of the shop that everybody sees.
pub const SEED: u64 = 20_261_111;

/// How many people the shop knows.
pub const PEOPLE: usize = 20_000;

/// How many days of orders there are.
const DAYS: i64 = 3 * 365;

/// Everything the demo shop holds, in memory.
#[derive(Debug)]
pub struct Demo {
    /// The day on which the shop is fresh; its last orders are of the day before.
    pub today: Day,
    /// The customers.
    pub people: Vec<Person>,
    /// The orders by time.
    pub purchases: Vec<Purchase>,
    /// The finished campaigns.
    pub runs: Vec<Run>,
    /// What people wrote.
    pub papers: Vec<Paper>,
}

impl Demo {
    /// Makes the shop; the same seed, size and day make the same shop.
    pub fn make(seed: u64, size: usize, today: Day) -> Demo {
        let calendar = Calendar::new(today.plus_days(-DAYS), today.previous());
        let people: Vec<Person> = (0..size)
            .map(|number| people::make(seed, number, today))
            .collect();
        let mut purchases: Vec<Purchase> = people
            .iter()
            .enumerate()
            .flat_map(|(number, person)| {
                purchases::of_person(seed, number, person.habit, &calendar, today)
            })
            .collect();
        let runs: Vec<Run> = past::PASTS
            .iter()
            .map(|past| past::act_out(seed, past, &people, &mut purchases, today))
            .collect();
        purchases.sort_by_key(|purchase| (purchase.created_at, purchase.person));
        let mut papers = papers::standing(today);
        papers.extend(runs.iter().map(papers::finished));
        papers.push(papers::in_work(today));
        Demo {
            today,
            people,
            purchases,
            runs,
            papers,
        }
    }
}

/// Fills an empty store with the demo shop, fresh on `today`; a store that already has a shop stays as it is.
/// Answers whether it did something.
pub fn ensure(store: &Store, today: Day) -> Result<bool, Failure> {
    if !store.read_now(crate::db::demo::is_empty)? {
        return Ok(false);
    }
    let demo = Demo::make(SEED, PEOPLE, today);
    store.write_now(|transaction| {
        crate::db::demo::write(transaction, &demo)?;
        for run in &demo.runs {
            let run = campaigns::run(transaction, run.past.id)?;
            monitor::freeze(transaction, &run, run.window_ends_at)?;
        }
        Ok(())
    })?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_day_makes_the_same_shop_and_it_ends_yesterday() {
        let today: Day = "2026-11-22".parse().unwrap();
        let demo = Demo::make(7, 1_500, today);
        let again = Demo::make(7, 1_500, today);
        assert_eq!(
            format!("{:?}", demo.purchases),
            format!("{:?}", again.purchases)
        );
        assert!(demo.purchases.iter().all(|purchase| purchase.day() < today));
        assert!(
            demo.purchases
                .iter()
                .any(|purchase| purchase.day() >= today.plus_days(-3))
        );
    }

    #[test]
    fn nobody_of_the_demo_can_be_dialled_or_mailed() {
        let demo = Demo::make(7, 2_000, "2027-03-01".parse().unwrap());
        for person in &demo.people {
            let mail = person.email.as_deref().unwrap_or("@example.com");
            assert!(
                mail.ends_with("@example.com") || !mail.contains('@'),
                "{mail}"
            );
            let phone = person.phone.as_deref().unwrap_or("1990000");
            assert!(phone.starts_with("199"), "{phone}");
        }
    }

    #[test]
    fn the_waterfall_of_a_finished_campaign_sums() {
        let demo = Demo::make(7, 3_000, "2026-11-22".parse().unwrap());
        for run in &demo.runs {
            let chosen: u32 = run
                .groups
                .iter()
                .map(|group| group.unreachable + group.people.len() as u32)
                .sum();
            assert!(chosen <= run.eligible && run.eligible <= run.filtered);
            assert!(run.filtered <= run.scope && run.scope <= run.total);
            assert!(
                run.groups
                    .iter()
                    .all(|group| group.people.iter().any(|(_, out)| *out))
            );
        }
    }
}
