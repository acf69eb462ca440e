"""A ballot as it is filled in: what every shape has in common, and what those with a field for each option share."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from votes.ballots.papers.checking import BallotFault, faults, no_number
from votes.ballots.papers.wording import Mark, words
from votes.rounds.paper import Choice, Paper

Typed = Mapping[str, Sequence[str]]
NUMBER = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class OptionRow:
    """One option on the page: the name of its field, what is in it, whether it is ticked, what is wrong with it."""

    option: Choice
    name: str
    value: str = ""
    ticked: bool = False
    error: str = ""


@dataclass(frozen=True)
class BallotCounter:
    """What there is to share out: by what rows count (`ticks`, `points`, `squares`, `costs`), and its pattern in words."""

    kind: str
    limit: int
    words: str


class BallotForm(ABC):
    """One paper being filled in. `is_valid()`, then `content()` is the line for the box.

    `data` is what was sent (a QueryDict, or a mapping of names to text); None shows an empty paper, or `typed`,
    what an earlier line says. Nothing is ever marked beforehand. A blank ballot is one that says so; one
    that was left untouched is refused.
    """

    template = ""
    blank_is_a_row = False  # whether the blank ballot stands among the options

    def __init__(
        self, paper: Paper, data: Mapping[str, Any] | None = None, *, prefix: str = "", typed: Typed | None = None
    ) -> None:  # fmt: skip
        self.paper = paper
        self.is_bound = data is not None
        self.prefix = f"{prefix}-" if prefix else ""
        self._typed = dict(typed or {}) if data is None else _as_lists(data, self.prefix)

    @property
    def blank_name(self) -> str:
        """The name of the box that says: this ballot is blank."""
        return f"{self.prefix}blank"

    @property
    def is_blank(self) -> bool:
        """Whether it says that it is blank."""
        return bool(self._all("blank"))

    @property
    @abstractmethod
    def is_marked(self) -> bool:
        """Whether any option is marked."""

    @abstractmethod
    def how(self) -> str:
        """Say in a sentence or two how the paper is filled in."""

    @abstractmethod
    def rows(self) -> list[OptionRow]:
        """List the options as the page shows them."""

    @abstractmethod
    def _line(self) -> str:
        """Write what is marked as a line, right or wrong."""

    def is_valid(self) -> bool:
        """Whether it was sent, and is a ballot of this paper."""
        return self.is_bound and not self.faults

    @cached_property
    def faults(self) -> list[BallotFault]:
        """What is wrong with it; nothing before it was sent."""
        if not self.is_bound:
            return []
        if self.is_blank and self.is_marked:
            return [BallotFault(_("Options are marked, and “blank ballot” too: keep one or the other."))]
        if self.is_blank:
            return []
        if wrong := list(self._misread()):
            return wrong
        if not self.is_marked or not (line := self._line()):
            return [BallotFault(_("Mark at least one option, or cast a blank ballot."))]
        return list(faults(self.paper, line))

    def _misread(self) -> Iterator[BallotFault]:
        """What cannot even be written as a line."""
        yield from ()

    @property
    def errors(self) -> list[str]:
        """What is wrong with it, in sentences."""
        return [fault.sentence for fault in self.faults]

    @cached_property
    def _errors(self) -> dict[str, str]:
        return {fault.option: fault.sentence for fault in self.faults if fault.option}

    def content(self) -> str:
        """The line for the box. Raises ValueError on a form that is not valid."""
        if not self.is_valid():
            raise ValueError("This ballot is not valid: look at is_valid() first.")
        return "" if self.is_blank else self._line()

    def in_words(self) -> list[Mark]:
        """Read the ballot back, to look it over before it is cast. Raises ValueError as `content` does."""
        return words(self.paper, self.content())

    def carried(self) -> list[tuple[str, str]]:
        """What was typed, as names and values: hidden fields carry it from one page to the next."""
        return [(f"{self.prefix}{name}", value) for name, values in self._typed.items() for value in values]

    @property
    def counter(self) -> BallotCounter | None:
        """What there is to share out, if the paper has a limit."""
        return None

    @property
    def is_long(self) -> bool:
        """Whether a box to find an option is worth its place."""
        return len(self.paper.options) > 12

    def _all(self, name: str) -> list[str]:
        return list(self._typed.get(name, ()))

    def _one(self, name: str) -> str:
        return next(iter(self._all(name)), "").strip()


class FieldsForm(BallotForm):
    """A paper with a field for each option, in which there is a number; `field` begins their names."""

    field = ""

    @cached_property
    def typed(self) -> dict[str, str]:
        """What was typed, by option, without those that were left alone."""
        typed_by_option = (
            (option.id, self._one(f"{self.field}_{option.id}")) for option in self.paper.options
        )
        return {option: typed for option, typed in typed_by_option if typed}

    @property
    def is_marked(self) -> bool:
        return bool(self.typed)

    def rows(self) -> list[OptionRow]:
        return [
            OptionRow(
                option, f"{self.prefix}{self.field}_{option.id}", self.typed.get(option.id, ""),
                option.id in self.typed, self._errors.get(option.id, ""),
            )
            for option in self.paper.options
        ]  # fmt: skip

    def _misread(self) -> Iterator[BallotFault]:
        names = self.paper.names()
        for option, typed in self.typed.items():
            if not NUMBER.fullmatch(typed):
                yield BallotFault(no_number(names[option], typed), option)
            elif (wrong := self._wrong(names[option], int(typed))) is not None:
                yield BallotFault(wrong, option)

    def _wrong(self, title: str, number: int) -> str | None:
        """What is wrong with the number of an option, before it is written on a line."""
        return no_number(title, str(number)) if number < 0 else None


def _as_lists(data: Mapping[str, Any], prefix: str) -> dict[str, list[str]]:
    """What was sent under a prefix, as lists of texts, without the prefix."""
    if hasattr(data, "getlist"):
        pairs = [(name, data.getlist(name)) for name in data]
    else:
        pairs = [(name, [value] if isinstance(value, str) else list(value)) for name, value in data.items()]
    return {name[len(prefix) :]: values for name, values in pairs if name.startswith(prefix)}
