"""Play the year through the real acts, each told to live at its own time."""

import random
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.clock import living_at
from core.journal.models import Entry
from core.outbox.models import Errand
from demo.assembly import NOTICE, Assembly, choices, convene
from demo.chapters import Chapter
from demo.choices import POLLS, REHEARSED, Poll, line
from demo.people import SECRETARY, Town
from demo.story import AG, YEAR, Entered, Tale, Votes
from demo.today import DISCUSSED, DRAFTS, OPEN, WITHDRAWN
from governance.decisions.actions.register import NewDecision, enter
from governance.decisions.models import Decision
from governance.proposals.actions import discussing, ending, writing
from governance.proposals.mentions import mentioned
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import leading, opening, preparing, rehearsing, settling
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from members.joining.actions.applications import admit_applicant, apply, ratify
from members.joining.models import Application
from members.people.models import College
from votes.ballots.actions import cast_ballot
from votes.ballots.secrecy import cast_secret
from votes.rounds.models import Round, Voice

APPLIED, PAID = "2027-01-11 10:00", "2027-02-05 12:00"
NEWCOMER, NEW_SHARES = "Inès Carlier", 3
WEEK = 7
# Whoever takes the tour is one of these: their voices wait for them.
ON_TOUR = ("Inès Delattre", "Hugo Lemaire", "Amel Haddad", "Solène Wattel")
# A year in words, and not the first part of a date such as 2027-06-12.
_YEAR = re.compile(r"\b20[0-9]{2}\b(?!-)")

Told = TypeVar("Told", bound=Tale | Entered)


class Year:
    """One telling of the year up to the day of a chapter, which is today."""

    def __init__(self, town: Town, now: datetime, chapter: Chapter) -> None:
        self.town = town
        self.now = timezone.localtime(now)
        self.chapter = chapter
        days = (self.now.date() - chapter.day).days
        self.shift = timedelta(days=days if chapter.exact else days // WEEK * WEEK)
        self.meeting: Assembly | None = None
        self.chance = random.Random(20270612)  # noqa: S311 — the same story each time

    def play_all(self) -> None:
        """Play everything, oldest first."""
        tales = [self.in_our_years(tale) for tale in YEAR]
        self.at(self.instant(APPLIED), self.newcomer_applies)
        for tale in tales:
            if self.meeting is None and tale.when > NOTICE and self.chapter.reaches(NOTICE):
                self.convene(tales)
            if not self.chapter.reaches(tale.when):
                break
            if self.meeting is not None and not self.meeting.is_over and tale.when > f"{AG} 23":
                self.meeting.close()
            self.play(tale)
        self.withdraw(WITHDRAWN)
        self.discuss_all()
        for tale, since, until, voices in OPEN:
            self.open(tale, since, until, voices)
        for k, tale in enumerate(DRAFTS):
            self.at(self.now - timedelta(days=3 + k), lambda tale=tale: self.draft(tale))
        for poll in POLLS:
            self.poll(poll)
        self.rehearse(REHEARSED)

    def play(self, tale: Tale | Entered) -> None:
        """One thing that happened."""
        if isinstance(tale, Entered):
            self.enter(tale)
        else:
            self.decide(tale)

    def convene(self, story: list[Tale | Entered]) -> None:
        """Convene the general meeting; once its day is past, people come and it opens."""
        tales = [tale for tale in story if isinstance(tale, Tale) and tale.in_meeting]
        self.meeting = convene(self, tales)
        self.meeting.receive()
        if self.chapter.reaches(AG):
            self.meeting.open()

    def newcomer_applies(self) -> None:
        """Somebody asks to join, with three shares."""
        apply(
            self.town.person(NEWCOMER),
            college=College.objects.get(code="U"),
            shares=NEW_SHARES,
            postal_address="24 rue du Canal, Villerive",
            why="J’apprends la menuiserie à l’atelier depuis un an, et j’aimerais prendre ma part des décisions.",
        )

    def at(self, instant: datetime, act):  # type: ignore[no-untyped-def]
        with living_at(instant):
            return act()

    def instant(self, text: str) -> datetime:
        """Turn a day of the story into an instant of ours; a clock change moves it an hour on."""
        local = datetime.fromisoformat(text) + self.shift
        zone = timezone.get_current_timezone()
        assert isinstance(zone, ZoneInfo)
        return local.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))

    def day(self, text: str) -> date:
        """Turn a day of the story into one of ours."""
        return date.fromisoformat(text) + self.shift

    def in_our_years(self, tale: Told) -> Told:
        """Move the years that a tale's words name along with its days: accounts are those of last year."""
        later = (date.fromisoformat(AG) + self.shift).year - date.fromisoformat(AG).year
        words: dict[str, Any] = {
            field.name: _YEAR.sub(lambda year: str(int(year[0]) + later), text)
            for field in fields(tale)
            if isinstance(text := getattr(tale, field.name), str)
        }
        return replace(tale, **words)

    def draft(self, tale: Tale) -> Proposal:
        return writing.draft(
            self.town.person(tale.author),
            title=tale.title,
            body=tale.body,
            driver=tale.driver,
            measure=tale.measure,
            circle=self.town.circles.get(tale.circle),
            visibility=tale.visibility,
        )

    def discuss(self, tale: Tale, since: datetime) -> Proposal:
        """Write, submit, talk, and write a second version where the tale has one."""
        proposal = self.at(since, lambda: self.draft(tale))
        author = self.town.person(tale.author)
        proposal = self.at(since, lambda: writing.submit(proposal, author))
        for hour, (name, words) in enumerate(tale.comments):
            when = since + timedelta(hours=5 + 7 * hour)
            self.at(
                when,
                lambda name=name, words=words: discussing.comment(
                    proposal, self.town.person(name), words, mentions=mentioned(words, proposal).heard
                ),
            )
        if tale.second:
            self.at(
                since + timedelta(hours=20),
                lambda: writing.revise(
                    proposal,
                    author,
                    based_on=1,
                    title=tale.title,
                    body=tale.second,
                    driver=tale.driver,
                    measure=tale.measure,
                    note=tale.second_note,
                ),
            )
        return proposal

    def put_to_vote(self, tale: Tale, opened: datetime, closes: datetime, **asks: Any) -> Proposal:
        """Discuss for some days, then open the vote."""
        proposal = self.discuss(tale, opened - timedelta(days=6))
        electorate = Electorate(
            opened.date(),
            colleges=tale.colleges,
            circle=self.town.circles.get(tale.circle) if tale.kind == "circle" else None,
        )
        self.at(
            opened,
            lambda: opening.put_to_vote(
                proposal,
                self.town.person(tale.author),
                decision_type=tale.kind,
                electorate=electorate,
                closes_at=closes,
                **asks,
            ),
        )
        return Proposal.objects.current().get(pk=proposal.pk)

    def decide(self, tale: Tale) -> None:
        """Open, vote as it was voted, and settle at the closing."""
        opened, closes = self.instant(tale.opened), self.instant(tale.closed)
        if tale.in_meeting and self.meeting is not None:
            proposal = self.meeting.put_to_vote(tale)
            chosen = choices
        else:
            proposal = self.put_to_vote(tale, opened, closes)
            chosen = self.choices
        assert proposal.round is not None
        self.vote(proposal.round, list(chosen(proposal.round, tale.votes)), opened, closes)
        decision = self.at(closes, lambda: self.settle(proposal))
        if tale.ratifies:
            self.at(closes, lambda: self.ratify(decision))

    def settle(self, proposal: Proposal) -> Decision:
        """Close and count; a quorum that was missed is let rest, though the code would let one call again."""
        assert proposal.round_id is not None
        return settling.settle(proposal.round_id) or settling.let_rest(
            proposal, actor=self.town.person(SECRETARY)
        )

    def ratify(self, decision: Decision) -> None:
        """The meeting confirms those who were admitted since the last one."""
        for application in Application.objects.filter(outcome="admitted", ratified_by=""):
            # The meeting ratifies everybody at once, and names nobody.
            ratify(application, decision=decision.reference, sure=True, actor=self.town.person(SECRETARY))

    def choices(self, round_: Round, votes: Votes) -> Iterator[tuple[Voice, str]]:
        """Hand out the choices of each college to its first voices."""
        for college, (for_, against, abstain) in votes.items():
            words = ["for"] * for_ + ["against"] * against + ["abstain"] * abstain
            voices = round_.voices.filter(college=college).order_by("pk")[: len(words)]
            yield from zip(voices, words, strict=True)

    def vote(
        self, round_: Round, choices: list[tuple[Voice, str]], opened: datetime, until: datetime
    ) -> None:
        """Cast the ballots one after the other, spread over the time there is."""
        self.chance.shuffle(choices)
        span = (until - opened) * 0.9 / max(1, len(choices))
        for k, (voice, choice) in enumerate(choices):
            assert voice.bearer is not None
            with living_at(opened + span * (k + 1)):
                cast_ballot(voice.bearer, round_.pk, {voice.pk: choice})

    def open(self, tale: Tale, since: int, until: int, voices: int) -> None:
        """A vote that is open today, with some voices in."""
        opened = self.now.replace(minute=5, second=0, microsecond=0) - timedelta(days=since, hours=2)
        proposal = self.put_to_vote(tale, opened, self.evening(until))
        assert proposal.round is not None
        waiting = {self.town.person(name).pk for name in ON_TOUR}
        ready = [
            v
            for v in proposal.round.voices.select_related("bearer").order_by("pk")
            if v.bearer_id not in waiting
        ]
        self.chance.shuffle(ready)
        words = self.chance.choices(["for", "against", "abstain"], weights=[7, 2, 1], k=voices)
        self.vote(proposal.round, list(zip(ready[:voices], words, strict=True)), opened, self.now)

    def poll(self, poll: Poll) -> None:
        """A vote of the last days, counted, or one of today with some voices in."""
        opened = self.now.replace(minute=35, second=0, microsecond=0) - timedelta(days=poll.since, hours=3)
        over = poll.until < 0
        closes = (
            (self.now + timedelta(days=poll.until)).replace(hour=20, minute=0)
            if over
            else self.evening(poll.until)
        )
        proposal = self.put_to_vote(poll.tale, opened, closes, paper=poll.paper, **poll.asks)
        round_ = proposal.round
        assert round_ is not None
        self.mark(round_, poll, opened, closes if over else self.now)
        if over:
            self.at(closes, lambda: settling.settle(round_.pk))

    def mark(self, round_: Round, poll: Poll, opened: datetime, until: datetime) -> None:
        """Cast the ballots of a poll, each as somebody might mark it; the people of the tour keep theirs."""
        voices = list(round_.voices.select_related("bearer").order_by("pk"))
        ready = [voice for voice in voices if voice.bearer is not None and str(voice.bearer) not in ON_TOUR]
        self.chance.shuffle(ready)
        span = (until - opened) * 0.9 / poll.voices
        for k, voice in enumerate(ready[: poll.voices]):
            with living_at(opened + span * (k + 1)):
                self.cast(voice, poll)

    def cast(self, voice: Voice, poll: Poll) -> None:
        """One ballot."""
        assert voice.bearer is not None
        content = (
            line(poll.paper, poll.leans, self.chance)
            if poll.paper
            else self.chance.choices(["for", "against", "abstain"], weights=[6, 3, 1])[0]
        )
        act = cast_secret if voice.round.secret else cast_ballot
        act(voice.bearer, voice.round_id, {voice.pk: content})

    def rehearse(self, poll: Poll) -> None:
        """A vote that is prepared, and rehearsed today: some have tried it."""
        begun = self.now - timedelta(hours=3)
        proposal = self.discuss(poll.tale, self.now - timedelta(days=6))
        author = self.town.person(poll.tale.author)
        request = VoteRequest(poll.tale.kind, Electorate(self.now.date()), paper=poll.paper)
        plan = self.at(
            begun,
            lambda: preparing.prepare(proposal, request, closes_at=self.evening(poll.until), actor=author),
        )
        rehearsal = self.at(begun, lambda: rehearsing.rehearse(plan, actor=author))
        self.mark(rehearsal, poll, begun, self.now)

    def evening(self, days: int) -> datetime:
        """Eight in the evening, some days from now; tomorrow when this evening is too near."""
        day = self.now.date() + timedelta(days=days)
        evening = timezone.make_aware(datetime.combine(day, time(20, 0)))
        near = evening - self.now < timedelta(hours=1)
        return evening + timedelta(days=1) if near else evening

    def discuss_all(self) -> None:
        for k, tale in enumerate(DISCUSSED):
            proposal = self.discuss(tale, self.now - timedelta(days=2 + 2 * k, hours=3))
            if "façade" in tale.title:
                self.vote_then_cancel(proposal)

    def vote_then_cancel(self, proposal: Proposal) -> None:
        """A vote opened too early, cancelled with its reason; the proposal is discussed again."""
        chair, opened = self.town.person("Solène Wattel"), self.now - timedelta(days=1, hours=4)
        self.at(
            opened,
            lambda: opening.put_to_vote(
                proposal,
                chair,
                decision_type="ordinary",
                electorate=Electorate(opened.date()),
                closes_at=self.now + timedelta(days=8),
            ),
        )
        self.at(
            opened + timedelta(hours=3),
            lambda: leading.cancel_vote(
                proposal, chair, because="Le devis vient d’être remplacé : discutons-en avant de voter."
            ),
        )

    def withdraw(self, tale: Tale) -> None:
        proposal = self.discuss(tale, self.now - timedelta(days=40))
        author = self.town.person(tale.author)
        self.at(self.now - timedelta(days=38), lambda: ending.withdraw(proposal, author))

    def enter(self, tale: Entered) -> None:
        """Enter what was decided otherwise: by consent, election, or secret ballot."""
        circle = self.town.circles.get(tale.circle)
        entry = NewDecision(
            title=tale.title,
            text=tale.text,
            adopted=True,
            body=str(circle) if circle else "",
            circle=circle,
            source="history",
            visibility="public",
            decided_at=self.instant(tale.on),
            review_on=date.fromisoformat(tale.review) + self.shift if tale.review else None,
            ground={"how": tale.how, "sentence": tale.sentence, **tale.figures},
        )
        decision = self.at(entry.decided_at, lambda: enter(entry))
        if tale.admits:
            paid_at = self.instant(PAID)
            self.at(paid_at, lambda: self.admit(tale.admits, decision.reference, paid_at.date()))

    def admit(self, name: str, reference: str, on: date) -> None:
        """The applicant pays, and sits."""
        application = Application.objects.get(person=self.town.person(name), outcome="")
        admit_applicant(application, on=on, decision=reference, actor=self.town.person(SECRETARY))

    def quiet_the_past(self) -> None:
        """Drop the notices of what happened long ago; only recent events are announced."""
        recent = self.now - timedelta(days=7)
        past = Errand.objects.filter(kind="fan_out", done_at=None)
        old = set(Entry.objects.filter(at__lt=recent).values_list("pk", flat=True))
        settled = [errand.pk for errand in past if errand.payload["entry_id"] in old]
        Errand.objects.filter(pk__in=settled).update(done_at=self.now)
