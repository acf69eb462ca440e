"""What a notice is made of: whom a line of the journal is told to, what it is about, and in which words.

A notice keeps no words. It leads to its line of the journal, whose facts are references; what they lead to is read
through the gate of whoever reads the notice, when it is read. So a notice never tells more than the pages do:
words that were taken back, a name that was forgotten and a circle that was left are gone from it as well.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.journal.models import Entry

# Somebody with an account; the register of people stands above the journal.
Person = Any


@dataclass(frozen=True)
class Place:
    """A page that a room above shows, named by what it is for: settings say which address that is (`PLACES`)."""

    name: str
    of: tuple[int, ...] = ()


DESK = Place("desk")
MY_SPACE = Place("my_space")
PROOFS = Place("proofs")
VOTE = "vote"


def place_of_vote(round_id: int) -> Place:
    """The page on which somebody takes part in a vote."""
    return Place(VOTE, (round_id,))


@dataclass(frozen=True)
class Wording:
    """A notice in words; `action` names the link, `path` is where it leads."""

    title: str
    lead: str
    action: str
    because: str
    icon: str = "bell"
    path: str | Place = "/notices/"


# Reads rows by their keys as somebody may read them: what they may not know is not there.
Gate = Callable[[Person, Collection[int]], Mapping[int, Any]]


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
class NoticeContent:
    """What a wording looks at: the line, who reads it, and what the line is about as it is today."""

    entry: Entry
    reader: Person
    subjects: Mapping[str, Any]
    # How people are called to whoever reads of them; what stands beside their names is known above.
    called: Callable[[Person], str] = str
    # Whether it still asks for something: words that are read later say so where it does not.
    asks: bool = True

    def __getattr__(self, name: str) -> Any:
        try:
            return self.subjects[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def by(self) -> str:
        """Who did what the line says; empty where the house did."""
        return self.called(self.entry.actor) if self.entry.actor is not None else ""


@dataclass(frozen=True)
class Audience:
    """Whom a line concerns: `entitled` may read it by what they are, `gated` only if the gate lets them."""

    entitled: Iterable[Person] = ()
    gated: Iterable[Person] = ()


# Lines, each with somebody it was told to; and a function that answers for several of them at once, in their order.
LineReaders = Sequence[tuple[Entry, Person]]
Answers = Callable[[LineReaders], list[bool]]


def always(pairs: LineReaders) -> list[bool]:
    """Yes, to each."""
    return [True] * len(pairs)


def never(entry: Entry) -> bool:
    """No, of any line."""
    return False


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice, whole: to whom a line is told, about what, in which words.

    `withheld` words are for somebody who may know that something waits, and not what; without them, somebody who
    may not read it is not told. `still_true` is whether it still asks for something: there is no call to vote after
    the closing; `seems_true` is what others are told of that, who write somebody's letters. `still_theirs` is whether
    its people may still read it: what `about` says of one reader, asked of many. `untold` is whether a public trace of
    who is told would say what nobody may know: then no bell rings, and the mails leave apart.
    """

    kind: str
    people: Callable[[Entry], Audience]
    words: Callable[[NoticeContent], Wording]
    about: Mapping[str, Reference] = field(default_factory=dict)
    withheld: Callable[[Entry], Wording] | None = None
    still_true: Answers = always
    seems_true: Answers | None = None
    still_theirs: Answers = always
    untold: Callable[[Entry], bool] = never
