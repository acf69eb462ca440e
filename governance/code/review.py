"""An edition looked over before it is adopted: what keeps it from being applied, what deserves a second look."""

from dataclasses import dataclass

from core.errors import Refusal
from governance.code.in_force import read_edition
from governance.code.models import Edition
from governance.code.vocabulary.cautions import cautions, limits, unknown_names, weightless
from governance.code.vocabulary.faults import faults, unreadable
from members.people.models import College


class InvalidCode(Refusal):
    """An edition whose parameters cannot be applied."""


def check_edition(edition: Edition) -> None:
    """Raise InvalidCode with the first value that could not be applied, and how to mend it."""
    if wrong := faults(read_edition(edition)):
        raise InvalidCode(wrong[0])


def second_look(edition: Edition) -> list[str]:
    """List what deserves a second look in an edition, its texts and this house included, in reading order."""
    code = read_edition(edition)
    house = list(College.objects.values_list("code", flat=True))
    texts = edition.articles.values_list("number", "body")
    return [*cautions(code), *weightless(code, house), *unknown_names(code, texts)]


@dataclass(frozen=True)
class Review:
    """What keeps an edition from being adopted, what deserves a second look, what we do not do of its form."""

    faults: list[str]
    cautions: list[str]
    limits: list[str]


def review(edition: Edition) -> Review:
    """Look an edition over; what deserves a second look is only said once its values can be read."""
    code = read_edition(edition)
    return Review(
        faults=faults(code),
        cautions=[] if unreadable(code) else second_look(edition),
        limits=limits(edition.form),
    )
