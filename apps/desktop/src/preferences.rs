//! Preferences on disk: a small file beside the profile, replaced as a whole.

use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};
use weft_ids::ActId;
use weft_ui::{Look, Preferences};

fn file(profile: &Path) -> PathBuf {
    profile.join("preferences.json")
}

/// Reads them; what is missing or cannot be understood is as usual.
pub(crate) fn load(profile: &Path) -> Preferences {
    let usual = Preferences::default();
    let Ok(text) = fs::read_to_string(file(profile)) else { return usual };
    let Ok(value) = serde_json::from_str::<Value>(&text) else { return usual };
    let flag = |key: &str| value.get(key).and_then(Value::as_bool).unwrap_or(false);
    let percent = value.get("text_percent").and_then(Value::as_u64).and_then(|n| u16::try_from(n).ok());
    let not_now = value.get("not_now").and_then(Value::as_array).into_iter().flatten();
    Preferences {
        look: match value.get("look").and_then(Value::as_str) {
            Some("light") => Look::Light,
            Some("dark") => Look::Dark,
            _ => Look::System,
        },
        text_percent: percent
            .unwrap_or(usual.text_percent)
            .clamp(Preferences::TEXT_PERCENT_MIN, Preferences::TEXT_PERCENT_MAX),
        readable_font: flag("readable_font"),
        less_motion: flag("less_motion"),
        cover_amounts: flag("cover_amounts"),
        not_now: not_now.filter_map(Value::as_str).filter_map(ActId::from_hex).collect(),
    }
}

/// Writes them beside their place and then moves them there.
pub(crate) fn save(profile: &Path, preferences: &Preferences) -> std::io::Result<()> {
    let look = match preferences.look {
        Look::System => "system",
        Look::Light => "light",
        Look::Dark => "dark",
    };
    let not_now: Vec<String> = preferences.not_now.iter().map(ToString::to_string).collect();
    let value = json!({
        "look": look,
        "text_percent": preferences.text_percent,
        "readable_font": preferences.readable_font,
        "less_motion": preferences.less_motion,
        "cover_amounts": preferences.cover_amounts,
        "not_now": not_now,
    });
    let beside = profile.join("preferences.json.part");
    fs::write(&beside, format!("{value:#}\n"))?;
    fs::rename(beside, file(profile))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_is_read_again_and_rubbish_is_as_usual() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(load(folder.path()), Preferences::default());
        let mine = Preferences {
            look: Look::Dark,
            text_percent: 150,
            readable_font: true,
            less_motion: true,
            cover_amounts: true,
            not_now: [ActId([7; 32])].into(),
        };
        save(folder.path(), &mine).unwrap();
        assert_eq!(load(folder.path()), mine);
        fs::write(file(folder.path()), "{\"text_percent\": 9000, \"look\": 3").unwrap();
        assert_eq!(load(folder.path()), Preferences::default());
    }
}
