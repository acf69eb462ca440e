"""The door of result files: lends a proclaimed round, or 404."""

from django.http import Http404

from votes.rounds.models import Round


def proclaimed(round_id: int) -> Round:
    """Lend a round whose result was proclaimed; never a rehearsal, nor one that was cancelled."""
    real = Round.objects.filter(proclaimed_at__isnull=False, cancelled_at=None, rehearsal=False)
    lent = real.select_related("result").filter(pk=round_id, result__isnull=False).first()
    if lent is None:
        raise Http404
    return lent
