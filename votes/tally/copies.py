"""What else was sealed of a round, upstairs, and whether it says the same as the round and its result."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from votes.rounds.freezing import fingerprint as fingerprint_of_opening
from votes.rounds.models import Round
from votes.tally.masking import masked
from votes.tally.models import Result
from votes.tally.published import sealed, seals


@dataclass(frozen=True)
class Copy:
    """A sealed copy of the result of a round: its name, whether its own seal holds, and its content.

    `question` is what was voted on (title, text); `ground` is how it was decided, with figures and fingerprints.
    """

    name: str
    whole: bool
    adopted: bool
    question: Mapping[str, str]
    ground: Mapping[str, Any]


def copies(round_: Round) -> list[Copy]:
    """The sealed copies of a round, from the room that settings name."""
    sealed: list[Copy] = import_string(settings.SEALED_COPIES)(round_)
    return sealed


def differences(copy: Copy, round_: Round, result: Result) -> Iterator[str]:
    """Name what a copy says otherwise; what a copy of an earlier release does not say is not compared."""
    ground = copy.ground
    if not copy.whole:
        yield "seal"
    if copy.adopted != result.adopted:
        yield "verdict"
    if ground.get("outcome") not in (result.outcome, _without_colleges(result.outcome)):
        yield "outcome"
    if any(copy.question[name] != getattr(round_, name) for name in copy.question):
        yield "text"
    if ground.get("rule") != round_.rule:
        yield "rule"
    for name, stored in _fingerprints(round_, result):
        if name in ground and ground[name] != stored():
            yield f"{name.removesuffix('_sha256')} fingerprint"


def _without_colleges(outcome: Mapping[str, Any]) -> Mapping[str, Any]:
    return masked(outcome) if "colleges" in outcome else outcome


def _fingerprints(round_: Round, result: Result) -> Iterator[tuple[str, Any]]:
    yield "result_sha256", lambda: result.sha256
    yield "text_sha256", lambda: round_.text_sha256
    yield "frozen_sha256", lambda: fingerprint_of_opening(round_)
    if round_.secret:
        yield "box_sha256", lambda: sealed(round_, result.outcome)
        yield "published_sha256", lambda: seals(round_)["published_sha256"]
