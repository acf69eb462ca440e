"""Doors to the vote on a proposal: each lends the proposal, or says 404 (you may not know) or 403 (you may not act)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from governance.circles.standing import Standing, standing_of
from governance.meetings.access import leads
from governance.proposals.access import lend, may_edit, readable
from governance.proposals.models import (
    Proposal,
)
from members.people.access import at_desk, desk
from members.people.staff import COUNTERS
from votes.rounds.models import Round


def counted(user: Any, number: int) -> Proposal:
    """Lend a proposal that is voted on to those who count: where they may know of it, or where it takes their paper."""
    voted_on = Proposal.objects.filter(number=number, round__isnull=False)
    known = Proposal.objects.known_to(standing_of(user))
    if not at_desk(user, COUNTERS):
        lend(voted_on & known)
        desk(user, COUNTERS)
    return lend(voted_on.filter(Q(round__by_hand=True) | Q(pk__in=known.values("pk"))))


def readable_round(user: Any, round_id: int) -> Proposal:
    """Lend the proposal that a round is about: the one that decides it, an earlier one, or a rehearsal."""
    subject = Round.objects.filter(pk=round_id).values_list("subject", flat=True).first() or ""
    kind, _dot, pk = subject.partition(".")
    if kind != "proposal" or not pk.isdecimal():
        raise Http404
    return lend(Proposal.objects.known_to(standing_of(user)).filter(pk=pk))


def votable(user: Any, number: int) -> Proposal:
    """Lend a proposal to whoever may put it to a vote: those who edit it, or lead the meeting it is tabled in."""
    proposal = readable(user, number)
    if not may_open(user, standing_of(user), proposal):
        raise PermissionDenied(_("Only its author, or who leads its circle or its meeting, may do this."))
    return proposal


def may_open(user: Any, standing: Standing, proposal: Proposal) -> bool:
    """Whether somebody may put a proposal to a vote."""
    if proposal.item is not None:
        return standing.person is not None and leads(user, proposal.item.meeting)
    return may_edit(standing, proposal)


def may_close(user: Any, standing: Standing, proposal: Proposal) -> bool:
    """Whether somebody may close or cancel the vote on a proposal."""
    if standing.may_lead(proposal.circle_id):
        return True
    return standing.person is not None and proposal.item is not None and leads(user, proposal.item.meeting)


def led(user: Any, number: int) -> Proposal:
    """Lend a proposal to whoever may close or cancel its vote."""
    proposal = readable(user, number)
    if not may_close(user, standing_of(user), proposal):
        raise PermissionDenied(_("Only who leads this circle, or an administrator, may do this."))
    return proposal
