"""The way in which a vote decides a proposal, as `governance.proposals.ways` asks for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from governance.proposals.models import Proposal, State
from governance.proposals.vote import live_region, my_region
from governance.proposals.vote.actions.dropping import drop_plan
from governance.proposals.vote.models import Plan
from governance.proposals.ways import NOTHING, Page, Way
from members.people.models import Person
from votes.rounds.participation import turnouts


class Vote(Way):
    """Decided by a round: open, closed and being counted, or proclaimed with something left open."""

    urls = "governance.proposals.vote.desk.urls"

    def state(self, proposal: Proposal, now: datetime) -> State | None:
        """A round past its deadline is closed for every reader, worker or no worker."""
        if proposal.round is None:
            return None
        if proposal.round.proclaimed_at is not None:
            return State.AGAIN
        return State.VOTING if proposal.round.is_open(now) else State.COUNTING

    def at(self, state: State) -> Q:
        open_ = Q(round__closed_at=None, round__closes_at__gt=Now())
        return {
            State.VOTING: Q(round__isnull=False) & open_,
            State.AGAIN: Q(round__proclaimed_at__isnull=False),
            State.COUNTING: Q(round__isnull=False, round__proclaimed_at=None) & ~open_,
        }.get(state, NOTHING)

    def not_deciding(self) -> Q:
        return Q(round=None)

    def untouched(self) -> Q:
        return Q(round=None, plan=None)

    def holds_text(self, proposal: Proposal) -> str:
        if Plan.objects.filter(proposal=proposal, opening_at__isnull=False).exists():
            return _(
                "The vote on this text is being opened, so the text is frozen. Drop the plan of the vote first."
            )
        return ""

    def let_go(self, proposal: Proposal, *, actor: Person | None) -> None:
        drop_plan(proposal, actor=actor)

    def live_region(self, proposal: Proposal, state: State) -> Page:
        return live_region.live_region(proposal, state)

    def my_region(self, user: Any, page: Page) -> Page:
        return my_region.my_region(user, page)

    def panel(self, page: Page) -> str:
        return my_region.panel(page)

    def offer(self, page: Page) -> str:
        return my_region.offer(page)

    def beside(self, page: Page) -> list[str]:
        return my_region.beside(page)

    def on_cards(self, proposals: Sequence[Proposal]) -> None:
        open_ = [p.round_id for p in proposals if p.round_id and p.stage in {State.VOTING, State.COUNTING}]
        counted = turnouts(open_) if open_ else {}
        for proposal in proposals:
            proposal.turnout = counted.get(proposal.round_id)  # type: ignore[attr-defined, arg-type]

    def topics(self, proposal: Proposal) -> list[str]:
        return [f"round.{proposal.round_id}"] if proposal.round_id else []


VOTE = Vote()
