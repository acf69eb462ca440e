"""The seal: a fingerprint as nine paper shapes; the same text, the same picture."""

from django.utils.safestring import SafeString

from core.pictures.svg import circle, n, picture

COLOURS = ("tomato", "sun", "teal", "lilac", "ink")


def seal(digest: str, *, title: str, desc: str, size: float = 48) -> SafeString:
    """Draw the first nine bytes of a hexadecimal SHA-256, one shape each.

    The picture helps to compare, it proves nothing: the code is always printed beside it.
    """
    cell, mark = size / 3, digest[:12]
    shapes = "".join(
        _shape(byte, k % 3 * cell, k // 3 * cell, cell) for k, byte in enumerate(bytes.fromhex(digest)[:9])
    )
    edge = f'width="{n(size)}" height="{n(size)}" rx="{n(size * 0.16)}"'
    body = (
        f'<rect class="seal-bg" {edge}/><clipPath id="s-{mark}"><rect {edge}/></clipPath>'
        f'<g clip-path="url(#s-{mark})">{shapes}</g>'
    )
    return picture("seal", size, size, body, title=title, desc=desc)


def _shape(byte: int, x: float, y: float, c: float) -> str:
    css, turn = f"sq sq--{COLOURS[byte % 5]}", byte >> 4 & 7
    if turn < 4:
        corners = [(x, y), (x + c, y), (x + c, y + c), (x, y + c)]
        (ax, ay), (bx, by), (dx, dy) = corners[turn], corners[turn - 3], corners[turn - 1]
        return (
            f'<path class="{css}" d="M{n(ax)} {n(ay)}L{n(bx)} {n(by)}A{n(c)} {n(c)} 0 0 1 {n(dx)} {n(dy)}Z"/>'
        )
    if turn < 6:
        return circle(x + c / 2, y + c / 2, c * 0.36, css)
    half = f"A{n(c / 2)} {n(c / 2)} 0 0 {int(turn == 6)} {n(x + c)} {n(y + c / 2)}"
    return f'<path class="{css}" d="M{n(x)} {n(y + c / 2)}{half}Z"/>'
