"""The ways in which a proposal is decided; each is one object, found by its name in the settings.

A proposal knows no way: where it stands, what its page shows and what ends with it, it asks of all of them.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from members.people.models import Person

if TYPE_CHECKING:
    from governance.proposals.models import Proposal, State

Page = dict[str, Any]
NOTHING = Q(pk__in=())


class Way:
    """One way of deciding. Whatever it does not tell is as if it had nothing to do with a proposal."""

    # The module of its addresses, which stand among those of proposals; none where it has no pages of its own.
    urls = ""

    # --- where a proposal stands

    def state(self, proposal: "Proposal", now: datetime) -> "State | None":
        """Where it stands by this way, at an instant of the database clock; None unless this way is deciding it."""
        return None

    def at(self, state: "State") -> Q:
        """The proposals that stand at a stage by this way: the same answer as `state`."""
        return NOTHING

    def not_deciding(self) -> Q:
        """The proposals that this way is not deciding."""
        return Q()

    def untouched(self) -> Q:
        """The proposals for which this way was not even prepared."""
        return Q()

    def holds_text(self, proposal: "Proposal") -> str:
        """Why its text may not change now, though it is discussed still; empty where it may."""
        return ""

    def let_go(self, proposal: "Proposal", *, actor: Person | None) -> None:
        """End what was prepared for a proposal; the caller holds its lock."""
        return None

    # --- what its page shows

    def live_region(self, proposal: "Proposal", state: "State") -> Page:
        """What everybody on its topic sees alike; `stands` is the template that tells it, `next` what comes next."""
        return {}

    def my_region(self, user: Any, page: Page) -> Page:
        """What is this person's on its page, beside what `page` has already."""
        return {}

    def panel(self, page: Page) -> str:
        """The template of what is asked of this person; empty where nothing is."""
        return ""

    def offer(self, page: Page) -> str:
        """The template by which whoever may begins to decide this way; empty where they may not."""
        return ""

    def beside(self, page: Page) -> list[str]:
        """The templates of what this person leads, counts or may try, beside what is asked of them."""
        return []

    def on_cards(self, proposals: "Sequence[Proposal]") -> None:
        """Note on each row what its card in a list shows."""
        return None

    def topics(self, proposal: "Proposal") -> list[str]:
        """On which live topics the deciding of it is told, beside its own."""
        return []


def ways() -> tuple[Way, ...]:
    """Every way of deciding that the settings name."""
    return _named(tuple(settings.PROPOSAL_WAYS))


def concerned(proposal: "Proposal") -> tuple[Way, ...]:
    """The ways that have something to show of a proposal: the one that is deciding it, alone; before and after, all of them.

    For rows that `current()` brought along with the clock.
    """
    deciding = (way for way in ways() if way.state(proposal, proposal.now) is not None)  # type: ignore[attr-defined]
    first = next(deciding, None)
    return (first,) if first is not None else ways()


@cache
def _named(names: tuple[str, ...]) -> tuple[Way, ...]:
    return tuple(import_string(name) for name in names)
