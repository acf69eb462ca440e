"""Which rules were in force on that day? Rounds read their parameters from here, and cite the article."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.code.models import Edition, Parameter
from votes.rules.motion import MotionRule

DECISION_TYPES = ("ordinary", "extraordinary", "circle", "consultation")


@dataclass(frozen=True)
class Applied:
    """A parameter as it is applied, and the number of the article that says it."""

    value: Any
    kind: str
    article: str


@dataclass(frozen=True)
class Code:
    """The code social of one day, read once."""

    edition: int
    title: str
    effective_from: date
    parameters: dict[str, Applied]

    def value(self, key: str) -> Any:
        """Return a parameter as Python has it: Fraction, int, bool, str or {college: Fraction}.

        Raises MissingParameter when this edition does not say.
        """
        if key not in self.parameters:
            raise MissingParameter(key)
        applied = self.parameters[key]
        return READ[applied.kind](applied.value)

    def article(self, key: str) -> str:
        """Return the number of the article that holds a parameter."""
        if key not in self.parameters:
            raise MissingParameter(key)
        return self.parameters[key].article

    def amended_by(self) -> str:
        """The kind of vote by which this code lets itself be amended: what it says, else the extraordinary one."""
        return self.value("code.amended_by") if "code.amended_by" in self.parameters else "extraordinary"

    def decision_types(self) -> list[str]:
        """The kinds of vote that this edition provides for, in a steady order."""
        return [kind for kind in DECISION_TYPES if f"{kind}.threshold" in self.parameters]


class MissingParameter(Refusal):
    """The code social in force does not say what is asked."""

    def __init__(self, key: str) -> None:
        super().__init__(
            _("The code social in force has no parameter “%(key)s”. Ask an administrator to add it.")
            % {"key": key}
        )


class NoCode(Refusal):
    """No edition is in force on the day asked."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("No code social was in force on %(day)s, so nothing can be decided or entered on that day.")
            % {"day": date_format(day)}
        )


def _amount(written: str) -> Decimal:
    """Read an amount of euros, such as "50" or "12.50". Raises ValueError on anything finer or stranger."""
    if not re.fullmatch(r"[0-9]{1,12}([.][0-9]{1,2})?", written):
        raise ValueError(written)
    return Decimal(written)


READ: dict[str, Callable[[Any], Any]] = {
    Parameter.Kind.FRACTION: Fraction,
    Parameter.Kind.WHOLE: int,
    Parameter.Kind.DAYS: int,
    Parameter.Kind.HOURS: int,
    Parameter.Kind.YESNO: bool,
    Parameter.Kind.CHOICE: str,
    Parameter.Kind.AMOUNT: lambda amount: _amount(str(amount)),
    Parameter.Kind.WEIGHTS: lambda weights: {code: Fraction(w) for code, w in weights.items()},
}


def in_force(day: date) -> Code:
    """Read the edition in force on a day, in two queries. Raises NoCode before the first one."""
    edition = Edition.objects.in_force(day)
    if edition is None:
        raise NoCode(day)
    return read_edition(edition)


def read_edition(edition: Edition) -> Code:
    """Read one edition, in force or not."""
    rows = edition.parameters.select_related("article")
    return Code(
        edition=edition.number,
        title=edition.title,
        effective_from=edition.effective_from,
        parameters={row.key: Applied(row.value, row.kind, row.article.number) for row in rows},
    )


def motion_rule(code: Code, decision_type: str, colleges: Iterable[str]) -> tuple[MotionRule, list[str]]:
    """Build the rule of a for/against/abstain vote, and list the articles that say it.

    `colleges` are the codes of the colleges on the roll; only their weights enter the rule.
    """
    keys = _Reader(code, decision_type)
    method = keys.own("colleges")
    rule = {
        "base": keys.own("base"),
        "threshold": str(keys.own("threshold")),
        "comparator": keys.own("comparator"),
        "floor_guard": keys.own("floor_guard"),
        "abstain_counts_as": None,
        "quorum": _quorum(keys),
        "colleges": None if method == "none" else _colleges(keys, method, set(colleges)),
    }
    return MotionRule.from_json(rule), keys.articles()


class _Reader:
    """Reads parameters and remembers which articles they came from, in reading order."""

    def __init__(self, code: Code, decision_type: str) -> None:
        self.code = code
        self.decision_type = decision_type
        self.seen: dict[str, None] = {}

    def own(self, name: str) -> Any:
        return self.shared(f"{self.decision_type}.{name}")

    def shared(self, key: str) -> Any:
        self.seen[self.code.article(key)] = None
        return self.code.value(key)

    def articles(self) -> list[str]:
        return list(self.seen)


def _quorum(keys: _Reader) -> dict[str, str] | None:
    share: Fraction = keys.own("quorum")
    if share == 0:
        return None
    return {"threshold": str(share), "comparator": "gte", "basis": "members"}


def _colleges(keys: _Reader, method: str, on_roll: set[str]) -> dict[str, Any]:
    weights = keys.shared("colleges.weights")
    return {
        "method": method,
        "weights": {code: str(weight) for code, weight in weights.items() if code in on_roll},
        "inactive": keys.shared("colleges.inactive"),
        "tie_in_college": keys.shared("colleges.tie"),
        "college_base": keys.shared("colleges.base"),
        "result_base": keys.shared("colleges.result_base"),
    }
