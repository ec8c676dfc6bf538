//! The effect of a real randomised e-mail test, against answers worked out elsewhere.
// A test may stumble over what it reads; only clippy's own exception for tests does not reach helpers of this file.
#![allow(clippy::unwrap_used)]

use std::io::Read;
use std::path::Path;

use domain::effect::mean::{Sample, welch};
use domain::effect::proportion::{Proportion, difference};
use domain::effect::report::{Arms, Verdict, effect_of};

/// One arm of the test: people who visited, who bought, and what each spent.
#[derive(Default)]
struct Arm {
    visits: Proportion,
    conversions: Proportion,
    conversion_sample: Sample,
    spend: Sample,
}

fn read_arms() -> Option<(Arm, Arm)> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/hillstrom/hillstrom.csv.gz");
    let file = std::fs::File::open(path).ok()?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .unwrap();
    let (mut mens, mut none) = (Arm::default(), Arm::default());
    for line in text.lines().skip(1) {
        // From the right: a column further left holds commas.
        let mut columns = line.rsplitn(5, ',');
        let spend: f64 = columns.next().unwrap().parse().unwrap();
        let conversion = columns.next().unwrap() == "1";
        let visit = columns.next().unwrap() == "1";
        let arm = match columns.next().unwrap().trim_matches('"') {
            "Mens E-Mail" => &mut mens,
            "No E-Mail" => &mut none,
            _ => continue,
        };
        arm.visits.of += 1;
        arm.visits.hits += u64::from(visit);
        arm.conversions.of += 1;
        arm.conversions.hits += u64::from(conversion);
        arm.conversion_sample.add(f64::from(u8::from(conversion)));
        arm.spend.add(spend);
    }
    Some((mens, none))
}

fn check(name: &str, found: domain::effect::Estimate, expected: [f64; 3], digits: usize) {
    let written = [found.value, found.low, found.high].map(|number| format!("{number:.digits$}"));
    let expected = expected.map(|number| format!("{number:.digits$}"));
    assert_eq!(written, expected, "{name}");
}

#[test]
fn the_mens_mail_lifts_visits_conversions_and_spend() {
    let Some((mens, none)) = read_arms() else {
        println!("skipped: ../shared/data/hillstrom is not here");
        return;
    };
    let visits = difference(mens.visits, none.visits).unwrap().times(100.0);
    check("visits", visits, [7.66, 7.00, 8.32], 2);
    // The worked answer is the plain interval of two means. Newcombe's, which we report because it holds for small
    // counts too, lies a little higher where few buy.
    let plain = welch(mens.conversion_sample, none.conversion_sample).unwrap();
    check(
        "conversions, plain",
        plain.difference.times(100.0),
        [0.681, 0.500, 0.861],
        3,
    );
    let conversions = difference(mens.conversions, none.conversions).unwrap();
    check(
        "conversions",
        conversions.times(100.0),
        [0.681, 0.501, 0.864],
        3,
    );
    let spend = welch(mens.spend, none.spend).unwrap().difference;
    check("spend", spend, [0.770, 0.485, 1.055], 3);

    let effect = effect_of(&[Arms {
        treated: mens.conversions,
        control: none.conversions,
        treated_spend: mens.spend,
        control_spend: none.spend,
        ..Arms::default()
    }]);
    assert_eq!(effect.verdict, Verdict::Proven);
    assert_eq!(effect.amount_verdict, Verdict::Proven);
    check(
        "the lift of the report",
        effect.lift.unwrap(),
        [conversions.value, conversions.low, conversions.high],
        9,
    );
}
