"""The hemicycle: a wedge for each college, as wide as its weight; a dot for each voice.

The area of a dot is what that voice weighs, so the coloured area is the weighted result; but for a college that weighs
next to nothing, whose wedge is as wide as it takes to be seen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString

from core.pictures.svg import at, circle, n, picture, sector, text

WIDTH = 1000.0
GAP = math.radians(2.2)
SPREAD = math.radians(12)  # how far the wings reach below the horizontal
MOST_DOTS = 600
# The narrowest wedge, as a share of all: a college that weighs less, or nothing, is seen all the same.
LEAST = 0.04


@dataclass(frozen=True)
class Wedge:
    """One college: its name, what is written under it, its share of the whole, and its dots by kind."""

    name: str
    under: str
    share: float
    dots: tuple[tuple[str, int], ...]

    @property
    def voices(self) -> int:
        return sum(count for _kind, count in self.dots)


def hemicycle(wedges: Sequence[Wedge], *, title: str, desc: str, middle: str, under: str) -> SafeString:
    """Draw the wedges in order from the left; dots of a wedge in the order of its kinds.

    Kinds are "for", "abstain", "blank", "null", "against", "absent" for a result, "in" and "out" while it is open.
    Beyond 600 voices one dot stands for several, as `voices_per_dot` says.
    """
    drawn = tuple(wedge for wedge in wedges if wedge.voices)
    body = _draw(drawn)
    centre, base = WIDTH / 2, _radius() + 66
    body += text(centre, base + 18, middle, "hemi-big") + text(centre, base + 54, under, "hemi-sub")
    height = base + _radius() * math.sin(SPREAD) + 12
    return picture("hemi", WIDTH, height, body, title=title, desc=desc)


def voices_per_dot(voices: int) -> int:
    """How many voices a dot stands for."""
    return max(1, math.ceil(voices / MOST_DOTS))


def _radius() -> float:
    return WIDTH / 2 - WIDTH * 0.165


@lru_cache(maxsize=256)
def _draw(wedges: tuple[Wedge, ...]) -> str:
    outer = _radius()
    inner, x, y = outer * 0.36, WIDTH / 2, outer + 66
    widths = _widths([wedge.share for wedge in wedges])
    span = math.pi + 2 * SPREAD - GAP * (len(wedges) - 1)
    per_dot = voices_per_dot(sum(wedge.voices for wedge in wedges))
    layouts, start = [], math.pi - SPREAD
    for wedge, width in zip(wedges, widths, strict=True):
        end = start + span * width
        kinds = _kinds(wedge, per_dot)
        layouts.append((wedge, start, end, kinds, _rows(len(kinds), inner + 6, outer - 6, start, end)))
        start = end + GAP
    # One factor for all wedges keeps areas comparable: dot area over cell area is the same everywhere.
    factor = min((room / cell for *_rest, (cell, room, _points) in layouts), default=0) * 0.47
    return "".join(_wedge(layout, factor, inner, outer, x, y) for layout in layouts)


def _widths(shares: Sequence[float]) -> list[float]:
    """How wide each wedge is, of one in all: its share, and never less than the least."""
    total = sum(shares) or 1
    visible = [max(share / total, min(LEAST, 1 / len(shares))) for share in shares]
    return [width / sum(visible) for width in visible]


def _kinds(wedge: Wedge, per_dot: int) -> list[str]:
    """One entry per dot; a kind that exists keeps at least one."""
    return [kind for kind, count in wedge.dots if count for _dot in range(max(1, round(count / per_dot)))]


Layout = tuple[float, float, list[tuple[float, float]]]


def _rows(count: int, inner: float, outer: float, start: float, end: float) -> Layout:
    """Place dots on concentric rows: (cell size, room around a dot, [(angle, radius)])."""
    area = (outer**2 - inner**2) * (end - start) / 2
    cell = math.sqrt(area / count)
    guess = max(1, round((outer - inner) / cell))
    tries = [
        _on_rows(rows, count, inner, outer, start, end)
        for rows in range(max(1, min(guess - 2, count)), min(guess + 2, count) + 1)
    ]
    room, points = max(tries, key=lambda layout: layout[0])
    return cell, room, points


def _on_rows(
    rows: int, count: int, inner: float, outer: float, start: float, end: float
) -> tuple[float, list[tuple[float, float]]]:
    depth = (outer - inner) / rows
    radii = [inner + depth * (k + 0.5) for k in range(rows)]
    shares = _shares(count, radii)
    points, room = [], depth
    for radius, seats in zip(radii, shares, strict=True):
        pad = math.asin(min(0.4, 6 / radius))
        step = (end - start - 2 * pad) / max(1, seats)
        # Neighbours on a row, and the edge of the wedge, which is half a step away.
        room = min(room, 2 * radius * math.sin(min(step, math.pi) / 2))
        points += [(start + pad + step * (k + 0.5), radius) for k in range(seats)]
    return room, sorted(points)


def _shares(count: int, radii: Sequence[float]) -> list[int]:
    """Spread dots over rows in proportion to their length, largest remainder."""
    exact = [count * radius / sum(radii) for radius in radii]
    whole = [int(value) for value in exact]
    by_remainder = sorted(range(len(radii)), key=lambda k: whole[k] - exact[k])
    for k in by_remainder[: count - sum(whole)]:
        whole[k] += 1
    return whole


def _wedge(
    layout: tuple[Wedge, float, float, list[str], Layout],
    factor: float,
    inner: float,
    outer: float,
    x: float,
    y: float,
) -> str:
    wedge, start, end, kinds, (cell, _room, points) = layout
    body = f'<path class="wedge" d="{sector(inner, outer, start, end, x, y)}"/>'
    for (angle, radius), kind in zip(points, kinds, strict=True):
        body += _dot(kind, *at(radius, angle, x, y), cell * factor)
    return body + _label(wedge, (start + end) / 2, outer, x, y)


def _dot(kind: str, x: float, y: float, radius: float) -> str:
    body = f'<g class="dot dot--{kind}">{circle(x, y, radius, "")}'.replace(' class=""', "")
    arm = radius * 0.42
    if kind == "against":
        body += (
            f'<path d="M{n(x - arm)} {n(y - arm)}L{n(x + arm)} {n(y + arm)}'
            f'M{n(x + arm)} {n(y - arm)}L{n(x - arm)} {n(y + arm)}"/>'
        )
    if kind == "abstain":
        body += f'<path d="M{n(x - arm)} {n(y)}L{n(x + arm)} {n(y)}"/>'
    if kind == "null":
        body += f'<path d="M{n(x - arm)} {n(y + arm)}L{n(x + arm)} {n(y - arm)}"/>'
    return body + "</g>"


def _label(wedge: Wedge, middle: float, outer: float, x: float, y: float) -> str:
    if not wedge.name:
        return ""
    lx, ly = at(outer + 18, middle, x, y)
    across = math.cos(middle)
    anchor = "middle" if abs(across) < 0.3 else "end" if across < 0 else "start"
    lift = 24 if anchor == "middle" else 12
    return text(lx, ly - lift, wedge.name, "hemi-name", text_anchor=anchor) + text(
        lx, ly - lift + 24, wedge.under, "hemi-weight", text_anchor=anchor
    )
