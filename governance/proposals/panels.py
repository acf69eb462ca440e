"""What is mine on the page of a proposal: what I am asked, what I did, what I may do, what I lead."""

from typing import Any

from governance.circles.standing import standing_of
from governance.meetings.votes import missed_in
from governance.proposals import access
from governance.proposals.agendas import goes_on, may_leave
from governance.proposals.models import Plan, Proposal, State, may_read_whole
from governance.proxies.my_proxies import in_vote
from members.people.staff import COUNTERS
from votes.ballots.booth import may_mark
from votes.ballots.forms import MotionBallotForm
from votes.rounds.models import Round, Voice
from votes.tally.models import Result

Page = dict[str, Any]


def my_page(user: Any, proposal: Proposal) -> Page:
    """What this person may do and has done: voices carried, ballots cast, acts open to them."""
    standing = standing_of(user)
    whole = may_read_whole(standing, proposal)
    page: Page = {"proposal": proposal, "state": proposal.stage, "standing": standing, "whole": whole}
    page["may_edit"] = access.may_edit(standing, proposal)
    page["may_lead"] = whole and access.may_close(user, standing, proposal)
    page["may_open"] = whole and access.may_open(user, standing, proposal)
    page["may_table"] = whole and access.may_table(standing)
    page["may_comment"] = access.may_comment(standing, proposal)
    if proposal.round is not None and user.is_authenticated:
        carried = Voice.objects.carried_by(user).filter(round=proposal.round)
        # Who left before they voted is asked nothing any more.
        voices = [
            voice for voice in carried.select_related("ballot", "member") if voice.voted_at or not voice.gone
        ]
        page["voices"] = voices
        page["ballots"] = [voice.ballot for voice in voices if hasattr(voice, "ballot")]
        page["form"] = MotionBallotForm(voices=voices)
        page["round"] = proposal.round
        page["waiting"] = _waiting(proposal.round, voices)
        page["may_change_mind"] = proposal.round.may_change and any(not voice.gone for voice in voices)
        page["proxies"] = in_vote(user, proposal.round, voices) if page["state"] == State.VOTING else {}
    page |= leading(user, page)
    return page | {"panel": f"proposals/me/_{panel(page)}.html", "leads": _leads(page)}


def panel(page: Page) -> str:
    """Which panel of the page is for this person: what is asked of them, or what is theirs to do."""
    state, proposal = page["state"], page["proposal"]
    if state == State.VOTING:
        return "asked" if page.get("waiting") else "given" if page.get("voices") else "followed"
    if page.get("ballots"):
        return "marked"
    if state == State.DRAFT:
        return "draft"
    if state == State.DISCUSSED and proposal.item is not None:
        return "tabled"
    if state == State.DISCUSSED and page["may_edit"]:
        return "ripe"
    return "for_members" if state == State.DISCUSSED and page["may_table"] else "nothing"


def _leads(page: Page) -> str:
    """Which panel is for whoever leads or counts, beside their own; none where nothing is to be led."""
    leads, counts = page["may_lead"], page.get("may_count", False)
    if page["state"] == State.VOTING and (leads or counts):
        return "proposals/me/_leading.html"
    if page.get("to_proclaim") and (leads or counts):
        return "proposals/me/_to_proclaim.html"
    if (page["state"] == State.AGAIN and page["may_open"]) or page.get("may_go_on"):
        return "proposals/me/_undecided.html"
    return ""


def leading(user: Any, page: Page) -> Page:
    """What those who lead a vote, and those who count it, find beside it: its plan, what is left open, the roll."""
    proposal, state = page["proposal"], page["state"]
    found: Page = {}
    if page["may_open"] and state in {State.DISCUSSED, State.AGAIN}:
        found["plan"] = Plan.objects.filter(proposal=proposal).first()
    if user.is_authenticated and state in {State.DISCUSSED, State.AGAIN}:
        found["rehearsal"] = rehearsal_for(user, proposal)
    if page["may_open"] and state == State.AGAIN:
        found["result"] = Result.objects.filter(round=proposal.round_id).first()
        found["missed_here"] = _missed_here(proposal)
    if page["may_table"] and state == State.AGAIN:
        found["may_go_on"] = proposal.item is None and goes_on(proposal)
        found["may_leave"] = proposal.item is not None and may_leave(proposal)
    if proposal.round is not None and user.is_authenticated:
        # Their duties are known already: people who count nothing cost no question more.
        found["may_count"] = bool(page["standing"].duties & COUNTERS)
        found["to_proclaim"] = (
            state == State.COUNTING and proposal.round.by_hand and proposal.round.closed_at is not None
        )
    return found


def _missed_here(proposal: Proposal) -> bool:
    """Whether the meeting where it is tabled missed the quorum, so that it is not voted on there again."""
    item, left = proposal.item, proposal.round
    return item is not None and left is not None and missed_in(left, item.meeting)


def rehearsal_for(user: Any, proposal: Proposal) -> Round | None:
    """The rehearsal of the next vote, while this person may try their ballot in it."""
    return Round.objects.open().filter(rehearses__proposal=proposal, voices__bearer=user).first()


def _waiting(round_: Round, voices: list[Voice]) -> list[Voice]:
    """The voices that are asked to vote: in an open vote all of them until one has; a secret one waits for each."""
    if round_.secret:
        return [voice for voice in voices if may_mark(voice, round_)]
    if any(voice.voted_at and not voice.on_paper for voice in voices):
        return []
    return [voice for voice in voices if not voice.on_paper and not voice.gone]
