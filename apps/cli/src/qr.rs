//! Draws a ticket as a QR code: as a PNG picture and in characters.

use crate::answer::Failure;
use fast_qr::{ECL, QRBuilder, QRCode};
use std::{fs::File, io::BufWriter, path::Path};

/// Pixels for each side of one module of the picture.
const MODULE_PIXELS: usize = 8;
/// Empty modules around the code, as the standard asks.
const QUIET_MODULES: usize = 4;

/// The modules of a text's QR code, row by row; `true` is dark.
fn modules(text: &str) -> Result<Vec<Vec<bool>>, Failure> {
    let code: QRCode = QRBuilder::new(text).ecl(ECL::M).build().map_err(|error| {
        Failure::new("no_qr", format!("the invitation does not fit a QR code: {error}"))
            .hint("send the invitation as text")
    })?;
    let rows = (0..code.size).map(|y| (0..code.size).map(|x| code[y][x].value()).collect()).collect();
    Ok(rows)
}

/// Whether the module at a place is dark, the quiet zone included.
fn dark(rows: &[Vec<bool>], x: usize, y: usize) -> bool {
    let inside = |n: usize| n.checked_sub(QUIET_MODULES);
    let row = inside(y).and_then(|y| rows.get(y));
    row.zip(inside(x)).and_then(|(row, x)| row.get(x)).copied().unwrap_or(false)
}

/// Writes a text's QR code as a PNG picture.
///
/// # Errors
/// When the text does not fit or the file cannot be written.
pub(crate) fn write_png(text: &str, path: &Path) -> Result<(), Failure> {
    let rows = modules(text)?;
    let side = (rows.len() + 2 * QUIET_MODULES) * MODULE_PIXELS;
    let mut pixels = Vec::with_capacity(side * side);
    for y in 0..side {
        for x in 0..side {
            pixels.push(if dark(&rows, x / MODULE_PIXELS, y / MODULE_PIXELS) { 0 } else { 255 });
        }
    }
    let failed = |what: String| {
        Failure::new(
            "qr_not_written",
            format!("the picture could not be written: {what} ({})", path.display()),
        )
        .hint("the invitation itself exists; `weft people SPACE --json` shows it")
    };
    let file = File::create(path).map_err(|error| failed(error.to_string()))?;
    let side = u32::try_from(side).map_err(|_| failed("it is too large".to_owned()))?;
    let mut encoder = png::Encoder::new(BufWriter::new(file), side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| failed(error.to_string()))?;
    writer.write_image_data(&pixels).map_err(|error| failed(error.to_string()))?;
    writer.finish().map_err(|error| failed(error.to_string()))
}

/// Draws a text's QR code in characters, two rows of modules in each line; light on dark terminals.
///
/// # Errors
/// When the text does not fit.
pub(crate) fn draw(text: &str) -> Result<String, Failure> {
    let rows = modules(text)?;
    let side = rows.len() + 2 * QUIET_MODULES;
    let line = |y: usize| -> String {
        (0..side)
            .map(|x| match (dark(&rows, x, y), dark(&rows, x, y + 1)) {
                (true, true) => ' ',
                (true, false) => '▄',
                (false, true) => '▀',
                (false, false) => '█',
            })
            .collect()
    };
    Ok((0..side).step_by(2).map(line).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ticket_fits_a_picture_with_a_quiet_border() {
        let ticket = format!("weft:{}", "a".repeat(395));
        let path = std::env::temp_dir().join(format!("weft-qr-{}.png", std::process::id()));
        write_png(&ticket, &path).unwrap();
        let decoder = png::Decoder::new(std::io::BufReader::new(File::open(&path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.width, info.height);
        let width = info.width as usize;
        let border = QUIET_MODULES * MODULE_PIXELS;
        assert!(pixels[..width * border].iter().all(|pixel| *pixel == 255));
        assert_eq!(pixels[width * border + border], 0, "the corner of the finder pattern is dark");
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_text_that_is_too_long_is_refused() {
        let failure = draw(&"x".repeat(5000)).unwrap_err();
        assert_eq!(failure.code, "no_qr");
    }

    #[test]
    fn the_drawing_is_square_enough_to_be_read() {
        let drawn = draw("weft:abcdef").unwrap();
        let width = drawn.lines().next().unwrap().chars().count();
        assert_eq!(drawn.lines().count(), width.div_ceil(2));
        assert!(drawn.lines().all(|line| line.chars().count() == width));
    }
}
