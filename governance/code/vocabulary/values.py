"""The values that a code social gives, by key, as Python has them; what stands in where it is silent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.code.vocabulary import DECISION_TYPES, TERMS, name_of
from governance.code.vocabulary.shapes import Kind, read_amount

READ: Mapping[str, Callable[[Any], Any]] = {
    Kind.FRACTION: Fraction,
    Kind.WHOLE: int,
    Kind.DAYS: int,
    Kind.HOURS: int,
    Kind.YESNO: bool,
    Kind.CHOICE: str,
    Kind.AMOUNT: lambda written: read_amount(str(written)),
    Kind.WEIGHTS: lambda weights: {code: Fraction(w) for code, w in weights.items()},
}


class MissingParameter(Refusal):
    """The code social in force does not say what is asked."""

    def __init__(self, key: str) -> None:
        super().__init__(
            _("The code social in force does not say “%(name)s” (%(key)s). Ask an administrator to add it.")
            % {"name": name_of(key), "key": key}
        )


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
        articles = (self.parameters[key].article for key in keys if key in self.parameters)
        return list(dict.fromkeys(articles))

    def amended_by(self) -> str:
        """The kind of vote by which this code lets itself be amended."""
        return self.vote_of_members("code.amended_by")

    def vote_of_members(self, key: str) -> str:
        """The kind of vote that a key names for the members; the usual one where an older edition names none of theirs."""
        kind, term = str(self.value(key)), TERMS[key]
        return kind if kind in term.words else str(term.default)

    def decision_types(self) -> list[str]:
        """The kinds of vote that this edition provides for, in a steady order."""
        return [kind for kind in DECISION_TYPES if f"{kind}.threshold" in self.parameters]
