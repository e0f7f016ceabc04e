//! The window's program: draws what the session shows, and carries out elsewhere what the drawing asks for.

use crate::{
    Options, copies, demo, files, here,
    picture::Picture,
    preferences,
    session::{self, Session},
};
use anyhow::anyhow;
use eframe::egui;
use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};
use weft_engine::{Engine, EngineError};
use weft_ui::{CopySaved, Look, Preferences, UiAction, WeftUi, sample};
use weft_view::{Command, Outcome, Refusal, Reply};
use weft_words::Words;

/// Something that another thread finished.
enum Event {
    Outcome(u64, Outcome),
    Opened(Option<u64>, Result<Arc<Engine>, EngineError>),
    Demo(Box<Result<demo::Demo, String>>),
    Saved(u64, Result<(), String>),
    Read(u64, Result<Vec<u8>, String>),
    CopyFar(u64, u64, u64),
    CopySaved(u64, Result<CopySaved, Refusal>),
    CopyRead(u64, Result<Vec<Vec<u8>>, Refusal>),
}

/// Opens the window and returns when it is closed.
pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let (width, height) = options.size;
    let viewport = egui::ViewportBuilder::default()
        .with_title("Weft")
        .with_app_id("org.weft.Weft")
        .with_inner_size([width, height])
        .with_min_inner_size([480.0, 360.0]);
    let native = eframe::NativeOptions { viewport, renderer: eframe::Renderer::Glow, ..Default::default() };
    eframe::run_native("weft", native, Box::new(move |cc| Ok(Box::new(App::new(options, &cc.egui_ctx)?))))
        .map_err(|error| anyhow!("{error}"))
}

struct App {
    ui: WeftUi,
    session: Session,
    profile: PathBuf,
    zone: String,
    events: (Sender<Event>, Receiver<Event>),
    picture: Option<Picture>,
    /// The page to open once there is a view.
    first_page: Option<String>,
    /// Whether preferences are kept; not in a picture or a sample.
    keeps: bool,
    /// Set while a look around covers the first run or the own profile.
    behind: Option<Session>,
}

impl App {
    fn new(options: Options, ctx: &egui::Context) -> anyhow::Result<Self> {
        let profile = match options.profile.clone() {
            Some(profile) => profile,
            None if options.sample || options.demo => PathBuf::new(),
            None => weft_engine::default_profile()?,
        };
        let keeps = !options.sample && !options.demo;
        let mut preferences = if keeps { preferences::load(&profile) } else { Preferences::default() };
        match options.theme.as_deref() {
            Some("dark") => preferences.look = Look::Dark,
            Some("light") => preferences.look = Look::Light,
            _ => {}
        }
        if let Some(zoom) = options.zoom {
            preferences.text_percent = zoom;
        }
        let mut app = Self {
            ui: WeftUi::new(Words::english(), preferences),
            session: Session::Opening,
            profile,
            zone: here::zone(),
            events: channel(),
            picture: options.screenshot.map(|path| Picture::new(path, Duration::from_secs(options.wait))),
            first_page: Some(options.screen).filter(|screen| screen != "today"),
            keeps,
            behind: None,
        };
        app.ui.set_folders(here::folders());
        if options.sample {
            app.ui.set_folders(vec!["/media/ana/STICK".to_owned()]);
            let (view, page) = sample::for_picture(app.first_page.as_deref().unwrap_or("today"));
            (app.session, app.first_page) = (Session::Sample(Arc::new(view)), page);
        } else if options.demo {
            app.start_demo(ctx);
        } else if weft_engine::profile_exists(&app.profile) {
            app.open_profile(ctx);
        } else {
            app.session = Session::First;
        }
        Ok(app)
    }

    /// Runs `work` on a thread of its own and draws again with what it made.
    fn elsewhere(&self, ctx: &egui::Context, work: impl FnOnce() -> Event + Send + 'static) {
        let (sender, ctx) = (self.events.0.clone(), ctx.clone());
        thread::spawn(move || {
            // Where the window is closed meanwhile, nobody needs the answer.
            sender.send(work()).ok();
            ctx.request_repaint();
        });
    }

    fn open_profile(&mut self, ctx: &egui::Context) {
        self.session = Session::Opening;
        let profile = self.profile.clone();
        self.elsewhere(ctx, move || Event::Opened(None, session::open(profile)));
    }

    fn start_demo(&mut self, ctx: &egui::Context) {
        let before = std::mem::replace(&mut self.session, Session::Opening);
        if self.keeps {
            self.behind = Some(before);
        }
        self.elsewhere(ctx, || Event::Demo(Box::new(demo::start())));
    }

    fn wake_by(&self, engine: &Engine, ctx: &egui::Context) {
        let ctx = ctx.clone();
        engine.on_change(Box::new(move || ctx.request_repaint()));
    }

    fn take_events(&mut self, ctx: &egui::Context) {
        while let Ok(event) = self.events.1.try_recv() {
            match event {
                Event::Outcome(ticket, outcome) => self.ui.outcome(ticket, outcome),
                Event::Saved(ticket, result) => self.ui.file_saved(ticket, result),
                Event::Read(ticket, result) => self.ui.file_read(ticket, result),
                Event::CopyFar(ticket, done, all) => self.ui.copy_progress(ticket, done, all),
                Event::CopySaved(ticket, result) => self.ui.copy_saved(ticket, result),
                Event::CopyRead(ticket, result) => self.ui.copy_read(ticket, result),
                Event::Opened(ticket, Ok(engine)) => {
                    self.wake_by(&engine, ctx);
                    self.session = Session::Own(engine);
                    if let Some(ticket) = ticket {
                        self.ui.outcome(ticket, Ok(Reply::Done));
                        self.keep_preferences();
                    }
                }
                Event::Opened(Some(ticket), Err(error)) => {
                    let mut refusal = Refusal::new("profile", error.to_string());
                    refusal.hint = error.hint();
                    self.ui.outcome(ticket, Err(refusal));
                }
                Event::Opened(None, Err(error)) => {
                    self.session = Session::Trouble(error.to_string(), error.hint());
                }
                Event::Demo(result) => match *result {
                    Ok(demo) => {
                        self.wake_by(demo.engine(), ctx);
                        self.ui.start_over();
                        self.ui.set_sample(true);
                        self.session = Session::Demo(demo);
                    }
                    Err(why) => self.session = Session::Trouble(why, None),
                },
            }
        }
    }

    fn act(&mut self, action: UiAction, ctx: &egui::Context) {
        match action {
            UiAction::Command { ticket, command } => self.command(ticket, command, ctx),
            UiAction::SetPreferences(_) => self.keep_preferences(),
            UiAction::CopyText(text) => ctx.copy_text(text),
            UiAction::SaveFile { ticket, path, bytes } => {
                self.elsewhere(ctx, move || {
                    Event::Saved(ticket, files::save(&path, &bytes, &Words::english()))
                });
            }
            UiAction::SaveNewFile { ticket, path, bytes } => {
                self.elsewhere(ctx, move || {
                    Event::Saved(ticket, files::save_new(&path, &bytes, &Words::english()))
                });
            }
            UiAction::ReadFile { ticket, path } => {
                self.elsewhere(ctx, move || Event::Read(ticket, files::read(&path, &Words::english())));
            }
            UiAction::SaveCopy { ticket, folder, records } => {
                let (sender, waker) = (self.events.0.clone(), ctx.clone());
                self.elsewhere(ctx, move || {
                    let far = move |done, all| {
                        sender.send(Event::CopyFar(ticket, done, all)).ok();
                        waker.request_repaint();
                    };
                    Event::CopySaved(ticket, copies::save(&folder, &records, far))
                });
            }
            UiAction::OpenCopy { ticket, folder } => {
                self.elsewhere(ctx, move || Event::CopyRead(ticket, copies::read(&folder)));
            }
            UiAction::LookAround => self.start_demo(ctx),
            UiAction::LeaveSample => match self.behind.take() {
                Some(before) => {
                    self.ui.set_sample(false);
                    self.ui.start_over();
                    let demo = std::mem::replace(&mut self.session, before);
                    // Saying farewell takes a moment; nothing waits for it.
                    thread::spawn(move || drop(demo));
                }
                None => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            },
            UiAction::TryAgain => self.open_profile(ctx),
            UiAction::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }

    fn command(&mut self, ticket: u64, command: Command, ctx: &egui::Context) {
        if let (Session::First, Command::Name { name, device_name }) = (&self.session, &command) {
            let (profile, name, device) = (self.profile.clone(), name.clone(), device_name.clone());
            self.elsewhere(ctx, move || Event::Opened(Some(ticket), session::begin(profile, &name, &device)));
            return;
        }
        if matches!(self.session, Session::Sample(_)) {
            if let Command::Look(look) = &command {
                self.ui.outcome(ticket, Ok(sample::look(look)));
            }
            if let Command::Log { .. } = command {
                self.ui.outcome(ticket, Ok(Reply::Log(sample::log(40))));
            }
            return;
        }
        let Some(engine) = self.session.engine() else { return };
        let (sender, ctx) = (self.events.0.clone(), ctx.clone());
        engine.send(
            command,
            Box::new(move |outcome| {
                sender.send(Event::Outcome(ticket, outcome)).ok();
                ctx.request_repaint();
            }),
        );
    }

    fn keep_preferences(&self) {
        let kept = matches!(self.session, Session::Own(_)) && self.keeps;
        if !kept {
            return;
        }
        let (profile, preferences) = (self.profile.clone(), self.ui.preferences().clone());
        thread::spawn(move || {
            // They are a comfort: where they cannot be kept, the window goes on with them.
            preferences::save(&profile, &preferences).ok();
        });
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.take_events(&ctx);
        let actions = match &self.session {
            Session::Opening => {
                self.ui.show_nothing(ui);
                Vec::new()
            }
            Session::Trouble(why, hint) => self.ui.show_trouble(ui, why, hint.as_deref()),
            Session::Sample(view) => {
                let view = Arc::clone(view);
                self.ui.show(ui, &view, sample::today(), sample::ZONE, sample::NOW_MS)
            }
            Session::First | Session::Own(_) | Session::Demo(_) => {
                let view = self.session.view();
                let now = here::now(&self.zone);
                ctx.request_repaint_after(now.day_left);
                self.ui.show(ui, &view, now.today, &self.zone, now.now_ms)
            }
        };
        for action in actions {
            self.act(action, &ctx);
        }
        if matches!(self.session, Session::Opening) {
            return;
        }
        if let Some(page) = &self.first_page
            && self.ui.open(page, &self.session.view())
        {
            self.first_page = None;
        }
        if let Some(picture) = &mut self.picture {
            picture.frame(&ctx);
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // Engines say farewell before the program ends.
        self.session = Session::Opening;
        self.behind = None;
    }
}
