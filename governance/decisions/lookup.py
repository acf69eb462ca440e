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
    found = Decision.objects.select_related("circle").filter(year=int(parts[1]), rank=int(parts[2])).first()
    if found is None:
        return None
    return Found(
        found.reference,
        found.title,
        found.decided_at,
        found.adopted,
        f"{found.title}\n\n{found.text}",
        body=_body(found),
        kind=_kind(found),
        how=_how(found),
        open=_is_open(found, standing_of(reader)),
    )


def _is_open(found: Decision, standing: Standing) -> bool:
    """Whether somebody reads a decision, as on its page; whoever keeps the registers carries out what members decide."""
    if standing.keeps and found.visibility != Visibility.CIRCLE:
        return True
    return Decision.objects.visible_to(standing).filter(pk=found.pk).exists()


def _how(found: Decision) -> str:
    """How it was decided, in words: the kind of vote, of whom where it was not of all, and the circle that brought it."""
    kind, asked = _kind(found), _asked(found)
    said = [decision_name(kind)] if kind else []
    if asked.get("kind") == "colleges" and not of_all_members(asked):
        names = college_names()
        colleges = ", ".join(names.get(code, code) for code in asked["colleges"])
        said.append(_("by some colleges: %(colleges)s") % {"colleges": colleges})
    return ", ".join([*said, *filter(None, [found.body])])


def _kind(found: Decision) -> str:
    """By which kind of vote it was decided; empty where it was not by a vote of this house."""
    return str(found.ground["type"]) if found.ground.get("how") == "vote" else ""


def _body(found: Decision) -> str:
    """Whose it is. What all members could vote on is theirs, whatever circle brought the text, unless they gave an opinion.

    By a vote, a circle decides what its own members were asked; some colleges decide for nobody else.
    """
    kind, circle, asked = _kind(found), found.circle, _asked(found)
    if kind in OF_MEMBERS:
        return "members" if of_all_members(asked) else "other"
    if kind and (kind != "circle" or circle is None or asked.get("circle") != circle.pk):
        return "other"
    if circle is not None:
        return "centre" if circle.parent_id is None else "other"
    return ""


def is_of_members(found: Decision) -> bool:
    """Whether all members could vote on a decision, on line or in a meeting."""
    return _body(found) == "members"


def of_all_members(asked: Mapping[str, Any]) -> bool:
    """Whether a vote is one of all members, as an electorate is written: all of them, a meeting, or every college that votes."""
    if asked.get("kind") == "colleges":
        if "all" in asked:
            return bool(asked["all"])
        # Written by an earlier release, which did not say it.
        return all_vote(asked["colleges"], date.fromisoformat(asked["day"]))
    return asked.get("kind") in ("members", "meeting")


def _asked(found: Decision) -> dict[str, Any]:
    """Who was asked, where it was by a vote of this house; nothing otherwise."""
    if not _kind(found):
        return {}
    asked = Round.objects.filter(pk=found.ground["round"]).values_list("electorate", flat=True).first()
    return asked or {}


def head() -> dict[str, Any]:
    """Where the register stands: the number of its last entry, and its seal."""
    last = Decision.objects.order_by("no").values("no", "hash").last()
    return dict(last) if last else {"no": 0, "hash": GENESIS}
