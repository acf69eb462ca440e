"""Bars: one per option, longest first, with its figure; whoever won carries a check, whoever tied an equals sign."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.pictures.labels import WIDTH, block, fit
from core.pictures.svg import n, picture, text, use

ROW = 44.0


@dataclass(frozen=True)
class Bar:
    """A name, its figure in words, its length as a share of the longest, and "won", "tied", "out" or nothing."""

    name: str
    figure: str
    share: float
    state: str = ""


def bars(rows: Sequence[Bar], *, title: str, desc: str, line: float | None = None) -> SafeString:
    """Draw one bar a row; `line` is a share from 0 to 1 at which a mark crosses them all."""
    body = "".join(_row(row, k * ROW) for k, row in enumerate(rows))
    height = max(1, len(rows)) * ROW
    if line is not None:
        at = WIDTH * min(1, max(0, line))
        body += "".join(
            f'<path class="mark" d="M{n(at)} {n(k * ROW + 18)}V{n(k * ROW + 40)}"/>' for k in range(len(rows))
        )
    return picture("outcome", WIDTH, height, body, title=title, desc=desc)


def head(name: str, figure: str, state: str, y: float) -> str:
    """Draw the line of words above a bar: the sign of its state, the name, the figure to the right."""
    room = WIDTH - len(figure) * 8 - 10
    shift = 20 if state in ("won", "tied", "out") else 0
    return (
        sign(state, 8, y + 10)
        + text(shift, y + 15, fit(name, room - shift, 14), f"out-name out-name--{state or 'in'}")
        + text(WIDTH, y + 15, figure, "out-figure")
    )


def sign(state: str, x: float, y: float) -> str:
    """Draw a check, an equals sign or a cross: the state without its colour."""
    icon = {"won": "check", "out": "x"}.get(state)
    if icon:
        return use(icon, x, y, 16, f"out-sign out-sign--{state}")
    return text(x, y + 6, "=", "out-equal") if state == "tied" else ""


def _row(row: Bar, y: float) -> str:
    length = WIDTH * min(1, max(0, row.share))
    return (
        head(row.name, row.figure, row.state, y)
        + block(0, y + 22, WIDTH, 14, "out-track", 4)
        + block(0, y + 22, length, 14, f"out-bar out-bar--{row.state or 'in'}", 4)
    )
