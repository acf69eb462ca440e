"""Whom a line of the journal concerns, and what they are told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.journal.models import Entry
from governance.proposals.models import Comment, Proposal
from governance.proxies.models import Proxy
from members.joining.models import Application, Exclusion
from members.people.models import Member, Person, Representative, on_day
from members.people.staff import KEEPERS, staff
from votes.rounds.models import Round


@dataclass(frozen=True)
class Telling:
    """People, the kind of thing they are told, and the facts its sentence needs."""

    people: Iterable[Person]
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)


def round_opened(entry: Entry) -> Telling:
    """Those who may vote, all of them, once the round opens."""
    proposal = Proposal.objects.current().get(pk=entry.facts["proposal"])
    return Telling(_bearers(proposal.round), "round_opened", _about(proposal))


def round_reminder(entry: Entry) -> Telling:
    """Those who may vote and have not, a day and two hours before the closing."""
    proposal = Proposal.objects.current().get(round_id=entry.facts["round"])
    waiting = _bearers(proposal.round, voices__voted_at=None)
    return Telling(waiting, "round_reminder", {**_about(proposal), "before": entry.facts["before"]})


def settled(entry: Entry) -> Telling:
    """All concerned: the roll, the author, and those who spoke."""
    proposal = Proposal.objects.current().get(pk=entry.facts["proposal"])
    people = {person.pk: person for person in _bearers(proposal.round)}
    spoke = Person.objects.filter(comments__proposal=proposal, is_active=True)
    people |= {person.pk: person for person in spoke}
    people[proposal.author_id] = proposal.author
    assert proposal.decision is not None
    facts = {
        **_about(proposal),
        "adopted": proposal.decision.adopted,
        "decision": proposal.decision.reference,
        "winners": ", ".join(proposal.decision.ground.get("winners", ())),
        "path": f"/proposals/{proposal.number}/result/",
    }
    return Telling(people.values(), "settled", facts)


def vote_cancelled(entry: Entry) -> Telling:
    """The roll of the vote that is cancelled."""
    proposal = Proposal.objects.current().get(pk=entry.facts["proposal"])
    round_ = Round.objects.filter(subject=proposal.topic).exclude(cancelled_at=None).latest("cancelled_at")
    return Telling(
        _bearers(round_), "vote_cancelled", {**_about(proposal), "because": entry.facts["because"]}
    )


def undecided(entry: Entry) -> Telling:
    """The author, and whoever asked for the vote: what it left open waits for them."""
    proposal = Proposal.objects.current().get(pk=entry.facts["proposal"])
    people = {proposal.author_id: proposal.author}
    if proposal.round is not None and proposal.round.opened_by is not None:
        people[proposal.round.opened_by.pk] = proposal.round.opened_by
    return Telling(people.values(), "undecided", {**_about(proposal), "because": entry.facts["because"]})


def extended(entry: Entry) -> Telling:
    """The roll, once a vote lasts longer."""
    proposal = Proposal.objects.current().get(pk=entry.facts["proposal"])
    facts = {**_about(proposal), "because": entry.facts["because"]}
    return Telling(_bearers(proposal.round), "vote_extended", facts)


def mentioned(entry: Entry) -> Telling:
    """The people a message names, and the one it answers; never its own author."""
    comment = Comment.objects.select_related("proposal", "author", "parent").get(pk=entry.facts["comment"])
    people = {person.pk: person for person in comment.mentions.all()}
    if comment.parent is not None:
        people[comment.parent.author_id] = comment.parent.author
    people.pop(comment.author_id, None)
    proposal = Proposal.objects.current().get(pk=comment.proposal_id)
    facts = {
        **_about(proposal),
        "by": str(comment.author),
        "words": comment.body[:300],
        "path": f"/proposals/{proposal.number}/#comment-{comment.pk}",
    }
    return Telling(people.values(), "mentioned", facts)


def application_submitted(entry: Entry) -> Telling:
    """The desk, when somebody asks to join."""
    application = Application.objects.get(pk=entry.facts["application"])
    facts = {"name": str(application), "path": f"/join/applications/{application.pk}/"}
    return Telling(staff(KEEPERS), "application_submitted", facts)


def application_answered(entry: Entry) -> Telling:
    """Whoever asked to join, when a body answered."""
    application = Application.objects.select_related("person").get(pk=entry.facts["application"])
    facts = {"admitted": application.outcome == "admitted", "grounds": application.grounds, "path": "/join/"}
    return Telling([application.person], "application_answered", facts)


def exclusion_moved(entry: Entry) -> Telling:
    """The member whom a procedure is about, at each step; when they answer, the desk."""
    procedure = Exclusion.objects.select_related("member").get(pk=entry.facts["exclusion"])
    facts = {
        "name": str(procedure.member),
        "hearing_at": procedure.hearing_at.isoformat(),
        "place": procedure.hearing_place,
        "because": procedure.because,
        "decision": procedure.decision,
        "path": f"/join/exclusions/{procedure.pk}/",
    }
    kind = entry.kind.replace(".", "_")
    people = staff(KEEPERS) if kind == "exclusion_answered" else _acting([procedure.member_id])
    return Telling(people, kind, facts)


def member_resigned(entry: Entry) -> Telling:
    """The desk, when a member leaves by their own will."""
    member = Member.objects.select_related("person").get(pk=entry.facts["member"])
    facts = {"name": str(member), "on": entry.facts["on"], "path": f"/members/{member.number}/"}
    return Telling(staff(KEEPERS), "member_resigned", facts)


def proxy_moved(entry: Entry) -> Telling:
    """Who gave a voice and who carries it, at each step; whoever took the step knows already."""
    proxy = Proxy.objects.select_related("giver__person", "holder__person", "sitting", "round").get(
        pk=entry.facts["proxy"]
    )
    seats = [pk for pk in (proxy.giver_id, proxy.holder_id or proxy.meant_for_id) if pk]
    occasion = proxy.occasion
    facts = {
        "giver": str(proxy.giver),
        "holder": str(proxy.holder or proxy.meant_for or ""),
        "blank": proxy.holder_id is None,
        "turned": proxy.meant_for_id is not None,
        "title": str(occasion),
        "because": proxy.because,
        "path": f"/proxies/{proxy.sitting_id}/"
        if proxy.sitting_id
        else f"/proposals/round/{proxy.round_id}/",
    }
    return Telling(_acting(seats).exclude(pk=entry.actor_id or 0), entry.kind.replace(".", "_"), facts)


def duty_moved(entry: Entry) -> Telling:
    """Whoever is given a duty of staff, or whose duty ends."""
    people = Person.objects.filter(pk=entry.facts["person"], is_active=True)
    if entry.actor_id is None:  # the house was set up
        people = people.none()
    return Telling(people, entry.kind.replace(".", "_"), {"duty": entry.facts["duty"], "path": "/me/"})


def person_touched(entry: Entry) -> Telling:
    """Whoever's name or address was corrected by somebody else, or in whose name a household member went on."""
    people = Person.objects.filter(pk=entry.facts["person"], is_active=True).exclude(pk=entry.actor_id)
    return Telling(people, entry.kind.replace(".", "_"), {"by": str(entry.actor), "path": "/me/"})


def seat_touched(entry: Entry) -> Telling:
    """Whoever acts for a seat, when somebody else changed it or its shares: nothing is done behind a back."""
    if entry.actor_id is None:  # an import, or the demo: nobody did it to anybody
        return Telling([], "seat_touched")
    keys = [int(topic.partition(".")[2]) for topic in entry.topics if topic.startswith("member.")]
    people = _acting(keys).exclude(pk=entry.actor_id)
    member = Member.objects.filter(pk__in=keys).first()
    facts = {"what": entry.kind, "path": f"/members/{member.number}/" if member else "/me/"}
    return Telling(people, "seat_touched", facts)


def _acting(seats: list[int]) -> QuerySet[Person]:
    """Whoever acts for these seats today: their person, or who represents them."""
    represents = Representative.objects.filter(on_day(timezone.localdate()), member__in=seats)
    acting = Q(seat__in=seats) | Q(pk__in=represents.values("person"))
    return Person.objects.filter(acting, is_active=True).distinct()


PROXY_STEPS = ("given", "refused", "accepted", "declined", "revoked", "replaced", "came", "carried")
AUDIENCES: dict[str, Callable[[Entry], Telling]] = {
    "proposal.voting": round_opened,
    "round.reminder": round_reminder,
    "proposal.settled": settled,
    "proposal.undecided": undecided,
    "proposal.extended": extended,
    "proposal.vote_cancelled": vote_cancelled,
    "comment.added": mentioned,
    "application.submitted": application_submitted,
    "application.admitted": application_answered,
    "application.refused": application_answered,
    "member.resigned": member_resigned,
    **dict.fromkeys(
        [f"exclusion.{step}" for step in ("opened", "answered", "heard", "decided", "dropped")],
        exclusion_moved,
    ),
    **dict.fromkeys([f"proxy.{step}" for step in PROXY_STEPS], proxy_moved),
    "duty.given": duty_moved,
    "duty.ended": duty_moved,
    "person.corrected": person_touched,
    "person.switched": person_touched,
    **dict.fromkeys(
        [
            "member.suspended",
            "member.restored",
            "member.college_changed",
            "member.left",
            "member.preferences",
            "member.interest",
            "member.interest_ended",
            "member.represented",
            "shares.transfer",
            "shares.refund",
            "shares.cancellation",
            "shares.conversion",
            "shares.correction",
        ],
        seat_touched,
    ),
}


def _bearers(round_: Round | None, **having: Any) -> Iterable[Person]:
    return Person.objects.filter(voices__round=round_, is_active=True, **having).distinct()


def _about(proposal: Proposal) -> dict[str, Any]:
    round_ = proposal.round
    return {
        "proposal": proposal.pk,
        "reference": proposal.reference,
        "title": proposal.title,
        "path": f"/proposals/{proposal.number}/",
        "round": round_.pk if round_ else None,
        "closes_at": round_.closes_at.isoformat() if round_ else None,
    }
