"""The general meeting of the year: convened, proxies and forms received, held question by question."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from core.clock import living_at
from demo.people import SECRETARY, TELLER
from demo.story import AG, Tale, Votes
from governance.assemblies.actions import checking_in, holding
from governance.meetings.actions import agenda, planning
from governance.meetings.models import Meeting
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from governance.proxies.actions import postal_forms
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import PaperProxy, ProxyRequest
from members.people.models import Member, Person
from votes.ballots.models import Ballot
from votes.rounds.models import Round, Voice

if TYPE_CHECKING:
    from demo.year import Year

TITLE = "Assemblée générale mixte"
NOTICE = "2027-05-21"
CHAIR = "S2"
ELECTION = 5  # the number on the agenda of the question that is voted on in secret
# What the company approves not: blank proxies vote against it.
UNSUPPORTED = "fonds pour les communs"
# Giver, holder ("" in blank, to the chair), the day it came; the third to U1 is over the limit.
PROXIES = [
    ("U10", "F1", "2027-05-24"),
    ("P6", "F1", "2027-05-25"),
    ("F6", "S1", "2027-05-26"),
    ("S8", "S1", "2027-05-27"),
    ("U11", "U1", "2027-05-28"),
    ("U12", "U1", "2027-05-29"),
    ("P7", "P1", "2027-05-31"),
    ("P8", "P1", "2027-06-01"),
    ("C3", "C1", "2027-06-02"),
    ("U13", "U2", "2027-06-03"),
    ("P9", "P2", "2027-06-07"),
    ("U14", "", "2027-06-07"),
    ("U15", "", "2027-06-08"),
    ("P10", "", "2027-06-08"),
    ("U16", "U1", "2027-06-09"),
]
ON_PAPER = {"C3", "U16"}
# Forms that came by post, all of them marked “for” everywhere; the last one too late.
FORMS = [(seat, "2027-06-08 10:00") for seat in ("U17", "U18", "U19", "U20", "P5", "C4")]
LATE = ("U21", "2027-06-10 10:00")
IN_THE_ROOM = [
    "F1",
    "F2",
    "F3",
    "F4",
    "S1",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
    "U1",
    "U2",
    "U3",
    "U4",
    "P1",
    "P2",
    "P3",
    "C1",
]
ON_LINE = ["F5", "S7", "U5", "U6", "U7", "P4", "C2"]


@dataclass
class Assembly:
    """The meeting, as it goes along in a telling of the year."""

    year: "Year"
    meeting: Meeting
    is_over: bool = False

    @property
    def desk(self) -> Person:
        return self.year.town.person(SECRETARY)

    def receive(self) -> None:
        """Proxies and forms come in, each on its day."""
        for giver, holder, day in PROXIES:
            self.give_proxy(seat(giver), seat(holder) if holder else None, day, on_paper=giver in ON_PAPER)
        for member, moment in [*FORMS, LATE]:
            instant = self.year.instant(moment)
            choices = {str(item.number): "for" for item in self.meeting.items.all()}
            with living_at(instant):
                form = postal_forms.receive_form(
                    self.meeting, seat(member), received_at=instant, choices=choices, actor=self.desk
                )
            with living_at(instant + timedelta(hours=4)):
                postal_forms.read_again(form, choices, actor=self.year.town.person(TELLER))

    def give_proxy(self, giver: Member, holder: Member | None, day: str, *, on_paper: bool) -> None:
        instant = self.year.instant(f"{day} 18:30")
        actor = self.desk if on_paper else giver.person or acting(giver)
        with living_at(instant):
            paper = PaperProxy(instant) if on_paper else None
            give(ProxyRequest(giver, self.meeting, holder), actor=actor, paper=paper)

    def open(self) -> None:
        """People come in, then the chair opens."""
        arrivals = [(name, "room") for name in IN_THE_ROOM] + [(name, "remote") for name in ON_LINE]
        start = self.year.instant(f"{AG} 13:30")
        for k, (name, how) in enumerate(arrivals):
            with living_at(start + timedelta(minutes=k)):
                checking_in.check_in(self.meeting, seat(name), how=how, actor=self.desk)
        with living_at(self.year.instant(f"{AG} 14:02")):
            holding.open_meeting(
                self.meeting, actor=self.meeting.chair.person if self.meeting.chair else None
            )
        self.meeting.refresh_from_db()

    def close(self) -> None:
        with living_at(self.year.instant(f"{AG} 17:20")):
            holding.close_meeting(self.meeting, actor=self.desk)
        self.is_over = True

    def put_to_vote(self, tale: Tale) -> Proposal:
        """Open the vote on a question of the agenda."""
        proposal = Proposal.objects.current().get(title=tale.title)
        assert proposal.item is not None
        electorate = Electorate(self.meeting.record_on, item=proposal.item)
        closes = self.year.instant(tale.closed)
        with living_at(self.year.instant(tale.opened)):
            opening.put_to_vote(
                proposal,
                self.year.town.person("Solène Wattel"),
                decision_type=tale.kind,
                electorate=electorate,
                closes_at=closes,
            )
        return Proposal.objects.current().get(pk=proposal.pk)


def convene(year: "Year", tales: list[Tale]) -> Assembly:
    """Plan the meeting on the day of its notice, and put its questions on the agenda."""
    chair, notice = seat(CHAIR), year.instant(f"{NOTICE} 09:00")
    proposals = [year.discuss(tale, notice - timedelta(days=9)) for tale in tales]
    with living_at(notice):
        meeting = planning.plan(
            TITLE, meets_at=hour_of_meeting(year), chair=chair,
            place="Grande halle, Villerive, et en visioconférence", actor=year.town.person(SECRETARY),
        )  # fmt: skip
        for proposal, tale in zip(proposals, tales, strict=True):
            if meeting.items.count() == ELECTION - 1:
                agenda.add_item(meeting, title="Élection à la présidence", decision_type="ordinary")
            tabling.table(
                proposal, meeting, decision_type=tale.kind, supported=UNSUPPORTED not in tale.title,
                actor=year.town.person(SECRETARY),
            )  # fmt: skip
    return Assembly(year, meeting)


def hour_of_meeting(year: "Year") -> datetime:
    """At two in the afternoon; for whoever moves in on its very day, at the next full hour before: a meeting is opened in
    the hour before it, and nobody shall wait for it.
    """
    planned = year.instant(f"{AG} 14:00")
    if timezone.localdate(planned) != year.now.date():
        return planned
    return min(planned, year.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))


def seat(name: str) -> Member:
    """The seat that a college's letter and a rank name, such as U16."""
    college, rank = name[0], int(name[1:])
    members = Member.objects.filter(college__code=college).select_related("person").order_by("number")
    return members[rank - 1]


def acting(member: Member) -> Person:
    """Who acts for an organisation."""
    return member.representatives.select_related("person").get(to_on=None).person


def choices(round_: Round, votes: Votes) -> Iterator[tuple[Voice, str]]:
    """What those who carry voices still choose, so that each college comes out as it did, forms included."""
    for college, totals in votes.items():
        cast = Ballot.objects.filter(voice__round=round_, voice__college=college)
        before = Counter(cast.values_list("content", flat=True))
        words = ("for", "against", "abstain")
        remaining = [
            word for word, count in zip(words, totals, strict=True) for _k in range(count - before[word])
        ]
        voices = round_.voices.filter(college=college, bearer__isnull=False).order_by("pk")
        yield from zip(voices, remaining, strict=True)
