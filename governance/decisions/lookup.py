"""Finding a decision by the reference that people quote, and the last one, for rooms downstairs."""

from typing import Any

from governance.decisions.chain import GENESIS
from governance.decisions.models import Decision
from members.people.quoting import REFERENCE, Found
from votes.rounds.explain import decision_name
from votes.rounds.models import Round


def decision_named(reference: str) -> Found | None:
    """The decision that a reference names, whoever may read it: its title is shown at the desk alone."""
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
        how=", ".join(filter(None, (decision_name(_kind(found)) if _kind(found) else "", found.body))),
    )


def _kind(found: Decision) -> str:
    """By which kind of vote it was decided; empty where it was not by a vote of this house."""
    return str(found.ground["type"]) if found.ground.get("how") == "vote" else ""


def _body(found: Decision) -> str:
    """Whose it is. The statutes keep some kinds of vote for the members, whatever circle brought the text.

    By a vote, a circle decides what its own members were asked, and an opinion decides nothing.
    """
    kind, circle = _kind(found), found.circle
    if kind in ("ordinary", "extraordinary"):
        return "members"
    if kind and (kind != "circle" or circle is None or _asked_of(found) != circle.pk):
        return "other"
    if circle is not None:
        return "centre" if circle.parent_id is None else "other"
    return ""


def _asked_of(found: Decision) -> int | None:
    """The circle whose members voted on it, if it was a circle."""
    asked = Round.objects.filter(pk=found.ground["round"]).values_list("electorate", flat=True).first() or {}
    return int(asked["circle"]) if asked.get("kind") == "circle" else None


def head() -> dict[str, Any]:
    """Where the register stands: the number of its last entry, and its seal."""
    last = Decision.objects.order_by("no").values("no", "hash").last()
    return dict(last) if last else {"no": 0, "hash": GENESIS}
