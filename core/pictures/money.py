"""The money of a budget: what each funded project takes of it, and what is left, dashed."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from core.pictures.labels import WIDTH, block, key
from core.pictures.svg import picture, text

HIGH = 38.0


def money(
    parts: Sequence[tuple[str, str, float]], left: tuple[str, float], *, title: str, desc: str
) -> SafeString:
    """Draw one bar; `parts` are (sign, words, share of the budget), `left` (words, share)."""
    body, x = block(0, 0, WIDTH, HIGH, "out-track", 6), 0.0
    for sign, _words, share in parts:
        body += block(x, 0, WIDTH * share, HIGH, "out-seg out-seg--won")
        if WIDTH * share > 9 * len(sign) + 4:
            body += text(x + WIDTH * share / 2, HIGH / 2 + 5, sign, "out-code out-code--won")
        x += WIDTH * share
    body += block(x + 1, 1, WIDTH * left[1] - 2, HIGH - 2, "out-left", 4)
    signs = [(sign, "out-box", words) for sign, words, _share in parts]
    drawn, height = key([*signs, ("", "out-left", left[0])], HIGH + 12, columns=1)
    return picture("outcome", WIDTH, HIGH + 12 + height, body + drawn, title=title, desc=desc)
