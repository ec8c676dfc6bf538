//! The meaning of a query in SQL, written down a second time without looking at the engine.

use std::collections::BTreeMap;

use domain::day::Day;
use domain::lifecycle::Thresholds;
use domain::money::Decimal;
use domain::segment::{
    Attribute, Clause, DayValue, Function, Occasion, Operator, Parameter, Query, Rule, Span, Test,
    Unit, Value,
};
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

/// Makes the table `s` of what follows for each customer on a day.
pub fn prepare(connection: &Connection, as_of: Day, at: Thresholds) {
    connection
        .create_scalar_function(
            "months_later",
            2,
            FunctionFlags::SQLITE_DETERMINISTIC,
            |call| Ok(i64::from(months_later(Day(call.get(0)?), call.get(1)?).0)),
        )
        .unwrap();
    let (a, b, c, day) = (at.a, at.b, at.c, as_of.0);
    let statement = format!(
        "DROP TABLE IF EXISTS s; DROP VIEW IF EXISTS v;
         CREATE VIEW v AS SELECT * FROM o WHERE valid AND day <= {day};
         CREATE TABLE s AS
         WITH gap AS (SELECT row, day - lag(day) OVER (PARTITION BY row ORDER BY day) AS gap
                 FROM (SELECT DISTINCT row, day FROM v)),
             place AS (SELECT row, gap, row_number() OVER (PARTITION BY row ORDER BY gap) AS at,
                 count(*) OVER (PARTITION BY row) AS n FROM gap WHERE gap IS NOT NULL),
             median AS (SELECT row, CASE WHEN n % 2 THEN sum(gap) * 2 ELSE sum(gap) END AS halves
                 FROM place WHERE at IN ((n + 1) / 2, n / 2 + 1) GROUP BY row),
             sums AS (SELECT c.row,
                 (SELECT coalesce(sum(amount), 0) FROM v WHERE v.row = c.row) AS paid,
                 (SELECT coalesce(sum(refunded), 0) FROM v WHERE v.row = c.row)
                   + (SELECT coalesce(sum(amount), 0) FROM r WHERE r.row = c.row AND r.day <= {day}) AS refunded,
                 (SELECT count(*) FROM v WHERE v.row = c.row) AS orders,
                 (SELECT count(DISTINCT day) FROM v WHERE v.row = c.row) AS days,
                 (SELECT count(DISTINCT day) FROM v WHERE v.row = c.row AND {day} - day <= 365) AS year,
                 (SELECT min(day) FROM v WHERE v.row = c.row) AS first,
                 (SELECT max(day) FROM v WHERE v.row = c.row) AS last,
                 (SELECT halves FROM median WHERE median.row = c.row) AS halves
                 FROM c),
             buyer AS (SELECT *, paid - refunded AS spent FROM sums WHERE orders > 0),
             score AS (SELECT row,
                 1 + 5 * (SELECT count(*) FROM buyer y WHERE y.last < x.last) / (SELECT count(*) FROM buyer) AS r,
                 1 + 5 * (SELECT count(*) FROM buyer y WHERE y.orders < x.orders) / (SELECT count(*) FROM buyer) AS f,
                 1 + 5 * (SELECT count(*) FROM buyer y WHERE y.spent < x.spent) / (SELECT count(*) FROM buyer) AS m
                 FROM buyer x)
         SELECT sums.*, paid - refunded AS spent, r, f, m,
             CASE WHEN orders = 0 THEN 'PROSPECT'
                 WHEN {day} - last <= {a} AND year >= 3 THEN 'LOYAL'
                 WHEN {day} - last <= {a} AND days = 1 THEN 'NEW'
                 WHEN {day} - last <= {a} THEN 'ACTIVE'
                 WHEN {day} - last <= {b} THEN 'AT_RISK'
                 WHEN {day} - last <= {c} THEN 'DORMANT'
                 ELSE 'CHURNED' END AS stage,
             CASE WHEN orders = 0 THEN 'PROSPECTS' ELSE (SELECT name FROM (
                 SELECT 55 AS cell, 'CHAMPIONS' AS name UNION ALL VALUES
                 (45, 'CHAMPIONS'), (35, 'LOYAL'), (25, 'AT_RISK'), (15, 'PREVIOUSLY_LOYAL'),
                 (54, 'CHAMPIONS'), (44, 'LOYAL'), (34, 'LOYAL'), (24, 'AT_RISK'), (14, 'PREVIOUSLY_LOYAL'),
                 (53, 'ACTIVE'), (43, 'ACTIVE'), (33, 'NEEDS_ATTENTION'), (23, 'AT_RISK'), (13, 'ALMOST_LOST'),
                 (52, 'ACTIVE'), (42, 'PROMISING'), (32, 'NEEDS_ATTENTION'), (22, 'ALMOST_LOST'), (12, 'DORMANT'),
                 (51, 'NEW'), (41, 'PROMISING'), (31, 'ALMOST_LOST'), (21, 'DORMANT'), (11, 'DORMANT'))
                 WHERE cell = r * 10 + (f + m + 1) / 2) END AS rfm_group
         FROM sums LEFT JOIN score ON score.row = sums.row;"
    );
    connection.execute_batch(&statement).unwrap();
}

/// The statement, and the customers it finds.
pub fn members(
    connection: &Connection,
    query: &Query,
    as_of: Day,
    saved: &BTreeMap<String, Query>,
) -> (String, Vec<u32>) {
    let translation = Translation { as_of, saved };
    let condition = translation.query(query);
    let statement =
        format!("SELECT c.row FROM c JOIN s ON s.row = c.row WHERE {condition} ORDER BY c.row");
    let mut prepared = connection
        .prepare(&statement)
        .unwrap_or_else(|error| panic!("{error}: {statement}"));
    let rows = prepared
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    (statement, rows)
}

/// Spent and orders of some customers.
pub fn sums(connection: &Connection, rows: &[u32]) -> (i64, u64) {
    let list: Vec<String> = rows.iter().map(u32::to_string).collect();
    let statement = format!(
        "SELECT coalesce(sum(spent), 0), coalesce(sum(orders), 0) FROM s WHERE row IN ({})",
        list.join(", ")
    );
    connection
        .query_row(&statement, [], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)? as u64))
        })
        .unwrap()
}

struct Translation<'a> {
    as_of: Day,
    saved: &'a BTreeMap<String, Query>,
}

impl Translation<'_> {
    fn query(&self, query: &Query) -> String {
        query.rule().map_or("1".to_owned(), |rule| self.rule(rule))
    }

    fn rule(&self, rule: &Rule) -> String {
        let several = |rules: &[Rule], between: &str| {
            let rules: Vec<String> = rules.iter().map(|rule| self.rule(rule)).collect();
            format!("({})", rules.join(between))
        };
        match rule {
            Rule::And(rules) => several(rules, " AND "),
            Rule::Or(rules) => several(rules, " OR "),
            Rule::Not(rule) => format!("(NOT {})", self.rule(rule)),
            // A comparison with a missing value is false.
            Rule::Clause(clause) => format!("coalesce(({}), 0)", self.clause(clause)),
        }
    }

    fn clause(&self, clause: &Clause) -> String {
        match clause {
            Clause::Attribute { attribute, test } => self.attribute(*attribute, test),
            Clause::Anniversary { of, test } => self.anniversary(*of, test),
            Clause::Function {
                function,
                parameters,
                holds,
            } => {
                let found = match function {
                    Function::ProductsPurchased => self.products_purchased(parameters),
                    Function::OrdersPlaced => self.orders_placed(parameters),
                    Function::PurchaseSequence => self.purchase_sequence(parameters),
                    Function::ProductRunsOut => self.product_runs_out(parameters),
                    Function::ProductCycle => self.product_cycle(parameters),
                    Function::CampaignActivity => self.campaign_activity(parameters),
                };
                if *holds {
                    found
                } else {
                    format!("NOT ({found})")
                }
            }
        }
    }

    fn attribute(&self, attribute: Attribute, test: &Test) -> String {
        let number = |above: &str, below: &str| self.number(above, below, test);
        let text = |column: &str| self.text(column, test, false);
        match attribute {
            Attribute::AmountSpent => number("s.spent", "100"),
            Attribute::AmountPaid => number("s.paid", "100"),
            Attribute::AmountRefunded => number("s.refunded", "100"),
            Attribute::NumberOfOrders => number("s.orders", "1"),
            Attribute::NumberOfPurchaseDays => number("s.days", "1"),
            Attribute::AverageOrderValue => number("s.spent", "(nullif(s.orders, 0) * 100)"),
            Attribute::RefundRate => number("s.refunded", "nullif(s.paid, 0)"),
            Attribute::MedianDaysBetweenOrders => number("s.halves", "2"),
            Attribute::OverdueRatio => {
                number(&format!("(({} - s.last) * 2)", self.as_of.0), "s.halves")
            }
            Attribute::FirstOrderDate => self.day("s.first", test),
            Attribute::LastOrderDate => self.day("s.last", test),
            Attribute::CustomerAddedDate => self.day("c.added", test),
            Attribute::Birthday => self.day("c.birthday", test),
            Attribute::CustomerCountry => text("c.country"),
            Attribute::CustomerRegion => text("c.region"),
            Attribute::CustomerCity => text("c.city"),
            Attribute::MemberLevel => number("c.level", "1"),
            Attribute::Gender => text("c.gender"),
            Attribute::CustomerId => text("c.id"),
            Attribute::EmailSubscriptionStatus => text("c.email"),
            Attribute::SmsSubscriptionStatus => text("c.sms"),
            Attribute::RfmRecency => number("s.r", "1"),
            Attribute::RfmFrequency => number("s.f", "1"),
            Attribute::RfmMonetary => number("s.m", "1"),
            Attribute::RfmGroup => text("s.rfm_group"),
            Attribute::LifecycleStage => text("s.stage"),
            Attribute::CustomerTags => {
                let any = "EXISTS (SELECT 1 FROM tag WHERE tag.row = c.row)";
                match test {
                    Test::Null { not: false } => format!("NOT {any}"),
                    Test::Null { not: true } => any.to_owned(),
                    Test::Contains { not, text } => {
                        let not = if *not { "NOT " } else { "" };
                        let wanted = literal(text);
                        format!(
                            "{any} AND {not}EXISTS (SELECT 1 FROM tag WHERE tag.row = c.row AND tag = {wanted})"
                        )
                    }
                    other => panic!("{other:?}"),
                }
            }
            Attribute::CustomerSegments => match test {
                Test::Contains { not, text } => {
                    let not = if *not { "NOT " } else { "" };
                    format!("{not}({})", self.query(&self.saved[text]))
                }
                other => panic!("{other:?}"),
            },
        }
    }

    /// `above` ÷ `below` against a decimal number, by multiplying out; `below` is positive.
    fn number(&self, above: &str, below: &str, test: &Test) -> String {
        let against = |operator: &str, value: &Value| match value {
            Value::Number(Decimal { digits, scale }) => {
                format!(
                    "{above} * {} {operator} {digits} * {below}",
                    10i64.pow(*scale)
                )
            }
            other => panic!("{other:?}"),
        };
        compared(test, &format!("({above} * {below})"), against)
    }

    fn day(&self, column: &str, test: &Test) -> String {
        let against = |operator: &str, value: &Value| match value {
            Value::Day(day) => format!("{column} {operator} {}", self.on(*day).0),
            other => panic!("{other:?}"),
        };
        compared(test, column, against)
    }

    fn text(&self, column: &str, test: &Test, fold: bool) -> String {
        let column = if fold {
            format!("upper({column})")
        } else {
            column.to_owned()
        };
        let form = |text: &str| {
            literal(&if fold {
                text.to_uppercase()
            } else {
                text.to_owned()
            })
        };
        let against = |operator: &str, value: &Value| match value {
            Value::Text(text) => format!("{column} {operator} {}", form(text)),
            other => panic!("{other:?}"),
        };
        match test {
            Test::Contains { not, text } => {
                let operator = if *not { "= 0" } else { "> 0" };
                format!("instr({column}, {}) {operator}", form(text))
            }
            test => compared(test, &column, against),
        }
    }

    fn anniversary(&self, of: Occasion, test: &Test) -> String {
        let column = match of {
            Occasion::Birthday => "c.birthday",
            Occasion::FirstOrder => "s.first",
        };
        let today = self.as_of.to_string();
        let year: i32 = today[..4].parse().unwrap();
        let in_year = |year: i32| {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let month_day = format!("strftime('%m-%d', {column} * 86400, 'unixepoch')");
            let turned = if leap { "'02-29'" } else { "'02-28'" };
            let day = format!("CASE {month_day} WHEN '02-29' THEN {turned} ELSE {month_day} END");
            format!("CAST(julianday('{year:04}-' || ({day})) - 2440587.5 AS INTEGER)")
        };
        let next = format!(
            "CASE WHEN {this} >= {today} THEN {this} ELSE {next} END",
            this = in_year(year),
            next = in_year(year + 1),
            today = self.as_of.0
        );
        self.day(&format!("({next})"), test)
    }

    fn products_purchased(&self, parameters: &[(Parameter, Test)]) -> String {
        let conditions = self.line_conditions(
            parameters,
            [
                Some(Parameter::Id),
                Some(Parameter::Title),
                Some(Parameter::Category),
                Some(Parameter::Tag),
            ],
        );
        let dates = self.optional(parameters, Parameter::Date, |test| self.day("v.day", test));
        let from = format!(
            "FROM v JOIN l ON l.o = v.id JOIN p ON p.product = l.product WHERE l.real AND {conditions} AND {dates}"
        );
        let (count, quantity, amount) = (
            self.optional_or(parameters, Parameter::Count, "n >= 1", |test| {
                self.number("n", "1", test)
            }),
            self.optional(parameters, Parameter::Quantity, |test| {
                self.number("q", "1", test)
            }),
            self.optional(parameters, Parameter::Amount, |test| {
                self.number("a", "100", test)
            }),
        );
        let sums = "count(DISTINCT v.id) AS n, sum(l.quantity) AS q, sum(l.amount) AS a";
        match parameters.iter().find(|(parameter, _)| *parameter == Parameter::Per) {
            None => format!(
                "c.row IN (SELECT row FROM (SELECT w.row, coalesce(n, 0) AS n, coalesce(q, 0) AS q, coalesce(a, 0) AS a
                     FROM c w LEFT JOIN (SELECT v.row, {sums} {from} GROUP BY v.row) f ON f.row = w.row)
                     WHERE {count} AND {quantity} AND {amount})"
            ),
            Some((_, test)) => {
                let column = match test {
                    Test::Compare(_, Value::Text(text)) if text == "category" => "p.category",
                    _ => "p.id",
                };
                format!(
                    "c.row IN (SELECT row FROM (SELECT v.row, {sums} {from} AND {column} IS NOT NULL GROUP BY v.row, {column})
                         WHERE {count} AND {quantity} AND {amount})"
                )
            }
        }
    }

    fn orders_placed(&self, parameters: &[(Parameter, Test)]) -> String {
        let state = self.optional_or(parameters, Parameter::Status, "o.valid", |test| {
            let any = |value: &Value| matches!(value, Value::Text(text) if text == "ANY");
            match test {
                Test::Compare(Operator::Equal, value) if any(value) => "1".to_owned(),
                Test::Compare(Operator::NotEqual, value) if any(value) => "0".to_owned(),
                Test::In { values, .. } if values.iter().any(any) => "1".to_owned(),
                test => self.text("o.state", test, false),
            }
        });
        let conditions = [
            state,
            format!("o.day <= {}", self.as_of.0),
            self.optional(parameters, Parameter::Channel, |test| {
                self.text("o.channel", test, false)
            }),
            self.optional(parameters, Parameter::Date, |test| self.day("o.day", test)),
            self.optional(parameters, Parameter::Amount, |test| {
                self.number("o.amount", "100", test)
            }),
        ];
        let count = self.optional_or(parameters, Parameter::Count, "n >= 1", |test| {
            self.number("n", "1", test)
        });
        let sum = self.optional(parameters, Parameter::SumAmount, |test| {
            self.number("a", "100", test)
        });
        format!(
            "c.row IN (SELECT row FROM (SELECT w.row, coalesce(n, 0) AS n, coalesce(a, 0) AS a FROM c w LEFT JOIN
                 (SELECT o.row, count(*) AS n, sum(o.amount) AS a FROM o WHERE {} GROUP BY o.row) f ON f.row = w.row)
                 WHERE {count} AND {sum})",
            conditions.join(" AND ")
        )
    }

    fn purchase_sequence(&self, parameters: &[(Parameter, Test)]) -> String {
        let has = |order: &str, id: Parameter, category: Parameter| {
            let conditions =
                self.line_conditions(parameters, [Some(id), None, Some(category), None]);
            format!(
                "EXISTS (SELECT 1 FROM l JOIN p ON p.product = l.product
                     WHERE l.o = {order}.id AND l.real AND {conditions})"
            )
        };
        let dates = self.optional(parameters, Parameter::Date, |test| self.day("x.day", test));
        let within = self.optional(parameters, Parameter::Within, |test| match test {
            Test::Compare(_, Value::Span(Span { count, unit })) => match unit {
                Unit::Day => format!("y.day <= x.day + {count}"),
                Unit::Week => format!("y.day <= x.day + 7 * {count}"),
                Unit::Month => format!("y.day <= months_later(x.day, {count})"),
                Unit::Year => format!("y.day <= months_later(x.day, 12 * {count})"),
            },
            other => panic!("{other:?}"),
        });
        format!(
            "EXISTS (SELECT 1 FROM v x JOIN v y ON y.row = x.row AND y.at > x.at
                 WHERE x.row = c.row AND {dates} AND {within} AND {} AND {})",
            has("x", Parameter::First, Parameter::FirstCategory),
            has("y", Parameter::Then, Parameter::ThenCategory)
        )
    }

    fn product_runs_out(&self, parameters: &[(Parameter, Test)]) -> String {
        let conditions = self.line_conditions(
            parameters,
            [Some(Parameter::Id), None, Some(Parameter::Category), None],
        );
        let dates = self.optional(parameters, Parameter::Date, |test| self.day("ends", test));
        format!(
            "c.row IN (WITH RECURSIVE
                 x AS (SELECT v.row, l.product, v.day, v.id AS o, l.quantity * p.lifespan AS lasts,
                     dense_rank() OVER (PARTITION BY v.row ORDER BY v.day, v.at, v.id) AS place,
                     row_number() OVER (PARTITION BY v.row, l.product ORDER BY v.day, v.at, v.id, l.rowid) AS n
                     FROM v JOIN l ON l.o = v.id JOIN p ON p.product = l.product
                     WHERE l.real AND p.lifespan IS NOT NULL AND {conditions}),
                 held AS (SELECT row, product, n, place, day + lasts AS ends FROM x WHERE n = 1 UNION ALL
                     SELECT x.row, x.product, x.n, x.place, max(held.ends, x.day) + x.lasts
                     FROM held JOIN x ON x.row = held.row AND x.product = held.product AND x.n = held.n + 1)
                 SELECT row FROM held
                 WHERE n = (SELECT max(n) FROM x WHERE x.row = held.row AND x.product = held.product)
                     AND place = (SELECT max(place) FROM x WHERE x.row = held.row) AND {dates})"
        )
    }

    fn product_cycle(&self, parameters: &[(Parameter, Test)]) -> String {
        let products = self.line_conditions(
            parameters,
            [Some(Parameter::Id), None, Some(Parameter::Category), None],
        );
        let asked = self.optional(parameters, Parameter::Stage, |test| {
            self.text("stage", test, false)
        });
        let today = self.as_of.0;
        // Every product of every customer: what was bought of it in order, what is left of that, what waits.
        format!(
            "c.row IN (WITH RECURSIVE
                 x AS (SELECT v.row, l.product, v.day, l.quantity * coalesce(p.lifespan, 0) AS lasts,
                     row_number() OVER (PARTITION BY v.row, l.product ORDER BY v.day, v.at, v.id, l.rowid) AS n
                     FROM v JOIN l ON l.o = v.id JOIN p ON p.product = l.product WHERE l.real AND {products}),
                 held AS (SELECT row, product, n, day, lasts, day + lasts AS ends FROM x WHERE n = 1 UNION ALL
                     SELECT x.row, x.product, x.n, x.day, x.lasts, max(held.ends, x.day) + x.lasts
                     FROM held JOIN x ON x.row = held.row AND x.product = held.product AND x.n = held.n + 1),
                 after AS (SELECT row, product, CASE
                     WHEN lasts = 0 THEN CASE WHEN {today} - day <= 10 THEN 'EXPERIENCE' ELSE 'USE' END
                     WHEN {today} <= day + min(10, lasts / 2) THEN 'EXPERIENCE'
                     WHEN {today} < ends - max(3, min(14, CAST(round(0.2 * lasts) AS INTEGER))) THEN 'USE'
                     WHEN {today} <= ends THEN 'RUN_OUT'
                     WHEN {today} <= ends + max(7, min(30, CAST(round(0.2 * lasts) AS INTEGER))) THEN 'REPURCHASE'
                     END AS stage
                     FROM held h WHERE n = (SELECT max(n) FROM x WHERE x.row = h.row AND x.product = h.product)),
                 unpaid AS (SELECT o.row, l.product, max(o.state <> 'CLOSED_UNPAID') AS waits
                     FROM o JOIN l ON l.o = o.id JOIN p ON p.product = l.product
                     WHERE NOT o.valid AND l.real AND {products} AND o.day <= {today}
                         AND (o.state IN ('UNPAID', 'DEPOSIT_PAID')
                             OR o.state = 'CLOSED_UNPAID' AND o.day >= {today} - 30)
                     GROUP BY o.row, l.product),
                 pairs AS (SELECT row, product FROM after UNION SELECT row, product FROM unpaid),
                 stages AS (SELECT pairs.row, CASE WHEN waits THEN 'BUY' WHEN stage IS NOT NULL THEN stage
                     WHEN waits IS NOT NULL THEN 'OBSERVE' END AS stage
                     FROM pairs LEFT JOIN after ON after.row = pairs.row AND after.product = pairs.product
                     LEFT JOIN unpaid ON unpaid.row = pairs.row AND unpaid.product = pairs.product)
                 SELECT row FROM stages WHERE stage IS NOT NULL AND {asked})"
        )
    }

    fn campaign_activity(&self, parameters: &[(Parameter, Test)]) -> String {
        let conditions = [
            format!("e.day <= {}", self.as_of.0),
            self.optional(parameters, Parameter::Id, |test| {
                self.text("e.campaign", test, true)
            }),
            self.optional(parameters, Parameter::Event, |test| {
                self.text("e.kind", test, false)
            }),
            self.optional(parameters, Parameter::Date, |test| self.day("e.day", test)),
        ];
        let count = self.optional_or(parameters, Parameter::Count, "n >= 1", |test| {
            self.number("n", "1", test)
        });
        format!(
            "(SELECT {count} FROM (SELECT count(*) AS n FROM e WHERE e.row = c.row AND {}))",
            conditions.join(" AND ")
        )
    }

    /// Conditions of `p` by parameters for id, title, category, tag.
    fn line_conditions(
        &self,
        parameters: &[(Parameter, Test)],
        names: [Option<Parameter>; 4],
    ) -> String {
        let columns = ["p.id", "p.title", "p.category"];
        let mut conditions = vec!["1".to_owned()];
        for (at, name) in names.iter().enumerate() {
            let Some((_, test)) = parameters
                .iter()
                .find(|(parameter, _)| Some(*parameter) == *name)
            else {
                continue;
            };
            conditions.push(match columns.get(at) {
                Some(column) => format!("coalesce(({}), 0)", self.text(column, test, at == 0)),
                None => {
                    let any = "EXISTS (SELECT 1 FROM ptag t WHERE t.product = p.product";
                    match test {
                        Test::Compare(Operator::NotEqual, value) => {
                            let equal = Test::Compare(Operator::Equal, value.clone());
                            format!(
                                "{any}) AND NOT {any} AND {})",
                                self.text("t.tag", &equal, false)
                            )
                        }
                        test => format!("{any} AND {})", self.text("t.tag", test, false)),
                    }
                }
            });
        }
        conditions.join(" AND ")
    }

    fn optional(
        &self,
        parameters: &[(Parameter, Test)],
        wanted: Parameter,
        translate: impl Fn(&Test) -> String,
    ) -> String {
        self.optional_or(parameters, wanted, "1", translate)
    }

    fn optional_or(
        &self,
        parameters: &[(Parameter, Test)],
        wanted: Parameter,
        otherwise: &str,
        translate: impl Fn(&Test) -> String,
    ) -> String {
        match parameters
            .iter()
            .find(|(parameter, _)| *parameter == wanted)
        {
            Some((_, test)) => format!("coalesce(({}), 0)", translate(test)),
            None => otherwise.to_owned(),
        }
    }

    fn on(&self, day: DayValue) -> Day {
        match day {
            DayValue::On(day) => day,
            DayValue::Today => self.as_of,
            DayValue::Yesterday => Day(self.as_of.0 - 1),
            DayValue::Offset(offset) => {
                let count = offset.span.count as i32 * if offset.back { -1 } else { 1 };
                match offset.span.unit {
                    Unit::Day => Day(self.as_of.0 + count),
                    Unit::Week => Day(self.as_of.0 + count * 7),
                    Unit::Month => months_later(self.as_of, count),
                    Unit::Year => months_later(self.as_of, count * 12),
                }
            }
        }
    }
}

fn compared(test: &Test, column: &str, against: impl Fn(&str, &Value) -> String) -> String {
    match test {
        Test::Compare(operator, value) => {
            let operator = match operator {
                Operator::Equal => "=",
                Operator::NotEqual => "<>",
                Operator::Less => "<",
                Operator::AtMost => "<=",
                Operator::Greater => ">",
                Operator::AtLeast => ">=",
            };
            against(operator, value)
        }
        Test::Between(low, high) => format!("{} AND {}", against(">=", low), against("<=", high)),
        Test::In { not, values } => {
            let any: Vec<String> = values.iter().map(|value| against("=", value)).collect();
            let not = if *not { "NOT " } else { "" };
            format!("{not}({})", any.join(" OR "))
        }
        Test::Null { not: false } => format!("{column} IS NULL"),
        Test::Null { not: true } => format!("{column} IS NOT NULL"),
        Test::Contains { .. } => panic!("only texts and sets contain"),
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// By calendar, with the day held in the month.
fn months_later(day: Day, months: i32) -> Day {
    let text = day.to_string();
    let part = |from: usize, to: usize| -> i32 { text[from..to].parse().unwrap() };
    let total = part(0, 4) * 12 + part(5, 7) - 1 + months;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) as u32 + 1);
    let found = (1..=part(8, 10) as u32)
        .rev()
        .find_map(|day| Day::from_ymd(year, month, day));
    found.unwrap()
}
