"""Who is still there: the sockets of a topic whose sessions last, whose people may sign in, and who may listen."""

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.utils import timezone

from core.second_factor import check_proofs
from governance.live.topics import listening
from members.people.models import Person


class Somebody(Protocol):
    """Whose a socket is, and by which session; a visitor has none."""

    user: Any
    session_key: str | None


S = TypeVar("S", bound=Somebody)


def still_allowed(sockets: Sequence[S], topic: str) -> set[S]:
    """Of some sockets, those that may hear about a topic now; in the same few questions, however many they are."""
    signed_in = _still_signed_in(sockets)
    check_proofs(socket.user for socket in signed_in)
    answers = listening([socket.user for socket in signed_in], topic)
    return {socket for socket, may in zip(signed_in, answers, strict=True) if may}


def _still_signed_in(sockets: Sequence[S]) -> list[S]:
    """Visitors, and those whose session lasts and who may sign in."""
    members = [socket for socket in sockets if socket.user.is_authenticated]
    sessions = _lasting({str(socket.session_key) for socket in members})
    active = Person.objects.filter(pk__in={socket.user.pk for socket in members}, is_active=True)
    people = set(active.values_list("pk", flat=True)) if members else set()
    return [
        socket
        for socket in sockets
        if not socket.user.is_authenticated or (socket.session_key in sessions and socket.user.pk in people)
    ]


def _lasting(keys: Iterable[str]) -> set[str]:
    """The sessions that nobody ended and that are not over."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = store.get_model_class().objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(rows.values_list("session_key", flat=True)) if keys else set()
