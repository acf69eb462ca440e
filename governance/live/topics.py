"""Topics: who may listen, and what everyone on a topic sees alike."""

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from governance.circles.standing import standing_of
from governance.proposals.models import Proposal
from governance.proposals.showing import live_page
from governance.proxies.access import is_insider


def may_listen(user: Any, topic: str) -> bool:
    """Whether a person, or a visitor, may hear about a topic. Unknown topics are nobody's."""
    room, _, key = topic.partition(".")
    if room == "portal":
        return not key
    if room == "home":
        return not key and user.is_authenticated
    if room == "person":
        return user.is_authenticated and key == str(user.pk)
    if room == "sitting":
        return key.isdecimal() and user.is_authenticated and is_insider(user)
    if room == "proposal" and key.isdecimal():
        visible = Proposal.objects.visible_to(standing_of(user))
        return visible.filter(pk=int(key)).exists()
    return False


def render(topic: str, language: str) -> str:
    """Render what everyone on a topic sees alike, in a language; empty when all of it is personal."""
    room, _, key = topic.partition(".")
    draw = SHARED.get(room)
    if draw is None:
        return ""
    with translation.override(language):
        return draw(key)


def _proposal(key: str) -> str:
    proposal = Proposal.objects.current().filter(pk=int(key)).first()
    if proposal is None:
        return ""
    return render_to_string("proposals/_frame.html", live_page(proposal))


SHARED: dict[str, Callable[[str], str]] = {"proposal": _proposal}
