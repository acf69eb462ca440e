"""What the page of a meeting shows: its agenda with what became of each question, my voices there, what I may do."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from core.clock import database_now
from governance.assemblies import second_calls
from governance.meetings import access, votes
from governance.meetings.models import Meeting
from governance.proxies.my_proxies import Page, my_seats_at
from governance.proxies.rules import rules_of
from members.people.access import at_desk
from members.people.models import Person
from members.people.staff import COUNTERS, KEEPERS, OBSERVERS
from votes.rounds.explain import cited, decision_name


def meeting_page(user: Person, meeting: Meeting) -> Page:
    """The page of a meeting, for whoever looks at it."""
    # Upstairs, a question may be a proposal, with its vote and its decision.
    questions = meeting.items.select_related("proposal__round__result", "proposal__decision")
    items: list[Any] = list(questions.prefetch_related("interested__person"))
    now = database_now()
    for item in items:
        item.kind_name = decision_name(item.decision_type)
        item.is_voted = _is_voted(item, now)
        item.is_counted = _is_counted(item)
        # Its vote was opened here and stands: its roll is written.
        item.was_put = _was_put(item)
        item.has_no_text = meeting.closed_at is None and not hasattr(item, "proposal")
        # Once members meet, they meet on what they could read.
        item.waits_for_text = item.has_no_text and meeting.opened_at is None
        item.missed = item.was_put and votes.missed_in(item.proposal.round, meeting)
    if meeting.closed_at is not None:
        # Also where no vote was taken on them, because too few were there.
        missed = {item.pk for item in second_calls.left_by_quorum(meeting)}
        for item in items:
            item.missed = item.missed or item.pk in missed
    rules = rules_of(meeting)
    return {
        "meeting": meeting,
        "items": items,
        "mine": my_seats_at(user, meeting, items, rules),
        "may_change": meeting.takes_proxies,
        "may_call_again": second_calls.may_be_called_again(meeting),
        "rules": rules,
        "cited": cited(rules.articles, rules.code.edition) if rules.articles else "",
        "observes": at_desk(user, OBSERVERS) or access.chairs(user, meeting),
        "counts": at_desk(user, COUNTERS),
        "leads": access.leads(user, meeting),
        "opens_today": timezone.localdate(now) >= timezone.localdate(meeting.meets_at),
        "keeper": at_desk(user, KEEPERS),
        "last_paper_day": rules.last_paper_day(meeting.meets_at),
        "last_instant": rules.last_instant(meeting.meets_at),
    }


def _was_put(item: Any) -> bool:
    """Whether a question was put to a vote in this meeting; what an earlier call voted on is asked anew."""
    round_ = getattr(getattr(item, "proposal", None), "round", None)
    return round_ is not None and round_.electorate.get("meeting") == item.meeting_id


def _is_counted(item: Any) -> bool:
    """Whether the vote on a question is closed, and waits for its paper to be counted."""
    round_ = getattr(getattr(item, "proposal", None), "round", None)
    return round_ is not None and round_.closed_at is not None and round_.proclaimed_at is None


def _is_voted(item: Any, now: datetime) -> bool:
    """Whether the vote on a question is open."""
    round_ = getattr(getattr(item, "proposal", None), "round", None)
    return round_ is not None and round_.is_open(now)
