//! Runs the jobs on a workload and prints what they cost.

use anyhow::{Context, bail};
use std::{path::PathBuf, process::Command};
use weft_bench::{
    figures::{self, Figure},
    jobs::{self, Bench, JOBS},
    laws,
    shape::Shape,
    town::Town,
};

const USAGE: &str = "weft-bench [crew|congregation] [--scale ENTRIES] [--seed N] [--job NAME]… [--json] [--keep FOLDER]
weft-bench export [crew|congregation] [--scale ENTRIES] [--seed N]   what was done, as JSON lines, for peers
weft-bench laws                                                       exits 1 where a cost grows as it must not";

fn main() -> anyhow::Result<()> {
    let wish = Wish::read(std::env::args().skip(1).collect()).context(USAGE)?;
    std::fs::create_dir_all(&wish.keep)?;
    match wish.verb {
        Verb::Measure => measure(&wish),
        Verb::Export => export(&wish),
        Verb::Laws => judge(&wish),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Verb {
    Measure,
    Export,
    Laws,
}

#[derive(Debug)]
struct Wish {
    verb: Verb,
    shape: Shape,
    seed: u64,
    jobs: Vec<String>,
    json: bool,
    /// Runs its one job in this process; what the others are started with.
    alone: bool,
    keep: PathBuf,
}

impl Wish {
    fn read(arguments: Vec<String>) -> anyhow::Result<Self> {
        let mut wish = Wish {
            verb: Verb::Measure,
            shape: Shape::CREW,
            seed: 1,
            jobs: Vec::new(),
            json: false,
            alone: false,
            keep: std::env::temp_dir().join("weft-bench"),
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "export" => wish.verb = Verb::Export,
                "laws" => wish.verb = Verb::Laws,
                "crew" => wish.shape = Shape::CREW,
                "congregation" => wish.shape = Shape::CONGREGATION,
                "--scale" => wish.shape = wish.shape.with_entries(value()?.parse()?),
                "--seed" => wish.seed = value()?.parse()?,
                "--job" => wish.jobs.push(value()?),
                "--keep" => wish.keep = value()?.into(),
                "--json" => wish.json = true,
                "--alone" => wish.alone = true,
                other => bail!("{other} means nothing here"),
            }
        }
        if wish.jobs.is_empty() {
            wish.jobs = JOBS.map(str::to_owned).to_vec();
        }
        Ok(wish)
    }

    fn town(&self) -> anyhow::Result<Town> {
        Town::kept(&self.keep, &self.shape, self.seed)
    }
}

fn measure(wish: &Wish) -> anyhow::Result<()> {
    if wish.alone {
        let town = wish.town()?;
        let folder = tempfile::tempdir_in(&wish.keep)?;
        let bench = Bench { town, folder: folder.path().to_owned() };
        let mut all = Vec::new();
        for job in &wish.jobs {
            all.extend(jobs::run(job, &bench)?);
        }
        println!("{}", serde_json::to_string(&all)?);
        return Ok(());
    }
    drop(wish.town()?);
    let mut all: Vec<Figure> = Vec::new();
    for job in &wish.jobs {
        // A process of its own, so that its peak of memory is its own.
        let out = Command::new(std::env::current_exe()?)
            .args([wish.shape.name, "--scale", &wish.shape.entries.to_string()])
            .args(["--seed", &wish.seed.to_string(), "--job", job, "--alone", "--keep"])
            .arg(&wish.keep)
            .output()?;
        if !out.status.success() {
            bail!("{job} failed: {}", String::from_utf8_lossy(&out.stderr));
        }
        all.extend(serde_json::from_slice::<Vec<Figure>>(&out.stdout)?);
    }
    if wish.json {
        println!("{}", serde_json::to_string_pretty(&all)?);
    } else {
        print!("{}", figures::table(&all));
    }
    Ok(())
}

fn judge(wish: &Wish) -> anyhow::Result<()> {
    let laws = laws::judge(&wish.keep)?;
    for law in &laws {
        println!("{law}");
    }
    let broken = laws.iter().filter(|law| !law.holds()).count();
    if broken > 0 {
        bail!("{broken} of {} laws are broken", laws.len());
    }
    println!("{} laws hold", laws.len());
    Ok(())
}

fn export(wish: &Wish) -> anyhow::Result<()> {
    for deed in wish.town()?.deeds {
        println!("{}", serde_json::to_string(&deed)?);
    }
    Ok(())
}
