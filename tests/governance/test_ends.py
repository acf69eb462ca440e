"""Whatever ends takes with it what hangs on it: a plan, a rehearsal, an hour at which a vote would open, a place on an agenda."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.clock import database_now
from core.outbox import actions as outbox
from governance.assemblies.actions import holding
from governance.assemblies.actions.second_calls import call_again
from governance.proposals.actions import ending, tabling
from governance.proposals.models import Proposal, State
from governance.proposals.vote import errands
from governance.proposals.vote.actions import leading, opening, preparing, rehearsing, settling
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.models import Plan
from governance.proposals.vote.request import VoteRequest
from tests import make, owner
from tests.forms import press
from tests.governance.test_again import DAYS, now, path, words
from votes.rounds.models import Round

pytestmark = pytest.mark.django_db


def in_days(count):
    return database_now() + timedelta(days=count)


def moment(**later):
    return f"{timezone.localtime() + timedelta(**later):%Y-%m-%dT%H:%M}"


@pytest.fixture
def proposal(cast, code):
    return make.proposal(cast.dana, title="Lend the tools")


@pytest.fixture
def dana(cast, sign_in):
    return sign_in(cast.dana)


def planned(proposal, **more):
    ask = VoteRequest("ordinary", Electorate(make.today()))
    return preparing.prepare(proposal, ask, closes_at=in_days(3), actor=proposal.author, **more)


def undecided(proposal):
    """A vote in which nobody took part: its quorum is missed."""
    if now(proposal).round is None:
        round_ = opening.open_now(planned(proposal), actor=proposal.author)
        settling.settle(round_.pk, early=True)
    return now(proposal)


def nothing_hangs():
    return not Plan.objects.exists() and not Round.objects.filter(rehearsal=True).exists()


# --- documents ------------------------------------------------------------------------------------


def ended(how, proposal, cast):
    if how == "voting":
        opening.open_now(planned(proposal), actor=cast.dana)
    elif how == "decided":
        settling.let_rest(undecided(proposal), actor=cast.dana)
    else:
        ending.withdraw(proposal, cast.dana)


@pytest.mark.parametrize("how", ["voting", "decided", "withdrawn"])
def test_no_document_joins_a_text_that_is_frozen(cast, proposal, dana, how):
    ended(how, proposal, cast)
    late = SimpleUploadedFile("budget.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    refused = dana.post(path(proposal, "files/"), {"file": late})
    assert refused.status_code == 409
    assert "this proposal is at the stage" in words(refused)
    assert "budget.pdf" not in words(dana.get(path(proposal)))


# --- what was prepared ----------------------------------------------------------------------------


def test_a_vote_that_rests_takes_along_the_rehearsal_of_the_next(cast, proposal, dana, sign_in):
    plan = preparing.prepare_again(undecided(proposal), closes_at=in_days(3), actor=cast.dana)
    press(dana, path(proposal, "vote/plan/"), path(proposal, "vote/rehearse/"))
    rehearsal = Plan.objects.get(pk=plan.pk).rehearsal
    assert sign_in(cast.bob).get(reverse("ballots:booth", args=[rehearsal.pk])).status_code == 200
    assert dana.post(path(proposal, "vote/rest/")).status_code == 302
    assert nothing_hangs()
    assert sign_in(cast.bob).get(reverse("ballots:booth", args=[rehearsal.pk])).status_code == 404


def test_a_proposal_that_is_withdrawn_takes_along_its_plan_its_rehearsal_and_its_hour(cast, proposal, dana):
    plan = planned(proposal, opens_at=in_days(1))
    rehearsing.rehearse(plan, actor=cast.dana)
    assert dana.post(path(proposal, "withdraw/")).status_code == 302
    assert nothing_hangs()
    errands.open_vote(plan.pk)
    assert outbox.drain("decide") == 0
    assert now(proposal).stage == State.WITHDRAWN


def test_the_plan_of_a_second_ballot_may_change_and_still_follows_the_first(cast, proposal, dana):
    """The closing is put off, through the form of a vote."""
    first = undecided(proposal).round
    preparing.prepare_again(now(proposal), closes_at=in_days(3), actor=cast.dana)
    fields = {
        "what": "motion",
        "decision_type": "ordinary",
        "electorate": "members",
        "closes": moment(days=6),
    }
    assert dana.post(path(proposal, "vote/"), fields).status_code == 302
    plan = Plan.objects.get()
    assert (plan.follows, plan.request["again"]) == (first, "quorum")


# --- the agenda of a meeting ----------------------------------------------------------------------


@pytest.fixture
def meeting(cast, code):
    return make.meeting(chair=cast.seats["dana"])


def tabled(proposal, meeting, cast):
    tabling.table(now(proposal), meeting, decision_type="ordinary", supported=True, actor=cast.sara)
    return now(proposal)


def agenda(meeting):
    return [item.title for item in meeting.items.order_by("number")]


def test_a_proposal_that_is_withdrawn_leaves_the_agenda(cast, proposal, meeting, dana, sign_in):
    tabled(proposal, meeting, cast)
    dana.post(path(proposal, "withdraw/"))
    assert agenda(meeting) == []
    assert "Lend the tools" not in words(sign_in(cast.bob).get(f"/meetings/{meeting.pk}/"))


def test_a_proposal_that_rests_leaves_the_agenda_of_the_meeting_that_would_have_gone_on(
    cast, proposal, meeting
):
    """It was put to a vote elsewhere, settled nothing, and waits on an agenda."""
    later = tabled(proposal, meeting, cast)
    make.hold(meeting)
    item = later.item
    item.refresh_from_db()
    round_ = opening.put_to_vote(
        later, cast.dana, decision_type="ordinary", closes_at=in_days(1),
        electorate=Electorate(meeting.record_on, item=item),
    )  # fmt: skip
    settling.settle(round_.pk, early=True)
    holding.close_meeting(meeting, actor=cast.dana)
    other = make.meeting("Another meeting", chair=cast.seats["dana"])
    tabled(proposal, other, cast)
    settling.let_rest(now(proposal), actor=cast.dana)
    assert (agenda(meeting), agenda(other)) == (["Lend the tools"], [])


def test_a_question_that_was_voted_on_stays_on_the_agenda_when_it_is_decided(cast, proposal, meeting):
    voted = tabled(proposal, meeting, cast)
    make.hold(meeting)
    item = voted.item
    item.refresh_from_db()
    round_ = opening.put_to_vote(
        voted, cast.dana, decision_type="ordinary", closes_at=in_days(1),
        electorate=Electorate(meeting.record_on, item=item),
    )  # fmt: skip
    if settling.settle(round_.pk, early=True) is None:
        settling.let_rest(now(proposal), actor=cast.dana)
    assert now(proposal).decision is not None
    assert agenda(meeting) == ["Lend the tools"]


def test_a_question_that_is_taken_off_leaves_no_plan_for_that_meeting(cast, proposal, meeting, dana, sign_in):
    """Its pages go on, and it is put to a vote elsewhere."""
    item = tabled(proposal, meeting, cast).item
    make.hold(meeting)
    item.refresh_from_db()
    ask = VoteRequest("ordinary", Electorate(meeting.record_on, item=item))
    preparing.prepare(now(proposal), ask, closes_at=in_days(1), actor=cast.dana)
    assert sign_in(cast.sara).post(path(proposal, "agenda/off/")).status_code == 302
    assert dana.get(path(proposal, "vote/plan/")).headers["Location"] == path(proposal)
    for act in ("rehearse", "open", "drop"):
        assert (act, dana.post(path(proposal, f"vote/{act}/")).status_code) == (act, 404)
    assert dana.get(path(proposal, "vote/")).status_code == 200


def test_a_proposal_that_is_tabled_is_not_voted_on_as_was_planned_before(cast, proposal, meeting):
    planned(proposal, opens_at=in_days(1))
    tabled(proposal, meeting, cast)
    assert nothing_hangs()
    assert outbox.drain("decide") == 0


def test_a_second_call_does_not_ask_what_was_withdrawn(cast, proposal, meeting):
    withdrawn = tabled(proposal, meeting, cast)
    left = tabled(make.proposal(cast.dana, title="Mend the roof"), meeting, cast)
    make.hold(meeting)
    holding.close_meeting(meeting, actor=cast.dana)
    ending.withdraw(withdrawn, cast.dana)
    again = call_again(meeting, meets_at=in_days(12), actor=cast.dana)
    assert agenda(again) == ["Mend the roof"]
    assert Proposal.objects.get(pk=left.pk).item.meeting == again


def test_a_choice_between_options_is_not_planned_over_a_vote_that_left_something_open(cast, proposal, dana):
    """What is left is voted on again first; that plan may then be changed."""
    undecided(proposal)
    options = "\n".join(day.title for day in DAYS)
    fields = {
        "what": "options", "method": "plurality", "options": options, "decision_type": "ordinary",
        "electorate": "members", "closes": moment(days=6),
    }  # fmt: skip
    refused = dana.post(path(proposal, "vote/"), fields)
    assert refused.status_code == 422
    assert "vote on that again, then change what you like" in words(refused)
    assert not Plan.objects.exists()


# --- a page of another vote ------------------------------------------------------------------------


def open_vote(proposal):
    """A vote that whoever leads it may close early and put off, whatever the code of the house says."""
    round_ = opening.open_now(planned(proposal), actor=proposal.author)
    owner.rewrite(round_, closes_early="always", may_extend=True)
    return round_


def fields_of(client, address):
    """What a form sends along by itself: its token aside, of what it was read."""
    page = client.get(address).text
    return dict(re.findall(r'<input type="hidden" name="(round)" value="(\d*)"', page))


@pytest.mark.parametrize(
    ("act", "said"),
    [("close", {}), ("cancel", {"because": "The text of Monday was wrong"}), ("extend", {"closes": "soon", "because": "Late"})],
)  # fmt: skip
def test_the_page_of_a_vote_that_is_over_ends_no_other(act, said, cast, proposal, dana):
    """It was cancelled meanwhile, by a colleague or in another tab, and put to a vote anew."""
    first = open_vote(proposal)
    address = path(proposal, f"vote/{act}/")
    said = {key: moment(days=9) if value == "soon" else value for key, value in said.items()}
    said |= fields_of(dana, address)
    assert said["round"] == str(first.pk)
    leading.cancel_vote(now(proposal), cast.dana, because="A slip")
    second = open_vote(now(proposal))
    answer = dana.post(address, said)
    assert answer.status_code == 409
    assert "The vote that you read does not stand any more" in answer.text
    second.refresh_from_db()
    assert (second.closed_at, second.cancelled_at, second.extended_because) == (None, None, "")
    assert dana.post(address, {**said, "round": str(second.pk)}).status_code == 302
