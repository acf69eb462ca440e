"""Two readings of the same slips, line by line."""

from dataclasses import dataclass

from core.errors import Refusal
from votes.rounds.models import Round, Voice
from votes.tellers.models import Slip


class CountsDisagree(Refusal):
    """Slips and marks, or two readings, that do not agree."""


@dataclass(frozen=True)
class SlipPair:
    """One slip as the two tellers read it; None where somebody read none."""

    key: str
    name: str
    college: str
    first: Slip | None
    second: Slip | None

    @property
    def agrees(self) -> bool:
        return _content_of(self.first) == _content_of(self.second)


@dataclass(frozen=True)
class Comparison:
    """Every line of both readings, those that differ first."""

    pairs: list[SlipPair]

    @property
    def differ(self) -> int:
        return sum(not pair.agrees for pair in self.pairs)


def _content_of(slip: Slip | None) -> tuple[str, bool] | None:
    return None if slip is None else (slip.content, slip.void)


def compare(round_: Round) -> Comparison:
    """Lay the two readings of a round side by side; a round that one person reads has one side empty."""
    tellers = list(round_.tellers.values_list("pk", flat=True).order_by("pk"))
    sides: list[dict[str, Slip]] = [{}, {}]
    names: dict[str, tuple[str, str]] = {}
    for slip in Slip.objects.filter(teller__in=tellers).select_related("voice"):
        sides[tellers.index(slip.teller_id)][slip.key] = slip
        names[slip.key] = _named(slip)
    if not round_.secret:
        names |= {f"v{v.pk}": (v.name, v.college) for v in signed(round_)}
    pairs = [
        SlipPair(key, name, college, sides[0].get(key), sides[1].get(key))
        for key, (name, college) in names.items()
    ]
    return Comparison(sorted(pairs, key=lambda pair: (pair.agrees, pair.college, _order(pair))))


def signed(round_: Round) -> list[Voice]:
    """The voices that signed the roll for a paper ballot, by name."""
    return list(round_.voices.filter(on_paper=True).order_by("name", "pk"))


def _named(slip: Slip) -> tuple[str, str]:
    if slip.voice is not None:
        return slip.voice.name, slip.voice.college
    return str(slip.number), slip.college


def _order(pair: SlipPair) -> tuple[int, str]:
    return (int(pair.name), "") if pair.name.isdigit() else (0, pair.name)
