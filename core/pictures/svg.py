"""What every picture is made of: numbers, arcs, and a head that says what it shows."""

import hashlib
import math
from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


@lru_cache(8192)  # the same few thousand places, on every page
def n(value: float) -> str:
    """Write a coordinate: two decimals at most, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def at(radius: float, angle: float, x: float = 0, y: float = 0) -> tuple[float, float]:
    """Return the point at an angle (radians, clockwise from the right) on a circle."""
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


def arc(radius: float, start: float, end: float, x: float = 0, y: float = 0, verb: str = "M") -> str:
    """Draw an arc from an angle to another; `verb` moves (M) or draws (L) to its beginning."""
    (x0, y0), (x1, y1) = at(radius, start, x, y), at(radius, end, x, y)
    large = int(abs(end - start) > math.pi)
    sweep = int(end > start)
    return f"{verb}{n(x0)} {n(y0)}A{n(radius)} {n(radius)} 0 {large} {sweep} {n(x1)} {n(y1)}"


def sector(inner: float, outer: float, start: float, end: float, x: float, y: float) -> str:
    """Draw a slice of a ring."""
    return f"{arc(outer, start, end, x, y)}{arc(inner, end, start, x, y, 'L')}Z"


def name_of(*facts: object) -> str:
    """Return an id that depends on the facts alone, never on what was drawn before."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:8]


def picture(
    css: str, width: float, height: float, body: str, *, title: str = "", desc: str = ""
) -> SafeString:
    """Wrap shapes in <svg>; without a title the picture is decoration, and hidden from readers."""
    frame = f'viewBox="0 0 {n(width)} {n(height)}"'
    if not title:
        head = f'<svg class="pic {css}" {frame} aria-hidden="true" focusable="false">'
        return mark_safe(f"{head}{body}</svg>")  # noqa: S308 — made of numbers and escaped text
    mark = name_of(css, title, desc, body)
    head = (
        f'<svg class="pic {css}" {frame} role="img" aria-labelledby="t-{mark} d-{mark}">'
        f'<title id="t-{mark}">{escape(title)}</title><desc id="d-{mark}">{escape(desc)}</desc>'
    )
    return mark_safe(f"{head}{body}</svg>")  # noqa: S308 — made of numbers and escaped text


def use(icon: str, x: float, y: float, size: float, css: str) -> str:
    """Draw an icon of the sprite inside a picture, centred on a point."""
    return (
        f'<use href="{static("img/sprite.svg")}#i-{icon}" class="{css}" x="{n(x - size / 2)}" '
        f'y="{n(y - size / 2)}" width="{n(size)}" height="{n(size)}"/>'
    )


def circle(x: float, y: float, radius: float, css: str) -> str:
    return f'<circle class="{css}" cx="{n(x)}" cy="{n(y)}" r="{n(radius)}"/>'


def text(x: float, y: float, words: str, css: str, **attributes: str) -> str:
    extra = "".join(f' {key.replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    return f'<text class="{css}" x="{n(x)}" y="{n(y)}"{extra}>{escape(words)}</text>'
