//! The page of rules beside the tests that it names.

const PAGE: &str = include_str!("../../../../docs/spec/roster.md");
const TESTS: [&str; 6] = [
    include_str!("coming_in.rs"),
    include_str!("chains.rs"),
    include_str!("bounds.rs"),
    include_str!("rolls.rs"),
    include_str!("door.rs"),
    include_str!("twin/main.rs"),
];

#[test]
fn every_rule_has_the_next_number_and_names_a_test_that_exists() {
    let rules: Vec<&str> = PAGE.lines().filter(|line| line.starts_with("- **R")).collect();
    assert!(rules.len() > 40);
    for (at, rule) in rules.iter().enumerate() {
        assert!(rule.starts_with(&format!("- **R{}** ", at + 1)), "{rule}");
        let named = rule.trim_end_matches('`').rsplit('`').next().unwrap();
        let found = TESTS.iter().any(|tests| tests.contains(&format!("fn {named}()")));
        assert!(found || named == "twin", "{rule}");
    }
}
