"""An amendment of the code social: what it would change, and the kind of vote that amends."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.code.amendments import (
    base_edition,
    conflicts_with,
    is_mergeable,
    newer_edition,
    resulting_edition,
)
from governance.code.history import changes_between
from governance.code.merging import places_in_words
from governance.code.queries import edition_state
from governance.code.vocabulary.values import Code
from governance.proposals.models import Proposal
from members.people.queries import college_names
from votes.rounds.explain import decision_name

Page = dict[str, Any]


class WrongWayToAmend(Refusal):
    """The code social is amended by all members, by the kind of vote that it names, and this is another way."""


def amends_by(code: Code, decision_type: str) -> None:
    """See that a kind of vote is the one that amends a code. Raises WrongWayToAmend."""
    if decision_type != code.amended_by():
        raise WrongWayToAmend(
            _("The code social is amended by another kind of vote: choose “%(kind)s”.")
            % {"kind": decision_name(code.amended_by())}
        )


def amendment(proposal: Proposal) -> Page:
    """What an amendment would change in the code social; nothing for any other proposal."""
    if proposal.amends is None:
        return {}
    before = base_edition(proposal.amends)
    changes = changes_between(before, proposal.amends) if before else []
    state = edition_state(proposal.amends, timezone.localdate())
    later = newer_edition(proposal.amends) if state in {"draft", "frozen", "waiting"} else None
    tabled = later is not None and state == "draft" and proposal.item is not None
    return {
        "changes": changes,
        "colleges": college_names(),
        "amends": proposal.amends,
        "amends_state": state,
        "amends_base": before,
        "amends_newer": later,
        "amends_met": places_in_words(conflicts_with(proposal.amends, later)) if tabled and later else "",
        "amends_apart": bool(tabled and later and is_mergeable(proposal.amends, later)),
        "amends_joined": resulting_edition(proposal.amends) if state == "joined" else None,
    }
