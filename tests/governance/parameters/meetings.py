"""What a code says of general meetings: the notice, who counts, proxies, forms, interested members."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.clock import database_now, living_at
from governance.assemblies.actions import holding, second_calls
from governance.meetings.actions import agenda
from governance.meetings.models import Meeting
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proxies.actions import postal_forms
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import AttendanceSheet, attendance_sheet
from governance.proxies.eligibility import ProxyRequest
from members.people.models import Member
from tests import make
from tests.governance.parameters.walk import come_of, refusal_of, shows
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Round
from votes.tally.models import Result


def more(cast: Any, *names: str) -> None:
    """As many more members as a meeting needs, all of the college of users."""
    for name in names:
        who = make.person(f"{name.title()} More")
        setattr(cast, name, who)
        cast.seats[name] = make.member(who)


def tabled(cast: Any, meeting: Meeting) -> Proposal:
    """A proposal that a meeting will vote on."""
    proposal = make.proposal(cast.alice, title="Accounts")
    tabling.table(proposal, meeting, decision_type="ordinary", supported=True, actor=cast.sara)
    return Proposal.objects.current().get(pk=proposal.pk)


def opened_there(cast: Any, meeting: Meeting, proposal: Proposal) -> Round:
    """Its vote, in the meeting, which is open by now."""
    proposal = Proposal.objects.current().get(pk=proposal.pk)
    return opening.put_to_vote(
        proposal, cast.dana, decision_type="ordinary", electorate=Electorate(meeting.record_on, item=proposal.item),
        closes_at=database_now() + timedelta(minutes=15),
    )  # fmt: skip


# --- the notice -------------------------------------------------------------------------------


@shows("notice.days", 40)
def a_meeting_called_for_in_thirty_days(cast: Any) -> Any:
    return refusal_of(lambda: make.meeting(days=30))


@shows("agenda.added")
def a_question_added_while_the_notice_runs(cast: Any) -> Any:
    """Whether it may be, and whether the dismissal of somebody may."""
    meeting = make.meeting(days=30)
    asked = {"title": "One more", "decision_type": "ordinary"}
    with living_at(database_now() + timedelta(days=25)):
        return (
            refusal_of(lambda: agenda.add_item(meeting, **asked)),
            refusal_of(lambda: agenda.add_item(meeting, **asked, dismissal=True)),
        )


@shows("record.on")
def somebody_admitted_between_the_notice_and_the_meeting(cast: Any) -> Any:
    """Whether they take part."""
    meeting = make.meeting()
    newcomer = make.member(make.person("Ivan More"), on=make.today() + timedelta(days=10))
    return refusal_of(lambda: make.arrive(meeting, newcomer, how="room", actor=cast.theo))


@shows("second_call.allowed")
@shows("second_call.days", 20)
@shows("proxy.carried_over")
def a_meeting_called_again_in_twelve_days(cast: Any) -> Any:
    """Whether it may be, and how many proxies stand there that were given for the first call."""
    meeting = make.meeting(chair=cast.seats["dana"])
    agenda.add_item(meeting, title="Accounts", decision_type="ordinary")
    give(ProxyRequest(cast.seats["bob"], meeting, cast.seats["alice"]), actor=cast.bob)
    make.hold(meeting, cast.dana)
    holding.close_meeting(meeting, actor=cast.dana)
    day = database_now() + timedelta(days=12)
    call = lambda: second_calls.plan_second_call(meeting, meets_at=day, actor=cast.dana)  # noqa: E731
    return come_of(lambda: call().proxies.standing().count())


# --- proxies ----------------------------------------------------------------------------------

ASKED = (
    *(("ivan", "bob"), ("judy", "bob"), ("karl", "bob")),
    # Fay acts for a seat of her own and for a firm.
    *(("lena", "fay"), ("mona", "firm"), ("nora", "fay")),
    ("alice", None),
)


@shows("proxy.limit")
@shows("proxy.most", 1)
@shows("proxy.counted_per")
@shows("proxy.overflow")
@shows("proxy.same_college")
@shows("proxy.blank")
def proxies_that_are_asked_for(cast: Any) -> Any:
    """Which of them stand, and with whom; those that do not, why."""
    more(cast, "ivan", "judy", "karl", "lena", "mona", "nora")
    meeting, seats = make.meeting(chair=cast.seats["dana"]), {**cast.seats, "firm": cast.firm}
    return [
        come_of(lambda giver=giver, holder=holder: _holder(seats[giver], meeting, seats.get(holder)))
        for giver, holder in ASKED
    ]


def _holder(giver: Member, meeting: Meeting, holder: Member | None) -> str:
    proxy = give(ProxyRequest(giver, meeting, holder), actor=giver.person)
    return str(proxy.holder or "the chair")


# --- a whole meeting --------------------------------------------------------------------------

GIVEN = (("bob", "alice"), ("karl", "alice"), ("ivan", "fay"), ("mona", "lena"))
CAME = {"dana": "room", "alice": "room", "ivan": "room", "judy": "room", "lena": "room", "fay": "remote"}
FORMS = ("firm", "karl", "judy")
PRESENT: dict[str, Any] = {"ordinary.colleges": "none", "ordinary.base": "present_or_represented"}


@shows("quorum.represented")
@shows("quorum.remote")
@shows("quorum.postal")
@shows("proxy.presence_cancels")
@shows("proxy.of_interested")
@shows("postal.allowed")
@shows("postal.with_proxy")
@shows("postal.presence_cancels")
@shows("interested.vote")
@shows("interested.majority", given=PRESENT)
@shows("interested.quorum")
def a_meeting_of_ten(cast: Any) -> Any:
    """Who carries whose voice, what counts for the quorum, and what is decided.

    Ivan and Judy come all the same: he gave a proxy, she sent a form. Karl did both and stays away. Lena is interested,
    and Mona gave her voice to her.
    """
    more(cast, "ivan", "judy", "karl", "lena", "mona")
    meeting = make.meeting(chair=cast.seats["dana"])
    proposal = tabled(cast, meeting)
    agenda.set_interested(proposal.item, [cast.seats["lena"]], actor=cast.sara)
    _before(cast, meeting)
    for name, how in CAME.items():
        make.arrive(meeting, cast.seats[name], how=how, actor=cast.theo)
    make.hold(meeting, cast.dana)
    round_ = opened_there(cast, meeting, proposal)
    there = _lines(attendance_sheet(meeting, proposal.item))
    return there, _decided(cast, round_)


def _before(cast: Any, meeting: Meeting) -> None:
    """What comes in before a meeting: proxies, and forms against, read by two people."""
    for giver, holder in GIVEN:
        give(ProxyRequest(cast.seats[giver], meeting, cast.seats[holder]), actor=getattr(cast, giver))
    for name in FORMS:
        seat = cast.firm if name == "firm" else cast.seats[name]
        refusal_of(lambda seat=seat: _form(cast, meeting, seat))


def _form(cast: Any, meeting: Meeting, seat: Member) -> None:
    marks = {"1": "against"}
    form = postal_forms.receive_form(
        meeting, seat, received_at=database_now(), choices=marks, actor=cast.theo
    )
    postal_forms.read_again(form, marks, actor=cast.sara)


def _lines(there: AttendanceSheet) -> Any:
    return [(str(line.member), str(line.carrier), line.how, line.why) for line in there.lines]


def _decided(cast: Any, round_: Round) -> Any:
    """Everybody who is there votes for it, with all the voices they carry."""
    for name in CAME:
        refusal_of(lambda name=name: cast_ballot(getattr(cast, name), round_.pk, "for"))
    settling.settle(round_.pk, early=True)
    found = Result.objects.get(round=round_).outcome
    keys = ("adopted", "reason", "for", "against", "abstain", "ratio", "heads", "quorum")
    return {key: found[key] for key in keys}


# --- forms ------------------------------------------------------------------------------------


@shows("postal.paper_days", 5)
def a_paper_form_four_days_before(cast: Any) -> Any:
    meeting = make.meeting()
    return _in_time(cast, meeting, meeting.meets_at - timedelta(days=4), on_paper=True)


@shows("postal.eve_hour", 17)
def an_electronic_form_at_four_on_the_eve(cast: Any) -> Any:
    meeting = make.meeting()
    eve = timezone.localtime(meeting.meets_at) - timedelta(days=1)
    return _in_time(cast, meeting, eve.replace(hour=16, minute=0), on_paper=False)


def _in_time(cast: Any, meeting: Meeting, at: datetime, *, on_paper: bool) -> bool:
    with living_at(at):
        form = postal_forms.receive_form(
            meeting, cast.seats["bob"], received_at=at, on_paper=on_paper, actor=cast.theo
        )
    return form.on_time
