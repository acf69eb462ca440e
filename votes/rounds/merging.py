"""Two rows that are one person, on rolls: no roll has one person twice while it is open, and each stays as it was sealed."""

from collections.abc import Mapping

from django.db.models import F
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.models import Entry
from members.people.models import Person
from votes.rounds.models import Round, Voice


def on_no_open_roll_twice(main: Person, duplicate: Person) -> None:
    """Refuse to merge two rows that each vote for themselves in one open vote: one person would have two ballots.

    Where somebody carries the voices of two seats, they are two voices, and stay so.
    """
    running = Round.objects.filter(opened_at__isnull=False, closed_at=None, cancelled_at=None)
    own = Voice.objects.filter(round__in=running, member=None)
    both = own.filter(bearer=duplicate, round__in=own.filter(bearer=main).values("round")).select_related(
        "round"
    )
    voice = both.first()
    if voice is not None:
        raise Refusal(
            _("Both are on the roll of “%(title)s”, which is not closed: merge them once it is.")
            % {"title": voice.round.title}
        )


def note_who_was_enrolled(main: Person, duplicate: Person) -> None:
    """Keep on each roll of people whom its opening wrote down; who carries their voice from now on is another fact."""
    Voice.objects.filter(bearer=duplicate, member=None, enrolled=None).update(enrolled=F("bearer"))


def carried_otherwise(round_: Round) -> tuple[int, int]:
    """How many lines of a roll of people are carried by another row than the opening wrote down, and of how many no merge tells."""
    moved = round_.voices.filter(member=None, enrolled__isnull=False).exclude(enrolled=F("bearer"))
    pairs = list(moved.values_list("enrolled", "bearer"))
    lines = Entry.objects.filter(kind="person.merged").values_list("facts__other", "facts__person")
    merged: dict[int, int] = dict(lines) if pairs else {}
    return len(pairs), sum(bearer not in _became(enrolled or 0, merged) for enrolled, bearer in pairs)


def _became(person: int, merged: Mapping[int, int]) -> list[int]:
    """The rows that a row was merged into, one after the other."""
    rows: list[int] = []
    while (person := merged.get(person, 0)) and person not in rows:
        rows.append(person)
    return rows
