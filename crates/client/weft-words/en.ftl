# Every sentence a member reads, in English.
#
# The key of a message is the name of its function in `weft-words`; a message with several arguments states their
# order in the comment above it. `$count`, `$more`, `$day`, `$minutes` and `$done` are numbers, all others text.

## The window and its bar
app_name = Weft
back = Back
region_menu = Main menu
region_page = Page
region_rail = Near and waiting
page_today = Today
page_crews = Crews
page_money = Money
page_people = People
page_near = Near and waiting
page_near_short = Near
page_settings = Settings
# (name, count)
nav_waiting = { $name }, { $count } waiting
# (name, key)
with_key = { $name }  ({ $key })
places_none = Nothing begun yet
places_crews =
    { $count ->
    [one] 1 crew
   *[other] { $count } crews
    }
places_pairs =
    { $count ->
    [one] 1 pair
   *[other] { $count } pairs
    }
# (count, more)
places =
    { $count ->
    [one] 1 crew
   *[other] { $count } crews
    }, { $more ->
    [one] 1 pair
   *[other] { $more } pairs
    }
near_count =
    { $count ->
    [0] Nobody near
    [one] 1 person near
   *[other] { $count } people near
    }
near_trouble_short = Cannot meet right now
nothing_waits = Nothing waits
everyone_has_everything = Everyone has everything
not_yet_with = Not yet with { $names }
saved_not_yet_with = Saved here, not yet with { $names }
sample_line = You are looking at a sample. Nothing here is saved.
sample_leave = Leave the sample
not_done = Could not do it: { $message }
hint = What helps: { $hint }
undo = Undo
undo_said = Undo: { $text }
undone = Undone
undo_why = Taken back
gone = This is not here any more
go_to = Go to { $name }
open = Open
look = Look
look_said = Look at what { $name } wrote
look_at = Look at: { $text }
# (text, name)
look_at_in = Look at: { $text }, in { $name }
save = Save
saved = Saved
cancel = Cancel
change = Change
done = Done
you = you
you_first = You
somebody = Somebody
# (names, last)
names_and = { $names } and { $last }
# (names, more)
names_and_more = { $names } and { $more } more
only_you = Only you so far
you_and = You and { $names }
file_saved = Saved as { $path }

## Days and hours
weekday =
    { $count ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[other] Sunday
    }
month_name =
    { $count ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[other] December
    }
nth_name =
    { $count ->
    [1] First
    [2] Second
    [3] Third
    [4] Fourth
   *[other] Last
    }
# (weekday, day, month)
date_long = { $weekday } { $day } { $month }
# (weekday, day, month, inyear)
date_with_year = { $weekday } { $day } { $month } { $inyear }
# (day, month)
date_short = { $day } { $month }
# (day, month, inyear)
date_short_with_year = { $day } { $month } { $inyear }
days_ahead =
    { $count ->
    [0] today
    [one] tomorrow
   *[other] in { $count } days
    }
days_ago =
    { $count ->
    [one] yesterday
   *[other] { $count } days ago
    }
# (date, time)
day_and_time = { $date }, { $time }
# (when, time, zone)
time_elsewhere = { $when } for you ({ $time } in { $zone })
# (date, distance)
day_read = { $date }, { $distance }
day_unknown = Write the day as year-month-day, such as 2026-11-22
# (label, date)
day_choose = { $label }: { $date }
day_label = Day
time_label = Time
time_unknown = “{ $time }” is not a time; write it as 19:00
zone_label = Time zone
zone_below = Everybody sees the meeting in their own time
zone_unknown = There is no time zone called “{ $zone }”; write it as Europe/Berlin
hours =
    { $count ->
    [one] 1 hour
   *[other] { $count } hours
    }
minutes_amount = { $amount } minutes
every =
    { $count ->
    [7] every week
    [14] every two weeks
    [30] every month
   *[other] every { $count } days
    }

## First run
welcome = Welcome to Weft
welcome_line = A quiet place for the people you know: who is in, when we meet, what we promised. Everything stays on this laptop and on theirs. No account, no server.
first_name_label = Your name
first_name_hint = Ana
device_label = This device
device_hint = kitchen laptop
device_below = So that you can tell your devices apart
device_default = laptop
first_begin = Begin
look_around = Look around first
look_around_line = A sample crew that is never saved

## Today
good_morning = Good morning, { $name }
good_afternoon = Good afternoon, { $name }
good_evening = Good evening, { $name }
doors_line = How would you like to begin?
door_crew = Start a crew
door_crew_line = Three to eight people who meet on a rhythm
door_pair = Start a pair
door_pair_line = You and one other: promises, and what you lend each other
door_join = Join
door_join_line = Somebody gave you an invitation
joining_waits = Waiting for somebody to open { $name }
summary_quiet = Nothing needs you today.
summary_waiting =
    { $count ->
    [one] One thing waits
   *[other] { $count } things wait
    } for a word of yours.
summary_meeting = A meeting { $when }, and nothing waits for you.
# (when, count)
summary_both =
    A meeting { $when }, and { $count ->
    [one] one thing waits
   *[other] { $count } things wait
    } for a word of yours.
# (name, when)
crew_meets = { $name } meets { $when }
next_meeting = Next meeting
open_crew = Open { $name }
waits_for_you = Waits for a word of yours
more_wait =
    { $more ->
    [one] One more waits
   *[other] { $more } more wait
    } on the pages of crews and money
nothing_needs_you = Nothing needs you today
thats_all = That’s all.
# (when)
moon_new = New moon { $when }
# (when)
moon_full = Full moon { $when }
# (name, when)
review_in = { $name } looks back { $when }
review_past = { $name } is past its review
review_line = What did you like, what would make it better, and do you go on?
face_coming = { $name }, coming
face_not_coming = { $name }, cannot come
face_unsure = { $name }, not sure yet
face_unanswered = { $name }, no answer yet
face_near = { $name }, near
# (count, more)
coming_count =
    { $count ->
    [0] Nobody yet
    [one] 1 coming
   *[other] { $count } coming
    }, { $more ->
    [0] all have answered
    [one] 1 to answer
   *[other] { $more } to answer
    }
you_come = You’re coming
you_cannot_come = You can’t come
you_are_unsure = You’re not sure
change_answer = Change your answer for { $name }
rsvp_yes = I’ll be there
rsvp_yes_said = I’ll be there: { $name }
rsvp_no = Can’t make it
rsvp_no_said = Can’t make it: { $name }
rsvp_maybe = Not sure
rsvp_maybe_said = Not sure yet: { $name }
said_coming = You’re coming. The others will see it when you next meet.
said_not_coming = You can’t come. The others will see it when you next meet.
said_unsure = You’re not sure yet. The others will see it when you next meet.

## What waits
asks_for = asks for
offers_you = offers you
comes_back = Comes back: { $payback }
as_gift = As a gift
loan_or_gift = As a loan or a gift
needed_by = Needed by { $date }
# (name, amount)
you_owe_them = You still have { $amount } of { $name }’s
not_now = Not now
not_now_said = Not now: { $name }
not_now_hint = This stays on your laptop. Nobody is told.
not_now_done = Set aside on this laptop. Nobody is told.
not_now_chip = Not now
a_part = A part
a_part_said = Offer { $name } a part
sure = Sure
# (amount, name)
sure_said = Sure: offer { $amount } to { $name }
# (amount, name)
offered = Offered { $amount } to { $name }. They still need to agree.
no = No
no_said = Say no to { $name }
no_thanks = No, thank you
no_thanks_said = No, thank you: { $name }
agree = Agree
# (amount, name)
agree_said = Agree to { $amount } from { $name }
agreed_toast = Agreed. { $name } hands it over when you meet.
declined = Said no
confirm = Yes
# (amount, name)
confirm_said = Confirm { $amount } that { $name } wrote down
confirmed = Confirmed { $amount }
stated_wrote = wrote down
stated_hand_over = as handed over
stated_repayment = as paid back
stated_reversal = would like to reverse
stated_forgiving = let go of
differs = you wrote { $amount }
plan_waits = { $name } proposes how it comes back
# (name, amount)
hand_over_waits = { $amount } is agreed for { $name }; hand it over when you meet
clash_waits = { $field } was set twice while apart
set_next_waits = No next meeting is set
field_intention = What it is for
field_place = Place
field_rhythm = The rhythm
field_meeting = The next meeting

## Crews
crews_line = Three to eight people who meet on a rhythm, and look back together
no_crew = No crew yet
crews_empty = A crew is three to eight people who meet on a rhythm.
meets = meets { $when }
no_meeting_set = No next meeting yet
no_meeting_line = Set one, and everybody can answer
last_met = The last one was on { $date }
clash_chip = Set twice
read_only_chip = Only to read
history = History
history_of = History of { $name }
people_of = People of { $name }
clash_head = { $field }: set twice while you were apart
clash_line = Both are kept. This page shows one; the other was:
# (person, text)
clash_other = { $text }  ·  set by { $person }
clash_other_unknown = { $text }
clash_set_again = Set it again
clash_set_again_said = Set again: { $field }
ring = { $names } may not have this yet. Better give them a ring.
meeting_change_line = A change reaches the others when you next meet
set_meeting = Set the next meeting
set_meeting_said = Set the next meeting of { $name }
set_meeting_do = Set the meeting
move_meeting = Move it
move_meeting_said = Move the next meeting of { $name }
meeting_set = The meeting is set. The others will see it when you next meet.
meeting_line = Answers begin anew with a new meeting.
no_intention = What is this crew for?
no_place = No place yet
change_page = Change what { $name } is for and where it meets
about_crew = What for, and where
intention_hint = Cook together, and finish one thing each month
place_hint = Ben’s kitchen, or a link
save_page = Save the page of { $name }
cancel_page = Leave the page of { $name } as it is
no_rhythm = No rhythm yet
no_rhythm_line = Choose how often you meet, and when you look back
# (minutes, count)
rhythm_line =
    { $minutes } minutes, { $count ->
    [one] one meeting
   *[other] { $count } meetings
    }, then you look back
set_rhythm = Set a rhythm
set_rhythm_said = Set the rhythm of { $name }
set_rhythm_do = Set the rhythm
rhythm_set = The rhythm is set
# (date, distance)
review_on = You look back on { $date }, { $distance }
# (done, count)
rhythm_said = About { $done } of { $count } meetings are behind you
# (weekday, time)
beat_weekly = Every { $weekday }, { $time }
# (weekday, time)
beat_fortnightly = Every second { $weekday }, { $time }
# (which, weekday, time)
beat_monthly = { $which } { $weekday } of the month, { $time }
beat_by_hand = Set by hand each time
how_often = How often
every_week = Every week
every_second_week = Every second week
every_month = Every month
by_hand = By hand
which_week = Which week
weekday_label = Weekday
rhythm_time_unknown = Write the time as 19:00
minutes_label = How long
minutes_choice = { $count } minutes
meetings_label = How many meetings
meetings_choice = { $count }
review_label = When you look back
review_why = A commitment ends by itself unless you say yes again. That is kinder than fading out.
crew_small = A crew begins to hold with three.

## Notes
notes = Notes
notes_line = Written together. What you write is yours alone until you put it on the table.
note_empty = Nothing on it yet
note_by = By { $names }
draft_here = Draft
open_note = Open the note { $title }
note_title = A new note
note_title_hint = Shopping for Sunday
note_begin = Begin
note_coming = This note is on its way.
note_nothing_yet = Nothing is on the table yet.
note_write = Write
note_write_said = Write on { $title }
note_closed = You cannot write here: { $why }
draft_only_here = Only here, not on the table
your_draft = Your draft
draft_line = Nobody sees this until you put it on the table. If others wrote meanwhile, both are kept.
put_on_table = Put on the table
put_on_table_said = Put your draft of { $title } on the table
put_done = On the table. The others will see it when you next meet.
drop_draft = Throw the draft away
drop_draft_said = Throw your draft of { $title } away
drop_title = Throw your draft of { $title } away?
drop_line = The words in it are gone for good. What is on the table stays.
keep_draft = Keep it
draft_dropped = Thrown away

## Me in a space
about_me = About me
about_me_in = About me in { $name }
about_label = A line about me
about_hint = I bake, and I mend bicycles
ask_me_label = Ask me about
ask_me_hint = Sourdough, moving house
about_below = Everybody in here can read this.

## Money
money_line = What you lend each other stays between the two of you
lend = Lend
ask = Ask
cover = Cover amounts
uncover = Show amounts
amount_covered = covered
nobody_owes = Nobody owes anybody
money_empty = What you lend and borrow lives in a pair: you and one other.
total_lent = You have lent
total_lent_none = Nothing is out
total_owed = You owe
total_owed_none = You owe nothing
and_also = and { $amounts }
between_each = Between you and each person
between_line = Right of the line, they owe you. Left of it, you owe them.
even = even
owes_you = owes you { $amount }
you_owe = you owe { $amount }
you_owe_first = You owe { $amount }
# (name, text)
between_said = You and { $name }: { $text }
open_loans = Open loans
loans = Loans
you_lent_to = You lent { $name }
you_borrowed_from = You borrowed from { $name }
loan_agreed_chip = { $amount } agreed
left_chip = { $amount } left
settled_chip = settled
pair_line = Only you two see this
pair_waits = { $name } has not come yet. Hand over the invitation, and your promises have a home.
pair_alone = Nobody is here but you. Invite the other, and your promises have a home.
you_are_even = You are even
lend_to = Lend something to { $name }
ask_person = Ask { $name } for something
you_offered = You offered { $amount }
you_asked = You asked for { $amount }
waits_for = Waits for { $name }
take_back = Take back
take_back_offer = Take back your offer of { $amount }
take_back_ask = Take back your ask for { $amount }
take_back_half = Take back { $amount } that you wrote down
taken_back = Taken back
offer_amount = How much you offer, in { $unit }
offer_next = { $name } still needs to agree
ask_title = Ask for something
ask_line = Asking is a gift too: it shows trust
ask_whom = Whom do you ask
ask_do = Ask { $name }
# (name, amount)
asked = Asked { $name } for { $amount }
ask_nobody = You have no pair with anybody yet. A pair is where two people lend and ask.
ask_private = Only you and { $name } see this.
lend_title = Offer something
lend_line = A loan begins when both agree
lend_whom = To whom
lend_do = Offer it to { $name }
amount_label = How much
unit_label = Of what
unit_below = EUR, min for minutes, or a thing such as jar
why_label = What for
why_hint = The car broke down
kind_label = As what
kind_loan = A loan
kind_gift = A gift
kind_either = Either
payback_label = How it comes back
payback_hint = 40 a month from January, or when I can
by_label = By when
by_below = Leave it empty if there is no hurry

## One loan
loan_is_agreed = Agreed. Nothing was handed over yet.
loan_is_settled = Settled. Thank you, both.
still_with = still with { $name }
still_to_give_back = still to give back to { $name }
of_handed_over = { $amount } handed over
of_repaid = { $amount } paid back
of_forgiven = { $amount } let go
of_agreed = of { $amount } agreed
excess = { $amount } more came back than was owed
excess_line = This can happen when something is paid and let go at once. Talk about it; nothing is settled by itself.
what_next = What next
step_hand_over = Handed over
step_hand_over_said = Write down that you handed it over to { $name }
step_hand_over_line = { $name } still needs to confirm that it arrived.
step_receive = Received
step_receive_said = Write down that you received it from { $name }
step_receive_line = It counts when { $name } has written it down too.
step_repay = I paid back
step_repay_said = Write down what you paid back to { $name }
step_repay_line = { $name } still needs to confirm it.
step_got_back = I got something back
step_got_back_said = Write down what { $name } paid back
step_got_back_line = You are the one who is owed, so this counts once { $name } has not objected.
step_forgive = Let go
step_forgive_said = Let go of what { $name } still owes
step_forgive_line = { $name } does not need to give it back. They may decline your gift.
forgive_hint = Happy birthday
amount_in = How much, in { $unit }
on_label = On which day
note_with_it = A word with it
saved_they_confirm = Saved here. They still need to confirm.
saved_they_agree = Saved here. They still need to agree.
forgiven_toast = Let go. That was kind.
what_happened = What happened
# (name, amount)
fact_agreed = { $name } agreed on { $amount }
fact_handed_over = { $amount } handed over
fact_repaid = { $amount } paid back
# (name, amount)
fact_forgave = { $name } let go of { $amount }
fact_plan = A plan was agreed
# (name, amount)
fact_reversal = { $name } reversed { $amount }
fact_declined = { $name } said no
was_reversed = reversed
reverse = Reverse…
reverse_said = Reverse: { $text }
reverse_line = Nothing is ever deleted. A reversal stands beside what it reverses, and counts when both say so.
reverse_why = Why
reverse_hint = It was 40, not 50
reverse_do = Propose to reverse it
cancel_reverse = Leave it as it is
counts_when = It counts when { $name } has confirmed it
# (name, theirs, mine)
amounts_differ = { $name } wrote { $theirs }, you wrote { $mine }
amounts_differ_line = Both count nowhere yet. Confirm theirs if it is right, or say no and write it again together.
confirm_all = Yes, { $amount }
confirm_part = Confirm this part
confirm_part_said = Confirm a part of what { $name } wrote down
only_part = Only a part
only_part_said = Confirm only a part of what { $name } wrote down
not_so = That’s not so
not_so_said = Say no to what { $name } wrote down
agree_reversal_said = Agree to the reversal by { $name }
part_below = What truly arrived; { $name } sees both
confirmed_toast = Confirmed
plan_line = A plan is an intention. It books nothing.
no_plan = No plan yet
# (amount, every, date)
plan_each_from = { $amount } { $every }, from { $date }
# (amount, every)
plan_each = { $amount } { $every }
plan_pause = A pause until { $date }
plan_when_can = When it is possible
plan_propose = Propose a plan
plan_propose_said = Propose to { $name } how it comes back
plan_propose_do = Propose it
# (text, name)
plan_you_propose = You propose: { $text }. { $name } still needs to agree.
# (name, text)
plan_they_propose = { $name } proposes: { $text }
plan_agree_said = Agree to the plan of { $name }
plan_decline_said = Say no to the plan of { $name }
plan_agreed = The plan is agreed
plan_each_label = How much each time, in { $unit }
plan_each_below = Leave it empty for: when I can
plan_from_label = From which day
cancel_plan = Leave the plan as it is

## People
people_page_line = Whom you share a place with
people_empty = It’s just you so far
people_empty_line = Start a crew or a pair, and invite somebody.
kind_crew = A crew
kind_crew_line = Three to eight people who fit round a table. You invite them one by one.
kind_pair = The two of you
kind_pair_line = You and one other. What you lend each other lives here, and nobody else sees it.
start_title = Start something
start_what = What
crew_name = What is the crew called
crew_name_hint = Kiln Crew
pair_name = With whom
pair_name_hint = Ben
start_crew_do = Start the crew
start_pair_do = Start the pair
started = { $name } has begun
invite = Invite
invite_into = Invite somebody into { $name }
invite_title = Invite
invite_title_line = Into { $place }
invite_for = For whom
invite_person = Another person
invite_device = My other device
invite_name = Their name
invite_name_hint = Ben
invite_name_below = As you call them; they choose their own name when they come
invite_device_below = A second device is the best backup: it holds everything too
invite_make = Make the invitation
invitation_for = An invitation for { $name }
invitation_how = It is for one person. { $name } can read the picture from your screen, or paste the text, or open the file.
invitation_text = The invitation as text
invitation_file = invitation.weft
invitation_waits = Your laptops meet when both are on the same network. { $name } can take the invitation now and come in later.
qr_said = Picture of the invitation for { $name }
copy = Copy
copy_said = Copy the invitation for { $name }
copied = Copied
save_as = Save it as a file
save_file = Save file
save_file_said = Save the invitation for { $name } as a file
came_in = { $name } has come in
invite_another = Another invitation
invited_chip = { $name } is invited
invited_by = Invited by { $name }; not here yet
invited_device = Another device of yours; not here yet
open_invitations = Invitations that wait
show_invitation = Show
show_invitation_said = Show the invitation for { $name }
revoke = Take back
revoke_said = Take back the invitation for { $name }
revoked = The invitation for { $name } no longer opens anything
read_aloud = To read aloud before the first invitation
read_kept = What is kept: names, meetings and answers, notes, and what is lent; on the devices of those who are in.
read_seen = Who sees it: everybody in this place. A pair is seen by its two. Nobody outside, and no company.
read_undo = What cannot be undone: what others have received stays with them.
read_leave = How to leave: one button on the page of people. No reason is asked.
name_and_you = { $name } (you)
ask_them_about = Ask about: { $topic }
let_in_by = Let in by { $name }
founder = Began this
has_left = has left
has_no_device = has no device now
is_written_in = written in, no device yet
not_in_any_more = not in any more
has_all = has everything
lacks =
    { $count ->
    [one] 1 note
   *[other] { $count } notes
    } not there yet
my_devices = Your devices here
device_this = This one
device_off = Switched off
device_forked = Was copied; it counts only up to there
switch_off = Switch off
switch_off_said = Switch off { $name }
proposals_title = Who is in from here on
proposed_by = { $name } proposes
you_propose = You propose
proposed_waits = { $name } proposes who is in from here on
proposal_without = Without { $names }
proposal_voice = A voice for { $names }
proposal_no_voice = No voice any more for { $names }
proposal_device = Without a laptop that counts so far
proposal_settles = Nobody comes or goes: it settles what was said so far
# (names, count)
proposal_yes =
    { $count ->
    [one] Yes: { $names } · one is needed
   *[other] Yes: { $names } · { $count } are needed
    }
proposal_no = No: { $names }
proposal_dead = cannot be agreed any more
proposal_rival = agreed, and another one too
you_said_yes = you said yes
you_said_no = you said no
say_yes = Say yes
say_no = Say no
say_yes_to = Say yes to what { $name } proposes
say_no_to = Say no to what { $name } proposes
said_twice = { $name } said yes to two proposals of which one alone can hold. Propose again to settle it.
go_on_without = Go on without somebody…
go_on_without_whom = Go on without whom?
talk_first = Talk first. It is proposed to all who have a voice, and more than half must agree.
remove_said = Propose that { $name } is in no longer
remove_title = Propose to go on without { $name }?
# (count, voices)
remove_needs = It holds once { $count } of { $voices } with a voice have said yes. Yours is the first.
remove_stays = What { $name } said so far stays. What { $name } writes from now on does not count once it holds.
remove_key = The laptops of { $name } are told, and get nothing more from here. What they have, they keep.
remove_back = You can invite { $name } again. What is owed stays owed.
remove_not = Not now
remove_do = Propose it
proposed_toast = Proposed to go on without { $name }
yes_title = Say yes to what { $name } proposes?
no_title = Say no to what { $name } proposes?
yes_means = Your yes is your word: it can go to nothing else beside this, unless too many say no.
no_means = A no is for good. It sets free whoever said yes, once too many are against.
not_yet = Not yet
answered_toast = Your word is given
switch_off_title = Switch off { $name }?
switch_off_line = What it wrote until now stays. What it writes from now on does not count.
switch_off_cannot = It cannot be switched on again; you can invite it anew.
switched_off = { $name } is switched off
keep_it_on = Keep it on
add_device = Add a device of yours
aside_head = Set aside or not accepted
fork_line = A device of { $name } was copied and wrote on twice. Only what both copies share counts.
# (name, why)
aside_line = { $name }: set aside, because { $why }
# (name, why)
refused_line = { $name }: not accepted, because { $why }
leave_space = Leave { $name }…
leave_title = Leave { $name }?
leave_no_reason = No reason is asked.
leave_loans =
    { $count ->
    [one] One loan
   *[other] { $count } loans
    } here { $count ->
    [one] is
   *[other] are
    } still open. Leaving changes nothing about what is owed.
leave_stays = What you wrote stays with the others, and what they wrote stays with you, to read.
leave_final = You cannot come back by yourself; somebody would invite you anew.
leave_do = Leave
stay = Stay
left_toast = You have left { $name }

## Joining
join_title = Join
join_line = Somebody who is in gives you an invitation
join_paste = Paste the invitation
join_paste_below = It begins with weft: and may stand inside other text
join_not_invitation = That doesn’t look like an invitation. It begins with weft:
join_do = Join
join_file = From a file
file_label = File
open_file = Open the file
join_nearby = Somebody near you
join_nearby_line = Somebody who is in presses “Let someone in” under Near and waiting. For ten minutes your laptop then finds their door, on the same network and without an invitation.
join_private = Strangers on the network see nothing of you.
joining = On the way in
you_are_in = You are in: { $name }
joining_toast = Taken. { $name } opens when you meet somebody from there.
join_waiting = Waiting until you meet somebody from there
join_asking = Asking at the door now
join_refused = This one does not open any more: { $why }
join_forget = Forget it
join_forget_said = Forget the invitation into { $name }
join_forgotten = Forgotten

## Files, and lines that can be forgotten
files_head = Files
files_none = A receipt, a plan, a picture: up to 8 MiB, for everybody here.
file_by = from { $name }
file_unnamed = A file
file_here = here
file_with = also with { $names }
# (here, of)
file_on_its_way = on its way, { $here } of { $of }
file_not_here = not here yet
file_not_here_with = not here yet, with { $names }
file_forgotten_by = forgotten, as { $name } asked
file_forgotten_left = forgotten, since they left
file_too_much = more than is kept here
file_save = Save
file_save_said = Save { $name }
file_save_here = Save here
file_save_below = Nothing is written over; choose a new name
size_kb = { $size } kB
size_mb = { $size } MB
attach = Attach a file
attach_cancel = Attach nothing
attach_label = Which file
attach_below = Or drop it on this window
attach_how = If it has to go one day
attach_openly = Its name may stay
attach_openly_line = When it is forgotten, the file goes and its name stays in the history.
attach_forgettably = Name and all go
attach_forgettably_line = When it is forgotten, nothing is left but that you once attached something.
attach_do = Attach it
attached_toast = Attached. It goes to the others when you meet.
contact_head = How to reach me
contact_line = Everybody in { $name } can read it. You can have it forgotten at any time.
contact_what = What it is
contact_field = What the others should know
contact_below = One line
contact_say = Share it
contact_say_said = Share it with { $name }
contact_said = Shared. It goes to the others when you meet.
label_phone = Phone
label_address = Address
label_health = Health
label_picture = Picture
label_children = Children
label_other = Something else
worth_forgetting = Two weeks have passed since you shared something that was for a while. Is it still needed?
look_at_it = Look at it
forget_title = Have it forgotten: { $name }?
forget_does = It goes from this laptop, and from each of the others as soon as they hear of it.
forget_name_stays = Its name, { $name }, stays in the history.
forget_not_heard = A laptop that has not heard yet still shows it. What somebody saved or photographed stays with them.
forget_final = This cannot be taken back.
forget_keep = Keep it
forget_do = Forget
forget_said = Have it forgotten: { $name }
forgotten_toast = Forgotten here. The others follow when you meet.

## Near and waiting
near_page_line = Your laptops meet directly. Nothing goes through anybody else.
near_head = Near
all_saved = All saved on this laptop
everyone_has_everything_long = Everyone you share a place with has everything you wrote.
# (names, count)
waits_until_met =
    { $names } will get { $count ->
    [one] one note of yours
   *[other] { $count } notes of yours
    } when you next meet, or through anybody who meets you both.
what_to_do = What you can do
what_to_do_said = What you can do about what waits
# (name, count)
waiting_item =
    { $count ->
    [one] One note
   *[other] { $count } notes
    } not yet with { $name }
waiting_where = In: { $place }
why_waits = They wait because you have not met since. Sit on the same network, or carry them on a stick; another member who meets you both carries them too.
nobody_known = Nobody to meet yet. Invite somebody first.
nobody_near = Nobody near right now. What you write is safe here.
and_more =
    { $more ->
    [one] One more
   *[other] { $more } more
    }
and_more_people =
    { $more ->
    [one] One more person
   *[other] { $more } more people
    } on the page Near and waiting
peer_level = Here, and you both have the same
peer_passing = Here, passing notes on
peer_gone = Was here a while ago
peer_not_met = Not met since you opened Weft
# (name, device)
device_of = { $name }  ·  { $device }
meet_head = Meet now
meet_line = Laptops on one network find each other by themselves. If they don’t, there are three ways.
meet_nearby = Look around now
meeting_now = Looking…
# (people, count, more)
met =
    Met { $people }. { $count ->
    [one] One note
   *[other] { $count } notes
    } came, { $more ->
    [one] one went
   *[other] { $more } went
    }.
met_nobody = Met nobody
meet_at = Their address, or an invitation
meet_at_below = The other laptop shows its addresses further down on this page
meet_do = Meet
meet_do_said = Meet at this address
meet_check = Nobody shows up? Use the same Wi-Fi, not its guest network; switch a VPN off; or take a phone’s hotspot, a cable, or a stick.
stick_head = By stick
stick_line = One sealed file carries everything to those who are in. Others cannot read it.
stick_file = weft-stick.weft
stick_below = Where the stick is
folder_said = Use the folder { $path }
stick_write = Write the file
stick_read = Take the file in
stick_taken = Taken in
# (count, fresh)
stick_summary =
    { $count ->
    [one] One note
   *[other] { $count } notes
    } in the file, { $fresh } new here
stick_spaces = About: { $spaces }
stick_strange =
    { $count ->
    [one] One record is
   *[other] { $count } records are
    } for others and was left alone
stick_damaged = The end of the file is cut or damaged. What could be read was taken.
network_head = Nothing leaves this network
network_line = Weft talks only to devices on the networks below. There is no server it could ask.
announcing = Others of yours can find this laptop
not_announcing = This laptop does not show itself
listening = This laptop can be met at
listening_none = Nowhere right now
fenced = Networks it stays inside

## Copies
copies_head = Keep a copy
copies_line = A copy is a folder of files that anybody can read and check, with Weft or without. It is not locked: keep it as you would keep a diary.
copy_nothing = There is nothing here yet of which a copy could be saved.
copy_which = Of which place
copy_pair = With { $name }
copy_to = Folder for the copy
copy_to_below = A new folder, or an earlier copy of the same place, which is then replaced
copy_to_said = Save the copy in { $path }
copy_save = Save a copy
copy_saving = Writing the copy …
# (done, all)
copy_far = { $done } of { $all } entries
# (name, folder)
copy_saved = A copy of { $name } is in { $folder }
# (count, files)
copy_holds =
    { $count ->
    [one] One signed step
   *[other] { $count } signed steps
    } in { $files } files. README.txt says what each is.
copy_check = To check it anywhere: weft verify { $folder }
copy_open_head = A copy that you have
copy_open_line = In a place of yours it brings in what was missing. Any other can be read here, and not written in until somebody invites you.
copy_from = Folder of the copy
copy_from_said = Look for the copy in { $path }
copy_open = Open a copy
# (name, count, fresh)
copy_opened =
    { $name }: { $count ->
    [one] one signed step
   *[other] { $count } signed steps
    }, { $fresh } new here
copy_read_only = It can be read here and not written in. To write, let somebody who is in it invite you.
copy_levelled = What was missing is in.

## Settings
me = Me
name_below = New places show this name
save_name = Save your name and device
look_head = How it looks
look_label = Light or dark
look_system = As the system
look_light = Light
look_dark = Dark
text_size = Text size: { $count } %
text_smaller = Smaller text
text_larger = Larger text
text_usual = Usual size
readable_font = An easier font (Atkinson Hyperlegible)
less_motion = Less motion
privacy = On a shared screen
cover_setting = Cover amounts until I ask for them
cover_below = They stay covered whenever Weft is opened.
about = About Weft
about_weft = Weft { $version }. Free software; the fonts are Figtree, Fraunces and Atkinson Hyperlegible Next, the icons Phosphor.

## History
history_line = Who did what, newest first. Nothing is ever deleted from it.
history_empty = Nothing has happened here yet.
set_aside_chip = set aside
deed_nothing = joined what was written apart
deed_founded = began this
deed_invited = invited { $name }
deed_invited_device = invited another device: { $name }
deed_revoked = took back the invitation for { $name }
deed_let_in = let { $name } in
deed_added_device = added a device: { $name }
deed_left = left
deed_switched_off = switched off { $name }
deed_proposed_roll = proposed who is in from here on
deed_said_yes = said yes to who is in from here on
deed_said_no = said no to who is in from here on
deed_wrote_crew = changed the page of { $name }
deed_wrote_note = wrote on { $title }
deed_wrote_profile = changed the line about themselves
deed_vouched_for = vouched for { $name }
deed_opened_for = opened the door for { $name }
deed_wrote_in = wrote { $name } in, who has no device
deed_wrote_letter = wrote a letter to somebody here
deed_asked = asked for { $amount }
deed_offered = offered { $amount }
deed_agreed = agreed on { $amount }
deed_handed_over = handed over { $amount }
deed_received = received { $amount }
deed_planned = proposed a plan
deed_agreed_plan = agreed to a plan
deed_repaid = wrote down { $amount } as paid back
deed_confirmed = confirmed { $amount }
deed_forgave = let go of { $amount }
deed_declined = said no
deed_reversed = took something back
deed_attached = attached { $name }
deed_attached_file = attached a file
deed_said_line = shared a line that can be forgotten
deed_had_forgotten = had something forgotten
deed_unknown = did something that a newer Weft understands

## Gatherings
page_gatherings = Gatherings
gatherings_line = Days and nights together: a question, a place, and a wall on which anyone puts what they want to do.
gatherings_empty = No gathering planned
gatherings_empty_line = Three nights or more, twelve to forty people: long enough to arrive, few enough to hear everyone in turn.
gathering_call = Call a gathering
gathering_call_line = Everyone in the space you choose sees it. All of it can be changed later, by anyone there.
gathering_where = Whom do you ask?
gathering_name_label = Its name
gathering_name_hint = Winter fire
gathering_question_label = The question it asks
gathering_question_hint = What holds us?
gathering_place_label = Where
gathering_place_hint = Long Barn, by the river
gathering_first_label = First day
gathering_last_label = Last day
gathering_zone_below = All its days and times are meant there.
gathering_ring_label = How many people does the ring hold?
gathering_ring_choice = { $count } people
gathering_how_far = How far is it?
gathering_call_do = Call it
gathering_note_do = Write the idea down
gathering_called = { $name } is called
gathering_noted = { $name } is written down
gathering_days_wrong = The last day comes before the first, or there are more than 31 days.
stage_idea = An idea
stage_called = Called
stage_gathering = Gathering
stage_closed = Closed
# (name, stage)
stage_set = { $name }: { $stage }
open_gathering = Open { $name }
nights =
    { $count ->
    [0] no night
    [one] 1 night
   *[other] { $count } nights
    }
# (first, last, nights)
gathering_when = { $first } to { $last }  ·  { $nights }
gathering_no_days = No days yet
gathering_no_place = No place yet
gathering_zone_other = Its times are those of { $zone }, not of this laptop.
gathering_coming =
    { $count ->
    [0] Nobody has said yes yet
    [one] 1 person comes
   *[other] { $count } people come
    }
# (count, more)
coming_of_ring =
    { $count ->
    [0] Nobody has said yes yet
    [one] 1 person comes
   *[other] { $count } people come
    }; the ring holds { $more }
# (count, minutes)
voices_line = { $count } voices at 90 seconds each are { $minutes } minutes: one round in which everyone is heard.
note_few_nights =
    { $count ->
    [0] It has no night. Three give people time to arrive, to open up and to part.
    [one] It has one night. Three give people time to arrive, to open up and to part.
   *[other] It has { $count } nights. Three give people time to arrive, to open up and to part.
    }
note_ring_size = A ring of { $count }: from twelve on people find each other, and up to forty each can be heard in turn.
note_ring_full = { $count } people said yes, more than the ring holds.
# (name, date)
note_meeting_within = { $name } meets on { $date }, while the gathering is on.
gathering_when_where = When and where
gathering_change = Change { $name }
gathering_saved = { $name } is changed
who_comes = Who comes
do_you_come = Do you come?
come_yes = I come
come_maybe = Maybe
come_no = I cannot
come_said = Your answer is on the page
which_nights = For which nights?
night_all = All of them
night_by_day = By day only
night_some = Some
night_of = The night of { $date }
# (who, nights)
comes_with_nights = { $who } ({ $nights })
comes_by_day = { $who } (by day)
comes_yes = Yes: { $names }
comes_maybe = Maybe: { $names }
comes_no = Not this time: { $names }
the_days = The days
# (weekday, day)
day_tab = { $weekday } { $day }
sessions_count =
    { $count ->
    [0] Nothing on the wall yet
    [one] 1 session
   *[other] { $count } sessions
    }
nothing_yet_in = nothing yet { $spaces }
nothing_yet_sentence = Nothing yet { $spaces }. Every day has room for all four.
nothing_yet = Nothing yet
open_day = Open { $date }
cards_elsewhere =
    { $count ->
    [one] 1 session stands on a day that is none of these.
   *[other] { $count } sessions stand on days that are none of these.
    }
space_solo = On your own
space_pair = In pairs
space_subgroup = Small groups
space_whole = Everyone
space_solo_in = on your own
space_pair_in = in pairs
space_subgroup_in = in small groups
space_whole_in = with everyone
# (space, state)
space_column = { $space }: { $state }
journal_take = To take along when you are on your own
journal_none = No question for this day yet
journal_change = Change the question of { $date }
journal_label = The question of the day
journal_hint = What do I carry that is not mine?
journal_saved = The question is on the wall
# (who, question)
journal_also = { $who } wrote instead: { $question }
place_card = Place a session
place_card_on = Place a session on { $date }
card_title_label = What is it?
card_title_hint = Bread for thirty
card_host_label = Who hosts it?
card_host_hint = Ana, or the kitchen
card_note_label = A line about it
card_note_hint = Bring an apron
card_site_label = The place there
card_site_hint = Barn, kitchen, by the fire
card_day_label = Which day?
card_time_label = When does it begin?
card_space_label = With how many?
card_minutes_label = How long?
card_place_do = Put it on the wall
card_placed = { $title } is on the wall
card_untitled = Without a title
# (start, end)
card_times = { $start } to { $end }
card_hosted = { $who } hosts
# (time, title, place)
card_said = { $time }, { $title }, { $place }
card_said_clash = Clash: { $said }
card_said_apart = Moved apart: { $said }
card_said_unsettled = Taken off and changed: { $said }
card_here_too = Moved apart: here too
card_where = Where it stands
card_move_do = Move it
card_earlier = 15 minutes earlier
card_later = 15 minutes later
card_earlier_said = { $title }: 15 minutes earlier
card_later_said = { $title }: 15 minutes later
card_moved = { $title } is moved
card_says = What it says
card_says_do = Save
card_says_said = Save what { $title } says
card_saved = { $title } is changed
card_take_off = Take it off
card_take_off_said = Take { $title } off the wall
card_taken_off = { $title } is off the wall
card_put_back = Put it back
card_put_back_said = Put { $title } back
card_back = { $title } is on the wall
card_off_by = { $who } took it off.
card_off_by_nobody = It was taken off.
cards_off = Taken off
card_moved_apart = Moved by two people apart
card_moved_apart_line = Both places hold until somebody chooses one.
# (place, who)
card_place_by = { $place }  ·  by { $who }
card_keep_place = Keep this place
# (title, place)
card_keep_place_said = Keep { $title } at { $place }
card_unsettled = Taken off and changed, apart
card_unsettled_line = { $who } took it off while somebody else changed it. It stays until one of you decides.
card_unsettled_nobody = One took it off while another changed it. It stays until somebody decides.
card_keep = Keep it
card_keep_said = Keep { $title } on the wall
card_words_apart = Written differently by two people apart
card_words_line = What is shown is one of them. Saving what it says settles it.
# (field, words)
card_words_other = { $field }: { $words }
# (field, words, who)
card_words_other_by = { $field }: { $words }, by { $who }
clash_site = In one place at one time: { $site }
clash_everyone = Two circles of everyone at one time
clash_both_stay = All of them stay on the wall. Move one, or agree who goes where.
clash_open = Open { $title }
# (title, time)
clash_card = { $title }, { $time }
field_name = Name
field_question = Question
field_dates = Days
field_ring = Ring
field_stage = How far it is
field_title = Title
field_host = Host
field_minutes = Length
field_note = Line
wall_as_list = As a list
wall_as_table = As a timetable
now_line = Now, { $time }
more_not_drawn =
    { $count ->
    [one] 1 more session of this day is not drawn here.
   *[other] { $count } more sessions of this day are not drawn here.
    }
deed_wrote_gathering = changed a gathering

## Search
search_title = Search
search_line = Words in everything you can read here. It finds words and pages, never a list of what one person wrote.
search_field = Words to look for
search_hint = The beginning of a word is enough
search_empty = Type a word: a name, a title, what a loan is for. Capital letters and accents make no difference.
search_none = Nothing here says “{ $words }”.
search_cut = There is more than fits here. Another word finds less.
# (kind, name)
found_in = { $kind } in { $name }
found_people = People
found_notes = Notes
found_pages = Page
found_gatherings = Gatherings
found_loans = Asks and loans
found_files = Files
found_file = A file
found_log = What was done
found_aside = Set aside
found_refused = Not accepted
found_entry = Something set aside ({ $id })
found_act = Something not accepted ({ $id })
found_more =
    { $count ->
    [one] and 1 more
   *[other] and { $count } more
    }
# (name, space)
open_found = Open: { $name }, in { $space }
# (name, space, snippet)
open_found_with = Open: { $name }, in { $space }: { $snippet }

## How a page came to be
page_history = History of this page
page_history_said = History of { $name }: who changed it, before and after
page_history_title = How { $name } came to be
page_history_line = Every step, newest first. Nothing is ever erased from it.
page_history_empty = One moment…
# (number, who)
step_of = { $number }  ·  { $who }
# (number, who, when)
look_at_step = Look at step { $number } by { $who }, { $when }
# (number, total)
step_heading = Step { $number } of { $total }
# (who, when)
step_came = By { $who }. It came to this device on { $when }.
step_written_here = You wrote it here on { $when }.
step_came_unknown = By { $who }. When it came to this device was not noted.
came_on = came here { $when }
came_unknown = day not noted
written_apart = Written apart from step { $steps }
and_more_steps =
    { $count ->
    [one] 1 more
   *[other] { $count } more
    }
wrote_count =
    { $count ->
    [one] 1 character written
   *[other] { $count } characters written
    }
took_count =
    { $count ->
    [one] 1 character taken away
   *[other] { $count } characters taken away
    }
older_steps =
    { $count ->
    [one] 1 older step
   *[other] Older steps ({ $count })
    }
step_nothing = It changed nothing that is shown.
field_text = The words
field_about = The line about them
field_ask_me = What to ask them about
field_answer = Who comes
# (field, name)
field_of = { $field }: { $name }
left_out =
    { $count ->
    [one] … 1 character …
   *[other] … { $count } characters …
    }
came_words = Came: { $text }
went_words = Went: { $text }
value_none = nothing
value_before = before: { $value }
value_after = after: { $value }
put_back_to_this = Put back to this
# (name, number)
put_back_said = Put { $name } back to how it was after step { $number }
# (name, number)
put_back_title = Put { $name } back to step { $number }?
put_back_does = It will say again what it said right after that step.
put_back_keeps = Nothing is erased: this is one more step, and you can undo it.
put_back_others = What others write meanwhile stays.
put_back_do = Put it back
leave_as_it_is = Leave it as it is
put_back_done = { $name } is put back
put_back_same = The page says this today.
put_back_closed = It cannot be put back here: { $why }
entry_title = One line of the history
# (id, name)
entry_line = { $id } in { $name }
entry_counts = It counts
entry_aside = It does not count: { $why }
entry_says = It says: { $text }
entry_on = For { $when }, as its author says
entry_refused = Not accepted
entry_refused_why = Why: { $why }
entry_builds_on = It builds on
entry_first = It builds on nothing: it is the first.
# (text, id)
look_at_entry = Look at line { $id }: { $text }

## Keys
key_palette = Find a page or an action
palette_hint = Type a few letters
palette_none = Nothing is called “{ $text }”
key_search = Search
key_pages = The four pages
key_new = Something new, by page
key_join = Join by an invitation
key_tab = From one control to the next
key_list = Down and up in a list
key_regions = Next part of the window
key_back = Back, or close
key_undo = Undo, while it is offered
key_zoom = Larger, smaller, usual size
key_keys = All keys
key_quit = Close Weft

## The program around the window
no_display = There is no screen here for a window to open on. `weft demo` shows the same things in words.
no_window = The window could not be opened: { $why }. `weft demo` shows the same things in words.
cannot_open = Weft cannot be opened now
cannot_open_why = Because { $why }
try_again = Try again
# (path, why)
file_not_written = the file { $path } cannot be written: { $why }
# (path, why)
file_not_read = the file { $path } cannot be read: { $why }
file_exists = there is a file already: { $path }; choose another name
file_too_big = the file { $path } is larger than any stick file

## A door held open to whoever is nearby

door_head = Let someone in
door_line = For ten minutes, whoever is near without an invitation reads the name of one place and may knock.
door_open = Open the door of { $name }
# (name, minutes)
door_is_open = The door of { $name } is open for { $minutes ->
        [one] one more minute
       *[other] { $minutes } more minutes
    }. Strangers nearby read its name and nothing else.
door_shut = Shut the door
door_shut_said = Shut the door of { $name }
door_knocks = { $name } knocks
door_words_soon = The door words are being made.
door_compare = Read the words to each other. Let { $name } in only if the same four stand on their screen.
door_let_in = The same words: let them in
door_let_in_said = The same words: let { $name } in
door_send_away = Send away
door_send_away_said = Send { $name } away
door_coming = { $name } may come in
door_look = Look for an open door
door_none_yet = No open door was found yet. Are both laptops on one network, and does somebody hold it open?
door_found = The door of { $name } is open
door_knock = Knock
door_knock_said = Knock at the door of { $name }
door_knocked = You knocked at { $name }
door_your_words = Your door words at { $name }
door_compare_outside = Read the words to each other. Other words mean that somebody stands between your laptops.
door_same = The same words
door_other = Other words
door_agreed = They still need to let you in
door_sent_away = { $name } did not let you in

## Into a congregation, and people without a device

# (name, sentence)
vouched_line = { $name } vouched: { $sentence }
door_opened_by = { $name } opened the door: whoever of you meets them lets them in
waits_for_host = Enough of you vouched; a host opens the door
vouches_missing = { $count ->
        [one] One more of you must vouch
       *[other] { $count } of you must vouch
    }
vouch_label = Vouch for { $name }: where have you met?
vouch_hint = we cook together on Thursdays
vouch_do = Vouch
vouch_said = Vouch for { $name }
vouched_toast = You vouched
welcome_do = Open the door
welcome_said = Open the door for { $name }
welcomed_toast = The door is open for { $name }
written_in_head = Without a laptop
written_in_line = People who have no device are written in, with their yes. They come as who they are when they have one.
written_in_label = Their name
write_in_do = Write in
written_in_toast = { $name } is written in
invite_written_in = Invite { $name } to come with a device

## My devices

my_devices_line = Each of them comes into all your places by itself, after meeting another one once.
device_alone = this one; no other device of yours yet
device_nowhere = in no place now
device_within = in { $names }
device_new_label = Another device of yours
device_new_do = Make its invitation
device_ticket_head = Take this with the other device
device_ticket_line = Give your name there, choose Join, and paste this or read it from the screen. One meeting brings it into all your places.
device_qr_said = The invitation for your other device, as a picture
device_copy_said = Copy the invitation for your other device
switch_off_everywhere_said = Switch off { $name } everywhere
device_off_sure = Switch it off everywhere
device_off_sure_said = Yes, switch { $name } off in every place
device_off_done = { $name } is switched off; what it wrote stays

## Pairs that open by themselves

pair_others = Somebody you share a place with
pair_others_line = A letter that only they can open invites them into a place for the two of you. It opens by itself when your laptops meet.
pair_open_said = Open a place for you and { $name }
pair_letter_sent = A letter to { $name } is on its way
# (name, amount)
pair_words_wait = { $amount } waits until your laptop meets that of { $name }
