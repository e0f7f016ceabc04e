//! The frame around every page: the bar at the left, the rail on Today, the page itself, toast and sheets.

use crate::{
    UiAction,
    cx::{Cx, join_names},
    icons, keys,
    parts::{
        Mark, Press, avatar, gap, glyph, heading, landmark, muted, nav_item, row, row_min, runs, small,
        strong, tile, tone_of, trouble, two,
    },
    regions::{self, Region},
    screens, sheets,
    state::Screen,
    tokens::{Tone, body, display, icon, icon_fill, medium, semi, tokens, width},
};
use egui::{Frame, Margin, Panel, RichText, ScrollArea, Ui, UiBuilder, accesskit::Role};
use weft_view::SpaceKind;
use weft_words::Words;

/// Draws the whole window.
pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    if cx.view.me.is_none() {
        regions::start(ui);
        regions::enter(ui, Region::Page);
        page_only(ui, cx);
        toast(ui, cx);
        return;
    }
    // Before the regions are noted anew: F6 goes by those of the frame before.
    keys::handle(ui, cx);
    regions::start(ui);
    name_window(ui, cx.words);
    let points = ui.available_width();
    let slim = points < width::SLIM_BELOW;
    let rail = points >= width::RAIL_FROM && cx.state.screen == Screen::Today && !cx.view.spaces.is_empty();
    let t = tokens(ui);
    regions::enter(ui, Region::Menu);
    let side = if slim { Margin::symmetric(6, 12) } else { Margin::symmetric(14, 18) };
    Panel::left("bar")
        .exact_size(if slim { width::BAR_SLIM } else { width::BAR })
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::new().fill(t.side).inner_margin(side))
        .show(ui, |ui| {
            landmark(ui, Role::Navigation, &cx.words.region_menu());
            bar(ui, cx, slim);
        });
    // The page comes before the rail beside it, for whoever reads with their ears or the Tab key.
    let whole = ui.available_rect_before_wrap();
    let (page_part, rail_part) =
        whole.split_left_right_at_x(whole.right() - if rail { width::RAIL } else { 0.0 });
    regions::enter(ui, Region::Page);
    ui.scope_builder(UiBuilder::new().id_salt("page").max_rect(page_part), |ui| page(ui, cx, rail));
    if rail {
        regions::enter(ui, Region::Rail);
        ui.scope_builder(UiBuilder::new().id_salt("rail").max_rect(rail_part), |ui| rail_ui(ui, cx));
    }
    sheets::show(ui, cx);
    screens::note::keep_what_was_left(cx);
    toast(ui, cx);
    cx.state.was_typing = ui.ctx().text_edit_focused();
}

/// Names the window itself for those who read with their ears.
fn name_window(ui: &Ui, words: &Words) {
    ui.ctx().accesskit_node_builder(egui::accesskit_root_id(), |node| node.set_label(words.app_name()));
}

fn rail_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let t = tokens(ui);
    let margin = Margin { left: 4, right: 28, top: 28, bottom: 12 };
    egui::CentralPanel::default().frame(Frame::new().fill(t.bg).inner_margin(margin)).show(ui, |ui| {
        landmark(ui, Role::Complementary, &cx.words.region_rail());
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| screens::near::rail(ui, cx));
    });
}

/// A page alone: why a profile could not be opened.
pub(crate) fn trouble_page(ui: &mut Ui, words: &Words, why: &str, hint: Option<&str>) -> Vec<UiAction> {
    let t = tokens(ui);
    let mut actions = Vec::new();
    egui::CentralPanel::default().frame(Frame::new().fill(t.bg).inner_margin(Margin::same(24))).show(
        ui,
        |ui| {
            landmark(ui, Role::Main, &words.region_page());
            ui.vertical_centered(|ui| {
                ui.set_max_width(460.0);
                gap(ui, 60.0);
                tile(ui, icons::LEAF, t.honey, 72.0);
                gap(ui, 12.0);
                heading(ui, &words.cannot_open());
                trouble(ui, &words.cannot_open_why(why));
                if let Some(hint) = hint {
                    muted(ui, &words.hint(hint));
                }
                gap(ui, 16.0);
                if Press::primary(words.try_again()).show(ui) {
                    actions.push(UiAction::TryAgain);
                }
                if Press::ghost(words.key_quit()).show(ui) {
                    actions.push(UiAction::Quit);
                }
            });
        },
    );
    actions
}

/// A page alone: the first run.
fn page_only(ui: &mut Ui, cx: &mut Cx<'_>) {
    let t = tokens(ui);
    egui::CentralPanel::default().frame(Frame::new().fill(t.bg)).show(ui, |ui| {
        landmark(ui, Role::Main, &cx.words.region_page());
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| screens::first_run::show(ui, cx));
    });
}

fn page(ui: &mut Ui, cx: &mut Cx<'_>, rail: bool) {
    let t = tokens(ui);
    let tight = ui.available_width() < 480.0;
    let margin = if tight {
        Margin { left: 12, right: 10, top: 12, bottom: 0 }
    } else {
        Margin { left: 28, right: 20, top: 20, bottom: 0 }
    };
    egui::CentralPanel::default().frame(Frame::new().fill(t.bg).inner_margin(margin)).show(ui, |ui| {
        landmark(ui, Role::Main, &cx.words.region_page());
        let mut scroll = ScrollArea::vertical().auto_shrink(false);
        cx.state.fresh = std::mem::take(&mut cx.state.arrived);
        if cx.state.fresh {
            scroll = scroll.vertical_scroll_offset(0.0);
        }
        scroll.show(ui, |ui| {
            let room = width::PAGE.min(ui.available_width() - 8.0);
            ui.set_max_width(room);
            if cx.is_sample {
                sample_line(ui, cx);
            }
            screen(ui, cx, rail);
            gap(ui, 32.0);
        });
    });
}

fn screen(ui: &mut Ui, cx: &mut Cx<'_>, rail: bool) {
    match cx.state.screen.clone() {
        Screen::Today => screens::today::show(ui, cx, rail),
        Screen::Crews => screens::crews::show(ui, cx),
        Screen::Crew(space) => screens::crew::show(ui, cx, &space),
        Screen::Note(space, title) => screens::note::show(ui, cx, &space, &title),
        Screen::Meeting(space) => screens::meeting::show(ui, cx, &space),
        Screen::Rhythm(space) => screens::rhythm::show(ui, cx, &space),
        Screen::About(space) => screens::about::show(ui, cx, &space),
        Screen::Money => screens::money::show(ui, cx),
        Screen::Pair(space) => screens::pair::show(ui, cx, &space),
        Screen::Ask(space) => screens::ask::show(ui, cx, space, screens::ask::Way::Ask),
        Screen::Lend(space) => screens::ask::show(ui, cx, space, screens::ask::Way::Lend),
        Screen::Loan(space, loan) => screens::loan::show(ui, cx, &space, &loan),
        Screen::People => screens::people::show(ui, cx),
        Screen::Members(space) => screens::members::show(ui, cx, &space),
        Screen::Invite(space) => screens::invite::show(ui, cx, &space),
        Screen::Start(kind) => screens::start::show(ui, cx, kind),
        Screen::Join => screens::join::show(ui, cx),
        Screen::Near => screens::near::show(ui, cx),
        Screen::Settings => screens::settings::show(ui, cx),
        Screen::Log(space) => screens::log::show(ui, cx, &space),
        Screen::Search => screens::search::show(ui, cx),
        Screen::History(space, kind, key) => screens::history::show(ui, cx, &space, kind, &key),
        Screen::Entry(space, entry) => screens::entry::show(ui, cx, &space, &entry),
        Screen::Gathering(screen) => screens::gatherings::show(ui, cx, &screen),
    }
}

fn sample_line(ui: &mut Ui, cx: &mut Cx<'_>) {
    let t = tokens(ui);
    crate::parts::notice(ui, t.sky, |ui| {
        row(
            ui,
            cx,
            38.0,
            |ui, cx| {
                runs(ui, &[(&cx.words.sample_line(), medium(14.0), t.sky.fg)]);
            },
            |ui, cx| {
                if Press::ghost(cx.words.sample_leave()).show(ui) {
                    cx.state.actions.push(UiAction::LeaveSample);
                }
            },
        );
    });
    gap(ui, 12.0);
}

fn bar(ui: &mut Ui, cx: &mut Cx<'_>, slim: bool) {
    // What is at the bottom keeps its place however low the window is; what is above scrolls. The pages are drawn
    // first, since that is the order in which they are read: the height below is the one it had before.
    let id = ui.scope_id().with("bar below");
    let below = ui.data(|data| data.get_temp::<f32>(id));
    let whole = ui.available_rect_before_wrap();
    let (above, foot) =
        whole.split_top_bottom_at_y((whole.bottom() - below.unwrap_or(120.0)).max(whole.top()));
    ui.scope_builder(UiBuilder::new().id_salt("above").max_rect(above), |ui| bar_above(ui, cx, slim));
    let shown =
        ui.scope_builder(UiBuilder::new().id_salt("foot").max_rect(foot), |ui| bar_below(ui, cx, slim));
    let height = shown.response.rect.height() + 4.0;
    if below.is_none_or(|below| (below - height).abs() > 0.5) {
        ui.data_mut(|data| data.insert_temp(id, height));
        ui.ctx().request_discard("the foot of the bar has another height");
    }
}

fn bar_above(ui: &mut Ui, cx: &mut Cx<'_>, slim: bool) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if slim {
            ui.vertical_centered(|ui| mark(ui, 40.0));
            gap(ui, 10.0);
        } else {
            ui.horizontal(|ui| {
                mark(ui, 38.0);
                gap(ui, 4.0);
                let t = tokens(ui);
                two(
                    ui,
                    |ui| {
                        ui.label(RichText::new(cx.words.app_name()).font(display(17.0)).color(t.ink));
                    },
                    |ui| {
                        small(ui, &places_line(cx));
                    },
                );
            });
            gap(ui, 18.0);
        }
        ui.spacing_mut().item_spacing.y = 4.0;
        entries(ui, cx, slim);
    });
}

fn mark(ui: &mut Ui, size: f32) {
    let t = tokens(ui);
    tile(ui, icons::LEAF, Tone { fg: t.on_accent, soft: t.accent }, size);
}

fn places_line(cx: &Cx<'_>) -> String {
    let crews = cx.spaces(SpaceKind::Crew).count();
    let pairs = cx.spaces(SpaceKind::Pair).count();
    match (crews as i64, pairs as i64) {
        (0, 0) => cx.words.places_none(),
        (crews, 0) => cx.words.places_crews(crews),
        (0, pairs) => cx.words.places_pairs(pairs),
        (crews, pairs) => cx.words.places(crews, pairs),
    }
}

/// The pages of the bar, in the order of Ctrl+1 and so on.
pub(crate) fn main_pages(cx: &Cx<'_>) -> [(&'static str, String, Screen, usize); 4] {
    let waits = |kind| weft_view::today::waiting_in(cx.view, cx.today, &cx.prefs.not_now, kind);
    [
        (icons::SUN_HORIZON, cx.words.page_today(), Screen::Today, 0),
        (icons::CAMPFIRE, cx.words.page_crews(), Screen::Crews, waits(SpaceKind::Crew)),
        (icons::HAND_COINS, cx.words.page_money(), Screen::Money, waits(SpaceKind::Pair)),
        (icons::USERS_THREE, cx.words.page_people(), Screen::People, 0),
    ]
}

fn entries(ui: &mut Ui, cx: &mut Cx<'_>, slim: bool) {
    for (index, (mark, name, screen, badge)) in main_pages(cx).into_iter().enumerate() {
        let said = if badge > 0 { cx.words.nav_waiting(&name, badge as i64) } else { name.clone() };
        let selected = section(&cx.state.screen) == Some(screen.clone());
        let hint = cx.words.with_key(&name, &format!("Ctrl+{}", index + 1));
        if nav_item(ui, (mark, &name, &said), selected, badge, slim).on_hover_text(hint).clicked() {
            cx.go(screen);
        }
        if index == 1 {
            gatherings_item(ui, cx, slim);
        }
    }
}

fn gatherings_item(ui: &mut Ui, cx: &mut Cx<'_>, slim: bool) {
    let Some(screen) = gatherings_entry(cx) else { return };
    let name = cx.words.page_gatherings();
    let selected = section(&cx.state.screen).as_ref() == Some(&screen);
    let hint = cx.words.with_key(&name, "Ctrl+5");
    if nav_item(ui, (icons::TENT, &name, &name), selected, 0, slim).on_hover_text(hint).clicked() {
        cx.go(screen);
    }
}

/// The page of all gatherings, which is in the bar once there is one or a congregation that could call one.
fn gatherings_page() -> Screen {
    Screen::Gathering(screens::gatherings::GatheringScreen::All)
}

/// The page of gatherings in the bar, under the key after those of [`main_pages`], where it has begun.
pub(crate) fn gatherings_entry(cx: &Cx<'_>) -> Option<Screen> {
    screens::gatherings::has_begun(cx).then(gatherings_page)
}

/// The page of the bar that a page belongs to.
pub(crate) fn section(screen: &Screen) -> Option<Screen> {
    Some(match screen {
        Screen::Today => Screen::Today,
        Screen::Crews
        | Screen::Crew(_)
        | Screen::Note(..)
        | Screen::Meeting(_)
        | Screen::Rhythm(_)
        | Screen::About(_)
        | Screen::History(..) => Screen::Crews,
        Screen::Money | Screen::Pair(_) | Screen::Ask(_) | Screen::Lend(_) | Screen::Loan(..) => {
            Screen::Money
        }
        Screen::People | Screen::Members(_) | Screen::Invite(_) | Screen::Log(_) | Screen::Entry(..) => {
            Screen::People
        }
        Screen::Gathering(_) => gatherings_page(),
        Screen::Start(_) | Screen::Join | Screen::Search => return None,
        Screen::Near => Screen::Near,
        Screen::Settings => Screen::Settings,
    })
}

/// *2 people near* over *3 notes wait for Chi*, as two short lines.
fn near_lines(cx: &Cx<'_>) -> (String, String) {
    let near = cx.nearby();
    let first = if cx.view.near.trouble.is_some() && near.is_empty() {
        cx.words.near_trouble_short()
    } else {
        cx.words.near_count(near.len() as i64)
    };
    let waiting = cx.waiting_by_person();
    let names: Vec<String> = waiting.keys().cloned().collect();
    let second = if cx.view.spaces.is_empty() {
        cx.words.nothing_waits()
    } else if names.is_empty() {
        cx.words.everyone_has_everything()
    } else {
        cx.words.not_yet_with(&join_names(cx.words, &names))
    };
    (first, second)
}

fn bar_below(ui: &mut Ui, cx: &mut Cx<'_>, slim: bool) {
    let (near, waits) = near_lines(cx);
    let waiting_people = cx.waiting_by_person().len();
    let near_selected = cx.state.screen == Screen::Near;
    let settings_selected = cx.state.screen == Screen::Settings;
    ui.spacing_mut().item_spacing.y = 4.0;
    if slim {
        let words = cx.words;
        let said = format!("{near}. {waits}");
        let entry = (icons::BROADCAST, words.page_near_short(), said.as_str());
        let hint = format!("{said}\n{}", words.with_key(&words.page_near(), "Ctrl+E"));
        let response = nav_item(ui, (entry.0, &entry.1, entry.2), near_selected, waiting_people, true);
        if response.on_hover_text(hint).clicked() {
            cx.go(Screen::Near);
        }
        let settings = words.page_settings();
        let hint = words.with_key(&settings, "Ctrl+,");
        let response = nav_item(ui, (icons::GEAR, &settings, &settings), settings_selected, 0, true);
        if response.on_hover_text(hint).clicked() {
            cx.go(Screen::Settings);
        }
        return;
    }
    near_card(ui, cx, &near, &waits, near_selected);
    gap(ui, 4.0);
    let Some(me) = cx.view.me.as_ref() else { return };
    row_min(
        ui,
        cx,
        44.0,
        90.0,
        |ui, _| {
            let t = tokens(ui);
            avatar(ui, &me.name, tone_of(&t, &me.name), 34.0, Mark::None, &me.name);
            gap(ui, 4.0);
            two(
                ui,
                |ui| {
                    ui.add(
                        egui::Label::new(RichText::new(&me.name).font(semi(15.0)).color(t.ink)).truncate(),
                    );
                },
                |ui| {
                    ui.add(
                        egui::Label::new(RichText::new(&me.device_name).font(body(13.0)).color(t.ink3))
                            .truncate(),
                    );
                },
            );
        },
        |ui, cx| {
            let settings = cx.words.page_settings();
            let hint = cx.words.with_key(&settings, "Ctrl+,");
            if Press::ghost("").icon(icons::GEAR).said(&settings).hint(hint).show(ui) {
                cx.go(Screen::Settings);
            }
        },
    );
}

/// The card at the foot of the bar: who is near and what waits; it opens its page.
fn near_card(ui: &mut Ui, cx: &mut Cx<'_>, near: &str, waits: &str, selected: bool) {
    let t = tokens(ui);
    let fill = if selected { t.card } else { t.card.gamma_multiply(0.7) };
    let shown =
        Frame::new().fill(fill).corner_radius(12).inner_margin(Margin::symmetric(12, 10)).show(ui, |ui| {
            let width = ui.available_width();
            ui.set_width(width);
            ui.horizontal_top(|ui| {
                let somebody = !cx.nearby().is_empty();
                let color = if somebody { t.online } else { t.ink3 };
                glyph(ui, icons::BROADCAST, icon(20.0), color);
                gap(ui, 2.0);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.spacing_mut().interact_size.y = 0.0;
                    strong(ui, near);
                    small(ui, waits);
                });
            });
        });
    // Under an id of its own: the frame's is not for focus, and would give it up in every pass.
    let id = ui.auto_id_with("near card");
    let response = ui.interact(shown.response.rect, id, egui::Sense::click());
    let said = format!("{near}. {waits}");
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, true, &said));
    regions::note(ui, &response);
    // Within, as the bar ends where the card does.
    crate::parts::focus_ring(ui, &response, response.rect.shrink(4.0), 8.0);
    let hint = cx.words.with_key(&cx.words.page_near(), "Ctrl+E");
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(hint).clicked() {
        cx.go(Screen::Near);
    }
}

/// Seconds for which a toast stays; longer where it offers to undo.
const TOAST_S: f64 = 5.0;
const TOAST_UNDO_S: f64 = 10.0;

fn toast(ui: &mut Ui, cx: &mut Cx<'_>) {
    let now = ui.input(|input| input.time);
    let Some(toast) = cx.state.toast.as_mut() else { return };
    let seconds = if toast.undo.is_some() { TOAST_UNDO_S } else { TOAST_S };
    let until = *toast.until.get_or_insert(now + seconds);
    if now >= until {
        cx.state.toast = None;
        return;
    }
    ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(until - now));
    let (text, undo) = (toast.text.clone(), toast.undo.clone());
    let t = tokens(ui);
    let room = ui.ctx().content_rect().width() - 64.0;
    let mut undone = false;
    egui::Area::new(egui::Id::unique("toast"))
        .anchor(egui::Align2::CENTER_BOTTOM, [0.0, -20.0])
        .order(egui::Order::Tooltip)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(t.ink)
                .corner_radius(12)
                .inner_margin(Margin::symmetric(16, 10))
                .shadow(crate::theme::shadow(&t, 30))
                .show(ui, |ui| {
                    ui.set_max_width(room.clamp(120.0, 560.0));
                    ui.horizontal(|ui| {
                        glyph(ui, icons::CHECK_CIRCLE, icon_fill(19.0), t.bg);
                        let label = RichText::new(&text).font(medium(14.5)).color(t.bg);
                        let response = ui.add(egui::Label::new(label).wrap());
                        ui.ctx().accesskit_node_builder(response.id, |node| {
                            node.set_live(egui::accesskit::Live::Polite);
                        });
                        if undo.is_some() {
                            let said = cx.words.undo_said(&text);
                            undone = Press::secondary(cx.words.undo())
                                .said(&said)
                                .hint(cx.words.with_key(&cx.words.undo(), "Ctrl+Z"))
                                .show(ui);
                        }
                    });
                });
        });
    if undone {
        keys::undo(cx);
    }
}
