"""The run-off: one bar a round; what a defeated option leaves runs down to whom its voters ranked next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.pictures.labels import WIDTH, block, key
from core.pictures.svg import n, picture, text

HIGH, GAP, HEAD = 30.0, 34.0, 20.0
STEP = HIGH + GAP + HEAD


@dataclass(frozen=True)
class Stage:
    """A round: its name, the share of each option, what the defeated give on (shares too), and its states."""

    name: str
    shares: Mapping[str, float]
    gives: Mapping[str, float]
    states: Mapping[str, str]


def flow(
    stages: Sequence[Stage], options: Sequence[tuple[str, str, str]], *, title: str, desc: str
) -> SafeString:
    """Draw the rounds from above; `options` are (id, sign, name), the defeated last so that they stand side by side."""
    body = ""
    for k, stage in enumerate(stages):
        y = k * STEP
        if k + 1 < len(stages):
            body += _bands(stage, stages[k + 1], [option for option, _s, _n in options], y + HEAD + HIGH)
        body += text(0, y + 14, stage.name, "out-small")
        body += block(0, y + HEAD, WIDTH, HIGH, "out-track", 4) + _segments(stage, options, y + HEAD)
    top = max(1, len(stages)) * STEP - GAP + 12
    drawn, height = key([(sign, "out-box", name) for _id, sign, name in options], top, columns=1)
    return picture("outcome", WIDTH, top + height, body + drawn, title=title, desc=desc)


def _segments(stage: Stage, options: Sequence[tuple[str, str, str]], y: float) -> str:
    body, x = "", 0.0
    for option, sign, _name in options:
        width, state = WIDTH * stage.shares.get(option, 0), stage.states.get(option, "in")
        body += block(x, y, width, HIGH, f"out-seg out-seg--{state}")
        body += block(x, y, width, HIGH, "out-hatch") if state == "out" else ""
        if width > 9 * len(sign) + 4:
            body += text(x + width / 2, y + 20, sign, f"out-code out-code--{state}")
        x += width
    return body


def _bands(stage: Stage, after: Stage, order: Sequence[str], y: float) -> str:
    """Draw what is given on: from the defeated, at the right end, to the end of each share that grew."""
    transferred = sum(stage.gives.values())
    left = sum(share for option, share in stage.shares.items() if stage.states.get(option) != "out")
    body, source, x, down = "", WIDTH * left, 0.0, y + GAP + HEAD
    for option in order:
        x += WIDTH * after.shares.get(option, 0)
        width = WIDTH * stage.gives.get(option, 0)
        if width > 0 and transferred:
            middle = (y + down) / 2
            body += (
                f'<path class="out-band" d="M{n(source)} {n(y)}C{n(source)} {n(middle)} {n(x - width)} {n(middle)} '
                f"{n(x - width)} {n(down)}H{n(x)}C{n(x)} {n(middle)} {n(source + width)} {n(middle)} "
                f'{n(source + width)} {n(y)}Z"/>'
            )
            source += width
    return body
