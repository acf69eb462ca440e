"""What is mine on the page of a proposal: what is asked of me, what I may do."""

from typing import Any

from governance.circles.standing import standing_of
from governance.proposals import access
from governance.proposals.agendas import goes_on, may_leave
from governance.proposals.models import Proposal, State, may_read_whole
from governance.proposals.ways import concerned

Page = dict[str, Any]


def my_region(user: Any, proposal: Proposal) -> Page:
    """What this person may do and has done: acts on the text, and what each way of deciding has for them."""
    standing = standing_of(user)
    whole = may_read_whole(standing, proposal)
    page: Page = {"proposal": proposal, "state": proposal.stage, "standing": standing, "whole": whole}
    page["may_edit"] = access.may_edit(standing, proposal)
    page["may_table"] = whole and access.may_table(standing)
    page["may_comment"] = access.may_comment(standing, proposal)
    if page["may_table"] and page["state"] == State.AGAIN:
        page["may_go_on"] = proposal.item is None and goes_on(proposal)
        page["may_leave"] = proposal.item is not None and may_leave(proposal)
    concern = concerned(proposal)
    for way in concern:
        page |= way.my_region(user, page)
    return page | {
        "panel": next(filter(None, (way.panel(page) for way in concern)), _panel(page)),
        "offers": [offer for way in concern if (offer := way.offer(page))],
        "beside": [panel for way in concern for panel in way.beside(page)],
    }


def _panel(page: Page) -> str:
    """Which panel is for this person where no way of deciding asks anything of them."""
    name = "nothing"
    if page["state"] == State.DRAFT:
        name = "draft"
    elif page["state"] == State.DISCUSSED and page["proposal"].item is not None:
        name = "tabled"
    elif page["state"] == State.DISCUSSED and page["may_edit"]:
        name = "ripe"
    elif page["state"] == State.DISCUSSED and page["may_table"]:
        name = "for_members"
    return f"proposals/me/_{name}.html"
