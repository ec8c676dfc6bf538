//! What lint finds, case by case.

use super::*;

fn brand() -> Brand {
    Brand {
        salutation: "松果伙伴".into(),
        slogan: "山里长大的护肤".into(),
        signature: "松果家".into(),
        ..Brand::default()
    }
}

fn findings(medium: Medium, subject: &str, body: &str) -> Vec<Finding> {
    let content = Content {
        medium,
        subject,
        body,
        in_china: true,
    };
    check(&content, &brand())
}

fn codes_of(body: &str) -> Vec<Code> {
    findings(Medium::Platform, "", body)
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn a_word_of_every_shop_is_replaced_with_one_press() {
    for (body, mended) in [
        ("亲，新品到店", "{salutation}，新品到店"),
        ("亲,新品到店", "{salutation},新品到店"),
        ("感谢亲的支持", "感谢{salutation}的支持"),
        ("尊敬的老客户：您好", "{salutation}：您好"),
        ("亲爱的客户，您好", "{salutation}，您好"),
        ("亲爱的{name|朋友}，您好", "{name|朋友}，您好"),
        ("{name|朋友}先生，您好", "{salutation}，您好"),
        ("某某先生，您好", "{salutation}，您好"),
    ] {
        let found = findings(Medium::Platform, "", body);
        let words: Vec<&Finding> = found
            .iter()
            .filter(|finding| finding.code == Code::AvoidWord)
            .collect();
        assert_eq!(words.len(), 1, "{body}");
        assert_eq!(words[0].fix.as_ref().unwrap().apply(body), mended);
    }
}

#[test]
fn words_that_only_contain_one_are_left_alone() {
    for body in [
        "亲肤面料",
        "送给母亲",
        "亲子装",
        "亲自试用",
        "父亲节",
        "相亲",
    ] {
        assert!(!codes_of(body).contains(&Code::AvoidWord), "{body}");
    }
}

#[test]
fn claims_need_evidence_and_some_words_are_forbidden() {
    for (body, code) in [
        ("销量第一", Some(Code::ClaimNeedsEvidence)),
        ("全网最低", Some(Code::ClaimNeedsEvidence)),
        ("最佳选择", Some(Code::ForbiddenWord)),
        ("国家级配方", Some(Code::ForbiddenWord)),
        ("最后一天", None),
        ("第一时间通知", None),
        ("最近好吗", None),
    ] {
        let found = codes_of(body);
        let claims: Vec<Code> = found
            .into_iter()
            .filter(|code| *code != Code::NoImprint)
            .collect();
        assert_eq!(claims, code.into_iter().collect::<Vec<_>>(), "{body}");
    }
    let proven = Brand {
        slogan: "面膜销量第一".into(),
        slogan_evidence: "天猫, 2025, 生意参谋".into(),
        ..brand()
    };
    let content = Content {
        medium: Medium::Platform,
        subject: "",
        body: "面膜销量第一",
        in_china: true,
    };
    assert!(check(&content, &proven).is_empty());
}

#[test]
fn each_text_carries_the_brand() {
    assert_eq!(codes_of("新品到店"), [Code::NoImprint]);
    assert!(codes_of("松果伙伴，新品到店").is_empty());
    assert!(codes_of("{slogan}").is_empty());
    let coverage = imprint_coverage(["新品", "{salutation}", "山里长大的护肤"], &brand());
    assert_eq!(coverage, Some(2.0 / 3.0));
    assert_eq!(imprint_coverage([], &brand()), None);
}

#[test]
fn variables_that_say_nothing_block() {
    assert_eq!(codes_of("{salutation}{fan_name}"), [Code::BrandWordMissing]);
    assert_eq!(codes_of("{salutation}{nmae}"), [Code::UnknownVariable]);
    assert_eq!(codes_of("{salutation}{name}"), [Code::NoFallback]);
    assert!(codes_of("{salutation}{name|朋友}").is_empty());
}

#[test]
fn each_medium_asks_its_form() {
    let codes = |medium, subject: &str, body: &str| -> Vec<Code> {
        findings(medium, subject, body)
            .iter()
            .map(|finding| finding.code)
            .collect()
    };
    assert_eq!(
        codes(Medium::Sms, "", "【松果家】{salutation}"),
        [Code::SignatureBrackets, Code::SignatureBrackets]
    );
    assert_eq!(
        codes(Medium::Sms, "", "{salutation}😀"),
        [Code::RareCharacter]
    );
    assert_eq!(
        codes(
            Medium::Sms,
            "",
            &format!("{{salutation}}{}", "好".repeat(500))
        ),
        [Code::TooLong]
    );
    for (subject, marked) in [
        ("AD 新品", true),
        ("广告：新品", true),
        ("新品", false),
        ("ADVENTURE", false),
    ] {
        let found = codes(Medium::Email, subject, "{salutation}");
        assert_eq!(
            !found.contains(&Code::SubjectPrefixMissing),
            marked,
            "{subject}"
        );
    }
    let abroad = Content {
        medium: Medium::Email,
        subject: "News",
        body: "松果伙伴",
        in_china: false,
    };
    assert!(check(&abroad, &brand()).is_empty());
}

#[test]
fn groups_that_are_told_the_same_are_found() {
    let pairs = similar_pairs(&[
        "{salutation}，双十一全场八折，11月11日20点开始",
        "老客专享，补货立减三十元",
        "{salutation}, 双十一全场八折 11月11日20点开始!",
        "",
        "",
    ]);
    assert_eq!(pairs.len(), 1);
    assert_eq!((pairs[0].0, pairs[0].1), (0, 2));
}
