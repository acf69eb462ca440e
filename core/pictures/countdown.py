"""The countdown: one bead for each of the last thirty days, the number in the middle."""

import math

from django.utils.safestring import SafeString

from core.pictures.svg import at, circle, picture, text


def countdown(left: int, *, unit: str, title: str, desc: str, of: int = 30) -> SafeString:
    """Draw what is left, at most `of` beads; what has passed is full. On the day itself, only the word is there."""
    size = 132.0
    centre, ring = size / 2, size / 2 - 9
    body = circle(centre, centre, ring - 9, "count-disc")
    passed = of - min(left, of)
    for k in range(of):
        x, y = at(ring, math.tau * k / of - math.pi / 2, centre, centre)
        body += circle(x, y, 3.1, "bead--in" if k < passed else "bead--out")
    if left:
        body += text(centre, centre + 9, str(left), "count-big")
    body += text(centre, centre + (28 if left else 5), unit, "count-small")
    return picture("countdown", size, size, body, title=title, desc=desc)
