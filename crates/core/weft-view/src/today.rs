//! What needs me today: a pure choice from a view, the same in the window and on the command line.

use crate::{
    Coming, LoanState, LoanStep, MeetingView, MemberState, Money, SpaceKind, SpaceView, Standing, View,
};
use std::collections::BTreeSet;
use weft_ids::{ActId, CivilDate, PersonId, RollHash, SpaceId};

/// At most this many meetings are shown: the next ones.
pub const MEETINGS_MAX: usize = 3;
/// At most this many matters are shown; the rest wait on their own pages.
pub const MATTERS_MAX: usize = 3;
/// A review is announced this many days ahead.
pub const REVIEW_AHEAD_DAYS: i64 = 14;

/// What needs me today.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Today {
    /// The next meetings, soonest first.
    pub meetings: Vec<TodayMeeting>,
    /// What waits for a word of mine, the most pressing first.
    pub matters: Vec<Matter>,
    /// How many more matters there are.
    pub more: usize,
}

/// A meeting that is coming.
#[derive(Debug, Clone, PartialEq)]
pub struct TodayMeeting {
    /// Whose.
    pub space: SpaceId,
    /// The meeting.
    pub meeting: MeetingView,
    /// Days from today; 0 is today.
    pub days: i64,
    /// What I answered.
    pub mine: Option<Coming>,
    /// Who is in and has not answered.
    pub unanswered: Vec<PersonId>,
}

/// Something that waits for a word of mine.
#[derive(Debug, Clone, PartialEq)]
pub enum Matter {
    /// The other stated a fact about a loan; I confirm it or not.
    Confirm {
        /// The pair.
        space: SpaceId,
        /// The loan.
        loan: ActId,
        /// The half that waits.
        half: ActId,
    },
    /// The other offers me something.
    Offer {
        /// The pair.
        space: SpaceId,
        /// The offer.
        offer: ActId,
    },
    /// The other asks me for something.
    Ask {
        /// The pair.
        space: SpaceId,
        /// The ask.
        ask: ActId,
    },
    /// I lend, both agreed, and nothing was handed over.
    HandOver {
        /// The pair.
        space: SpaceId,
        /// The loan.
        loan: ActId,
    },
    /// The other proposes how it comes back.
    Plan {
        /// The pair.
        space: SpaceId,
        /// The loan.
        loan: ActId,
    },
    /// Somebody proposes who is in from here on, and my voice is asked.
    Proposal {
        /// Where.
        space: SpaceId,
        /// The proposal.
        roll: RollHash,
    },
    /// Two people set a field of the crew's page while apart.
    Clash {
        /// The crew.
        space: SpaceId,
        /// The field.
        field: String,
    },
    /// The crew's review is near or past.
    Review {
        /// The crew.
        space: SpaceId,
        /// Days until then; negative where it is past.
        days: i64,
    },
    /// A crew with a rhythm has no next meeting.
    SetNext {
        /// The crew.
        space: SpaceId,
    },
}

/// Chooses what to show on `today`; asks in `not_now` are left out.
pub fn today(view: &View, today: CivilDate, not_now: &BTreeSet<ActId>) -> Today {
    let mut meetings: Vec<TodayMeeting> =
        view.spaces.iter().filter_map(|space| meeting_of(space, today)).collect();
    meetings.sort_by_key(|one| (one.meeting.at, one.space));
    meetings.truncate(MEETINGS_MAX);
    let mut matters = all_matters(view, today, not_now);
    let more = matters.len().saturating_sub(MATTERS_MAX);
    matters.truncate(MATTERS_MAX);
    Today { meetings, matters, more }
}

/// Everything that waits for a word of mine, the most pressing first.
pub fn all_matters(view: &View, today: CivilDate, not_now: &BTreeSet<ActId>) -> Vec<Matter> {
    let mut matters: Vec<(u8, Matter)> = Vec::new();
    for space in view.spaces.iter().filter(|space| space.read_only.is_none()) {
        roll_matters(space, &mut matters);
        money_matters(space, not_now, &mut matters);
        crew_matters(space, today, &mut matters);
    }
    matters.sort_by_key(|(rank, _)| *rank);
    matters.into_iter().map(|(_, matter)| matter).collect()
}

/// How many matters of one kind of space wait for me.
pub fn waiting_in(view: &View, today: CivilDate, not_now: &BTreeSet<ActId>, kind: SpaceKind) -> usize {
    let mut matters = Vec::new();
    for space in view.spaces.iter().filter(|space| space.kind == kind && space.read_only.is_none()) {
        roll_matters(space, &mut matters);
        money_matters(space, not_now, &mut matters);
        crew_matters(space, today, &mut matters);
    }
    matters.len()
}

/// Days from `from` to `to`; negative where `to` is earlier.
pub fn days_between(from: CivilDate, to: CivilDate) -> i64 {
    day_number(to) - day_number(from)
}

fn meeting_of(space: &SpaceView, today: CivilDate) -> Option<TodayMeeting> {
    let meeting = space.crew.as_ref()?.next.as_ref()?;
    let days = days_between(today, meeting.date);
    if days < 0 {
        return None;
    }
    let answered: BTreeSet<PersonId> = meeting.answers.iter().map(|(person, _)| *person).collect();
    let here = space.people.iter().filter(|member| member.state == MemberState::In);
    Some(TodayMeeting {
        space: space.id,
        meeting: meeting.clone(),
        days,
        mine: meeting.answers.iter().find(|(person, _)| *person == space.me).map(|(_, answer)| *answer),
        unanswered: here.map(|member| member.person).filter(|person| !answered.contains(person)).collect(),
    })
}

fn roll_matters(space: &SpaceView, matters: &mut Vec<(u8, Matter)>) {
    let asked =
        space.roll.proposals.iter().filter(|proposal| proposal.may_say_yes && proposal.mine.is_none());
    matters.extend(asked.map(|p| (0, Matter::Proposal { space: space.id, roll: p.roll })));
}

fn money_matters(space: &SpaceView, not_now: &BTreeSet<ActId>, matters: &mut Vec<(u8, Matter)>) {
    let id = space.id;
    for loan in &space.ledger.loans {
        for waiting in loan.waiting.iter().filter(|waiting| waiting.for_me) {
            matters.push((0, Matter::Confirm { space: id, loan: loan.id, half: waiting.half }));
        }
        if loan.proposed_plan.as_ref().is_some_and(|plan| plan.for_me) {
            matters.push((4, Matter::Plan { space: id, loan: loan.id }));
        }
        let stated = loan.waiting.iter().any(|waiting| !waiting.for_me);
        if loan.i_lend
            && loan.state == LoanState::Agreed
            && !stated
            && loan.steps.contains(&LoanStep::HandOver)
        {
            matters.push((3, Matter::HandOver { space: id, loan: loan.id }));
        }
    }
    let offered_to_me =
        space.ledger.offers.iter().chain(space.ledger.asks.iter().flat_map(|ask| &ask.offers));
    for offer in offered_to_me.filter(|offer| !offer.mine && offer.standing == Standing::Open) {
        matters.push((2, Matter::Offer { space: id, offer: offer.id }));
    }
    for ask in &space.ledger.asks {
        let answered = ask.offers.iter().any(|offer| offer.mine && offer.standing == Standing::Open);
        let open = !ask.mine && ask.standing == Standing::Open && !answered;
        if open && !not_now.contains(&ask.id) {
            matters.push((1, Matter::Ask { space: id, ask: ask.id }));
        }
    }
}

fn crew_matters(space: &SpaceView, today: CivilDate, matters: &mut Vec<(u8, Matter)>) {
    let Some(crew) = &space.crew else { return };
    for clash in &crew.clashes {
        matters.push((5, Matter::Clash { space: space.id, field: clash.field.clone() }));
    }
    if let Some(review) = crew.review {
        let days = days_between(today, review);
        if days <= REVIEW_AHEAD_DAYS {
            matters.push((6, Matter::Review { space: space.id, days }));
        }
    }
    let next_is_past = crew.next.as_ref().is_none_or(|next| days_between(today, next.date) < 0);
    if crew.beat.is_some() && next_is_past {
        matters.push((7, Matter::SetNext { space: space.id }));
    }
}

/// What is still open of an ask after what was agreed.
pub fn still_asked(asked: &Money, agreed: &Money) -> Money {
    let minor = asked.minor.saturating_sub(agreed.minor).max(0);
    Money { unit: asked.unit.clone(), exponent: asked.exponent, minor }
}

/// Days since 1 March of the year 0, by the civil calendar.
fn day_number(date: CivilDate) -> i64 {
    let (year, month, day) = date.parts();
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (month + 9) % 12;
    year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (from_march * 153 + 2) / 5
        + day
        - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let day = |text| CivilDate::parse(text).unwrap();
        assert_eq!(days_between(day("2026-11-21"), day("2026-11-22")), 1);
        assert_eq!(days_between(day("2026-12-31"), day("2027-01-01")), 1);
        assert_eq!(days_between(day("2028-02-28"), day("2028-03-01")), 2);
        assert_eq!(days_between(day("2026-02-28"), day("2026-03-01")), 1);
        assert_eq!(days_between(day("2026-11-21"), day("2026-10-21")), -31);
    }

    #[test]
    fn an_empty_view_needs_nothing() {
        let day = CivilDate::parse("2026-11-21").unwrap();
        assert_eq!(today(&View::default(), day, &BTreeSet::new()), Today::default());
    }
}
