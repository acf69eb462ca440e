"""Where notices lead: the addresses of pages that rooms below ask for by what they are for."""

from django.urls import reverse

from core.journal.notices import DESK, MY_SPACE, PROOFS, VOTE, Place, Wording

PLACES = {DESK.name: "home:desk", MY_SPACE.name: "home:me", PROOFS.name: "portal:anchors", VOTE: "proposals:of_round"}  # fmt: skip


def address(words: Wording) -> str:
    """The path of the page that a notice leads to."""
    if isinstance(words.path, Place):
        return reverse(PLACES[words.path.name], args=words.path.of)
    return words.path
