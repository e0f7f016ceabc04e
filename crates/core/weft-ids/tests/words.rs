//! What people type: ids by their beginning, dates, names and lines.
//!
//! What must hold:
//! 1. An id is read back from what it prints, and found by four or more of its digits.
//! 2. A date is a real day or it is refused; dates order as days do.
//! 3. A name that could disguise itself as another is refused when typed and made harmless when it comes from elsewhere.

use proptest::prelude::*;
use weft_ids::{
    CivilDate, SpaceId, limits,
    text::{TextError, check_line, check_name, is_disguise, shown},
};

#[test]
fn an_id_is_found_by_four_digits_or_more() {
    let id = SpaceId::from_hex(&"ab12cd34".repeat(8)).unwrap();
    assert_eq!(id.short(), "ab12cd34");
    for prefix in ["ab12", "AB12", "ab12c", &"ab12cd34".repeat(8)] {
        assert!(id.has_prefix(prefix), "{prefix}");
    }
    for prefix in ["", "a", "ab1", "ab13", "b12c", &"ab12cd34".repeat(9)] {
        assert!(!id.has_prefix(prefix), "{prefix}");
    }
}

#[test]
fn what_is_not_an_id_is_refused() {
    for text in ["", "ab", &"g".repeat(64), &"a".repeat(63), &"a".repeat(66), &"ä".repeat(32)] {
        assert_eq!(SpaceId::from_hex(text), None, "{text}");
    }
    assert_eq!(SpaceId::from_slice(&[0; 31]), None);
}

#[test]
fn dates_are_real_days() {
    for (text, real) in [
        ("2026-11-21", true),
        (" 2026-11-21 ", true),
        ("2024-02-29", true),
        ("2000-02-29", true),
        ("2026-02-29", false),
        ("1900-02-29", false),
        ("2026-04-31", false),
        ("2026-13-01", false),
        ("2026-00-01", false),
        ("2026-01-00", false),
        ("0000-01-01", false),
        ("26-01-01", false),
        ("2026-1", false),
        ("2026-01-01-01", false),
        ("tomorrow", false),
        ("", false),
    ] {
        assert_eq!(CivilDate::parse(text).is_some(), real, "{text:?}");
    }
}

#[test]
fn names_are_trimmed_and_bounded() {
    assert_eq!(check_name("  Ana  ").as_deref(), Ok("Ana"));
    assert_eq!(check_name(" \t"), Err(TextError::Empty));
    let max = limits::NAME_CHARS_MAX;
    assert!(check_name(&"ä".repeat(max)).is_ok());
    assert_eq!(check_name(&"ä".repeat(max + 1)), Err(TextError::TooLong { chars: max + 1, max }));
    let max = limits::LINE_CHARS_MAX;
    assert!(check_line(&"x".repeat(max)).is_ok());
    assert_eq!(check_line(&"x".repeat(max + 1)), Err(TextError::TooLong { chars: max + 1, max }));
}

#[test]
fn a_name_with_disguising_characters_is_refused_and_shown_harmless() {
    for c in ['\u{202E}', '\u{200B}', '\u{2066}', '\u{FEFF}', '\u{061C}', '\n', '\u{7f}', '\0'] {
        let name = format!("A{c}na");
        assert_eq!(check_name(&name), Err(TextError::Control(c as u32)), "U+{:04X}", c as u32);
        assert_eq!(shown(&name), "A na");
    }
}

#[test]
fn names_of_many_languages_are_fine() {
    for name in ["Ana", "Zoë", "Łukasz", "अना", "安娜", "آنا", "Ana 2", "O'Neill-Åberg", "👩🌱"]
    {
        assert_eq!(check_name(name).as_deref(), Ok(name));
        assert_eq!(shown(name), name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_id_is_read_back_from_what_it_prints(bytes: [u8; 32]) {
        let id = SpaceId(bytes);
        prop_assert_eq!(SpaceId::from_hex(&id.to_string()), Some(id));
        prop_assert_eq!(SpaceId::from_hex(&id.to_string().to_uppercase()), Some(id));
        prop_assert!(id.has_prefix(&id.short()));
    }

    #[test]
    fn a_date_is_read_back_from_what_it_prints(year in 1_u16..=9999, month in 1_u8..=12, day in 1_u8..=31) {
        if let Some(date) = CivilDate::new(year, month, day) {
            prop_assert_eq!(CivilDate::parse(&date.to_string()), Some(date));
            prop_assert_eq!(date.parts(), (year, month, day));
        }
    }

    #[test]
    fn dates_order_as_their_text_does(one: (u16, u8, u8), other: (u16, u8, u8)) {
        let date = |(y, m, d): (u16, u8, u8)| CivilDate::new(y % 9999 + 1, m % 12 + 1, d % 28 + 1).unwrap();
        let (one, other) = (date(one), date(other));
        prop_assert_eq!(one.cmp(&other), one.to_string().cmp(&other.to_string()));
    }

    #[test]
    fn what_is_shown_never_disguises(text: String) {
        prop_assert!(!shown(&text).chars().any(is_disguise));
        prop_assert_eq!(shown(&text).chars().count(), text.chars().count());
    }

    #[test]
    fn arbitrary_text_never_panics(text: String) {
        if let Ok(name) = check_name(&text) {
            prop_assert_eq!(shown(&name), name.clone());
            prop_assert_eq!(check_name(&name), Ok(name));
        }
        let _date: Option<CivilDate> = CivilDate::parse(&text);
        let _id: Option<SpaceId> = SpaceId::from_hex(&text);
    }
}
