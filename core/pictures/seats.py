"""People as seats: one avatar, or all of a circle round its table."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.pictures.svg import arc, at, circle, picture, text, use

# A state is a glyph as well as a colour: grey-scale print still reads.
GLYPHS = {
    "consent": "check",
    "objection": "hand",
    "aside": "pause",
    "turn": "pointer",
    "for": "check",
    "against": "x",
    "in": "check",
}


@dataclass(frozen=True)
class Seat:
    """Somebody at the table: initials, first name, state, and whether it is the reader."""

    initials: str
    name: str
    state: str = "idle"
    me: bool = False


@lru_cache(1024)
def avatar(initials: str, *, state: str = "idle", name: str = "", css: str = "") -> SafeString:
    """Draw one person; without a name it is decoration beside the name in words."""
    label = f'role="img" aria-label="{escape(name)}"' if name else 'aria-hidden="true"'
    body = circle(24, 24, 22, "seat-disc")
    if state == "aside":
        body += circle(24, 24, 21, "seat-hatch")
    body += text(24, 29.5, initials, "seat-ini")
    if glyph := GLYPHS.get(state):
        body += circle(41, 8, 10, "seat-badge") + use(glyph, 41, 8, 12.5, "seat-glyph")
    return mark_safe(  # noqa: S308 — made of numbers and escaped text
        f'<svg class="avatar seat seat--{escape(state)} {css}" viewBox="-4 -4 56 56" {label}>{body}</svg>'
    )


def people_circle(
    people: Sequence[Seat], *, title: str, desc: str, middle: str = "", under: str = ""
) -> SafeString:
    """Draw people round a table, clockwise from the top, with their names.

    The arc of the table's rim facing a seat repeats its state. `middle` and `under` are written on
    the table.
    """
    size, seat = 460.0, 31.0
    centre, ring = size / 2, size / 2 - seat - 26
    table = ring - seat - 30
    body = _table(centre, table)
    step = math.tau / max(1, len(people))
    for k, person in enumerate(people):
        facing = step * k - math.pi / 2
        half = math.pi / len(people) - 0.045
        path = arc(table - 9, facing - half, facing + half, centre, centre)
        body += f'<path class="rim rim--{person.state}" d="{path}"/>'
    body += text(centre, centre + 6, middle, "table-text tt-b")
    body += text(centre, centre + 34, under, "table-text tt-s")
    for k, person in enumerate(people):
        x, y = at(ring, step * k - math.pi / 2, centre, centre)
        body += _seat(person, x, y - 9, seat, step * k - math.pi / 2)
    return picture("circle", size, size, body, title=title, desc=desc)


def _table(centre: float, radius: float) -> str:
    return circle(centre, centre + 4, radius, "table-shade") + circle(centre, centre, radius, "table")


def _seat(person: Seat, x: float, y: float, radius: float, facing: float) -> str:
    me = " seat--me" if person.me else ""
    body = f'<g class="seat seat--{person.state}{me}">'
    body += f'<path class="chair" d="{arc(radius + 5.5, facing - 1, facing + 1, x, y)}"/>'
    body += circle(x, y, radius, "seat-disc")
    if person.state == "aside":
        body += circle(x, y, radius - 1, "seat-hatch")
    body += text(x, y + radius * 0.24, person.initials, "seat-ini")
    if glyph := GLYPHS.get(person.state):
        badge, bx, by = radius * 0.42, x + radius * 0.72, y - radius * 0.72
        body += circle(bx, by, badge, "seat-badge") + use(glyph, bx, by, badge * 1.3, "seat-glyph")
    below = 25 if math.sin(facing) > 0.35 else 19
    return body + text(x, y + radius + below, person.name, "seat-name") + "</g>"


def table_disc(initials: Sequence[str], *, title: str, desc: str, vacant: int = 0) -> SafeString:
    """Draw a circle's table seen from above: one bead on the rim for each seat."""
    size, seats = 120.0, len(initials) + vacant
    centre = size / 2
    body = circle(centre, centre, 40, "table") if seats else ""
    for k in range(seats):
        x, y = at(51, math.tau * k / seats - math.pi / 2, centre, centre)
        empty = k >= len(initials)
        body += circle(x, y, 6.5, "rimseat rimseat--vacant" if empty else "rimseat")
    body += text(centre, centre + 9, str(len(initials)), "table-text tt-m")
    return picture("circle table-disc", size, size, body, title=title, desc=desc)
