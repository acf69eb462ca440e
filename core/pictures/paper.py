"""Paper-cut decoration: people sitting behind a table, and the logo."""

from django.utils.safestring import SafeString, mark_safe

from core.pictures.svg import circle, n, picture

# (x, scale, body, head, raised hand: -1 left, 0 none, 1 right)
Figure = tuple[float, float, str, str, int]
SCENES: dict[str, tuple[float, float, list[Figure]]] = {
    "home": (
        620,
        190,
        [
            (52, 0.86, "teal", "paper", 0),
            (150, 1.18, "tomato", "night", 1),
            (262, 0.92, "night", "lilac", 0),
            (356, 1.06, "lilac", "tomato", -1),
            (462, 1.24, "paper", "teal", 0),
            (566, 0.9, "tomato", "paper", 1),
        ],
    ),
    "portal": (
        540,
        150,
        [
            (56, 0.95, "teal", "paper", 0),
            (158, 1.18, "tomato", "night", 0),
            (264, 0.9, "sun", "tomato", 0),
            (370, 1.22, "night", "sun", 1),
            (482, 1.0, "tomato", "teal", 0),
        ],
    ),
    "empty": (
        200,
        96,
        [
            (40, 0.62, "teal", "sun", 0),
            (100, 0.8, "lilac", "lilac", 1),
            (160, 0.62, "tomato", "tomato", 0),
        ],
    ),
}


def paper_people(scene: str) -> SafeString:
    """Draw a scene of paper people; decoration only."""
    width, height, figures = SCENES[scene]
    return picture(f"people {scene}-people", width, height, "".join(_figure(f, height) for f in figures))


def _figure(figure: Figure, floor: float) -> str:
    x, scale, coat, head, hand = figure
    radius, body = 46 * scale, ""
    if hand:
        shoulder = x + hand * radius * 0.8
        tip = shoulder + hand * 10 * scale
        body += (
            f'<path class="ppl-arm st--{coat}" stroke-width="{n(19 * scale)}" '
            f'd="M{n(shoulder - hand * 6 * scale)} {n(floor - 12 * scale)}L{n(tip)} {n(floor - 84 * scale)}"/>'
        )
        body += circle(tip + hand * 1.5 * scale, floor - 96 * scale, 11.5 * scale, f"sq--{head}")
    body += (
        f'<path class="sq--{coat}" d="M{n(x - radius)} {n(floor)}'
        f'A{n(radius)} {n(radius)} 0 0 1 {n(x + radius)} {n(floor)}Z"/>'
    )
    return body + circle(x, floor - radius - 15 * scale, 24 * scale, f"sq--{head}")


def logo(css: str = "") -> SafeString:
    """Draw the logo: a circle assembled from four cut pieces."""
    return mark_safe(  # noqa: S308 — constant, but for the class name
        f'<svg class="logo {css}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        '<path class="sq--tomato" d="M22.5 22.5H3A19.5 19.5 0 0 1 22.5 3Z"/>'
        '<path class="sq--sun" d="M27 20V1.5A19 19 0 0 1 46 20Z"/>'
        '<path class="sq--teal" d="M25.5 25.5H45A19.5 19.5 0 0 1 25.5 45Z"/>'
        '<circle class="sq--lilac" cx="13.5" cy="34.5" r="9.5"/></svg>'
    )
