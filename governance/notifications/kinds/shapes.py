"""What a notice is made of: whom a line of the journal is told to, what it is about, and in which words.

A notice keeps no words. It leads to its line of the journal, whose facts are references; what they lead to is read
through the gate of whoever reads the notice, when it is read. So a notice never tells more than the pages do:
words that were taken back, a name that was forgotten and a circle that was left are gone from it as well.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.journal.models import Entry
from governance.circles.standing import Standing, standing_of
from members.people.models import Person


@dataclass(frozen=True)
class Wording:
    """A notice in words; `action` names the link, `path` is where it leads."""

    title: str
    lead: str
    action: str
    because: str
    icon: str = "bell"
    path: str = "/notices/"


@dataclass(frozen=True)
class Reader:
    """Somebody who reads notices, and where they stand."""

    person: Person
    standing: Standing

    @classmethod
    def of(cls, person: Person) -> "Reader":
        return cls(person, standing_of(person))


# Reads rows by their keys through the gate of a reader: what they may not know is not there.
Gate = Callable[[Reader, Collection[int]], Mapping[int, Any]]


@dataclass(frozen=True)
class Reference:
    """One thing that a line is about: where its key stands among the facts, and the gate it is read through."""

    gate: Gate
    key: Callable[[Entry], int | None]
    # Whether the line can be told without it.
    optional: bool = False


def fact(gate: Gate, name: str) -> Reference:
    """A thing whose key is the fact of that name."""
    return Reference(gate, lambda entry: entry.facts.get(name))


@dataclass(frozen=True)
class Told:
    """What a wording looks at: the line, who reads it, and what the line is about as it is today."""

    entry: Entry
    reader: Reader
    things: Mapping[str, Any]
    # Whether it still asks for something: words that are read later say so where it does not.
    asks: bool = True

    def __getattr__(self, name: str) -> Any:
        try:
            return self.things[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Audience:
    """Whom a line concerns: `entitled` may read it by what they are, `others` only if the gate lets them."""

    entitled: Iterable[Person] = ()
    others: Iterable[Person] = ()


# Answers for several lines and whom they were told to at once, in their order.
Asked = Callable[[Sequence[tuple[Entry, Person]]], list[bool]]


def always(asked: Sequence[tuple[Entry, Person]]) -> list[bool]:
    """Yes, to each."""
    return [True] * len(asked)


@dataclass(frozen=True)
class Line:
    """One kind of notice, whole: the lines of the journal it tells, to whom, about what, in which words.

    `withheld` words are for somebody who may know that something waits, and not what; without them, somebody who
    may not read it is not told. `still_true` is whether it still asks for something: there is no call to vote after
    the closing; `seems_true` is what others are told of that, who write somebody's letters. `still_theirs` is whether its people may still read it: what `about` says of one reader, asked of many.
    """

    kind: str
    entries: tuple[str, ...]
    people: Callable[[Entry], Audience]
    words: Callable[[Told], Wording]
    about: Mapping[str, Reference] = field(default_factory=dict)
    withheld: Callable[[Entry], Wording] | None = None
    still_true: Asked = always
    seems_true: Asked | None = None
    still_theirs: Asked = always
