//! Finds out in which time zone this computer stands, for meetings typed without one.

use crate::answer::Failure;

/// The IANA name of this computer's time zone.
///
/// # Errors
/// `zone_unknown` where the system does not say it by name.
pub(crate) fn local() -> Result<String, Failure> {
    let from_env = std::env::var("TZ").ok().and_then(|tz| zone_name(&tz));
    let from_link = || {
        let target = std::fs::read_link("/etc/localtime").ok()?;
        zone_name(target.to_str()?.split_once("zoneinfo/")?.1)
    };
    let from_file = || zone_name(std::fs::read_to_string("/etc/timezone").ok()?.trim());
    from_env.or_else(from_link).or_else(from_file).ok_or_else(|| {
        Failure::new("zone_unknown", "this computer does not say in which time zone it is")
            .hint("say it, such as --zone Europe/Lisbon")
    })
}

/// The text as a zone's name, where it looks like one.
fn zone_name(text: &str) -> Option<String> {
    let text = text.strip_prefix(':').unwrap_or(text);
    let well_formed = !text.is_empty()
        && !text.starts_with('/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+'));
    well_formed.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_taken_by_name_and_never_as_a_path() {
        assert_eq!(zone_name("Europe/Lisbon").as_deref(), Some("Europe/Lisbon"));
        assert_eq!(zone_name(":Asia/Tokyo").as_deref(), Some("Asia/Tokyo"));
        assert_eq!(zone_name("/usr/share/zoneinfo/UTC"), None);
        assert_eq!(zone_name(""), None);
        assert_eq!(zone_name("CET-1CEST,M3.5.0"), None);
    }
}
