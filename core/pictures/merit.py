"""The merit profile: how each option was graded, best grade first, with a mark at half the ballots."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.pictures.bars import head
from core.pictures.labels import WIDTH, block, key
from core.pictures.svg import n, name_of, picture, text

ROW, HIGH = 62.0, 28.0
SHADES = 6  # of seven colours, the number of the last


@dataclass(frozen=True)
class Profile:
    """An option, the grade it gets in words, the share of each grade from the best, and whether it won or tied."""

    name: str
    grade: str
    shares: Sequence[float]
    state: str = ""


def merit(rows: Sequence[Profile], grades: Sequence[tuple[str, str]], *, title: str, desc: str) -> SafeString:
    """Draw a profile a row, then the key; `grades` are (sign, words) from the best to the worst."""
    shades = [round(k * SHADES / max(1, len(grades) - 1)) for k in range(len(grades))]
    body = "".join(_row(row, grades, shades, k * ROW) for k, row in enumerate(rows))
    top = len(rows) * ROW + 6
    signs = [(sign, f"m m{shade}", words) for (sign, words), shade in zip(grades, shades, strict=True)]
    drawn, height = key(signs, top)
    drawn = _coloured(drawn, shades)
    return picture("outcome", WIDTH, top + height, body + drawn, title=title, desc=desc)


def _coloured(drawn: str, shades: Sequence[int]) -> str:
    """Give each sign of the key the ink that is read on its colour."""
    for shade in shades:
        drawn = drawn.replace('class="out-key"', f'class="m-code mt{shade}"', 1)
    return drawn


def _row(row: Profile, grades: Sequence[tuple[str, str]], shades: Sequence[int], y: float) -> str:
    top, x, inner = y + 24, 0.0, ""
    for share, (sign, _words), shade in zip(row.shares, grades, shades, strict=True):
        width = WIDTH * share
        inner += block(x, top, width, HIGH, f"m m{shade}")
        # The two worst are hatched: they are read without their colour.
        inner += block(x, top, width, HIGH, "m-hatch") if shade >= SHADES - 1 else ""
        if width > 9 * len(sign) + 6:
            inner += text(_beside_mark(x, width, len(sign) * 9), top + 19, sign, f"m-code mt{shade}")
        x += width
    mark = name_of(row.name, row.shares, y)
    return (
        head(row.name, row.grade, row.state, y)
        + f'<clipPath id="c-{mark}">{block(0, top, WIDTH, HIGH, "out-clip", 6)}</clipPath>'
        + f'<g clip-path="url(#c-{mark})">{block(0, top, WIDTH, HIGH, "out-track")}{inner}</g>'
        + block(0.75, top, WIDTH - 1.5, HIGH, "b-outline", 6)
        + f'<path class="mark" d="M{n(WIDTH / 2)} {n(top - 4)}V{n(top + HIGH + 4)}"/>'
    )


def _beside_mark(x: float, width: float, wide: float) -> float:
    """Where a sign stands in its piece: the middle, or the middle of the larger part beside the mark."""
    half, middle = WIDTH / 2, x + width / 2
    if abs(middle - half) > wide / 2 + 3:
        return middle
    before, after = half - x, x + width - half
    return x + before / 2 if before > after else half + after / 2
