"""What changed between two texts, word by word, in a form people read."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

_WORDS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")


def difference(before: str, after: str) -> SafeString:
    """Return paragraphs with <del> for what went and <ins> for what came, everything escaped.

    The same two texts always give the same marks; equal texts give none.
    """
    return format_html_join("", "<p>{}</p>", ((paragraph,) for paragraph in _paragraphs(before, after)))


def _paragraphs(before: str, after: str) -> Iterator[SafeString]:
    old, new = _split(before), _split(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for verb, a1, a2, b1, b2 in matcher.get_opcodes():
        if verb == "equal":
            yield from (_lines(paragraph) for paragraph in new[b1:b2])
            continue
        pairs = min(a2 - a1, b2 - b1)
        for k in range(pairs):
            yield _words(old[a1 + k], new[b1 + k])
        yield from (_wrap("del", paragraph) for paragraph in old[a1 + pairs : a2])
        yield from (_wrap("ins", paragraph) for paragraph in new[b1 + pairs : b2])


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)", text) if part.strip()]


def _words(before: str, after: str) -> SafeString:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    pieces = []
    for verb, a1, a2, b1, b2 in matcher.get_opcodes():
        if verb == "equal":
            pieces.append(_lines("".join(new[b1:b2])))
            continue
        if a2 > a1:
            pieces.append(_wrap("del", "".join(old[a1:a2])))
        if b2 > b1:
            pieces.append(_wrap("ins", "".join(new[b1:b2])))
    return mark_safe("".join(pieces))  # noqa: S308 — every piece is escaped


def _wrap(tag: str, text: str) -> SafeString:
    return mark_safe(f"<{tag}>{_lines(text)}</{tag}>")  # noqa: S308 — escaped in _lines


def _lines(text: str) -> SafeString:
    return mark_safe(escape(text).replace("\n", "<br>"))  # noqa: S308 — escaped here
