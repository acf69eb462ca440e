"""The quorum ring: one bead per member, a mark at the threshold, the share in the middle."""

import math

from django.utils.safestring import SafeString

from core.pictures.svg import at, circle, n, picture, text

MOST = 120


def quorum_ring(
    total: int,
    present: int,
    proxies: int,
    *,
    threshold: float,
    title: str,
    desc: str,
    middle: str,
    under: str,
) -> SafeString:
    """Draw full beads for those there, rings for those represented or voting by post, pale ones for the absent.

    `threshold` is a share from 0 to 1. Beyond 120 members a bead stands for several, never to the advantage of
    the quorum: a bead fills when its last member is there.
    """
    size = 156.0
    centre, ring = size / 2, size / 2 - 20
    per_bead = max(1, math.ceil(total / MOST))
    count = max(1, math.ceil(total / per_bead))
    full, reached = present // per_bead, (present + proxies) // per_bead
    radius = min(4.0, math.tau * ring / count / 2.6)
    body = ""
    for k in range(count):
        x, y = at(ring, math.tau * (k + 0.5) / count - math.pi / 2, centre, centre)
        kind = "in" if k < full else "proxy" if k < reached else "out"
        body += circle(x, y, radius, f"bead--{kind}")
    if threshold:
        angle = math.tau * threshold - math.pi / 2
        (x0, y0), (x1, y1) = at(ring - 16, angle, centre, centre), at(ring + 14, angle, centre, centre)
        body += f'<path class="mark" d="M{n(x0)} {n(y0)}L{n(x1)} {n(y1)}"/>'
    body += text(centre, centre + 8, middle, "ring-big") + text(centre, centre + 30, under, "ring-small")
    return picture("quorum", size, size, body, title=title, desc=desc)
