"""Votes of a meeting: tabled beforehand, opened among those who take part, forms and blank proxies in the box."""

from datetime import timedelta

import pytest
from django.utils import translation

from core.clock import database_now, living_at
from core.journal.models import Entry
from governance.assemblies.actions import holding
from governance.assemblies.actions.second_calls import call_again
from governance.meetings.actions import agenda, planning
from governance.meetings.models import Meeting
from governance.proposals import locking
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.desk.right_to_vote import right_to_vote
from governance.proposals.vote.electorate import Electorate, MisplacedElectorate
from governance.proxies.actions import postal_forms
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import ProxyRequest
from tests import make
from tests.forms import form_to
from votes.ballots.actions import NotYourVoice, cast_ballot
from votes.ballots.models import Ballot
from votes.tally.actions import recount

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    cast.meeting = planning.plan(
        "General meeting",
        meets_at=database_now() + timedelta(days=30),
        chair=cast.seats["dana"],
    )
    with translation.override("en"):
        yield cast


def tabled(house, title="Accounts", *, supported=True):
    proposal = make.proposal(house.alice, title=title)
    tabling.table(proposal, house.meeting, decision_type="ordinary", supported=supported, actor=house.sara)
    return Proposal.objects.current().get(pk=proposal.pk)


def hold(house, *names):
    """These come, then the chair opens."""
    for name in names:
        make.arrive(house.meeting, house.seats[name], how="room", actor=house.theo)
    make.hold(house.meeting, house.dana)


def form_of(house, name, choices):
    """A form that came by post, as Theo reads it."""
    return postal_forms.receive_form(
        house.meeting, house.seats[name], received_at=database_now(), choices=choices, actor=house.theo
    )


def form_read_twice(house, name, choices):
    postal_forms.read_again(form_of(house, name, choices), choices, actor=house.sara)


def opened(house, proposal):
    proposal = Proposal.objects.current().get(pk=proposal.pk)
    electorate = Electorate(house.meeting.record_on, item=proposal.item)
    round_ = opening.put_to_vote(
        proposal, house.dana, decision_type="ordinary", electorate=electorate,
        closes_at=database_now() + timedelta(minutes=15),
    )  # fmt: skip
    return round_


def test_a_question_of_a_meeting_is_voted_on_while_it_meets_and_nowhere_else(house):
    proposal = tabled(house)
    with pytest.raises(MisplacedElectorate, match="not open"):
        opened(house, proposal)
    with pytest.raises(locking.WrongMoment, match="on the agenda"):
        opening.put_to_vote(
            proposal, house.alice, decision_type="ordinary", electorate=Electorate(make.today()),
            closes_at=database_now() + timedelta(days=1),
        )  # fmt: skip


def test_those_who_came_carry_their_voices_and_those_given_to_them(house):
    proposal = tabled(house)
    give(
        ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"], {"1": "against"}),
        actor=house.bob,
    )
    hold(house, "alice", "dana")
    round_ = opened(house, proposal)
    carried = {voice.name: voice.bearer for voice in round_.voices.select_related("bearer")}
    assert carried == {
        "Alice Martin": house.alice, "Bob Durand": house.alice, "Dana Roy": house.dana,
        "Fay Blanc": None, "Firm": None,
    }  # fmt: skip
    assert round_.voices.get(name="Bob Durand").wish == "against"
    with pytest.raises(NotYourVoice):
        cast_ballot(house.fay, round_.pk, "for")


def test_forms_and_blank_proxies_are_in_the_box_as_the_vote_opens(house):
    approved, other = tabled(house), tabled(house, "A fund", supported=False)
    give(ProxyRequest(house.seats["bob"], house.meeting, None), actor=house.bob)
    form_read_twice(house, "fay", {"2": "for"})
    hold(house, "dana")
    for proposal, wanted in ((approved, {"for", "abstain"}), (other, {"against", "for"})):
        round_ = opened(house, proposal)
        cast = {
            b.voice.name: b.content
            for b in Ballot.objects.filter(voice__round=round_).select_related("voice")
        }
        assert set(cast) == {"Bob Durand", "Fay Blanc"}
        assert set(cast.values()) == wanted
    assert Entry.objects.filter(kind="ballot.in_advance").count() == 2


def test_the_quorum_counts_who_takes_part_even_those_who_cast_nothing(house):
    proposal = tabled(house)
    hold(house, "alice", "dana")
    round_ = opened(house, proposal)
    cast_ballot(house.alice, round_.pk, "for")
    decision = settling.settle(round_.pk, early=True, actor=house.dana)
    outcome = decision.ground["outcome"]
    assert outcome["quorum"] == {"registered": 5, "counted": 2, "required": 2, "met": True}
    assert (decision.adopted, outcome["cast"], outcome["registered"]) == (True, 1, 5)
    assert recount(round_) == outcome


def test_a_missed_quorum_adopts_nothing_whoever_votes(house):
    proposal = tabled(house)
    hold(house, "dana")
    round_ = opened(house, proposal)
    cast_ballot(house.dana, round_.pk, "for")
    assert settling.settle(round_.pk, early=True, actor=house.dana) is None
    decision = settling.let_rest(Proposal.objects.current().get(pk=proposal.pk), actor=house.dana)
    assert (decision.adopted, decision.ground["outcome"]["reason"]) == (False, "quorum_missed")


def test_the_interested_are_off_the_roll_of_their_question(house):
    proposal = tabled(house)
    item = Proposal.objects.current().get(pk=proposal.pk).item
    agenda.set_interested(item, [house.seats["alice"]], actor=house.sara)
    hold(house, "alice", "dana")
    round_ = opened(house, proposal)
    assert not round_.voices.filter(member=house.seats["alice"]).exists()
    answer = right_to_vote(house.alice, Proposal.objects.current().get(pk=proposal.pk), database_now())
    assert answer.sentences[0] == "This question concerns you: you sit it out."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bob", "You gave your voice to Alice Martin"),
        ("fay", "You voted by post"),
        ("gus", "You do not hold a seat"),
    ],
)
def test_whoever_does_not_vote_in_a_meeting_is_told_why(name, words, house):
    proposal = tabled(house)
    give(ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"]), actor=house.bob)
    form_read_twice(house, "fay", {})
    hold(house, "alice", "dana")
    opened(house, proposal)
    answer = right_to_vote(
        getattr(house, name), Proposal.objects.current().get(pk=proposal.pk), database_now()
    )
    assert words in answer.sentences[0]
    assert "those who take part in “General meeting”" in answer.sentences[1]


def test_on_second_call_the_quorum_is_that_of_the_second_call(house):
    from governance.code.models import Edition, Parameter

    edition = Edition.objects.in_force(make.today())
    Parameter.objects.filter(key="ordinary.quorum").update(value="4/5")
    Parameter.objects.create(
        edition=edition, article=edition.articles.first(), key="ordinary.quorum_second", kind="fraction", value="1/5"
    )  # fmt: skip
    proposal = tabled(house)
    hold(house, "dana")
    holding.close_meeting(house.meeting, actor=house.dana)
    house.meeting = call_again(house.meeting, meets_at=database_now() + timedelta(days=10), actor=house.dana)
    hold(house, "dana")
    round_ = opened(house, proposal)
    assert round_.rule["quorum"]["whole"]["threshold"] == "1/5"


def test_the_desk_tables_a_proposal_and_takes_it_off_again(house, sign_in):
    proposal = make.proposal(house.alice, title="Accounts")
    desk, path = sign_in(house.dana), f"/proposals/{proposal.number}/"
    desk.post(f"{path}agenda/", {"meeting": house.meeting.pk, "decision_type": "ordinary", "supported": "on"})
    page = sign_in(house.alice).get(path).content.decode()
    assert "On the agenda" in page
    assert "Put to a vote" not in page
    again = desk.post(f"{path}agenda/", {"meeting": house.meeting.pk, "decision_type": "ordinary"})
    assert "already" in again.content.decode()
    desk.post(f"{path}agenda/off/")
    assert not Meeting.objects.get().items.exists()
    assert "Put to a vote" in sign_in(house.alice).get(path).content.decode()


def test_the_chair_reads_who_takes_part_before_opening_a_vote(house, sign_in):
    proposal = tabled(house)
    hold(house, "alice", "dana")
    chair, path = sign_in(house.dana), f"/proposals/{proposal.number}/vote/"
    closes = (database_now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    data = {"decision_type": "ordinary", "electorate": "meeting", "closes": closes}
    page = chair.post(path, data, follow=True).content.decode()
    assert "2 of 5 members take part in the meeting" in page
    assert Proposal.objects.current().get(pk=proposal.pk).round is None
    chair.post(f"{path}open/", form_to(page, f"{path}open/").fields)
    assert Proposal.objects.current().get(pk=proposal.pk).round.electorate["kind"] == "meeting"


def test_no_vote_opens_before_two_people_have_read_each_form_alike(house):
    proposal = tabled(house)
    form = form_of(house, "fay", {"1": "for"})
    hold(house, "alice", "dana")
    with pytest.raises(MisplacedElectorate, match="1 form that came by post"):
        opened(house, proposal)
    postal_forms.read_again(form, {"1": "against"}, actor=house.sara)
    with pytest.raises(MisplacedElectorate, match="1 form that came by post"):
        opened(house, proposal)
    postal_forms.correct_form(form, {"1": "against"}, actor=house.theo)
    round_ = opened(house, proposal)
    assert [ballot.content for ballot in Ballot.objects.filter(voice__round=round_)] == ["against"]


def test_a_form_of_somebody_who_came_or_that_came_late_holds_no_vote_back(house):
    proposal = tabled(house)
    form_of(house, "alice", {"1": "for"})
    late = house.meeting.meets_at + timedelta(hours=1)
    with living_at(late):
        postal_forms.receive_form(house.meeting, house.seats["fay"], received_at=late, actor=house.theo)
    hold(house, "alice", "dana")
    round_ = opened(house, proposal)
    assert not Ballot.objects.filter(voice__round=round_).exists()
    assert round_.voices.get(name="Alice Martin").bearer == house.alice


def test_a_mark_beside_a_proxy_is_read_twice_as_well(house):
    proposal = tabled(house)
    give(ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"]), actor=house.bob)
    form = form_of(house, "bob", {"1": "against"})
    hold(house, "alice", "dana")
    with pytest.raises(MisplacedElectorate, match="1 form"):
        opened(house, proposal)
    postal_forms.read_again(form, {"1": "against"}, actor=house.sara)
    round_ = opened(house, proposal)
    assert Ballot.objects.get(voice__round=round_, voice__name="Bob Durand").content == "against"
