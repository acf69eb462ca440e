"""Finding a decision by the reference that people quote, and the last one, for rooms downstairs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from governance.circles.standing import Standing, standing_of
from governance.code.vocabulary import OF_MEMBERS
from governance.decisions.chain import GENESIS
from governance.decisions.models import Decision, Visibility
from members.people.queries import all_vote, college_names
from members.people.quoting import REFERENCE, Found
from votes.rounds.explain import decision_name
from votes.rounds.models import Round


def decision_named(reference: str, reader: Any) -> Found | None:
    """The decision that a reference names; `open` says whether this reader may be told what it is."""
    parts = REFERENCE.fullmatch(reference.strip())
    if parts is None:
        return None
    decision = (
        Decision.objects.select_related("circle").filter(year=int(parts[1]), rank=int(parts[2])).first()
    )
    if decision is None:
        return None
    return Found(
        decision.reference,
        decision.title,
        decision.decided_at,
        decision.adopted,
        f"{decision.title}\n\n{decision.text}",
        body=_body(decision),
        kind=_kind(decision),
        how=_how_decided(decision),
        open=_is_open(decision, standing_of(reader)),
    )


def _is_open(decision: Decision, standing: Standing) -> bool:
    """Whether somebody reads a decision, as on its page; whoever keeps the registers carries out what members decide."""
    if standing.keeps and decision.visibility != Visibility.CIRCLE:
        return True
    return Decision.objects.visible_to(standing).filter(pk=decision.pk).exists()


def _how_decided(decision: Decision) -> str:
    """How it was decided, in words: the kind of vote, of whom where it was not of all, and the circle that brought it."""
    kind, electorate = _kind(decision), _electorate(decision)
    parts = [decision_name(kind)] if kind else []
    if electorate.get("kind") == "colleges" and not of_all_members(electorate):
        names = college_names()
        colleges = ", ".join(names.get(code, code) for code in electorate["colleges"])
        parts.append(_("by some colleges: %(colleges)s") % {"colleges": colleges})
    return ", ".join([*parts, *filter(None, [decision.body])])


def _kind(decision: Decision) -> str:
    """By which kind of vote it was decided; empty where it was not by a vote of this house."""
    return str(decision.ground["type"]) if decision.ground.get("how") == "vote" else ""


def _body(decision: Decision) -> str:
    """Whose it is. What all members could vote on is theirs, whatever circle brought the text, unless they gave an opinion.

    By a vote, a circle decides what its own members were asked; some colleges decide for nobody else.
    """
    kind, circle, electorate = _kind(decision), decision.circle, _electorate(decision)
    if kind in OF_MEMBERS:
        return "members" if of_all_members(electorate) else "other"
    if kind and (kind != "circle" or circle is None or electorate.get("circle") != circle.pk):
        return "other"
    if circle is not None:
        return "centre" if circle.parent_id is None else "other"
    return ""


def is_of_members(decision: Decision) -> bool:
    """Whether all members could vote on a decision, on line or in a meeting."""
    return _body(decision) == "members"


def of_all_members(electorate: Mapping[str, Any]) -> bool:
    """Whether a vote is one of all members, as an electorate is written: all of them, a meeting, or every college that votes."""
    if electorate.get("kind") == "colleges":
        if "all" in electorate:
            return bool(electorate["all"])
        # Written by an earlier release, which did not say it.
        return all_vote(electorate["colleges"], date.fromisoformat(electorate["day"]))
    return electorate.get("kind") in ("members", "meeting")


def _electorate(decision: Decision) -> dict[str, Any]:
    """Who was asked, where it was by a vote of this house; nothing otherwise."""
    if not _kind(decision):
        return {}
    electorate = (
        Round.objects.filter(pk=decision.ground["round"]).values_list("electorate", flat=True).first()
    )
    return electorate or {}


def head() -> dict[str, Any]:
    """Where the register stands: the number of its last entry, and its seal."""
    last = Decision.objects.order_by("no").values("no", "hash").last()
    return dict(last) if last else {"no": 0, "hash": GENESIS}
