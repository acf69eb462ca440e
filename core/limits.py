"""How often somebody may make the house work: each limit is named once, with its numbers in config/limits.py.

Whoever is signed in is counted for themselves, so that an office behind one address is thirty people and not one;
a visitor is counted by the address that they come from. Nothing here is asked before a ballot is cast. What is dear
(a paper, a table) is also made for few at once: pages and ballots find a process that is free.
"""

import hashlib
import ipaddress
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refusal

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
LONGEST_WORK = 45  # seconds after which a place is given to somebody else, whatever became of who held it
A_MOMENT = 5  # seconds


class Rate(NamedTuple):
    """How often within how many seconds: for each person, and for each address that visitors come from."""

    person: int
    source: int
    seconds: int


class TooMany(Refusal):
    """An act that comes too soon after others like it; the sentence says when to go on."""

    def __init__(self, sentence: object, *, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


# --- who is counted ---------------------------------------------------------------------------------------------


def client_address(headers: Any, peer: str | None) -> str:
    """The address that somebody comes from, as the outermost proxy of ours saw it.

    What stands before that in X-Forwarded-For was written by whoever asks. `headers` finds a header by its name.
    """
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [address.strip() for address in (headers.get("x-forwarded-for") or "").split(",")]
    for candidate in (forwarded[-proxies] if 0 < proxies <= len(forwarded) else "", peer or ""):
        try:
            return str(ipaddress.ip_address(candidate.strip("[]")))
        except ValueError:
            continue
    return "0.0.0.0"  # noqa: S104 — nobody knows; all of these are counted together


def neighbourhood(address: str) -> str:
    """What is counted as one source: an address, and in IPv6 all those of one household or office."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)
    return address


def source(request: HttpRequest) -> str:
    """The source that a request comes from."""
    return neighbourhood(client_address(request.headers, request.META.get("REMOTE_ADDR")))


def _counted(request: HttpRequest) -> tuple[str, bool]:
    """Who is counted, and whether it is a person."""
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"person-{user.pk}", True
    return f"source-{fingerprint(source(request))}", False


def fingerprint(text: str) -> str:
    """A name for the cache, from which an address is not read."""
    return hashlib.sha256(f"{settings.SECRET_KEY}{text}".encode()).hexdigest()[:24]


# --- how often --------------------------------------------------------------------------------------------------


def wait_for(name: str, counted_as: str, most: int, seconds: int, *, times: int = 1) -> int:
    """Count what somebody does now; return for how many seconds they must wait, 0 when they may go on."""
    now = time.time()
    window, elapsed = divmod(now, seconds)
    key = f"limit:{name}:{counted_as}:{int(window)}"
    if cache.add(key, times, seconds):
        count = times
    else:
        try:
            count = cache.incr(key, times)
        except ValueError:  # it was over in between
            count = times
    return max(1, int(seconds - elapsed)) if count > most else 0


def spent(name: str, counted_as: str, most: int, seconds: int) -> int:
    """For how many seconds somebody would have to wait, without counting anything; 0 when they may go on."""
    elapsed = time.time() % seconds
    return max(1, int(seconds - elapsed)) if counted(name, counted_as, seconds) >= most else 0


def counted(name: str, counted_as: str, seconds: int) -> int:
    """How often somebody did something within the current window, without counting anything."""
    return int(cache.get(f"limit:{name}:{counted_as}:{int(time.time() // seconds)}", 0))


def take(request: HttpRequest, name: str, *, times: int = 1) -> None:
    """Count an act of whoever asks. Raises TooMany with when to go on."""
    rate = Rate(*settings.LIMITS[name])
    counted_as, is_person = _counted(request)
    most = rate.person if is_person else rate.source
    if wait := wait_for(name, counted_as, most, rate.seconds, times=times):
        raise _too_often(wait)


def check(request: HttpRequest, name: str) -> None:
    """Let whoever asks go on, unless they have done something as often as they may; nothing is counted. Raises TooMany."""
    rate = Rate(*settings.LIMITS[name])
    counted_as, is_person = _counted(request)
    if wait := spent(name, counted_as, rate.person if is_person else rate.source, rate.seconds):
        raise _too_often(wait)


def _too_often(wait: int) -> TooMany:
    sentence = _("You did this often in a short time. Wait %(wait)s, then go on.") % {"wait": spoken(wait)}
    return TooMany(sentence, wait=wait)


def spoken(seconds: int) -> str:
    """A time to wait, in words."""
    if seconds < 90:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


# --- how many at once -------------------------------------------------------------------------------------------


class Place:
    """One of the few places for dear work: one for each person at a time, and never all processes of the house."""

    def __init__(self, request: HttpRequest) -> None:
        self.counted_as, self.is_person = _counted(request)
        self.held: list[str] = []

    def take(self) -> None:
        """Take one. Raises TooMany when there is none."""
        free = range(settings.PLACES_FOR_DEAR_WORK) if self.is_person else range(1)
        for keys in ([f"limit:busy:{self.counted_as}"], [f"limit:place:{number}" for number in free]):
            taken = next((key for key in keys if cache.add(key, True, LONGEST_WORK)), None)
            if taken is None:
                self.let_go()
                sentence = _("Another document is being prepared just now. Wait %(wait)s, then try again.")
                raise TooMany(sentence % {"wait": spoken(A_MOMENT)}, wait=A_MOMENT)
            self.held.append(taken)

    def let_go(self) -> None:
        """Give it back; without effect when it was."""
        while self.held:
            cache.delete(self.held.pop())


@contextmanager
def dear_work(request: HttpRequest) -> Iterator[Place]:
    """Do something dear while holding a place. Raises TooMany when there is none."""
    place = Place(request)
    place.take()
    try:
        yield place
    finally:
        place.let_go()


def limited(name: str, *, acts: bool = False, field: str = "", dear: bool = False) -> Callable[[View], View]:
    """Count the calls of a view under a limit: all of them, those that act, or those whose address fills in a field.

    `dear`: what it answers takes time to make, and is made for few at once.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def within_limit(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            looks = request.method in {"GET", "HEAD"}
            if (acts and looks) or (field and not request.GET.get(field)):
                return view(request, *args, **named)
            take(request, name)
            return _dearly(view, request, *args, **named) if dear else view(request, *args, **named)

        within_limit.limit = name  # type: ignore[attr-defined]
        return within_limit  # type: ignore[return-value]

    return decorate


def _dearly(
    view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **named: Any
) -> HttpResponseBase:
    place = Place(request)
    place.take()
    try:
        response = view(request, *args, **named)
    except BaseException:
        place.let_go()
        raise
    if response.streaming:
        # Most of it is made while it is sent.
        response._resource_closers.append(place.let_go)  # type: ignore[attr-defined]
    else:
        place.let_go()
    return response
