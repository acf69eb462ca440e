"""The doors of what a proclaimed round publishes: each lends the round, or 404."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.module_loading import import_string

from votes.rounds.models import Round


def proclaimed(round_id: int) -> Round:
    """Lend a round whose result was proclaimed; never a rehearsal, nor one that was cancelled."""
    real = Round.objects.filter(proclaimed_at__isnull=False, cancelled_at=None, rehearsal=False)
    round_ = real.select_related("result").filter(pk=round_id, result__isnull=False).first()
    if round_ is None:
        raise Http404
    return round_


def result(user: Any, round_id: int) -> Round:
    """Lend a proclaimed round to whoever may read what it was about."""
    round_ = proclaimed(round_id)
    if not _may_read(user, round_):
        raise Http404
    return round_


def published_box(user: Any, round_id: int) -> Round:
    """Lend a proclaimed secret round to whoever may read what it was about: every visitor, where that is public."""
    round_ = proclaimed(round_id)
    if not round_.secret or round_.closed_at is None or not _may_read(user, round_):
        raise Http404
    return round_


def _may_read(user: Any, round_: Round) -> bool:
    """Ask the room that knows, by the name that settings give it."""
    return not settings.ROUND_READER or import_string(settings.ROUND_READER)(user, round_)
