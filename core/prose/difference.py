"""What changed between two texts, word by word, in a form people read."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

ENOUGH = 0.5  # of the words
MOST_PAIRS = 900  # beyond, paragraphs are paired as they come: a page is never slow
MOST_WORK = 200_000  # pairs of equal words, or paragraphs, to look at
# A word keeps the space behind it: a space alone would be alike everywhere.
_WORDS = re.compile(r"[\w’'-]+\s*|[^\w\s]\s*|\s+")


def difference(before: str, after: str) -> SafeString:
    """Return paragraphs with <del> for what went and <ins> for what came, everything escaped.

    The same two texts always give the same marks; equal texts give none.
    """
    return format_html_join("", "<p>{}</p>", ((paragraph,) for paragraph in _paragraphs(before, after)))


def _paragraphs(before: str, after: str) -> Iterator[SafeString]:
    old, new = _split(before), _split(after)
    # Past that much work, what is common counts for noise, as difflib does of itself in long texts.
    matcher = SequenceMatcher(a=old, b=new, autojunk=_work(old, new) > MOST_WORK)
    for verb, a1, a2, b1, b2 in matcher.get_opcodes():
        if verb == "equal":
            yield from (_lines(paragraph) for paragraph in new[b1:b2])
            continue
        for removed, added in _side_by_side(old[a1:a2], new[b1:b2]):
            if removed is not None and added is not None:
                yield _words(removed, added)
            elif removed is not None:
                yield _wrap("del", removed)
            elif added is not None:
                yield _wrap("ins", added)


def _side_by_side(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pair the paragraphs that say nearly the same, in order; the others went or came as a whole.

    Words marked one by one between two sentences that share nothing cannot be read. Of the pairings in
    order, the one whose pairs resemble each other most, as for the longest common subsequence.
    """
    if len(old) * len(new) > MOST_PAIRS:
        yield from zip_longest(old, new)
        return
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    alike = [[_likeness(old_paragraph, new_paragraph) for new_paragraph in new] for old_paragraph in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = best[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and best[i][j] == best[i + 1][j]:
            yield old[i], None
            i += 1
        elif j < len(new) and best[i][j] == best[i][j + 1]:
            yield None, new[j]
            j += 1
        else:
            yield old[i], new[j]
            i, j = i + 1, j + 1


def _likeness(old: str, new: str) -> float:
    """How many words two paragraphs share, from 0 to 1; 0 when too few to mark them one by one."""
    shared = SequenceMatcher(a=_WORDS.findall(old), b=_WORDS.findall(new), autojunk=False).quick_ratio()
    return shared if shared >= ENOUGH else 0.0


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)", text) if part.strip()]


def _words(before: str, after: str) -> SafeString:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if _work(old, new) > MOST_WORK:
        return mark_safe(_wrap("del", before) + _wrap("ins", after))  # noqa: S308 — escaped in _wrap
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


def _work(old: Sequence[str], new: Sequence[str]) -> int:
    """What comparing two paragraphs costs: a text of one word repeated is somebody's joke on the server."""
    counted = Counter(new)
    return sum(times * counted[word] for word, times in Counter(old).items())


def _wrap(tag: str, text: str) -> SafeString:
    return mark_safe(f"<{tag}>{_lines(text)}</{tag}>")  # noqa: S308 — escaped in _lines


def _lines(text: str) -> SafeString:
    return mark_safe(escape(text).replace("\n", "<br>"))  # noqa: S308 — escaped here
