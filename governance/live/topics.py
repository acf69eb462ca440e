"""Topics: who may listen, and what everyone on a topic sees alike.

A topic is a room, and the key of what is in it written the one way there is. The door and the picture read it through
`_read`: were it read twice, who may hear of one thing would be shown another.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from core.legible import key_of
from governance.circles.standing import Standing, standings_of
from governance.proposals.detail_page import live_page
from governance.proposals.models import Proposal, knowing, may_read_whole
from governance.proxies.access import OBSERVERS


def may_listen(user: Any, topic: str) -> bool:
    """Whether a person, or a visitor, may hear about a topic. Unknown topics are nobody's."""
    return listening([user], topic)[0]


def listening(users: Sequence[Any], topic: str) -> list[bool]:
    """Which of some people and visitors may hear about a topic now, in few queries, in their order."""
    read = _read(topic)
    if read is None:
        return [False] * len(users)
    room, key = read
    return DOORS[room](users, key)


def _read(topic: str) -> tuple[str, int] | None:
    """The room of a topic and the key within it, 0 in a room that is one thing for everybody; None where it is no topic."""
    room, dot, text = topic.partition(".")
    key = 0 if room in WHOLE and not dot else key_of(text)
    if room not in DOORS or key is None or (room in WHOLE) != (key == 0):
        return None
    return room, key


def _everyone(users: Sequence[Any], key: int) -> list[bool]:
    return [True] * len(users)


def _signed_in(users: Sequence[Any], key: int) -> list[bool]:
    return [user.is_authenticated for user in users]


def _oneself(users: Sequence[Any], key: int) -> list[bool]:
    return [user.is_authenticated and key == user.pk for user in users]


def _at_meetings(users: Sequence[Any], key: int) -> list[bool]:
    """Members, and those who keep the house."""
    return [standing.is_member or bool(standing.duties & OBSERVERS) for standing in _standings(users)]


def _knowing(users: Sequence[Any], key: int) -> list[bool]:
    """What everyone on it sees alike is where a proposal stands and what came of it, never the discussion."""
    proposal = Proposal.objects.filter(pk=key).first()
    if proposal is None:
        return [False] * len(users)
    if may_read_whole(Standing(), proposal):
        return [True] * len(users)
    return knowing([(proposal, standing) for standing in _standings(users)])


def _standings(users: Sequence[Any]) -> list[Standing]:
    known = iter(standings_of([user for user in users if user.is_authenticated]))
    return [next(known) if user.is_authenticated else Standing() for user in users]


DOORS: dict[str, Callable[[Sequence[Any], int], list[bool]]] = {
    "portal": _everyone,
    "home": _signed_in,
    "person": _oneself,
    "sitting": _at_meetings,
    "proposal": _knowing,
}
# Topics that are one thing for everybody, without a key.
WHOLE = {"portal", "home"}


def render(topic: str, language: str) -> str:
    """Render what everyone on a topic sees alike, in a language; empty when all of it is personal."""
    room, key = _read(topic) or ("", 0)
    draw = SHARED.get(room)
    if draw is None:
        return ""
    with translation.override(language):
        return draw(key)


def _proposal(key: int) -> str:
    proposal = Proposal.objects.current().filter(pk=key).first()
    if proposal is None:
        return ""
    return render_to_string("proposals/_frame.html", live_page(proposal))


SHARED: dict[str, Callable[[int], str]] = {"proposal": _proposal}
