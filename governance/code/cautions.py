"""What an edition may say but should think twice about: sentences for whoever prepares it, never refusals.

The statutes of a company may be right where a general rule is doubtful, so these warn and let through.
"""

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from governance.code.in_force import Code
from votes.rounds.explain import decision_name

LEAST, MOST, MANY = Fraction(1, 10), Fraction(1, 2), 10


def cautions(code: Code) -> list[str]:
    """List what deserves a second look in an edition, in reading order; empty when nothing does."""
    return [*_colleges(code), *_floors(code)]


def _colleges(code: Code) -> Iterator[str]:
    """A SCIC has three colleges or more, each between 10 and 50 % of the votes.

    Source: law 47-1775 art. 19 octies, to be confirmed; published statutes of SCIC exist with 5 % colleges.
    """
    if "colleges.weights" not in code.parameters:
        return
    weights: dict[str, Fraction] = code.value("colleges.weights")
    if len(weights) < 3:
        yield _("Fewer than three colleges have a weight: a SCIC with colleges has three or more.")
    for college, weight in weights.items():
        if weight > MOST:
            yield _("College %(college)s weighs more than half: in a SCIC no college may.") % {
                "college": college
            }
        elif weight < LEAST and len(weights) <= MANY:
            yield _(
                "College %(college)s weighs less than a tenth: in a SCIC with ten colleges or fewer none may."
            ) % {"college": college}


def _floors(code: Code) -> Iterator[str]:
    """Without its floor, a kind of vote could adopt a text with more against than for.

    Source: Cass. ass. plén. 15 Nov. 2024, no. 23-16.670, as reported by law firms.
    """
    for kind in code.decision_types():
        if f"{kind}.floor_guard" in code.parameters and not code.value(f"{kind}.floor_guard"):
            yield _(
                "“%(kind)s” lets a text pass with as many against as for: courts hold such a clause unwritten in a company."
            ) % {"kind": decision_name(kind)}
