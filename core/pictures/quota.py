"""Transfers: each option's votes grow stage by stage towards the quota; what passes the line is its surplus."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.pictures.bars import head
from core.pictures.labels import WIDTH, block
from core.pictures.svg import n, picture, text

ROW = 54.0


@dataclass(frozen=True)
class Climb:
    """A name, its highest figure, what each stage added (shares of the longest), its state and its fate in words."""

    name: str
    figure: str
    parts: Sequence[float]
    fate: str
    state: str = ""


def quota(rows: Sequence[Climb], line: float, *, title: str, desc: str) -> SafeString:
    """Draw a bar an option, one piece a stage, every second one hatched; the mark at `line` is the quota."""
    body, at = "", WIDTH * min(1, max(0, line))
    for k, row in enumerate(rows):
        y, x = k * ROW, 0.0
        body += head(row.name, row.figure, row.state, y) + block(0, y + 22, WIDTH, 13, "out-track", 4)
        for stage, part in enumerate(row.parts):
            body += block(x, y + 22, WIDTH * part, 13, f"out-bar out-bar--{row.state or 'in'} out-piece")
            body += block(x, y + 22, WIDTH * part, 13, "m-hatch") if stage % 2 else ""
            x += WIDTH * part
        body += f'<path class="mark" d="M{n(at)} {n(y + 19)}V{n(y + 38)}"/>'
        body += text(0, y + 48, row.fate, "out-small")
    return picture("outcome", WIDTH, max(1, len(rows)) * ROW, body, title=title, desc=desc)
