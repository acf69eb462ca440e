"""A draw by lot: full discs for those drawn, hollow ones for those in reserve, in the order of the draw."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from core.pictures.labels import WIDTH, fit
from core.pictures.svg import circle, picture, text

ROW = 36.0


def lots(rows: Sequence[tuple[str, bool]], *, title: str, desc: str) -> SafeString:
    """Draw one line a person: (name, whether drawn)."""
    body = ""
    for k, (name, drawn) in enumerate(rows):
        y, state = k * ROW + ROW / 2, "won" if drawn else "in"
        body += circle(15, y, 13, "out-disc out-disc--drawn" if drawn else "out-disc")
        body += text(15, y + 5, str(k + 1), f"out-code out-code--{state if drawn else 'lose'}")
        body += text(38, y + 5, fit(name, WIDTH - 40, 14), f"out-name out-name--{state}")
    return picture("outcome", WIDTH, max(1, len(rows)) * ROW, body, title=title, desc=desc)
