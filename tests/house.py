"""A small house to count in: members by college, a code that says some things otherwise, a meeting or a vote on line."""

from datetime import timedelta
from typing import Any

from core.clock import database_now
from governance.code.models import Edition, Parameter
from governance.code.vocabulary import TERMS
from governance.meetings.actions import agenda, planning
from governance.meetings.models import Meeting
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from governance.proxies.actions import postal_forms
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import PaperProxy, ProxyRequest
from members.people.actions.representatives import name_representative
from members.people.actions.seats import admit
from members.people.models import College, Member, Organisation, Person
from tests import make
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Round

Facts = dict[str, Any]


def say(values: Facts) -> None:
    """Let the code in force say some values otherwise, as an amendment would have it."""
    edition = Edition.objects.in_force(make.today())
    assert edition is not None
    for key, value in values.items():
        changed = Parameter.objects.filter(edition=edition, key=key).update(value=value)
        if not changed:
            Parameter.objects.create(
                edition=edition, article=edition.articles.first(), key=key, kind=TERMS[key].kind, value=value
            )


class House:
    """A house with the members of a case; `seats` by college and number, whoever acts for each in `people`."""

    def __init__(self, case: Facts) -> None:
        Organisation.objects.create(name="Example", legal_form="SAS", city="Here")
        make.code()
        say(case.get("code", {}))
        self.case = case
        self.desk = make.person("Desk Keeper")
        self.people: dict[str, Person] = {}
        self.seats: dict[str, Member] = {}
        for college, size in case["members"].items():
            for k in range(1, size + 1):
                self._admit(f"{college}{k}", college)
        for name, holder in case.get("firms", {}).items():
            firm = admit(college=_college(name[0]), name=f"Firm {name}", on=make.LONG_AGO)
            name_representative(firm, self.people[holder], on=make.LONG_AGO)
            self.seats[name], self.people[name] = firm, self.people[holder]

    def _admit(self, name: str, college: str) -> None:
        self.people[name] = make.person(f"{name} Example", email=f"{name.lower()}@example.example")
        self.seats[name] = admit(college=_college(college), person=self.people[name], on=make.LONG_AGO)

    def vote(self, proposal: Proposal | None = None) -> Round:
        """Hold the vote of the case, up to the last ballot."""
        meeting = self.case.get("meeting")
        round_ = self.in_meeting(meeting) if meeting else self.on_line()
        self.cast(round_)
        return round_

    def on_line(self) -> Round:
        """A vote of all members, or of some colleges."""
        electorate = Electorate(make.today(), colleges=tuple(self.case.get("colleges", ())))
        return self._open(make.proposal(self._author()), electorate)

    def in_meeting(self, meeting: Facts) -> Round:
        """A meeting with its proxies and forms, those who come, and its only question put to the vote."""
        self.gather(meeting)
        proposal = Proposal.objects.current().get()
        return self._open(proposal, Electorate(self.meeting.record_on, item=proposal.item))

    def gather(self, meeting: Facts) -> None:
        """The meeting is held, and nothing is put to the vote yet."""
        self.meeting = self.called(meeting)
        self.before(meeting)
        for way, how in (("present", "room"), ("remote", "remote")):
            for name in meeting.get(way, ()):
                make.arrive(self.meeting, self.seats[name], how=how, actor=self.desk)
        make.hold(self.meeting, self.desk)

    def called(self, facts: Facts) -> Meeting:
        """Plan the meeting, and put its question on the agenda."""
        chair = facts.get("chair")
        meeting = planning.plan(
            "General meeting", meets_at=database_now() + timedelta(days=30),
            chair=self.seats[chair] if chair else None,
        )  # fmt: skip
        proposal = make.proposal(self._author(), title="Accounts")
        supported = facts.get("supported", True)
        tabling.table(proposal, meeting, decision_type="ordinary", supported=supported, actor=self.desk)
        item = meeting.items.get()
        if interested := facts.get("interested"):
            agenda.set_interested(item, [self.seats[name] for name in interested], actor=self.desk)
        return meeting

    def before(self, meeting: Facts) -> None:
        """What came in before: proxies on paper, blank ones with no holder, and forms read twice."""
        for giver, holder in meeting.get("proxies", ()):
            asked = ProxyRequest(self.seats[giver], self.meeting, self.seats[holder] if holder else None)
            give(asked, actor=self.desk, paper=PaperProxy(database_now()))
        for name, choice in meeting.get("postal", {}).items():
            marks = {"1": choice} if choice else {}
            form = postal_forms.receive_form(
                self.meeting, self.seats[name], received_at=database_now(), choices=marks, actor=self.desk
            )
            postal_forms.read_again(form, marks, actor=self._author())

    def _author(self) -> Person:
        return next(iter(self.people.values()))

    def _open(self, proposal: Proposal, electorate: Electorate) -> Round:
        return opening.put_to_vote(
            proposal, self._author(), decision_type="ordinary", electorate=electorate,
            closes_at=database_now() + timedelta(hours=2), secret=self.case.get("secret", False),
            by_hand=self.case.get("by_hand", False),
        )  # fmt: skip

    def cast(self, round_: Round) -> None:
        """Each casts what the case says, for all the voices they carry or for one of them."""
        for name, choice in self.case["votes"].items():
            carrier, _sign, whose = name.partition(">")
            if not whose:
                cast_ballot(self.people[carrier], round_.pk, choice)
                continue
            voice = round_.voices.get(member=self.seats[whose])
            cast_ballot(self.people[carrier], round_.pk, {voice.pk: choice})


def _college(code: str) -> College:
    make.colleges()
    return College.objects.get_or_create(code=code, defaults={"name": f"College {code}", "position": 9})[0]
