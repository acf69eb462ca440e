"""Which rules were in force on that day? Rounds read their parameters from here, and cite the article."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refusal
from core.prose.days import date_format
from governance.code.models import Edition, Parameter
from governance.code.vocabulary import DECISION_TYPES, TERMS, name_of
from governance.code.vocabulary.shapes import amount
from votes.rounds.explain import decision_name
from votes.rules.motion import MotionRule
from votes.rules.terms import Terms


@dataclass(frozen=True)
class Applied:
    """A parameter as it is applied, the number of the article that says it, and where it comes from."""

    value: Any
    kind: str
    article: str
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Code:
    """The code social of one day, read once."""

    edition: int
    title: str
    effective_from: date
    parameters: dict[str, Applied]
    form: str = ""

    def value(self, key: str) -> Any:
        """Return a parameter as Python has it: Fraction, int, bool, str, Decimal or {college: Fraction}.

        Where this edition is silent, what the vocabulary puts in its place. Raises MissingParameter when
        that says nothing either.
        """
        if key in self.parameters:
            applied = self.parameters[key]
            return READ[applied.kind](applied.value)
        term = TERMS.get(key)
        if term is not None and term.default is not None:
            return READ[term.kind](term.default)
        if term is not None and term.like:
            return self.value(term.like)
        raise MissingParameter(key)

    def says(self, key: str) -> bool:
        """Whether this edition says a parameter itself."""
        return key in self.parameters

    def article(self, key: str) -> str:
        """Return the number of the article that holds a parameter. Raises MissingParameter."""
        if key not in self.parameters:
            raise MissingParameter(key)
        return self.parameters[key].article

    def cite(self, *keys: str) -> list[str]:
        """The numbers of the articles that say some parameters, each once; what is silent cites nothing."""
        said = (self.parameters[key].article for key in keys if key in self.parameters)
        return list(dict.fromkeys(said))

    def amended_by(self) -> str:
        """The kind of vote by which this code lets itself be amended."""
        return str(self.value("code.amended_by"))

    def decision_types(self) -> list[str]:
        """The kinds of vote that this edition provides for, in a steady order."""
        return [kind for kind in DECISION_TYPES if f"{kind}.threshold" in self.parameters]


class MissingParameter(Refusal):
    """The code social in force does not say what is asked."""

    def __init__(self, key: str) -> None:
        super().__init__(
            _("The code social in force does not say “%(name)s” (%(key)s). Ask an administrator to add it.")
            % {"name": name_of(key), "key": key}
        )


class WeightlessCollege(Refusal):
    """A vote by colleges would count a college that the code gives no weight."""

    def __init__(self, colleges: Iterable[str], article: str) -> None:
        super().__init__(
            _(
                "Article %(article)s gives no weight to these colleges of the roll: %(colleges)s. Amend the code social, or let other colleges vote."
            )
            % {"article": article, "colleges": ", ".join(sorted(colleges))}
        )


class BlocsCannotChoose(Refusal):
    """Colleges that count as blocks say yes or no; they cannot choose between options."""

    def __init__(self, decision_type: str, articles: Iterable[str]) -> None:
        super().__init__(
            _(
                "“%(kind)s” counts the colleges as blocks (article %(articles)s), which only for and against can do. Choose another kind of vote."
            )
            % {"kind": decision_name(decision_type), "articles": ", ".join(articles)}
        )


class NoCode(Refusal):
    """No edition is in force on the day asked."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("No code social was in force on %(day)s, so nothing can be decided or entered on that day.")
            % {"day": date_format(day)}
        )


READ: dict[str, Callable[[Any], Any]] = {
    Parameter.Kind.FRACTION: Fraction,
    Parameter.Kind.WHOLE: int,
    Parameter.Kind.DAYS: int,
    Parameter.Kind.HOURS: int,
    Parameter.Kind.YESNO: bool,
    Parameter.Kind.CHOICE: str,
    Parameter.Kind.AMOUNT: lambda written: amount(str(written)),
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
        form=edition.form,
        parameters={
            row.key: Applied(row.value, row.kind, row.article.number, row.source, row.confidence)
            for row in rows
        },
    )


def motion_rule(
    code: Code, decision_type: str, colleges: Iterable[str], *, second_call: bool = False
) -> tuple[MotionRule, list[str]]:
    """Build the rule of a for/against/abstain vote, and list the articles that say it.

    `colleges` are the codes of the colleges on the roll; only their weights enter the rule. A meeting on
    second call has a quorum of its own.
    """
    keys = _Reader(code, decision_type)
    method = keys.own("colleges")
    rule = {
        "base": keys.own("base"),
        "threshold": str(keys.own("threshold")),
        "comparator": keys.own("comparator"),
        "floor_guard": keys.own("floor_guard"),
        "abstain_counts_as": None,
        "quorum": _quorum(keys, second_call=second_call),
        "colleges": None if method == "none" else _colleges(keys, method, set(colleges)),
    }
    return MotionRule.from_json(rule), keys.articles()


def count_terms(
    code: Code, decision_type: str, colleges: Iterable[str], *, second_call: bool = False
) -> tuple[Terms, list[str]]:
    """Build the terms of a vote between options, and list the articles that say them.

    Raises BlocsCannotChoose where the colleges would count as blocks.
    """
    keys = _Reader(code, decision_type)
    method = keys.own("colleges")
    if method == "bloc":
        raise BlocsCannotChoose(decision_type, keys.articles())
    terms = {
        "quorum": _quorum(keys, second_call=second_call),
        "colleges": None if method == "none" else _colleges(keys, method, set(colleges)),
        "tie": keys.shared("tie.rule"),
    }
    return Terms.from_json(terms), keys.articles()


class _Reader:
    """Reads parameters and remembers which articles they came from, in reading order."""

    def __init__(self, code: Code, decision_type: str) -> None:
        self.code = code
        self.decision_type = decision_type
        self.seen: dict[str, None] = {}

    def own(self, name: str) -> Any:
        return self.shared(f"{self.decision_type}.{name}")

    def shared(self, key: str) -> Any:
        self.seen |= dict.fromkeys(self.code.cite(key))
        return self.code.value(key)

    def articles(self) -> list[str]:
        return list(self.seen)


def _quorum(keys: _Reader, *, second_call: bool) -> dict[str, str] | None:
    share: Fraction = keys.own("quorum_second") if second_call else keys.own("quorum")
    if share == 0:
        return None
    return {"threshold": str(share), "comparator": "gte", "basis": "members"}


def _colleges(keys: _Reader, method: str, on_roll: set[str]) -> dict[str, Any]:
    weights = keys.shared("colleges.weights")
    if weightless := on_roll - set(weights):
        raise WeightlessCollege(weightless, keys.code.article("colleges.weights"))
    return {
        "method": method,
        "weights": {code: str(weight) for code, weight in weights.items() if code in on_roll},
        "inactive": keys.shared("colleges.inactive"),
        "tie_in_college": keys.shared("colleges.tie"),
        "college_base": keys.shared("colleges.base"),
        "result_base": keys.shared("colleges.result_base"),
    }
