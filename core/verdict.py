"""What a program that checks a proof says: right, wrong, or not checked; in French and in English, with an exit status each.

A check says a code and facts; the words are elsewhere, one sentence a language. Nothing but the standard library.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

RIGHT, WRONG, UNCHECKED = 0, 1, 2
LANGUAGES = ("fr", "en")
MOST_SAID = 20

Words = Mapping[str, Mapping[str, str]]

HEADLINES = {
    RIGHT: {"fr": "VÉRIFIÉ ET JUSTE", "en": "CHECKED AND RIGHT"},
    WRONG: {"fr": "VÉRIFIÉ ET FAUX", "en": "CHECKED AND WRONG"},
    UNCHECKED: {"fr": "NON VÉRIFIÉ", "en": "COULD NOT CHECK"},
}
MARKS = {
    RIGHT: {"fr": "Juste", "en": "Right"},
    WRONG: {"fr": "Faux", "en": "Wrong"},
    UNCHECKED: {"fr": "Non vérifié", "en": "Not checked"},
}
MORE = {"fr": "… et {count} autres", "en": "… and {count} more"}


@dataclass(frozen=True)
class Said:
    """One thing that was found, by the code of its sentence and the facts within it."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def words(self, words: Words, language: str) -> str:
        """Say it in a sentence."""
        return words[self.code][language].format(**self.facts)


@dataclass
class Report:
    """Everything a check found. `open` is what keeps it from saying that all is right; `hidden` is only told."""

    right: list[Said] = field(default_factory=list)
    wrong: list[Said] = field(default_factory=list)
    open: list[Said] = field(default_factory=list)
    hidden: list[Said] = field(default_factory=list)

    @property
    def status(self) -> int:
        """0 checked and right, 1 checked and wrong, 2 could not check."""
        if self.wrong:
            return WRONG
        return UNCHECKED if self.open else RIGHT

    @property
    def codes(self) -> list[str]:
        """Why it is not right, in the words that programs know."""
        return [said.code for said in self.wrong or self.open]

    def told(self, words: Words, language: str) -> Iterator[str]:
        """Say all of it in one language. Beside what is wrong, nothing is called right."""
        yield HEADLINES[self.status][language]
        yield from _listed(WRONG, self.wrong, words, language)
        if not self.wrong:
            yield from _listed(RIGHT, self.right, words, language)
        yield from _listed(UNCHECKED, [*self.open, *self.hidden], words, language)

    def print(self, words: Words, file: TextIO) -> None:
        """Say all of it in both languages, on a terminal that may know few letters."""
        if hasattr(file, "reconfigure"):
            file.reconfigure(errors="backslashreplace")
        for language in LANGUAGES:
            for line in self.told(words, language):
                print(line, file=file)


def _listed(kind: int, found: list[Said], words: Words, language: str) -> Iterator[str]:
    for said in found[:MOST_SAID]:
        yield f"  {MARKS[kind][language]}{' :' if language == 'fr' else ':'} {said.words(words, language)}"
    if len(found) > MOST_SAID:
        yield "  " + MORE[language].format(count=len(found) - MOST_SAID)


def options(arguments: list[str], names: tuple[str, ...]) -> tuple[str, dict[str, str]] | None:
    """Read one file and options that each take a fingerprint: (file, given by name); None where that is not what stands there.

    A fingerprint is 64 hexadecimal digits; blanks and capitals, as paper has them, do not matter.
    """
    files, given, rest = [], {}, list(arguments)
    while rest:
        word = rest.pop(0)
        if word in names and rest and word not in given:
            given[word] = "".join(rest.pop(0).split()).lower()
        else:
            files.append(word)
    if len(files) != 1 or files[0].startswith("-") or not all(is_hex(one, 64) for one in given.values()):
        return None
    return files[0], given


def is_hex(value: object, digits: int) -> bool:
    """Whether a value is that many hexadecimal digits, in small letters."""
    return isinstance(value, str) and len(value) == digits and set(value) <= set("0123456789abcdef")


def usage(text: str | None) -> int:
    """Say how the program is called; nothing was checked."""
    print(text, file=sys.stderr)
    return UNCHECKED
