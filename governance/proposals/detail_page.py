"""The page of a proposal: where it stands, its text, its discussion, and what is mine on it; views and live frames share it."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from governance.proposals import access
from governance.proposals.amendment import amendment
from governance.proposals.discussion import discussion
from governance.proposals.models import Proposal, State
from governance.proposals.my_region import my_region
from governance.proposals.ways import concerned

Page = dict[str, Any]

STEPS = [
    (State.DRAFT, "pencil", lambda: _("Write")),
    (State.DISCUSSED, "message-circle", lambda: _("Discuss")),
    (State.VOTING, "vote", lambda: _("Vote")),
    (State.ADOPTED, "scroll-text", lambda: _("Decide")),
]


def steps(state: State) -> list[dict[str, str]]:
    """The beads on the thread: done, current, next."""
    order = [step for step, _icon, _label in STEPS]
    reached = {
        State.COUNTING: State.ADOPTED,
        State.AGAIN: State.VOTING,
        State.REJECTED: State.ADOPTED,
        State.WITHDRAWN: State.DISCUSSED,
    }
    at = order.index(reached.get(state, state))
    over = state in {State.ADOPTED, State.REJECTED}
    return [
        {
            "icon": "check" if k < at or (over and k == at) else icon,
            "label": label(),
            "state": "done" if k < at or (over and k == at) else "current" if k == at else "next",
        }
        for k, (_step, icon, label) in enumerate(STEPS)
    ]


def comes_next(state: State) -> str:
    """One sentence on what comes next, where no way of deciding knows better."""
    return {
        State.DRAFT: _("Only you see this draft. Submit it when others may discuss it."),
        State.DISCUSSED: _(
            "Everyone it concerns discusses it; its author puts it to a vote when it is ripe."
        ),
        State.ADOPTED: _("It is in the register of decisions."),
        State.REJECTED: _(
            "It is in the register of decisions. The discussion may go on with a new proposal."
        ),
        State.WITHDRAWN: _("Its author withdrew it. It stays readable."),
    }.get(state, "")


def live_page(proposal: Proposal) -> Page:
    """What everyone on the proposal's topic sees alike: the stage, and what each way of deciding tells."""
    state = proposal.stage
    page: Page = {
        "proposal": proposal,
        "state": state,
        "steps": steps(state),
        "now": proposal.now,  # type: ignore[attr-defined]
        "next": comes_next(state),
        "stands": "proposals/_stands.html",
    }
    for way in concerned(proposal):
        page |= way.live_region(proposal, state)
    return page


def whole_page(user: Any, proposal: Proposal, comment_form: Any) -> Page:
    """The page of a proposal; its discussion for those who may read it."""
    own_region = my_region(user, proposal)
    return {
        **live_page(proposal),
        **own_region,
        **(discussion(proposal) if own_region["whole"] else {}),
        "comment_form": comment_form,
        "version": proposal.latest,
        "files": list(access.files(user, proposal)),
        "topic": proposal.topic,
        **amendment(proposal),
    }


def region(user: Any, proposal: Proposal, name: str) -> tuple[str, Page]:
    """One region of the page: its template and what it shows. Raises Http404 on another name."""
    if name == "live":
        return "proposals/_live.html", live_page(proposal)
    if name == "me":
        return "proposals/_me.html", {**live_page(proposal), **my_region(user, proposal)}
    if name == "discussion":
        return "proposals/_thread.html", {**my_region(user, proposal), **discussion(proposal)}
    raise Http404
