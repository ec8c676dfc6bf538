//! What one row says: times, amounts, the number, the place, the line; or why it cannot land.

use sha2::{Digest, Sha256};

use super::Gather;
use super::draft::{Amounts, DraftLine};
use crate::money::Money;
use crate::order_import::canonical::Product;
use crate::order_import::fault::{Fault, fault};
use crate::order_import::identity::Buyer;
use crate::order_import::mapping::{Clock, Field, Platform, Row};
use crate::order_import::time::{self, Moment};
use crate::order_import::{cell, line};
use crate::shop::currency_code;

/// Refuses a row with a formula or with broken characters in a field that is read.
pub(super) fn check_text<'r>(of: &impl Fn(Field) -> &'r str) -> Result<(), Fault> {
    for field in Field::ALL {
        let value = of(field);
        if value.is_empty() {
            continue;
        }
        if value.contains('=') && cell::is_formula(value) {
            return Err(fault("row.formula", field, value));
        }
        if value.contains('\u{fffd}') {
            return Err(fault("row.bad_text", field, value));
        }
    }
    Ok(())
}

impl Gather<'_> {
    pub(super) fn check_currency<'r>(&self, of: &impl Fn(Field) -> &'r str) -> Result<(), Fault> {
        let value = of(Field::Currency);
        let shops = self.context.currency;
        let is_other =
            |code: &str| !code.eq_ignore_ascii_case(shops) && currency_code(code) != shops;
        if cell::text(value).is_some_and(|code| is_other(&code)) {
            return Err(fault("row.other_currency", Field::Currency, value));
        }
        Ok(())
    }

    /// The order's own amounts.
    pub(super) fn read_amounts<'r>(
        &self,
        of: &impl Fn(Field) -> &'r str,
    ) -> Result<Amounts, Fault> {
        let money = |field: Field| -> Result<Option<Money>, Fault> {
            let value = of(field);
            cell::money(value, self.context.decimals)
                .map_err(|_| fault("row.bad_money", field, value))
        };
        Ok(Amounts {
            total: money(Field::Total)?,
            goods: money(Field::Goods)?,
            paid: money(Field::Paid)?,
            shipping: money(Field::Shipping)?,
            refunded: match money(Field::Refunded) {
                // `无退款申请` and the like
                Err(_) if !of(Field::Refunded).contains(|one: char| one.is_ascii_digit()) => None,
                read => read?,
            },
        })
    }

    /// The order's number; `None` where the file has no column for it.
    pub(super) fn read_number<'r>(
        &mut self,
        of: &impl Fn(Field) -> &'r str,
    ) -> Result<Option<String>, Fault> {
        let Some(number) = cell::id(of(Field::OrderNumber)) else {
            return if self.plan.column(Field::OrderNumber).is_some() {
                Err(fault("row.no_order_number", Field::OrderNumber, ""))
            } else {
                Ok(None)
            };
        };
        if cell::is_scientific(&number) {
            self.scientific_ids += 1;
            return Err(fault("row.damaged_id", Field::OrderNumber, &number));
        }
        if number.len() >= 16 {
            self.long_ids += 1;
            self.rounded_ids += u64::from(cell::is_rounded(&number));
        }
        Ok(Some(number.into_owned()))
    }

    /// Refuses what is no order by its number or note; answers whether it is the cancellation of one.
    pub(super) fn check_is_order<'r>(
        &self,
        number: &str,
        of: &impl Fn(Field) -> &'r str,
    ) -> Result<bool, Fault> {
        let reading = &self.plan.mapping().reading;
        let begins = |prefixes: &[String]| {
            prefixes.iter().any(|prefix| {
                number
                    .strip_prefix(prefix.as_str())
                    .is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit()))
            })
        };
        if begins(&reading.ignored_prefixes) {
            return Err(fault("row.not_an_order", Field::OrderNumber, number));
        }
        let note = of(Field::Note);
        if reading.platform == Platform::Jd
            && note.contains("订单拆分为")
            && of(Field::State).contains("删除")
        {
            return Err(fault("row.split_parent", Field::Note, note));
        }
        Ok(begins(&reading.cancellation_prefixes))
    }

    pub(super) fn moment(&self, field: Field, value: &str) -> Result<Option<i64>, Fault> {
        let read = time::read(value).map_err(|_| fault("row.bad_time", field, value))?;
        let at = match read {
            None => return Ok(None),
            Some(Moment::Instant(at)) => at,
            Some(Moment::Local(local)) => match self.plan.mapping().reading.clock {
                Clock::Shop => (self.context.shop_zone)(local)
                    .ok_or_else(|| fault("row.bad_time", field, value))?,
                Clock::China => local.and_utc().timestamp() - 8 * 3600,
                Clock::Utc => local.and_utc().timestamp(),
            },
        };
        // 2003-01-01, when the first of these platforms opened.
        if at < 1_041_379_200 - 86_400 || at > self.context.now + 86_400 {
            return Err(fault("row.time_out_of_range", field, value));
        }
        Ok(Some(at))
    }

    /// The day that a Pinduoduo number begins with: `YYMMDD-…`.
    pub(super) fn day_of_number(&self, number: &str) -> Option<i64> {
        let (day, _) = number.split_once('-').filter(|(day, _)| day.len() == 6)?;
        match time::read(&format!("20{day}")) {
            Ok(Some(Moment::Local(local))) => Some(local.and_utc().timestamp() - 8 * 3600)
                .filter(|at| *at <= self.context.now + 86_400),
            _ => None,
        }
    }

    pub(super) fn place<'r>(
        &mut self,
        of: &impl Fn(Field) -> &'r str,
    ) -> (Option<u32>, Option<u32>) {
        let mut region = cell::text(of(Field::Region)).map(|word| self.texts.keep(&word));
        let mut city = cell::text(of(Field::City)).map(|word| self.texts.keep(&word));
        if region.is_none()
            && let Some(address) = cell::text(of(Field::Address))
        {
            // Of an address only region and city are kept; `name，86-phone，address` ends with it.
            let address = address.rsplit('，').next().unwrap_or_default();
            let mut parts = address.split_whitespace();
            if let Some(first) = parts.next().filter(|part| part.chars().count() <= 12) {
                region = Some(self.texts.keep(first));
                if city.is_none() {
                    city = parts
                        .next()
                        .filter(|part| part.chars().count() <= 12)
                        .map(|part| self.texts.keep(part));
                }
            }
        }
        (region, city)
    }

    pub(super) fn read_line<'r>(
        &mut self,
        of: &impl Fn(Field) -> &'r str,
    ) -> Result<Option<DraftLine>, Fault> {
        let row = self.plan.mapping().row;
        let title = cell::text(of(Field::Title)).unwrap_or_default();
        if row == Row::Order && (title.is_empty() || title.contains(['，', ',', ';', '；'])) {
            return Ok(None);
        }
        let spelling = cell::id(of(Field::Product))
            .or_else(|| cell::id(of(Field::ProductCode)))
            .or_else(|| (!title.is_empty()).then(|| title.clone()));
        let quantity = cell::quantity(of(Field::Quantity))
            .map_err(|_| fault("row.bad_quantity", Field::Quantity, of(Field::Quantity)))?
            .unwrap_or(1);
        let decimals = self.context.decimals;
        let price = cell::decimal(of(Field::UnitPrice))
            .map_err(|_| fault("row.bad_money", Field::UnitPrice, of(Field::UnitPrice)))?;
        let paid = cell::money(of(Field::LinePaid), decimals)
            .map_err(|_| fault("row.bad_money", Field::LinePaid, of(Field::LinePaid)))?;
        let discount = cell::money(of(Field::LineDiscount), decimals)
            .map_err(|_| {
                fault(
                    "row.bad_money",
                    Field::LineDiscount,
                    of(Field::LineDiscount),
                )
            })?
            .unwrap_or_default();
        let Some(spelling) = spelling else {
            return if row == Row::Order {
                Ok(None)
            } else {
                Err(fault("row.no_product", Field::Product, ""))
            };
        };
        let bad = || fault("row.bad_money", Field::UnitPrice, of(Field::UnitPrice));
        let gross = match price {
            None => None,
            Some(price) => Some(price.times(quantity, decimals).ok_or_else(bad)?),
        };
        let weight = gross.map_or(0, |gross| gross.0 - discount.0);
        let unit = match price {
            // Nothing is a product at price nothing, however low the bound of a gift stands.
            Some(price) if price.digits == 0 => Some(Money(i64::MIN)),
            Some(price) => price.times(1, decimals),
            None => None,
        };
        let gift_price = self.plan.mapping().reading.gift_price_minor;
        let real = line::is_product(&title, unit, gift_price);
        if !real {
            self.note("gift_and_fee_lines", None);
        }
        let category = cell::text(of(Field::Category));
        let product = match self.spelling_at.get(spelling.as_ref()) {
            Some(at) => *at,
            None => {
                let key = spelling.to_uppercase();
                let at = *self.product_at.entry(key.clone()).or_insert_with(|| {
                    self.products.push(Product {
                        key,
                        spelling: spelling.clone().into_owned(),
                        title: String::new(),
                        category: None,
                    });
                    self.products.len() as u32 - 1
                });
                self.spelling_at.insert(spelling.into_owned(), at);
                at
            }
        };
        let held = &mut self.products[product as usize];
        if held.title.is_empty() && !title.is_empty() && quantity > 0 {
            held.title = title.into_owned();
        }
        if held.category.is_none() {
            held.category = category.map(|word| word.into_owned());
        }
        Ok(Some(DraftLine {
            product,
            quantity,
            weight,
            paid: paid.map(|paid| paid.0),
            state: None,
            refunded: false,
            real,
        }))
    }

    /// A stable number for a row of a file that has none: the same content gives the same number, and the n-th of
    /// several equal rows stays the n-th.
    pub(super) fn number_from_content(
        &mut self,
        buyer: &Buyer,
        at: Option<i64>,
        amount: Option<Money>,
    ) -> String {
        let who = match buyer {
            Buyer::Known(key) => key.as_str(),
            _ => "",
        };
        let amount = if self.plan.mapping().row == Row::Order {
            amount.unwrap_or_default().0
        } else {
            0
        };
        let digest = Sha256::digest(format!("{who}\n{}\n{amount}", at.unwrap_or_default()));
        let mut number = String::with_capacity(30);
        number.push('~');
        for byte in digest.iter().take(12) {
            number.push_str(&format!("{byte:02x}"));
        }
        if self.plan.mapping().row == Row::Order {
            let count = self.twins.entry(number.clone()).or_insert(0);
            *count += 1;
            if *count > 1 {
                number = format!("{number}-{count}");
            }
        }
        number
    }
}
