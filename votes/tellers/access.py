"""The door of the tellers' table: lends a round that takes paper ballots to those who count."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Gone
from core.journal.queries import author_and_moment, last
from members.people.access import desk
from members.people.models import Person
from members.people.staff import COUNTERS
from votes.rounds.models import Round
from votes.tellers.models import Teller


def table(user: Person, round_id: int) -> Round:
    """Lend a round whose paper ballots are noted by hand. Raises PermissionDenied or 404."""
    desk(user, COUNTERS)
    rounds: Any = Round.objects.filter(by_hand=True, rehearsal=False, opened_at__isnull=False)
    round_: Round = get_object_or_404(rounds.filter(cancelled_at=None), pk=round_id)
    return round_


def place(user: Person, round_: Round) -> Teller:
    """Lend somebody the place from which they read. Raises Gone where it was freed, or 404: to others it does not exist."""
    own_place = Teller.objects.select_related("person").filter(round=round_, person=user).first()
    if own_place is None:
        _was_freed(user, round_)
        raise Http404
    return own_place


def _was_freed(user: Person, round_: Round) -> None:
    """Raise Gone where somebody's place was freed: they read by whom, and may take it again."""
    line = last("paper.freed", round=round_.pk, teller=user.pk)
    if line is not None:
        sentence = _(
            "Your place was freed on %(moment)s, by %(person)s, and what you had noted is forgotten."
        )
        raise Gone(sentence % author_and_moment(line), see=reverse("tellers:roll", args=[round_.pk]))


def is_forgotten(round_: Round) -> bool:
    """Whether nobody can read any more what a slip said: that of a secret vote, once it is proclaimed."""
    return round_.secret and round_.proclaimed_at is not None
