"""What every page shows around its own content: the house's name, the ways through it, the bell."""

from functools import cache as cache_once
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from members.people.models import Organisation

KEPT = 60  # seconds; a new name may take a minute to show everywhere


def house(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; the bell asks the database only on pages that show it."""
    user: Any = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "organisation": SimpleLazyObject(organisation),
        "nav": SimpleLazyObject(lambda: _nav(request)),
        # A function, because a plural needs a plain number; asked at most once a page.
        "unread": cache_once(lambda: user.notices.filter(read_at=None).count() if signed_in else 0),
        "demo": settings.DEMO,
        "theme": user.theme if signed_in else "auto",
        "site_url": settings.SITE_URL,
    }


def organisation() -> Organisation:
    """The organisation of this house, kept for a minute; a nameless one before the first run."""
    cached = cache.get("organisation")
    if cached is None:
        cached = Organisation.objects.first() or Organisation(name="Assemblage")
        cache.set("organisation", cached, KEPT)
    return cached


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    # On a phone there is room for five: the register is left to home and to the foot of the page.
    ways = [
        ("home:mine", _("Home"), "house", ""),
        ("proposals:index", _("Decide"), "hand", ""),
        ("meetings:index", _("Meetings"), "users-round", ""),
        ("circles:index", _("Circles"), "circle-dot", ""),
        ("portal:decisions", _("Register"), "scroll-text", "wide"),
        ("home:me", _("Me"), "user", "phone"),
    ]
    match = request.resolver_match
    room = match.namespace if match else ""
    return [
        {
            "url": reverse(name),
            "label": label,
            "icon": icon,
            "only": only,
            "current": _is_here(name, room, match.view_name if match else ""),
        }
        for name, label, icon, only in ways
    ]


# Rooms whose pages stand behind the door of another.
UNDER = {"ballots": "proposals", "proxies": "meetings"}


def _is_here(name: str, room: str, view: str) -> bool:
    if room == "home":
        return name == view
    return name.split(":")[0] == UNDER.get(room, room)
