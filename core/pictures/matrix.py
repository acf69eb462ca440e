"""Every option against every other: a full square wins, a small hollow one loses, two lines are even."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from core.pictures.labels import WIDTH, block, key
from core.pictures.svg import n, picture, text

READABLE = 24.0  # a cell smaller than this holds no figure


def matrix(
    names: Sequence[str],
    signs: Sequence[str],
    cells: Sequence[Sequence[tuple[str, str] | None]],
    *,
    title: str,
    desc: str,
) -> SafeString:
    """Draw a row an option, the winner's first; a cell is ("win", "lose" or "tie", figure), None on the diagonal."""
    side = min(46.0, WIDTH / (len(names) + 1))
    body = ""
    for k, sign in enumerate(signs):
        middle = side * (k + 1.5)
        css = "out-key" if side >= 12 else "out-key out-key--tiny"
        body += text(middle, side * 0.5 + 5, sign, css) + text(side * 0.5, middle + 5, sign, css)
        for j, cell in enumerate(cells[k]):
            body += _cell(cell, side * (j + 1), side * (k + 1), side) if cell else ""
    top = side * (len(names) + 1) + 12
    drawn, height = key(
        [(sign, "out-box", name) for sign, name in zip(signs, names, strict=True)], top, columns=1
    )
    return picture("outcome", WIDTH, top + height, body + drawn, title=title, desc=desc)


def _cell(cell: tuple[str, str], x: float, y: float, side: float) -> str:
    how, figure = cell
    if side >= READABLE:
        box = block(x + 1.5, y + 1.5, side - 3, side - 3, f"out-cell out-cell--{how}", 3)
        written = f"= {figure}" if how == "tie" and len(figure) < 3 else figure
        size = "out-code" if len(written) * 8 < side else "out-code out-code--tight"
        return box + text(x + side / 2, y + side / 2 + 5, written, f"{size} out-code--{how}")
    if how == "win":
        return block(x + 0.5, y + 0.5, side - 1, side - 1, "out-cell out-cell--win")
    if how == "lose":
        return block(x + side / 3, y + side / 3, side / 3, side / 3, "out-cell out-cell--lose")
    lines = "".join(f"M{n(x + 2)} {n(y + side * at)}h{n(side - 4)}" for at in (0.4, 0.6))
    return f'<path class="out-even" d="{lines}"/>'
