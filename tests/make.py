"""Things tests start from, made by the real acts: no test begins in an impossible state."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.clock import database_now
from governance.assemblies.actions import holding
from governance.assemblies.actions.checking_in import check_in
from governance.circles.actions import appoint, found_circle, join
from governance.circles.models import Circle, Role
from governance.decisions import chain
from governance.decisions.actions.register import NewDecision, _next_entry, enter
from governance.decisions.models import Decision
from governance.meetings.actions import planning
from governance.meetings.models import Meeting
from governance.proposals.actions import writing
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proxies.models import Attendance
from members.people.actions.duties import give_duty
from members.people.actions.groups import join_group
from members.people.actions.representatives import name_representative
from members.people.actions.seats import admit
from members.people.models import College, Member, Organisation, Person, StaffRole, StakeholderGroup
from tests import code_social
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Round

LONG_AGO = date(2020, 1, 1)


def today() -> date:
    return timezone.localdate()


def person(name: str, **fields: Any) -> Person:
    given, _, family = name.partition(" ")
    email = fields.pop("email", f"{given.lower()}@example.example")
    return Person.objects.create_user(
        email, given_name=given, family_name=family or "Example", language="en", **fields
    )


def duty(who: Person, what: str) -> StaffRole:
    return give_duty(who, what, on=LONG_AGO, decision="D-1", actor=None)


def colleges() -> dict[str, College]:
    return {
        code: College.objects.get_or_create(code=code, defaults={"name": name, "position": k})[0]
        for k, (code, name) in enumerate(
            [("F", "Founders"), ("S", "Staff"), ("U", "Users"), ("P", "Partners"), ("C", "Commons")]
        )
    }


def code() -> None:
    """The code social of the tests, in force since long ago."""
    colleges()
    code_social.enact_editions(today())


def member(who: Person, college: str = "U", *, on: date = LONG_AGO) -> Member:
    return admit(college=colleges()[college], person=who, on=on)


def organisation(name: str, by: Person, college: str = "P") -> Member:
    seat = admit(college=colleges()[college], name=name, on=LONG_AGO)
    name_representative(seat, by, on=LONG_AGO)
    return seat


def circle(name: str, *people: Person, parent: Circle | None = None) -> Circle:
    made = found_circle(name, slug=name.lower().replace(" ", "-"), aim=f"The aim of {name}", parent=parent)
    for one in people:
        join(made, one, on=LONG_AGO)
    return made


def lead(who: Person, where: Circle, kind: str = "facilitator") -> None:
    role = Role.objects.create(circle=where, name=kind, kind=kind)
    appoint(role, who, on=LONG_AGO)


def cast() -> SimpleNamespace:
    """Everybody the tests talk about.

    Alice: staff member, facilitates the workshop circle. Bob: member (users). Chloé: an employee in
    another circle, without a seat. Dana: chair, leads the circle at the centre. Erik: administrator
    without seat; Sara secretary, Theo teller, Aude auditor, each by a decision and nothing else. Fay: member who represents an organisation as well. Gus: a client, stakeholder only.
    Hana: signed in, known to nobody.
    """
    Organisation.objects.create(name="Example", legal_form="SAS", city="Here")
    people = {
        name: person(full)
        for name, full in {
            "alice": "Alice Martin",
            "bob": "Bob Durand",
            "chloe": "Chloe Petit",
            "dana": "Dana Roy",
            "fay": "Fay Blanc",
            "gus": "Gus Noir",
            "hana": "Hana Vert",
        }.items()
    }
    people["erik"] = person("Erik Gris")
    erik_duty = duty(people["erik"], "administrator")
    for name, full, what in (
        ("sara", "Sara Brun", "secretary"),
        ("theo", "Theo Rose", "teller"),
        ("aude", "Aude Bleu", "auditor"),
    ):
        people[name] = person(full)
        duty(people[name], what)
    seats = {
        name: member(people[name], college)
        for name, college in (("alice", "S"), ("bob", "U"), ("dana", "F"), ("fay", "U"))
    }
    firm = organisation("Firm", people["fay"])
    centre = circle("Centre", people["dana"], people["alice"])
    workshop = circle("Workshop", people["alice"], people["bob"], people["dana"], parent=centre)
    office = circle("Office", people["chloe"], parent=centre)
    lead(people["dana"], centre, "leader")
    lead(people["alice"], workshop)
    group = StakeholderGroup.objects.create(code="clients", name="Clients")
    join_group(people["gus"], group, on=LONG_AGO)
    return SimpleNamespace(
        **people,
        erik_duty=erik_duty,
        seats=seats,
        firm=firm,
        centre=centre,
        workshop=workshop,
        office=office,
        clients=group,
    )


def meeting(title: str = "General meeting", *, chair: Member | None = None, days: int = 30) -> Meeting:
    """A general meeting that is called for a day to come."""
    return planning.plan(title, meets_at=database_now() + timedelta(days=days), chair=chair)


def day_of(meeting: Meeting) -> None:
    """The day of a meeting has come."""
    Meeting.objects.filter(pk=meeting.pk).update(meets_at=database_now())


def hold(meeting: Meeting, actor: Person | None = None) -> None:
    """The day of a meeting has come, and it is opened."""
    day_of(meeting)
    holding.open_meeting(meeting, actor=actor)
    meeting.refresh_from_db()


def arrive(meeting: Meeting, member: Member, *, how: str = "room", actor: Person) -> Attendance:
    """A member comes, on the day of the meeting; what is done afterwards in a test is as far from that day as it was."""
    planned = meeting.meets_at
    if meeting.opened_at is None and meeting.closed_at is None:
        day_of(meeting)
    try:
        return check_in(meeting, member, how=how, actor=actor)
    finally:
        Meeting.objects.filter(pk=meeting.pk).update(meets_at=planned)
        meeting.refresh_from_db()


def proposal(
    author: Person,
    *,
    title: str = "Lend the tools",
    where: Circle | None = None,
    submitted: bool = True,
    **more: Any,
) -> Proposal:
    made = writing.draft(
        author, title=title, body=more.pop("body", "Members borrow tools."), circle=where, **more
    )
    if submitted:
        made = writing.submit(made, author)
    return Proposal.objects.current().get(pk=made.pk)


def voting(
    author: Person,
    *,
    title: str = "Lend the tools",
    kind: str = "ordinary",
    where: Circle | None = None,
    colleges: tuple[str, ...] = (),
    closes_at: datetime | None = None,
    **more: Any,
) -> Proposal:
    """A proposal whose vote is open."""
    made = proposal(author, title=title, where=where, **more)
    electorate = Electorate(today(), colleges=colleges, circle=where if kind == "circle" else None)
    opening.put_to_vote(
        made,
        author,
        decision_type=kind,
        electorate=electorate,
        closes_at=closes_at or database_now() + timedelta(days=3),
    )
    return Proposal.objects.current().get(pk=made.pk)


def round_of(made: Proposal) -> Round:
    found_circle = Proposal.objects.current().get(pk=made.pk).round
    assert found_circle is not None
    return found_circle


def settled(author: Person, **more: Any) -> Proposal:
    """A proposal that was voted on and is decided."""
    made = voting(author, **more)
    if settling.settle(round_of(made).pk, early=True) is None:
        settling.let_rest(made, actor=author)
    return Proposal.objects.current().get(pk=made.pk)


def agreed(author: Person, **more: Any) -> Decision:
    """A decision that everybody voted for."""
    made = voting(author, **more)
    opened = round_of(made)
    for voter in Person.objects.filter(voices__round=opened).distinct():
        cast_ballot(voter, opened.pk, "for")
    decision = settling.settle(opened.pk, early=True)
    assert decision is not None
    return decision


def secret_round(author: Person, *voters: Person, called: str = "Choir", **more: Any) -> Round:
    """An open secret vote of a circle of its own: its author, the voters given, and five more, who hide them."""
    crowd = [person(f"{called}{k} Singer") for k in range(5)]
    where = circle(called, author, *voters, *crowd)
    made = proposal(author, where=where, **{"title": "Who speaks for us?", **more})
    return opening.put_to_vote(
        made,
        author,
        decision_type="circle",
        electorate=Electorate(today(), circle=where),
        closes_at=database_now() + timedelta(days=3),
        secret=True,
    )


def secretly_settled(author: Person, **more: Any) -> Round:
    """A secret vote that is over and proclaimed."""
    opened = secret_round(author, **more)
    settling.settle(opened.pk, early=True)
    opened.refresh_from_db()
    return opened


@transaction.atomic
def old_decision(title: str = "Decided long ago", *, visibility: str = "public") -> Decision:
    """An entry in format 1, as the first version of this house sealed it."""
    new = NewDecision(
        title=title, text="Words.", adopted=True, body="Here", source="history", ground={"how": "consent"},
        visibility=visibility, decided_at=database_now(),
    )  # fmt: skip
    made = _next_entry(new)
    made.format, made.salt = 1, ""
    made.hash = chain.seal(made.facts())
    made.save(force_insert=True)
    return made


def decision(title: str = "Decided", *, adopted: bool = True, text: str = "Words.") -> Decision:
    """An entry of the register, reached otherwise than by a vote of this house."""
    return enter(
        NewDecision(
            title=title, text=text, adopted=adopted, body="", source="history", ground={"how": "consent", "sentence": "By consent."},
            visibility="members", decided_at=database_now(),
        )
    )  # fmt: skip
