"""How every secret vote ends: whatever ended it, nothing in the database tells any more who cast which ballot.

Three steps. `unlink` belongs to the transaction of the ending: ballots and roll are written again, each in an order that
has nothing to do with that of the voting, and what was read on paper goes once it is in the box. What there was is still in the files then, so it promises an errand, `forget`, which gives these tables new ones. And the clock looks after both: it promises the errand anew for any vote
that is over and not unlinked, be it of an earlier release, or come back from a backup.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.module_loading import import_string
from django.utils.translation import ngettext

from core.alone import alone
from core.clock import database_now
from core.outbox import actions as outbox
from core.outbox.watch import Trouble
from core.rewriting import NotForgotten
from votes.ballots import secrecy
from votes.rounds.models import Glance, Round
from votes.tally.models import Forgetting
from votes.tellers import pouring

SOON = timedelta(minutes=10)


def unlink(round_: Round) -> None:
    """Cut what ties ballots to voters, as a round ends; every act that ends one passes by here.

    The caller holds the round's lock. Nothing happens to a round whose ballots are open, or that never opened.
    """
    if not round_.secret or round_.opened_at is None:
        return
    Round.objects.filter(pk=round_.pk).update(unlinked_at=None)
    Glance.objects.filter(voice__round=round_).delete()
    _let_go(round_)
    # A name of its own: one that is being done already may have begun too early for this.
    outbox.post(
        "sweep_box", key=f"sweep:{round_.pk}:{uuid4().hex}", since=database_now().isoformat()
    )  # fmt: skip


def _let_go(round_: Round) -> None:
    """Keep of a secret vote that is over what its count needs, and in an order that tells nothing."""
    pouring.forget(round_)
    leave_nothing_beside(round_)
    secrecy.seal(round_)


def leave_nothing_beside(round_: Round) -> None:
    """Let the rooms that settings name forget what they held of a secret vote; again once its result is there."""
    for name in settings.FORGOTTEN_WITH_A_SECRET_VOTE if round_.secret else ():
        import_string(name)(round_)


def remembered() -> QuerySet[Round]:
    """The secret votes that are over, and of which the database may still know who cast which ballot."""
    return Round.objects.over().filter(secret=True, unlinked_at=None)


def forget(since: str = "", *, if_any: bool = False) -> None:
    """Let the database forget every secret vote that is over; an errand, outside any transaction.

    They are sealed once more first: one that ended under an earlier release may never have been. Nobody can use both
    tables meanwhile, so many that end together are forgotten at once: an end that was written before the last time began
    (`since`) is forgotten already where none is remembered any more; and where only those that are remembered matter
    (`if_any`), there has to be one. One at a time: two would seal in each other's way. Raises NotForgotten.
    """
    is_forgotten = since and Forgetting.objects.filter(began_at__gt=since).exists()
    if is_forgotten and not remembered().exists():
        return
    with alone("forgetting") as is_alone:
        if not is_alone:
            raise NotForgotten("Somebody is at it: this looks again once they are done.")
        _forget(if_any=if_any)


def _forget(*, if_any: bool) -> None:
    began = database_now()
    sealed = [_seal(pk) for pk in remembered().order_by("pk").values_list("pk", flat=True)]
    if if_any and not sealed:
        return
    secrecy.sweep()
    with transaction.atomic():
        # Both or neither: an errand that is done again because it was killed here finds that there is something to do.
        Forgetting.objects.update_or_create(pk=1, defaults={"began_at": began})
        for pk, proclaimed_at in sealed:
            # Paper ballots that came in meanwhile have an errand of their own, and this is not the last word.
            Round.objects.filter(pk=pk, proclaimed_at=proclaimed_at).update(unlinked_at=Now())


@transaction.atomic
def _seal(pk: int) -> tuple[int, datetime | None]:
    round_ = Round.objects.select_for_update().get(pk=pk)
    _let_go(round_)
    return pk, round_.proclaimed_at


def look() -> int:
    """Promise the errand for votes that are over since a while, and remembered still; return how many there were."""
    count = _overdue().count()
    if count:
        with transaction.atomic():
            outbox.insist("sweep_box", key="sweep:all", if_any=True)
    return count


def of_secrecy() -> Iterator[Trouble]:
    """Secret votes that are over since a while and of which the database remembers too much."""
    count = _overdue().count()
    sentence = ngettext(
        "The files of the database still hold the order in which people voted in %(count)d secret vote that is over. Let no backup, report or open transaction keep the tables busy.",
        "The files of the database still hold the order in which people voted in %(count)d secret votes that are over. Let no backup, report or open transaction keep the tables busy.",
        count,
    )
    if count:
        yield Trouble(sentence % {"count": count})


def _overdue() -> QuerySet[Round]:
    """Those whose own errand should have been done long ago; a rehearsal that nobody ends has none but this."""
    by_itself = Q(closed_at=None, cancelled_at=None, closes_at__lt=Now() - SOON)
    return remembered().filter(Q(closed_at__lt=Now() - SOON) | Q(cancelled_at__lt=Now() - SOON) | by_itself)
