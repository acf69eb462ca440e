"""Why can't I vote? Answers anyone, with the rule and whom to ask."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.prose.days import date_format
from governance.circles.models import Circle, Mandate, Role
from governance.circles.standing import LEADING, standing_of
from governance.meetings.models import Meeting
from governance.proposals.models import Proposal
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.models import Proxy
from members.people.models import College, Member, Person, Status, on_day
from members.people.queries import last_day, suspension
from votes.rounds.explain import cited
from votes.rounds.models import Round


@dataclass(frozen=True)
class Answer:
    """Whether one may vote, the sentences that say why, the rule, and whom to ask."""

    may_vote: bool
    sentences: list[str]
    rule: str = ""
    contacts: list[Person] = field(default_factory=list)


def right_to_vote(user: Any, proposal: Proposal, now: Any) -> Answer:
    """Explain to a person, or to a visitor, why they may or may not vote on this proposal now."""
    round_ = proposal.round
    if round_ is None:
        return Answer(False, [_("No vote is open on this proposal yet.")])
    rule = cited(round_.articles, round_.edition)
    if not round_.is_open(now):
        return Answer(False, [_("Voting closed on %(day)s.") % {"day": _moment(round_)}], rule)
    if not user.is_authenticated:
        return Answer(
            False,
            [
                _("You are not signed in. Sign in first: your voice may be waiting for you."),
                _who_votes(round_),
            ],
            rule,
        )
    own_voices = round_.voices.filter(bearer=user)
    if own_voices.filter(gone=False).exists():
        return Answer(True, [_("You are on the roll: you may vote.")], rule)
    if own_voices.exists():
        left = _(
            "You left the meeting while this vote was open: nothing more is cast for you, and what was cast stays."
        )
        return Answer(False, [left], rule)
    contacts = whom_to_ask(proposal) if standing_of(user).is_inside else []
    return Answer(False, [_reason(user, round_), _who_votes(round_)], rule, contacts)


def _moment(round_: Round) -> str:
    return date_format(timezone.localtime(round_.closed_at or round_.closes_at), "DATETIME_FORMAT")


def _who_votes(round_: Round) -> str:
    electorate = round_.electorate
    if electorate["kind"] == "circle":
        return _("This vote is for the people of the circle “%(circle)s”.") % {"circle": electorate["name"]}
    if electorate["kind"] == "meeting":
        return _("This vote is for those who take part in “%(meeting)s”.") % {"meeting": electorate["name"]}
    if electorate["kind"] == "colleges":
        names = College.objects.filter(code__in=electorate["colleges"]).values_list("name", flat=True)
        return _("This vote is for the colleges %(names)s.") % {"names": ", ".join(names)}
    return _("This vote is for all members.")


def _reason(person: Person, round_: Round) -> str:
    electorate = round_.electorate
    if electorate["kind"] == "circle":
        return _("You did not sit in this circle when the vote opened.")
    day = date.fromisoformat(electorate["day"])  # the record date of the roll
    seat = Member.objects.carried_by(person, day).as_of(day).first()
    if seat is None:
        standing = standing_of(person)
        if standing.is_member:
            return _("Your seat was not on the register yet when the vote opened.")
        return _("You do not hold a seat in the register of members.")
    if seat.status == Status.LEFT:
        return _("Your seat ended on %(day)s.") % {"day": date_format(last_day(seat, day))}
    if seat.status == Status.AWAITED:
        return _("Your seat was not on the register yet when the vote opened.")
    if seat.status == Status.SUSPENDED:
        from_on, because = suspension(seat, day)
        since = {"day": date_format(from_on), "because": because}
        if because:
            return _("Your voting rights have been suspended since %(day)s: %(because)s") % since
        return _("Your voting rights have been suspended since %(day)s.") % since
    if electorate["kind"] == "meeting":
        return _in_the_meeting(seat, electorate)
    if electorate["kind"] == "colleges" and seat.college_code not in electorate["colleges"]:
        return _("Your college, %(college)s, is not asked this time.") % {"college": seat.college_name}
    holder = Proxy.objects.of(round_).standing().filter(giver=seat).select_related("holder__person").first()
    if holder is not None:
        return _("You gave your voice to %(holder)s, who votes for you.") % {"holder": holder.holder}
    return _("Somebody else carries this seat's voice in this vote.")


def _in_the_meeting(seat: Member, electorate: dict[str, Any]) -> str:
    """Why nobody voting carries the voice of a seat in a meeting, as it stands now."""
    meeting = Meeting.objects.get(pk=electorate["meeting"])
    item = meeting.items.filter(number=electorate["item"]).first()
    line = next((row for row in attendance_sheet(meeting, item).lines if row.member.pk == seat.pk), None)
    how = line.how if line else ""
    if line is not None and line.why == "interested":
        return _("This question concerns you: you sit it out.")
    if line is not None and how == "proxy":
        return _("You gave your voice to %(holder)s, who votes for you.") % {"holder": line.carrier}
    if how == "blank":
        return _("You gave your voice in blank: it is in already, for what the management approves.")
    if how == "postal":
        return _("You voted by post: your form is in the box.")
    if how:
        return _("You came after this vote opened; you vote on the next question.")
    return _("You were not checked in when this vote opened. Ask the desk of the meeting.")


def whom_to_ask(proposal: Proposal) -> list[Person]:
    """The people who lead the proposal's circle, or else the one at the centre; never more than three."""
    opened_at = proposal.round.opened_at if proposal.round else None
    day = (opened_at or proposal.created_at).date()
    circles = (
        Circle.objects.filter(pk=proposal.circle_id)
        if proposal.circle_id
        else Circle.objects.filter(parent=None)
    )
    mandates = Mandate.objects.filter(
        on_day(day), role__circle__in=circles, role__kind__in=[Role.Kind.SECRETARY, *LEADING]
    ).select_related("person")
    people = {mandate.person_id: mandate.person for mandate in mandates}
    return list(people.values())[:3]
