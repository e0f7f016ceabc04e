//! Writes a picture of the window and then closes it.

use eframe::egui;
use std::{
    fs::File,
    io::BufWriter,
    path::PathBuf,
    time::{Duration, Instant},
};

/// Frames that a page needs to settle.
const FRAMES: u32 = 10;

/// A picture that is to be taken.
#[derive(Debug)]
pub(crate) struct Picture {
    path: PathBuf,
    not_before: Instant,
    frames: u32,
    taken: bool,
}

impl Picture {
    pub(crate) fn new(path: PathBuf, wait: Duration) -> Self {
        Self { path, not_before: Instant::now() + wait, frames: 0, taken: false }
    }

    /// Counts a frame of the page that is to be seen, and takes the picture when it has settled.
    pub(crate) fn frame(&mut self, ctx: &egui::Context) {
        let left = self.not_before.saturating_duration_since(Instant::now());
        if !left.is_zero() {
            ctx.request_repaint_after(left);
            return;
        }
        self.frames += 1;
        if self.frames < FRAMES || self.taken {
            ctx.request_repaint();
            return;
        }
        self.taken = true;
        let path = self.path.clone();
        let close = ctx.clone();
        ctx.request_screenshot(move |image| {
            if let Err(error) = write(&path, &image) {
                eprintln!("{}: {error}", path.display());
            }
            close.send_viewport_cmd(egui::ViewportCommand::Close);
        });
        ctx.request_repaint();
    }
}

fn write(path: &PathBuf, image: &egui::ColorImage) -> anyhow::Result<()> {
    let file = BufWriter::new(File::create(path)?);
    let mut encoder = png::Encoder::new(file, u32::try_from(image.width())?, u32::try_from(image.height())?);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let bytes: Vec<u8> = image.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b()]).collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bytes)?;
    writer.finish()?;
    Ok(())
}
