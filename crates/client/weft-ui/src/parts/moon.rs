//! The moon as it stands in the sky: a small disc, lit as far as it has come.

use crate::tokens::tokens;
use egui::{Color32, Mesh, Pos2, Sense, Ui, Vec2, WidgetInfo, accesskit::Role, pos2};

/// Slices from the top of the disc to its foot; at this size more cannot be told apart.
const SLICES: u16 = 24;

/// Draws the moon `of_cycle` thousandths of the way from one new moon to the next; `said` is its name.
///
/// As it is seen from the north: it grows from the right and wanes towards the left.
pub(crate) fn moon(ui: &mut Ui, of_cycle: u16, size: f32, said: &str) {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, said));
    let (center, radius) = (rect.center(), size / 2.0 - 1.0);
    ui.painter().circle_filled(center, radius, t.sunken);
    ui.painter().add(lit(center, radius, of_cycle, t.honey.fg));
    // Over the mesh, whose edge is not smoothed.
    ui.painter().circle_stroke(center, radius, egui::Stroke::new(1.5, t.honey.fg));
}

/// The lit part: between the bright limb, a half circle, and the shadow's edge, half an ellipse.
fn lit(center: Pos2, radius: f32, of_cycle: u16, ink: Color32) -> Mesh {
    let turn = f32::from(of_cycle.min(1_000)) / 1_000.0 * std::f32::consts::TAU;
    let waxing = of_cycle < 500;
    let edge = if waxing { turn.cos() } else { -turn.cos() };
    let mut mesh = Mesh::default();
    for slice in 0..=SLICES {
        let angle = f32::from(slice) / f32::from(SLICES) * std::f32::consts::PI;
        let (y, half) = (center.y - radius * angle.cos(), radius * angle.sin());
        let (left, right) = if waxing { (half * edge, half) } else { (-half, half * edge) };
        mesh.colored_vertex(pos2(center.x + left, y), ink);
        mesh.colored_vertex(pos2(center.x + right, y), ink);
        let next = u32::from(slice) * 2;
        if slice < SLICES {
            mesh.add_triangle(next, next + 1, next + 2);
            mesh.add_triangle(next + 1, next + 2, next + 3);
        }
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width_at_the_middle(of_cycle: u16) -> f32 {
        let mesh = lit(pos2(0.0, 0.0), 10.0, of_cycle, Color32::BLACK);
        let middle = usize::from(SLICES);
        match (mesh.vertices.get(middle), mesh.vertices.get(middle + 1)) {
            (Some(left), Some(right)) => right.pos.x - left.pos.x,
            _ => f32::NAN,
        }
    }

    #[test]
    fn the_moon_is_dark_when_new_whole_when_full_and_half_at_the_quarters() {
        for (of_cycle, lit) in [(0, 0.0), (250, 10.0), (499, 20.0), (500, 20.0), (750, 10.0), (999, 0.0)] {
            assert!((width_at_the_middle(of_cycle) - lit).abs() < 0.2, "{of_cycle}");
        }
    }

    #[test]
    fn it_grows_from_the_right_and_wanes_to_the_left() {
        let right = |of_cycle| {
            let mesh = lit(pos2(0.0, 0.0), 10.0, of_cycle, Color32::BLACK);
            mesh.vertices.iter().map(|vertex| vertex.pos.x).sum::<f32>()
        };
        assert!(right(150) > 0.0 && right(850) < 0.0);
    }
}
