"""The vote bar: for against against, with a mark at the threshold."""

from django.utils.safestring import SafeString

from core.pictures.svg import n, name_of, picture, text


def votebar(
    for_: float,
    against: float,
    *,
    threshold: float | None,
    title: str,
    desc: str,
    mark: str = "",
    width: float = 600,
    height: float = 34,
) -> SafeString:
    """Draw shares of the base in percent; what is neither side stays pale.

    The mark stands at `threshold` percent, if anywhere, with its words above when given; "against" is hatched, so
    that colour is never alone.
    """
    top = 32.0 if mark else 7.0
    edge, x_for = name_of(for_, against, threshold, width, height), width * for_ / 100
    x_against = width * (100 - against) / 100
    bar = f'y="{n(top)}" height="{n(height)}"'
    body = (
        f'<clipPath id="c-{edge}"><rect x="0" {bar} width="{n(width)}" rx="9"/></clipPath>'
        f'<g clip-path="url(#c-{edge})"><rect class="b-abs" x="0" {bar} width="{n(width)}"/>'
        f'<rect class="b-for" x="0" {bar} width="{n(x_for)}"/>'
        f'<rect class="b-against" x="{n(x_against)}" {bar} width="{n(width - x_against)}"/>'
        f'<rect class="b-against-hatch" x="{n(x_against)}" {bar} width="{n(width - x_against)}"/></g>'
        f'<rect class="b-outline" x="1" {bar} width="{n(width - 2)}" rx="9"/>'
    )
    if threshold is not None:
        body += _mark(width * threshold / 100, mark, width, top, height)
    return picture("votebar", width, top + height + 8, body, title=title, desc=desc)


def _mark(at: float, words: str, width: float, top: float, height: float) -> str:
    line = f'<path class="mark" d="M{n(at)} {n(top - 7)}V{n(top + height + 6)}"/>'
    return line + (text(min(max(at, 70), width - 70), 18, words, "thr-label") if words else "")
