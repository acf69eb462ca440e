"""Where a notice leads: a page of its own room, or one of a room above that is asked for by what it is for."""

from core.journal.notices import Place, Wording
from core.places import place


def address(words: Wording) -> str:
    """The path of the page that a notice leads to."""
    return place(words.path.name, *words.path.of) if isinstance(words.path, Place) else words.path
