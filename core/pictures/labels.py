"""Words inside pictures: cut to their room, and letters that stand for names where there is none."""

import math

from django.utils.html import escape

from core.pictures.svg import n, text

WIDTH = 320.0  # the narrowest screen: one unit is at least one of its pixels
GLYPH = 0.48  # the breadth of a letter, as a share of its size


def fit(words: str, room: float, size: float) -> str:
    """Cut words that would run out of their room; the table beside has them whole.

    >>> fit("A very long name", 60, 14)
    'A very…'
    """
    most = max(1, int(room / (size * GLYPH)))
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def letters(count: int) -> list[str]:
    """Short signs in order: A to Z, then AA, AB…

    >>> letters(28)[-3:]
    ['Z', 'AA', 'AB']
    """
    return [chr(64 + k) if k < 27 else f"A{chr(64 + k - 26)}" for k in range(1, count + 1)]


def block(x: float, y: float, width: float, height: float, css: str, radius: float = 0) -> str:
    """Draw a rectangle; nothing where it has no width."""
    if width <= 0:
        return ""
    round_ = f' rx="{n(radius)}"' if radius else ""
    return (
        f'<rect class="{escape(css)}" x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}"{round_}/>'
    )


def key(names: list[tuple[str, str, str]], top: float, *, columns: int = 2) -> tuple[str, float]:
    """Draw what each sign means, two columns as a rule: (sign, classes of its box, words); give the height too."""
    body, room = "", WIDTH / columns
    for k, (sign, css, words) in enumerate(names):
        x, y = k % columns * room, top + k // columns * 26
        body += block(x, y, 26, 20, css, 4) + text(x + 13, y + 15, sign, "out-key")
        body += text(x + 33, y + 15, fit(words, room - 38, 14), "out-name")
    return body, math.ceil(len(names) / columns) * 26.0
