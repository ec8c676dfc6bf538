//! What is read, how it prints, and what is refused where.

use crate::segment::{ParseError, Reason, parse};

fn refused(text: &str) -> ParseError {
    match parse(text) {
        Ok(query) => panic!("{text} was read as {query}"),
        Err(error) => error,
    }
}

#[test]
fn a_text_prints_in_its_one_form() {
    for (text, canonical) in [
        ("", ""),
        (" \n\t", ""),
        ("amount_spent>99.50", "amount_spent > 99.5"),
        ("amount_spent = -0", "amount_spent = 0"),
        ("gender=\"f\"", "gender = 'f'"),
        ("gender = '它\\'s \\\\'", "gender = '它\\'s \\\\'"),
        ("not not gender is not null", "NOT NOT gender IS NOT NULL"),
        ("((gender = 'f'))", "gender = 'f'"),
        (
            "(gender = 'f' and member_level = 1) and birthday is null",
            "gender = 'f' AND member_level = 1 AND birthday IS NULL",
        ),
        (
            "gender = 'f' AND (member_level = 1 OR member_level IN (2,3))",
            "gender = 'f' AND (member_level = 1 OR member_level IN (2, 3))",
        ),
        (
            "gender = 'f' OR member_level = 1 AND birthday IS NULL",
            "gender = 'f' OR member_level = 1 AND birthday IS NULL",
        ),
        (
            "NOT (gender = 'f' OR gender = 'm')",
            "NOT (gender = 'f' OR gender = 'm')",
        ),
        (
            "last_order_date between -30D and TODAY",
            "last_order_date BETWEEN -30d AND today",
        ),
        ("last_order_date < +7d", "last_order_date < +7d"),
        (
            "first_order_date = Yesterday",
            "first_order_date = yesterday",
        ),
        ("lifecycle_stage = 'at_risk'", "lifecycle_stage = 'AT_RISK'"),
        (
            "customer_tags not contains 'vip'",
            "customer_tags NOT CONTAINS 'vip'",
        ),
        ("products_purchased()", "products_purchased()"),
        ("products_purchased() = TRUE", "products_purchased()"),
        (
            "products_purchased(date: >= -90d, count: >= 2, category: = 'mask')",
            "products_purchased(category: 'mask', date: >= -90d, count: >= 2)",
        ),
        (
            "products_purchased(per: 'Category', id: IN ('a', 'B'), title: CONTAINS 'x')=false",
            "products_purchased(id: IN ('a', 'B'), title: CONTAINS 'x', per: 'category') = false",
        ),
        (
            "orders_placed(status: 'any', sum_amount: BETWEEN 1 AND 2.50)",
            "orders_placed(status: 'ANY', sum_amount: BETWEEN 1 AND 2.5)",
        ),
        (
            "purchase_sequence(within: 30d, then: 'B', first: 'A')",
            "purchase_sequence(first: 'A', then: 'B', within: 30d)",
        ),
        (
            "anniversary(date: 'birthday') = +7d",
            "anniversary(date: 'birthday') = +7d",
        ),
        (
            "anniversary(date: 'first_order') BETWEEN today AND +1m",
            "anniversary(date: 'first_order') BETWEEN today AND +1m",
        ),
        (
            "product_runs_out(id: 'M-200', date: BETWEEN today AND +7d) AND NOT campaign_activity(event: 'SENT', date: >= -14d)",
            "product_runs_out(id: 'M-200', date: BETWEEN today AND +7d) AND NOT campaign_activity(event: 'SENT', date: >= -14d)",
        ),
        (
            "product_cycle(stage: 'run_out')",
            "product_cycle(stage: 'RUN_OUT')",
        ),
    ] {
        let query = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(query.to_string(), canonical);
        assert_eq!(parse(canonical).unwrap(), query);
    }
}

#[test]
fn what_is_not_understood_is_told_with_its_place() {
    for (text, line, column, found, near, reason) in [
        (
            "amout_spent > 5",
            1,
            1,
            "amout_spent",
            "amount_spent",
            Reason::UnknownAttribute,
        ),
        (
            "Amount_Spent > 5",
            1,
            1,
            "Amount_Spent",
            "amount_spent",
            Reason::UnknownAttribute,
        ),
        (
            "product_purchased()",
            1,
            1,
            "product_purchased",
            "products_purchased",
            Reason::UnknownFunction,
        ),
        (
            "gender = '女' AND\n  gendre = 'x'",
            2,
            3,
            "gendre",
            "gender",
            Reason::UnknownAttribute,
        ),
        (
            "gender = '女' ADN gender = 'x'",
            1,
            14,
            "ADN",
            "AND",
            Reason::Unexpected,
        ),
        ("gender", 1, 7, "", "", Reason::Unexpected),
        ("gender = ", 1, 10, "", "", Reason::Unexpected),
        ("gender = 'f", 1, 10, "'f", "", Reason::UnfinishedText),
        ("(gender = 'f'", 1, 14, "", "", Reason::Unexpected),
        ("gender = 'f')", 1, 13, ")", "", Reason::Unexpected),
        ("gender ＝ 'f'", 1, 8, "＝", "", Reason::Unexpected),
        (
            "birthday = 2026-02-30",
            1,
            12,
            "2026-02-30",
            "",
            Reason::NotADay,
        ),
        (
            "member_level = 1234567890123456789012",
            1,
            16,
            "1234567890123456789012",
            "",
            Reason::NumberTooLong,
        ),
        ("member_level IN ()", 1, 18, ")", "", Reason::Unexpected),
        (
            "anniversary(date: 'birthday') > today",
            1,
            31,
            ">",
            "",
            Reason::NotTaken {
                by: "anniversary".into(),
            },
        ),
        (
            "gender > 'f'",
            1,
            8,
            ">",
            "",
            Reason::NotTaken {
                by: "gender".into(),
            },
        ),
        (
            "customer_tags = 'a'",
            1,
            15,
            "=",
            "",
            Reason::NotTaken {
                by: "customer_tags".into(),
            },
        ),
        (
            "customer_id CONTAINS 'a'",
            1,
            13,
            "CONTAINS",
            "",
            Reason::NotTaken {
                by: "customer_id".into(),
            },
        ),
        (
            "customer_id IS NULL",
            1,
            13,
            "IS",
            "",
            Reason::NotTaken {
                by: "customer_id".into(),
            },
        ),
        (
            "member_level = 'a'",
            1,
            16,
            "'a'",
            "",
            Reason::WrongType {
                of: "member_level".into(),
            },
        ),
        (
            "last_order_date > 30d",
            1,
            19,
            "30d",
            "",
            Reason::WrongType {
                of: "last_order_date".into(),
            },
        ),
        (
            "amount_spent > today",
            1,
            16,
            "today",
            "",
            Reason::Unexpected,
        ),
        (
            "lifecycle_stage = 'LOYL'",
            1,
            19,
            "'LOYL'",
            "LOYAL",
            Reason::UnknownValue {
                of: "lifecycle_stage".into(),
            },
        ),
        (
            "orders_placed(stauts: 'PAID')",
            1,
            15,
            "stauts",
            "status",
            Reason::UnknownParameter {
                function: "orders_placed".into(),
            },
        ),
        (
            "orders_placed(count: 1, count: 2)",
            1,
            25,
            "count",
            "",
            Reason::RepeatedParameter,
        ),
        (
            "products_purchased(per: IN ('product'))",
            1,
            25,
            "IN",
            "",
            Reason::Unexpected,
        ),
        (
            "purchase_sequence(within: -30d)",
            1,
            27,
            "-30d",
            "",
            Reason::WrongType {
                of: "within".into(),
            },
        ),
        ("products_purchased", 1, 19, "", "", Reason::Unexpected),
        (
            "products_purchased() = 1",
            1,
            24,
            "1",
            "",
            Reason::Unexpected,
        ),
    ] {
        let error = refused(text);
        let given = (
            error.line,
            error.column,
            error.found.as_str(),
            error.nearest.as_deref().unwrap_or(""),
            &error.reason,
        );
        assert_eq!(given, (line, column, found, near, &reason), "{text}");
    }
}

#[test]
fn an_error_says_what_could_stand_there() {
    let error = refused("gender ! 'f'");
    let expected: Vec<String> = error.expected.iter().map(ToString::to_string).collect();
    assert_eq!(expected, ["=", "!=", "NOT", "IN", "CONTAINS", "IS"]);
    assert_eq!(
        refused("sms_subscription_status = 'YES'").to_string(),
        "line 1, column 27: found 'YES', which is not a value of sms_subscription_status; here could stand 'SUBSCRIBED', 'UNSUBSCRIBED', 'NOT_SUBSCRIBED', 'INVALID'"
    );
}

#[test]
fn hostile_nesting_and_length_are_refused() {
    for text in ["(".repeat(100_000), "NOT ".repeat(100_000)] {
        assert_eq!(refused(&text).reason, Reason::TooDeep);
    }
    let deepest = format!("{}gender = 'f'{}", "(".repeat(64), ")".repeat(64));
    assert!(parse(&deepest).is_ok());
    let long = format!("gender = '{}'", "x".repeat(600_000));
    assert_eq!(refused(&long).reason, Reason::TooLong);
}
