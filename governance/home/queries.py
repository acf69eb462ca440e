"""What awaits a person, what moves around them, what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from core.journal.models import Entry
from governance.circles.models import Circle
from governance.circles.standing import Standing
from governance.decisions.models import Decision
from governance.meetings.models import Meeting
from governance.proposals.models import Proposal, ProposalQuerySet, State
from members.joining.models import Application
from members.people.models import Person
from votes.rounds.models import Voice
from votes.rounds.participation import FREE, Turnout, turnouts

MOST_TURNS = 12
MOVES = {
    "proposal.submitted": ("pencil", lambda: _("opened to discussion")),
    "proposal.revised": ("layers", lambda: _("has a new version")),
    "proposal.voting": ("vote", lambda: _("is put to a vote")),
    "proposal.settled": ("scroll-text", lambda: _("is decided")),
    "proposal.withdrawn": ("undo-2", lambda: _("was withdrawn")),
    "proposal.vote_cancelled": ("x", lambda: _("goes back to discussion: its vote was cancelled")),
    "comment.added": ("message-circle", lambda: _("is being discussed")),
}


@dataclass(frozen=True)
class Turn:
    """A vote that awaits this person, with participation so far."""

    proposal: Proposal
    turnout: Turnout
    voices: int


def open_votes(standing: Standing) -> tuple[list[Turn], Proposal | None]:
    """The open votes in which this person carries a voice that is not in, soonest closing first; and the next
    to close among the others that they may read.
    """
    own_voices = Voice.objects.filter(FREE, round=OuterRef("round"), bearer=standing.person)
    known = Proposal.objects.known_to(standing).current().at(State.VOTING)
    proposals = known.annotate(waits=Exists(own_voices)).order_by("-waits", "round__closes_at")
    listed = list(proposals[: MOST_TURNS + 1])
    turns = [proposal for proposal in listed if proposal.waits][:MOST_TURNS]
    not_awaited = (proposal for proposal in listed if not proposal.waits)
    return _turns(standing, turns), next(not_awaited, None)


def _turns(standing: Standing, proposals: Sequence[Proposal]) -> list[Turn]:
    """Each vote with its participation, and how many voices not yet in this person carries there."""
    if not proposals:
        return []
    rounds = [p.round_id for p in proposals if p.round_id]
    counted = turnouts(rounds, bearer=standing.person)
    return [Turn(p, counted[p.round_id], counted[p.round_id].waiting) for p in proposals if p.round_id]


def next_meeting(standing: Standing) -> Meeting | None:
    """The next meeting of members, for those who may know of it, with `questions`, how many are on its agenda."""
    if not (standing.is_member or standing.duties):
        return None
    return Meeting.objects.coming().annotate(questions=Count("items")).first()


def next_review(standing: Standing, today: Any) -> Decision | None:
    """The next decision that comes back to the table."""
    return (
        Decision.objects.visible_to(standing)
        .filter(review_on__gte=today, outcome="adopted")
        .order_by("review_on", "no")
        .first()
    )


@dataclass(frozen=True)
class Move:
    """Something that moved: a proposal, what happened to it, when, in which circle."""

    proposal: Proposal
    icon: str
    sentence: str
    at: datetime


def moves(standing: Standing, most: int = 5) -> list[Move]:
    """What moved lately around this person, one line per proposal, newest first."""
    entries = Entry.objects.filter(kind__in=MOVES).order_by("-at")[:60]
    latest: dict[int, Entry] = {}
    for entry in entries:
        latest.setdefault(entry.facts["proposal"], entry)
    readable = _mine_first(standing).filter(pk__in=latest).in_bulk()
    lines: list[Move] = []
    for pk, entry in latest.items():
        if pk in readable and len(lines) < most:
            icon, sentence = MOVES[entry.kind]
            lines.append(Move(readable[pk], icon, sentence(), entry.at))
    return lines


def _mine_first(standing: Standing) -> ProposalQuerySet:
    around = Q(circle__in=standing.circles) | Q(circle=None) if standing.is_insider else Q()
    return Proposal.objects.visible_to(standing).filter(around).select_related("circle")


def latest_decisions(standing: Standing, most: int = 4) -> list[Decision]:
    """The last entries of the register that this person may read."""
    return list(Decision.objects.visible_to(standing).select_related("circle")[:most])


def household(person: Person) -> list[Person]:
    """The others who are reached through the same address."""
    root = person.mail_through_id or person.pk
    people = Person.objects.filter(Q(pk=root) | Q(mail_through=root), is_active=True)
    return list(people.exclude(pk=person.pk))


def waiting_at_desk() -> dict[str, int]:
    """How many things wait for whoever keeps the registers."""
    return {
        "applications": Application.objects.filter(outcome="").count(),
        "letters": Person.objects.unreachable().filter(notices__mailed_at=None).distinct().count(),
    }


def my_circles(standing: Standing) -> list[Circle]:
    """The circles this person sits in."""
    return list(Circle.objects.filter(pk__in=standing.circles))
