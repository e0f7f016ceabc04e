//! The window: `weft-desktop` opens a profile and draws it.

mod app;
mod copies;
mod demo;
mod demo_folder;
mod demo_gathering;
mod demo_life;
mod files;
mod here;
mod picture;
mod preferences;
mod session;

use clap::Parser;
use std::{path::PathBuf, process::ExitCode};
use weft_words::Words;

/// Weft: who is in, when we meet, what we promised. On the devices of those who are in, and nowhere else.
#[derive(Debug, Clone, Parser)]
#[command(name = "weft-desktop", version)]
struct Options {
    /// The folder that holds the profile.
    #[arg(long, env = "WEFT_PROFILE", value_name = "DIR")]
    profile: Option<PathBuf>,
    /// Opens a sample crew that is never saved, with other devices alive beside it.
    #[arg(long)]
    demo: bool,
    /// Draws a sample without any device behind it, for pictures.
    #[arg(long, hide = true)]
    sample: bool,
    /// Writes a picture of the window to a file and closes.
    #[arg(long, hide = true, value_name = "FILE")]
    screenshot: Option<PathBuf>,
    /// The page that is opened first.
    #[arg(long, hide = true, default_value = "today")]
    screen: String,
    /// `light` or `dark`, and not as preferred.
    #[arg(long, hide = true)]
    theme: Option<String>,
    /// The window's size in points.
    #[arg(long, hide = true, default_value = "1320x900", value_parser = size)]
    size: (f32, f32),
    /// The text size in percent, and not as preferred.
    #[arg(long, hide = true)]
    zoom: Option<u16>,
    /// Seconds to wait before the picture, for what happens by itself.
    #[arg(long, hide = true, default_value_t = 0)]
    wait: u64,
}

fn size(text: &str) -> Result<(f32, f32), String> {
    let (width, height) = text.split_once('x').ok_or("write it as 1320x900")?;
    let number = |part: &str| part.parse::<f32>().map_err(|error| error.to_string());
    Ok((number(width)?, number(height)?))
}

fn main() -> ExitCode {
    let options = Options::parse();
    let words = Words::english();
    if !here::has_display() {
        eprintln!("{}", words.no_display());
        return ExitCode::FAILURE;
    }
    match app::run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", words.no_window(&error.to_string()));
            ExitCode::FAILURE
        }
    }
}
