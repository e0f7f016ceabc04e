//! Measured figures, each beside what is aimed at and what others need for the same.

use serde::{Deserialize, Serialize};

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The job, as on the command line.
    pub job: String,
    /// What was measured.
    pub what: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: String,
    /// What is aimed at; empty where nothing is.
    pub aim: String,
    /// What others need for the same work, with the source; empty where nobody was measured.
    pub others: String,
}

/// The figures of one job.
#[derive(Debug, Default)]
pub struct Figures {
    job: &'static str,
    list: Vec<Figure>,
}

impl Figures {
    /// No figures of a job yet.
    pub fn of(job: &'static str) -> Self {
        Self { job, list: Vec::new() }
    }

    /// Notes a figure without an aim.
    pub fn note(&mut self, what: &str, value: f64, unit: &str) {
        self.beside(what, value, unit, "", "");
    }

    /// Notes a figure with what is aimed at and what others need.
    pub fn beside(&mut self, what: &str, value: f64, unit: &str, aim: &str, others: &str) {
        self.list.push(Figure {
            job: self.job.to_owned(),
            what: what.to_owned(),
            value,
            unit: unit.to_owned(),
            aim: aim.to_owned(),
            others: others.to_owned(),
        });
    }

    /// The figures.
    pub fn list(self) -> Vec<Figure> {
        self.list
    }
}

/// The figures as a table in Markdown.
pub fn table(figures: &[Figure]) -> String {
    let mut out =
        String::from("| job | what | measured | aim | others on such work |\n|---|---|---|---|---|\n");
    for figure in figures {
        let Figure { job, what, value, unit, aim, others } = figure;
        out.push_str(&format!("| {job} | {what} | {} | {aim} | {others} |\n", shown(*value, unit)));
    }
    out
}

/// A value with its unit, in three digits or so.
pub fn shown(value: f64, unit: &str) -> String {
    match unit {
        "B" if value >= 1e6 => format!("{:.2} MB", value / 1e6),
        "B" if value >= 10_000.0 => format!("{:.1} KB", value / 1e3),
        "µs" if value >= 1e6 => format!("{:.2} s", value / 1e6),
        "µs" if value >= 1e3 => format!("{:.1} ms", value / 1e3),
        "" if value.fract() != 0.0 => format!("{value:.2}"),
        "" => format!("{value}"),
        _ if value.fract() != 0.0 => format!("{value:.2} {unit}"),
        _ => format!("{value} {unit}"),
    }
}
