//! The design language as values: colours for light and dark, spacing and type sizes; everything drawn reads them.

use egui::{Color32, FontFamily, FontId};

/// A colour that means something, with the soft ground it is put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tone {
    /// Text and icons.
    pub fg: Color32,
    /// The ground behind them.
    pub soft: Color32,
}

/// The palette of one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tokens {
    /// Whether this is the dark look.
    pub dark: bool,
    /// The page.
    pub bg: Color32,
    /// The bar at the left.
    pub side: Color32,
    /// A card.
    pub card: Color32,
    /// A hollow within a card.
    pub sunken: Color32,
    /// Lines between things; decoration only.
    pub line: Color32,
    /// The outline of a field; at least 3:1 on every ground.
    pub outline: Color32,
    /// Text.
    pub ink: Color32,
    /// Text that accompanies.
    pub ink2: Color32,
    /// Text that steps back.
    pub ink3: Color32,
    /// The one colour that acts.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// A person who is connected.
    pub online: Color32,
    /// Bars of what grows.
    pub gold: Color32,
    /// Crews, and what is owed to me.
    pub moss: Tone,
    /// What needs me, and what I owe; not alarm.
    pub clay: Tone,
    /// Reviews.
    pub honey: Tone,
    /// Small groups and pools.
    pub sky: Tone,
    /// On my own.
    pub plum: Tone,
}

const fn color(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

const fn tone(fg: u32, soft: u32) -> Tone {
    Tone { fg: color(fg), soft: color(soft) }
}

/// Warm paper.
pub const LIGHT: Tokens = Tokens {
    dark: false,
    bg: color(0xF7F2EA),
    side: color(0xEFE8DC),
    card: color(0xFFFDF9),
    sunken: color(0xF3EDE3),
    line: color(0xE6DCCD),
    outline: color(0x8C8174),
    ink: color(0x2A2520),
    ink2: color(0x62584D),
    ink3: color(0x6A5F54),
    accent: color(0x2F6A4B),
    on_accent: color(0xFFFFFF),
    online: color(0x3E9C6B),
    gold: color(0xD39B2A),
    moss: tone(0x2B6146, 0xDFECE2),
    clay: tone(0x9C4520, 0xF8E3D8),
    honey: tone(0x775106, 0xFAEDCE),
    sky: tone(0x35548A, 0xE0E8F5),
    plum: tone(0x74446F, 0xF1E3EF),
};

/// Embers.
pub const DARK: Tokens = Tokens {
    dark: true,
    bg: color(0x191714),
    side: color(0x141210),
    card: color(0x24211D),
    sunken: color(0x2E2A25),
    line: color(0x3A352F),
    outline: color(0x857A6E),
    ink: color(0xF2EBE1),
    ink2: color(0xBFB4A7),
    ink3: color(0xA89D92),
    accent: color(0x86C9A1),
    on_accent: color(0x10241A),
    online: color(0x6FCB98),
    gold: color(0xE0B14C),
    moss: tone(0x9AD5B2, 0x23382C),
    clay: tone(0xF0A47F, 0x41291D),
    honey: tone(0xEBC46B, 0x3D311A),
    sky: tone(0xA3BEEC, 0x25304A),
    plum: tone(0xDDAED8, 0x3B2739),
};

/// The palette of the look that `ui` is drawn in.
pub fn tokens(ui: &egui::Ui) -> Tokens {
    if ui.visuals().dark_mode { DARK } else { LIGHT }
}

impl Tokens {
    /// The five tones; a person keeps one by their id, so that a name is found again by colour.
    pub fn tones(&self) -> [Tone; 5] {
        [self.moss, self.clay, self.sky, self.honey, self.plum]
    }
}

/// Points between things that belong together, from tight to wide.
pub mod space {
    /// Within one line.
    pub const XS: f32 = 4.0;
    /// Between an icon and its word.
    pub const S: f32 = 8.0;
    /// Between lines of one matter.
    pub const M: f32 = 12.0;
    /// Between cards.
    pub const L: f32 = 16.0;
    /// Around a card's content.
    pub const XL: f32 = 20.0;
    /// Around a page.
    pub const XXL: f32 = 28.0;
}

/// Widths at which the layout changes, in points.
pub mod width {
    /// The bar with words.
    pub const BAR: f32 = 236.0;
    /// The bar with icons and small labels.
    pub const BAR_SLIM: f32 = 76.0;
    /// Below this the bar is slim.
    pub const SLIM_BELOW: f32 = 860.0;
    /// The widest page.
    pub const PAGE: f32 = 860.0;
    /// The rail beside Today.
    pub const RAIL: f32 = 324.0;
    /// From this on Today has a rail.
    pub const RAIL_FROM: f32 = 1180.0;
}

/// The font of headings and big amounts.
pub fn display(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("display".into()))
}

/// Emphasis; egui has no bold.
pub fn semi(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("semi".into()))
}

/// Labels.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("medium".into()))
}

/// Running text.
pub fn body(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Outlined icons.
pub fn icon(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons".into()))
}

/// Filled icons.
pub fn icon_fill(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons-fill".into()))
}
