"""The votes that are taken in a meeting, and on each question of its agenda."""

from django.db.models import QuerySet

from governance.proxies.models import Item, Sitting
from votes.rounds.models import Round


def votes_on(item: Item) -> QuerySet[Round]:
    """The votes on a question of an agenda that opened and stand, a rehearsal aside."""
    asked = {
        "electorate__kind": "meeting",
        "electorate__meeting": item.sitting_id,
        "electorate__item": item.number,
    }
    return Round.objects.filter(**asked, opened_at__isnull=False, cancelled_at=None, rehearsal=False)


def standing_votes(sitting: Sitting) -> QuerySet[Round]:
    """The votes of a meeting that opened and stand, a rehearsal aside, the last on each question last."""
    standing = votes_of(sitting).filter(opened_at__isnull=False, cancelled_at=None, rehearsal=False)
    return standing.select_related("result").order_by("pk")


def votes_of(sitting: Sitting) -> QuerySet[Round]:
    """Every vote of a meeting, whatever became of it; rehearsals too."""
    return Round.objects.filter(electorate__kind="meeting", electorate__meeting=sitting.pk)


def open_votes(sitting: Sitting) -> QuerySet[Round]:
    """The votes of a meeting that are open, a rehearsal aside."""
    return votes_of(sitting).filter(rehearsal=False) & Round.objects.open()
