"""The control sheet: every voice of the roll by its channel, against the ballots in the box, college by college."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from votes.ballots.models import Ballot, SecretBallot
from votes.rounds.hiding import few, named
from votes.rounds.models import Round
from votes.tellers.models import Sheet, Slip
from votes.tellers.pouring import takes_void

CHANNELS = ("own", "proxy", "blank", "postal", "paper")


@dataclass(frozen=True)
class ControlRow:
    """One college, or all of them: voices by channel, and what of them is in the box.

    `box`, `void` and `missing` are None where a secret vote does not tell the college of its ballots: because colleges do
    not weigh, or since in one of them few voted; of slips, once they are forgotten.
    """

    college: str
    roll: int
    channels: Counter[str]
    not_voted: int
    void: int | None
    missing: int | None
    box: int | None
    takes_void: bool = False

    @property
    def voted(self) -> int:
        return sum(self.channels.values())

    @property
    def expected(self) -> int | None:
        """How many ballots the box should hold: one for each voice that voted, missing slips aside, and void ones where
        they do not enter it."""
        if self.void is None or self.missing is None:
            return None
        return self.voted - self.missing - (0 if self.takes_void else self.void)

    @property
    def agrees(self) -> bool | None:
        """Whether the box holds what it should, and every voice is in one place; None where nothing can be said."""
        if self.expected is None:
            return None
        return self.box == self.expected and self.voted + self.not_voted == self.roll


@dataclass(frozen=True)
class ControlSheet:
    """The sheet of a round: its colleges, all of them together, and whether the slips are in the box yet."""

    rows: list[ControlRow]
    total: ControlRow
    sheet: Sheet | None
    counted: bool


def control(round_: Round) -> ControlSheet:
    """Reconcile a round, in a handful of questions whatever its size.

    Until it is counted the slips are on the table and not in the box: they are counted as if they were.
    """
    sheet, counted = Sheet.objects.filter(round=round_).first(), round_.proclaimed_at is not None
    roll, voted, channels = _roll(round_)
    slips, void = _slips(round_)
    boxed = takes_void(round_)
    box = _box(round_) + (Counter() if counted else slips if boxed else slips - void)
    disclosed = _disclosed_figures(round_, roll, box, counted=counted)
    rows = []
    for college in sorted(roll):
        figures = {
            "void": void[college], "missing": channels[college]["paper"] - slips[college], "box": box[college],
        }  # fmt: skip
        shown = {name: value if name in disclosed else None for name, value in figures.items()}
        rest = roll[college] - voted[college]
        rows.append(ControlRow(college, roll[college], channels[college], rest, takes_void=boxed, **shown))
    whole, on_roll = sum(channels.values(), Counter()), sum(roll.values())
    slips_read, aside = (sheet.slips, sheet.void) if sheet else (sum(slips.values()), sum(void.values()))
    total = ControlRow(
        "", on_roll, whole, on_roll - sum(voted.values()), aside, whole["paper"] - slips_read, sum(box.values()),
        takes_void=boxed,
    )  # fmt: skip
    return ControlSheet(rows, total, sheet, counted)


def _disclosed_figures(round_: Round, roll: Counter[str], box: Counter[str], *, counted: bool) -> set[str]:
    """The figures that the line of a college shows of its ballots: none in a secret vote where few of one college voted."""
    if not round_.secret:
        return {"void", "missing", "box"}
    if not round_.by_college or few(roll, box - named(round_), round_.smallest):
        return set()
    return {"box"} if counted else {"void", "missing", "box"}


def _roll(round_: Round) -> tuple[Counter[str], Counter[str], dict[str, Counter[str]]]:
    """The voices of each college: on the roll, those that voted, and by which channel."""
    roll: Counter[str] = Counter()
    voted: Counter[str] = Counter()
    channels: dict[str, Counter[str]] = defaultdict(Counter)
    has_voted = round_.voices.filter(voted_at__isnull=False)
    for college, count in round_.voices.values_list("college").annotate(n=Count("pk")).order_by():
        roll[college] = count
    lines = has_voted.values_list("college", "how", "on_paper").annotate(n=Count("pk")).order_by()
    for college, how, on_paper, count in lines:
        voted[college] += count
        channels[college][_channel(how, on_paper=on_paper)] += count
    return roll, voted, channels


def _channel(how: str, *, on_paper: bool) -> str:
    if on_paper:
        return "paper"
    return how if how in {"proxy", "blank", "postal"} else "own"


def _slips(round_: Round) -> tuple[Counter[str], Counter[str]]:
    """The slips of the first reading, and those of them that are void, by college."""
    slips: Counter[str] = Counter()
    void: Counter[str] = Counter()
    first = round_.tellers.order_by("pk").first()
    for college, theirs, is_void in Slip.objects.filter(teller=first).values_list(
        "college", "voice__college", "void"
    ):
        pile = college if theirs is None else theirs
        slips[pile] += 1
        void[pile] += is_void
    return slips, void


def _box(round_: Round) -> Counter[str]:
    boxed: Any
    if round_.secret:
        boxed = SecretBallot.objects.filter(round=round_).values_list("college")
    else:
        boxed = Ballot.objects.filter(voice__round=round_).values_list("voice__college")
    return Counter(dict(boxed.annotate(n=Count("pk")).order_by()))


def channel_names() -> dict[str, str]:
    """The channels in words, in their order."""
    return {
        "own": _("Own voice"),
        "proxy": _("By proxy"),
        "blank": _("Blank proxy"),
        "postal": _("By post"),
        "paper": _("On paper"),
    }
