"""Whether a text names somebody: the words of a name stand together in it, however they are written."""

import re
import unicodedata
from collections.abc import Sequence

from core.prose.names import key

_PASSAGE = re.compile(r"\n\s*\n")
_HYPHEN = re.compile("[-‐‑]")
# Within a name, or around a part of it: hyphens, apostrophes, and what Markdown writes strong or slanted.
_WITHIN = frozenset("-‐‑'’‘′*_")


def is_named(text: str, given_name: str, family_name: str = "") -> bool:
    """Whether a person, or an organisation by its name alone, is named in a text: words of others in between name others.

    A person is named given name first, or family name first, with a comma or without. What is public may give an
    initial, as Inès C.: it counts right after the given name, and as initials are written. A name that a hyphen makes
    longer is somebody else's.

    >>> is_named("DURAND, bob is heard", "Bob", "Durand"), is_named("Bob Roy hears Al Durand", "Bob", "Durand")
    (True, False)
    """
    return any(
        _is_whole(passage, given_name, family_name) or _is_shortened(passage, given_name, family_name)
        for passage in _PASSAGE.split(text)
    )


def _is_whole(passage: str, given_name: str, family_name: str) -> bool:
    words, first, last = _words(passage), _words(given_name), _words(family_name)
    # A point that a name has, as St. Clair, may be left out.
    spellings = ((first, last), (_bare(first), _bare(last)))
    if not first or not last:
        return any(_stands_in(words, first_name or last_name) for first_name, last_name in spellings)
    return any(
        _stands_in(words, [*first_name, *last_name])
        or _stands_in(words, [*last_name, *first_name], begins=True)
        or _stands_in(words, [*last_name, ",", *first_name], begins=True)
        for first_name, last_name in spellings
    )


class _Word(str):
    """A word as names are compared, and whether it was written with a capital."""

    capital = False


def _word(compared: str, written: str) -> _Word:
    word = _Word(compared)
    word.capital = written[:1].isupper()
    return word


def _words(text: str) -> list[_Word]:
    """The words of a text as names are compared; "," or "." between those that anything else keeps apart.

    A word that a hyphen joins to the one before begins with it: "Durand-Roy" is "durand", "-roy".
    """
    words: list[_Word] = []
    for written in "".join(map(_spaced, text)).split():
        parts = [key(part).split() for part in _HYPHEN.split(written)]
        for place, part in enumerate(parts):
            joined = any(parts[:place])
            words += [
                _word(f"-{word}" if joined and n == 0 else word, written) for n, word in enumerate(part)
            ]
        if not any(parts):
            words.append(_Word("," if written == "," else "."))
    return words


def _spaced(letter: str) -> str:
    """A letter; what parts words, with room around it."""
    parts = letter == "|" or (unicodedata.category(letter)[0] == "P" and letter not in _WITHIN)
    return f" {letter} " if parts else letter


def _bare(words: list[_Word]) -> list[_Word]:
    return [word for word in words if word not in {",", "."}]


def _stands_in(words: list[_Word], name: Sequence[str], *, begins: bool = False) -> bool:
    """Whether words stand somewhere in a row, and a hyphen makes no longer name of them at either end.

    `begins`: no word with a capital stands right before them. A family name after a given name is that of who has both:
    “Alice Durand, Bob Martin” names nobody called Bob Durand.
    """
    looked_for = [word.lstrip("-") for word in name]
    plain = [word.lstrip("-") for word in words]
    joined = [*(word.startswith("-") for word in words), False]
    alone = [True, *(not (begins and word.capital) for word in words)]
    return any(word not in {",", "."} for word in looked_for) and any(
        plain[at : at + len(name)] == looked_for
        and alone[at]
        and not joined[at]
        and not joined[at + len(name)]
        for at in range(len(words) - len(name) + 1)
    )


def _is_shortened(passage: str, given_name: str, family_name: str) -> bool:
    """Whether a passage gives the first words of a person's name in full and, right after them, initials for the others."""
    name = f"{given_name} {family_name}".split() if given_name and family_name else []
    return any(_with_initials(passage.split(), name, whole) for whole in range(1, len(name)))


def _with_initials(written: list[str], name: list[str], whole: int) -> bool:
    first, initialled = key(" ".join(name[:whole])), name[whole:]
    for at in range(len(written) - len(name) + 1):
        start, after = written[at : at + whole], written[at + whole : at + len(name)]
        # A point after the given name ends a sentence: what follows begins another.
        named = key(" ".join(start)) == first and start[-1][-1].isalnum()
        if named and all(map(_is_initial, after, initialled)):
            return True
    return False


def _is_initial(written: str, part: str) -> bool:
    """Whether a word is the capital that a part of a name begins with: C or C., and not c, C’est or d’un."""
    bare = written.rstrip(".,;:!?)»”’*_\"'")
    return len(bare) == 1 and bare.isupper() and key(bare) == key(part)[:1]
