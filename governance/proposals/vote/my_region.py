"""What is mine of the vote on a proposal: what I am asked, what I did, what I lead or count."""

from typing import Any

from governance.meetings.votes import missed_in
from governance.proposals.models import Proposal, State
from governance.proposals.vote import access
from governance.proposals.vote.models import Plan
from governance.proxies.my_proxies import in_vote
from members.people.staff import COUNTERS
from votes.ballots.booth import may_mark
from votes.ballots.forms import MotionBallotForm
from votes.rounds.models import Round, Voice
from votes.tally.models import Result

Page = dict[str, Any]


def my_region(user: Any, page: Page) -> Page:
    """The voices that this person carries in the vote, the ballots they cast, and what they lead."""
    proposal, standing, whole = page["proposal"], page["standing"], page["whole"]
    region: Page = {
        "may_lead": whole and access.may_close(user, standing, proposal),
        "may_open": whole and access.may_open(user, standing, proposal),
    }
    if proposal.round is not None and user.is_authenticated:
        region |= _carried(user, proposal.round, page["state"])
    region |= _leading(user, {**page, **region})
    region["bar"] = (
        "proposals/vote/_bar.html" if page["state"] == State.VOTING and region.get("waiting") else ""
    )
    return region


def _carried(user: Any, round_: Round, state: State) -> Page:
    carried = Voice.objects.carried_by(user).filter(round=round_)
    # Who left before they voted is asked nothing any more.
    voices = [
        voice for voice in carried.select_related("ballot", "member") if voice.voted_at or not voice.gone
    ]
    return {
        "voices": voices,
        "ballots": [voice.ballot for voice in voices if hasattr(voice, "ballot")],
        "form": MotionBallotForm(voices=voices),
        "round": round_,
        "waiting": _waiting(round_, voices),
        "may_change_mind": round_.may_change and any(not voice.gone for voice in voices),
        "proxies": in_vote(user, round_, voices) if state == State.VOTING else {},
    }


def panel(page: Page) -> str:
    """Which panel asks something of this person, or shows what they did."""
    if page["state"] == State.VOTING:
        name = "asked" if page.get("waiting") else "given" if page.get("voices") else "followed"
        return f"proposals/vote/me/_{name}.html"
    return "proposals/vote/me/_marked.html" if page.get("ballots") else ""


def offer(page: Page) -> str:
    """How whoever may open a vote on it begins: at once, or in the meeting on whose agenda it is."""
    if page["state"] != State.DISCUSSED:
        return ""
    item = page["proposal"].item
    if item is None:
        return "proposals/vote/me/_ripe.html" if page["may_edit"] else ""
    return "proposals/vote/me/_prepare.html" if page["may_open"] and item.meeting.is_open else ""


def beside(page: Page) -> list[str]:
    """The rehearsal that may be tried, and what whoever leads or counts finds."""
    tried = ["proposals/vote/me/_rehearsal.html"] if page.get("rehearsal") else []
    led = _led(page)
    return [*tried, f"proposals/vote/me/_{led}.html"] if led else tried


def _led(page: Page) -> str:
    leads, counts = page["may_lead"], page.get("may_count", False)
    if page["state"] == State.VOTING and (leads or counts):
        return "leading"
    if page.get("to_proclaim") and (leads or counts):
        return "to_proclaim"
    if (page["state"] == State.AGAIN and page["may_open"]) or page.get("may_go_on"):
        return "undecided"
    return ""


def _leading(user: Any, page: Page) -> Page:
    """What those who lead a vote, and those who count it, find beside it: its plan, what is left open, the roll."""
    proposal, state = page["proposal"], page["state"]
    region: Page = {}
    if page["may_open"] and state in {State.DISCUSSED, State.AGAIN}:
        region["plan"] = Plan.objects.filter(proposal=proposal).first()
    if user.is_authenticated and state in {State.DISCUSSED, State.AGAIN}:
        region["rehearsal"] = rehearsal_for(user, proposal)
    if page["may_open"] and state == State.AGAIN:
        region["result"] = Result.objects.filter(round=proposal.round_id).first()
        region["missed_here"] = _missed_here(proposal)
    if proposal.round is not None and user.is_authenticated:
        # Their duties are known already: people who count nothing cost no question more.
        region["may_count"] = bool(page["standing"].duties & COUNTERS)
        region["to_proclaim"] = (
            state == State.COUNTING and proposal.round.by_hand and proposal.round.closed_at is not None
        )
    return region


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
