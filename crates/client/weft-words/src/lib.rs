//! Every sentence a member reads: the Fluent catalogue as typed functions, one for each message.
//!
//! `en.ftl` is the one place where words are changed; the functions are made from it when this crate is built.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;
use weft_ids::text::shown;

/// The catalogue of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words(en)")
    }
}

/// An argument of a message.
enum Value<'a> {
    /// Text that a person or a device wrote; made safe before it is shown.
    Text(&'a str),
    /// A number, which may choose a plural.
    Count(i64),
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

impl Words {
    /// The English catalogue.
    pub fn english() -> Self {
        let english: LanguageIdentifier = "en".parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![english]);
        // egui draws no bidirectional text and a console draws isolates as boxes; what would need
        // isolating is stripped of direction marks in `say`.
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(include_str!("../en.ftl").to_owned()) {
            // A message that does not parse is left out here and found by the tests.
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Self { bundle }
    }

    fn say(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            match value {
                Value::Text(text) => arguments.set(*name, FluentValue::from(shown(text))),
                Value::Count(count) => arguments.set(*name, FluentValue::from(*count)),
            }
        }
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned()
    }
}
