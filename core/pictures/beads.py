"""Beads: how many voices are in, of how many; never which way."""

import math
from functools import lru_cache

from django.utils.safestring import SafeString

from core.pictures.svg import n, picture

MOST = 120
STEP = 12.0


def beads(total: int, filled: int, *, title: str = "", desc: str = "", rows: int = 2) -> SafeString:
    """Draw one bead per voice, filled once it is in; beyond 120 voices a bead stands for several.

    Without a title it is decoration beside a sentence that says the same.
    """
    per_bead = max(1, math.ceil(total / MOST))
    count = math.ceil(total / per_bead)
    # A bead fills when its last voice is in: the row is full only when everybody voted.
    full = count if filled >= total else filled // per_bead
    dots = _dots(count, rows)
    body = f'<path class="dots dots--out" d="{"".join(dots[full:])}"/>' if full < count else ""
    body += f'<path class="dots dots--in" d="{"".join(dots[:full])}"/>' if full else ""
    width, height = max(1, math.ceil(count / rows) * STEP - 3), rows * STEP - 3
    drawn = picture("beads", width, height, body, title=title, desc=desc)
    # Its own width: few voices are few beads, not big ones.
    return SafeString(drawn.replace("<svg ", f'<svg width="{n(width)}" height="{n(height)}" ', 1))


@lru_cache(256)
def _dots(count: int, rows: int) -> list[str]:
    """Place each bead, column by column.

    Round-capped strokes of no length are dots: one path instead of a hundred circles, because this
    picture travels to every open page each time somebody votes.
    """
    return [f"M{n(k // rows * STEP + 4.5)} {n(k % rows * STEP + 4.5)}h0" for k in range(count)]


def meter(percent: float, *, label: str, css: str = "") -> SafeString:
    """Draw a thin bar of progress, with its label for readers."""
    body = (
        '<rect class="meter-track" width="100" height="8"/>'
        f'<rect class="meter-fill" width="{n(max(0, min(100, percent)))}" height="8"/>'
    )
    drawn = picture(f"meter {css}", 100, 8, body, title=label, desc=label)
    return SafeString(
        drawn.replace('viewBox="0 0 100 8"', 'viewBox="0 0 100 8" preserveAspectRatio="none"', 1)
    )
