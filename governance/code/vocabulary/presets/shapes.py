"""What a preset is made of: articles in French, each value with its source and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from governance.code.vocabulary.shapes import Sentence

# The source of a value that only the house itself can give.
EXAMPLE = "Exemple, à remplacer par ce que disent vos statuts"


@dataclass(frozen=True)
class SourcedValue:
    """A value as JSON has it, where it comes from, and how sure that is (Confidence)."""

    value: Any
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class ArticleText:
    """One article: its number, title and Markdown, and the values that it gives."""

    number: str
    title: str
    body: str
    values: Mapping[str, SourcedValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Preset:
    """The code social of a legal form to start from.

    `asks` maps choices to the word that the law of the form asks for, `notice` is its shortest notice in
    days; `limits` says what the software does not do of this form.
    """

    name: str
    title: Sentence
    meaning: Sentence
    texts: tuple[ArticleText, ...]
    asks: Mapping[str, str] = field(default_factory=dict)
    notice: int = 0
    limits: tuple[Sentence, ...] = ()


def read(value: Any, source: str) -> SourcedValue:
    """A value of a law whose text was read."""
    return SourcedValue(value, source, "T")


def reported(value: Any, source: str) -> SourcedValue:
    """A value read in a commentary."""
    return SourcedValue(value, source, "S")


def known(value: Any, source: str) -> SourcedValue:
    """A value well known, to be confirmed by counsel."""
    return SourcedValue(value, source, "K")


def chosen(value: Any, source: str = "") -> SourcedValue:
    """A value that we chose, perhaps after a text that does not bind this form."""
    return SourcedValue(value, source, "R")


def example(value: Any) -> SourcedValue:
    """A value that only the house can give."""
    return SourcedValue(value, EXAMPLE, "R")
