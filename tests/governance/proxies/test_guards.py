"""Each act on a meeting sees to its own state: what a page would not show is refused when it is asked for all the same."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from core.clock import database_now, living_at
from core.errors import Refusal
from core.journal.models import Entry
from governance.assemblies.actions import checking_in, holding
from governance.assemblies.actions.second_calls import call_again
from governance.code.models import Edition, Parameter
from governance.meetings import moments
from governance.meetings.actions import agenda, planning
from governance.meetings.moments import WrongMeetingStage
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal, State
from governance.proposals.vote.actions import opening, preparing, settling
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from governance.proxies.actions import mistakes, postal_forms
from governance.proxies.actions.answering import accept, decline, revoke
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import PaperProxy, ProxyRefused, ProxyRequest
from governance.proxies.models import Proxy
from members.people.actions.representatives import name_representative
from tests import make, owner
from tests.votes.test_options import DAYS
from votes.ballots.actions import LeftTheMeeting, NotYourVoice, cast_ballot
from votes.ballots.models import Ballot
from votes.rounds.models import Round
from votes.rounds.paper import Paper as Choices
from votes.rounds.participation import FREE
from votes.tellers.actions import roll

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    cast.meeting = make.meeting(chair=cast.seats["dana"])
    with translation.override("en"):
        yield cast


def say(key, value, kind):
    """Let the code social in force say something."""
    edition = Edition.objects.in_force(make.today())
    Parameter.objects.filter(edition=edition, key=key).delete()
    Parameter.objects.create(
        edition=edition, article=edition.articles.first(), key=key, kind=kind, value=value
    )


def tabled(house, title="Accounts"):
    made = make.proposal(house.alice, title=title)
    tabling.table(made, house.meeting, decision_type="ordinary", supported=True, actor=house.sara)
    return Proposal.objects.current().get(pk=made.pk)


def come(house, *names):
    return [make.arrive(house.meeting, house.seats[name], how="room", actor=house.theo) for name in names]


def opened(house, proposal, meeting=None, paper=None, **more):
    proposal = Proposal.objects.current().get(pk=proposal.pk)
    electorate = Electorate((meeting or house.meeting).record_on, item=proposal.item)
    return opening.put_to_vote(
        proposal, house.dana, decision_type="ordinary", electorate=electorate,
        closes_at=database_now() + timedelta(minutes=15), **({"paper": paper} if paper else {}), **more,
    )  # fmt: skip


def given(house, giver, holder, occasion=None, **more):
    return give(
        ProxyRequest(house.seats[giver], occasion or house.meeting, house.seats[holder]),
        actor=getattr(house, giver), **more,
    )  # fmt: skip


# --- proxies in a vote of a meeting -------------------------------------------------------------


def test_in_a_vote_of_a_meeting_nobody_moves_a_voice(house, sign_in):
    proposal = tabled(house)
    come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    page = reverse("proxies:give_in_round", args=[round_.pk, house.seats["bob"].number])
    sign_in(house.bob).post(page, {"holder": str(house.seats["alice"].number)})
    assert not Proxy.objects.of(round_).exists()
    with pytest.raises(ProxyRefused, match="those of its meeting"):
        given(house, "bob", "alice", round_)
    for absent in (house.bob, house.fay):
        with pytest.raises(NotYourVoice):
            cast_ballot(absent, round_.pk, "for")


def test_a_code_without_proxies_takes_none_whatever_is_posted(house):
    vote = make.voting(house.alice)
    owner.rewrite(vote.round_id, electorate={**vote.round.electorate, "proxies": False})
    with pytest.raises(ProxyRefused, match="takes no proxies"):
        given(house, "bob", "alice", Round.objects.get(pk=vote.round_id))


@pytest.mark.parametrize("act", [revoke, decline, accept])
def test_once_a_meeting_has_begun_its_proxies_stand_as_they_are(house, act):
    proxy = given(house, "bob", "alice")
    make.hold(house.meeting, house.dana)
    with pytest.raises(ProxyRefused, match="The meeting has begun"):
        act(proxy, actor=house.bob)
    holding.close_meeting(house.meeting, actor=house.dana)
    with pytest.raises(ProxyRefused, match="The meeting is over"):
        act(proxy, actor=house.bob)
    proxy.refresh_from_db()
    assert (proxy.stands, proxy.accepted_at) == (True, None)


def test_order_of_reception_is_when_it_came_not_when_it_was_typed(house):
    say("proxy.limit", "number", "choice")
    say("proxy.most", 1, "whole")
    online = given(house, "bob", "alice")
    came = PaperProxy(online.given_at - timedelta(days=1))
    paper = give(
        ProxyRequest(house.seats["fay"], house.meeting, house.seats["alice"]), actor=house.theo, paper=came
    )
    online.refresh_from_db()
    assert (paper.stands, online.end) == (True, "refused")
    late = PaperProxy(database_now())
    assert (
        give(
            ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"]),
            actor=house.theo,
            paper=late,
        ).end
        == "refused"
    )


def test_what_is_received_was_received_before_now(house):
    tomorrow = database_now() + timedelta(days=1)
    with pytest.raises(Refusal, match="has not come yet"):
        give(
            ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"]),
            actor=house.theo,
            paper=PaperProxy(tomorrow),
        )
    with pytest.raises(Refusal, match="has not come yet"):
        postal_forms.receive_form(
            house.meeting, house.seats["bob"], received_at=tomorrow, choices={}, actor=house.theo
        )


# --- the life of a meeting ------------------------------------------------------------------------


def test_a_meeting_is_not_opened_before_its_day(house):
    with pytest.raises(WrongMeetingStage, match="The meeting is called for"):
        holding.open_meeting(house.meeting, actor=house.dana)


def test_a_meeting_is_not_closed_while_it_votes(house):
    proposal = tabled(house)
    come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    with pytest.raises(WrongMeetingStage, match="Votes are open: “Accounts”"):
        holding.close_meeting(house.meeting, actor=house.dana)
    settling.settle(round_.pk, early=True, actor=house.dana)
    holding.close_meeting(house.meeting, actor=house.dana)


def test_who_sits_a_question_out_is_said_before_its_vote_and_not_after_the_meeting(house):
    proposal, other = tabled(house), tabled(house, "A fund")
    come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    with pytest.raises(WrongMeetingStage, match="was put to a vote"):
        agenda.set_interested(proposal.item, [house.seats["bob"]], actor=house.sara)
    with pytest.raises(WrongMeetingStage, match="was put to a vote"):
        agenda.remove_item(proposal.item, actor=house.sara)
    agenda.set_interested(other.item, [house.seats["bob"]], actor=house.sara)
    settling.settle(round_.pk, early=True, actor=house.dana)
    holding.close_meeting(house.meeting, actor=house.dana)
    with pytest.raises(WrongMeetingStage, match="The meeting is over"):
        agenda.set_interested(other.item, [], actor=house.sara)
    assert other.item.interested.exists()


# --- a second call --------------------------------------------------------------------------------


def missed(house, *titles):
    """A meeting where the quorum was missed, closed."""
    proposals = [tabled(house, title) for title in titles]
    come(house, "alice")
    make.hold(house.meeting, house.dana)
    for proposal in proposals[:1]:
        assert settling.settle(opened(house, proposal).pk, early=True, actor=house.dana) is None
    holding.close_meeting(house.meeting, actor=house.dana)
    return proposals


def in_ten_days():
    return database_now() + timedelta(days=10)


def test_a_second_call_takes_its_proposals_along_and_they_are_voted_on_there(house):
    voted, waiting = missed(house, "Accounts", "A fund")
    again = call_again(house.meeting, meets_at=in_ten_days(), actor=house.sara)
    for proposal in (voted, waiting):
        proposal.refresh_from_db()
        assert proposal.item.meeting == again
    for name in ("alice", "bob", "fay"):
        make.arrive(again, house.seats[name], how="room", actor=house.theo)
    make.hold(again, house.dana)
    plan = preparing.prepare_again(
        Proposal.objects.current().get(pk=voted.pk), closes_at=database_now() + timedelta(minutes=9),
        actor=house.dana,
    )  # fmt: skip
    round_ = opening.open_now(plan, actor=house.dana)
    for person in (house.alice, house.bob, house.fay):
        cast_ballot(person, round_.pk, "for")
    decision = settling.settle(round_.pk, early=True, actor=house.dana)
    assert decision.adopted
    assert opened(house, waiting, again).electorate["meeting"] == again.pk


def test_what_was_decided_is_not_asked_again(house):
    decided, _left = tabled(house), tabled(house, "A fund")
    come(house, "alice", "dana", "bob", "fay")
    make.hold(house.meeting, house.dana)
    round_ = opened(house, decided)
    cast_ballot(house.alice, round_.pk, "for")
    settling.settle(round_.pk, early=True, actor=house.dana)
    for presence in house.meeting.attendances.all():
        checking_in.check_out(presence, actor=house.theo)
    holding.close_meeting(house.meeting, actor=house.dana)
    again = call_again(house.meeting, meets_at=in_ten_days(), actor=house.sara)
    assert [item.title for item in again.items.all()] == ["A fund"]
    decided.refresh_from_db()
    assert decided.item.meeting == house.meeting


def test_a_meeting_that_decided_everything_is_not_called_again(house):
    come(house, "alice", "dana", "bob", "fay")
    proposal = tabled(house)
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    cast_ballot(house.alice, round_.pk, "for")
    settling.settle(round_.pk, early=True, actor=house.dana)
    holding.close_meeting(house.meeting, actor=house.dana)
    with pytest.raises(WrongMeetingStage, match="missed its quorum"):
        call_again(house.meeting, meets_at=in_ten_days(), actor=house.sara)


def test_the_second_call_has_the_notice_that_the_code_gives_it(house):
    missed(house, "Accounts")
    with pytest.raises(WrongMeetingStage, match="10 days of notice"):
        call_again(house.meeting, meets_at=database_now() + timedelta(days=1), actor=house.sara)
    say("second_call.allowed", False, "yesno")
    with pytest.raises(WrongMeetingStage, match="no second call"):
        call_again(house.meeting, meets_at=in_ten_days(), actor=house.sara)


def test_an_agenda_that_changed_binds_nobody(house):
    proxy = given(house, "bob", "fay")
    missed(house, "Accounts")
    again = call_again(house.meeting, meets_at=in_ten_days(), actor=house.sara)
    carried = again.proxies.get()
    assert (carried.carried_from, carried.stands) == (proxy, True)
    agenda.add_item(again, title="Another question", decision_type="ordinary", actor=house.sara)
    carried.refresh_from_db()
    assert carried.end == "agenda_changed"
    fan_out(Entry.objects.get(kind="proxy.agenda_changed").pk)
    told = Notice.objects.filter(kind="proxy_agenda_changed").values_list("person", flat=True)
    assert set(told) == {house.fay.pk, house.bob.pk}


def test_a_proposal_that_a_closed_meeting_left_goes_to_another_one_or_back_to_discussion(house):
    voted, waiting = missed(house, "Accounts", "A fund")
    other = make.meeting("Another meeting")
    tabling.table(
        Proposal.objects.get(pk=voted.pk), other, decision_type="ordinary", supported=True, actor=house.sara
    )
    tabling.take_off(Proposal.objects.get(pk=waiting.pk), actor=house.sara)
    voted.refresh_from_db()
    waiting = Proposal.objects.current().get(pk=waiting.pk)
    assert (voted.item.meeting, waiting.item, waiting.stage) == (other, None, State.DISCUSSED)
    assert house.meeting.items.count() == 2
    assert waiting.decision is None and voted.decision is None


# --- at the door ----------------------------------------------------------------------------------


def test_a_holder_who_left_carries_nothing_in_the_vote_that_is_open(house):
    given(house, "bob", "alice")
    proposal = tabled(house)
    [alice, _dana] = come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    checking_in.check_out(alice, actor=house.theo)
    with pytest.raises(LeftTheMeeting):
        cast_ballot(house.alice, round_.pk, "for")
    assert cast_ballot(house.dana, round_.pk, "for")


def test_what_a_holder_cast_before_leaving_stays(house):
    given(house, "bob", "alice")
    proposal = tabled(house)
    [alice, _dana] = come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    assert len(cast_ballot(house.alice, round_.pk, "for")) == 2
    checking_in.check_out(alice, actor=house.theo)
    settling.settle(round_.pk, early=True, actor=house.dana)
    assert round_.result.outcome["for"] == 2


def test_whoever_arrives_in_mid_vote_is_told_when_their_voice_is_theirs(house, sign_in):
    given(house, "bob", "alice")
    proposal = tabled(house)
    come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    opened(house, proposal)
    there = reverse("meetings:arrive", args=[house.meeting.pk])
    page = sign_in(house.theo).post(there, {"member": house.seats["bob"].number, "how": "room"}, follow=True)
    assert "Bob Durand votes from the next question on" in page.content.decode()


def test_a_departure_noted_by_mistake_is_put_right_in_the_vote_that_is_open(house, sign_in):
    """They vote for themselves and for whoever gave them a voice, as if they had stayed: they did."""
    given(house, "bob", "alice")
    here, _dana = come(house, "alice", "dana")
    proposal = tabled(house)
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    teller, attending = sign_in(house.theo), reverse("meetings:attending", args=[house.meeting.pk])
    teller.post(reverse("meetings:depart", args=[house.meeting.pk, here.pk]))
    assert not round_.voices.filter(FREE, bearer=house.alice).exists()
    back = reverse("meetings:never_left", args=[house.meeting.pk, here.pk])
    assert back in teller.get(attending).content.decode()
    assert teller.post(back).status_code == 302
    carried = round_.voices.filter(bearer=house.alice).values_list("member", flat=True)
    assert set(carried) == {house.seats["alice"].pk, house.seats["bob"].pk}
    assert Entry.objects.filter(kind="sitting.never_left").count() == 1
    assert back not in teller.get(attending).content.decode()
    assert teller.post(back).status_code == 409


def test_who_left_and_whose_giver_came_meanwhile_carries_only_their_own_again(house):
    given(house, "bob", "alice")
    [here, *_dana] = come(house, "alice", "dana")
    proposal = tabled(house)
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    checking_in.check_out(here, actor=house.theo)
    come(house, "bob")
    checking_in.never_left(here, actor=house.theo)
    carried = round_.voices.filter(FREE, bearer=house.alice).values_list("member", flat=True)
    assert list(carried) == [house.seats["alice"].pk]


def test_voices_in_blank_are_those_of_whoever_chaired_as_the_vote_opened(house):
    """Whoever chairs now leaves them where they are; whoever chaired then takes them along, and has them again."""
    say("proxy.blank", "chair", "choice")
    proposal = tabled(house)
    give(ProxyRequest(house.seats["bob"], house.meeting, None), actor=house.bob)
    dana, alice = come(house, "dana", "alice")
    paper = Choices("approvals", options=DAYS)
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal, paper=paper)
    blank = round_.voices.get(how="blank")
    assert blank.bearer == house.dana
    planning.name_chair(house.meeting, house.seats["alice"], actor=house.sara)
    checking_in.check_out(alice, actor=house.theo)
    checking_in.never_left(alice, actor=house.theo)
    blank.refresh_from_db()
    assert (blank.bearer, blank.gone) == (house.dana, False)
    checking_in.check_out(dana, actor=house.theo)
    blank.refresh_from_db()
    assert blank.gone
    checking_in.never_left(dana, actor=house.theo)
    blank.refresh_from_db()
    assert (blank.bearer, blank.gone) == (house.dana, False)


def test_a_proxy_that_left_with_its_holder_is_not_put_right_under_the_vote_that_counts_it(house):
    asked = ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"])
    paper_proxy = give(asked, actor=house.theo, paper=PaperProxy(database_now()))
    here, _dana = come(house, "alice", "dana")
    proposal = tabled(house)
    make.hold(house.meeting, house.dana)
    opened(house, proposal)
    checking_in.check_out(here, actor=house.theo)
    with pytest.raises(moments.WrongMeetingStage, match="Cancel that vote first"):
        mistakes.annul(paper_proxy, because="Not his hand", actor=house.theo)


def test_a_giver_who_came_in_mid_vote_is_carried_again_by_whom_the_vote_began_with(house):
    """Bob's voice was Alice's as the vote opened; that he came counts from the next one, whatever is put right of her."""
    given(house, "bob", "alice")
    here, _dana = come(house, "alice", "dana")
    proposal = tabled(house)
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    come(house, "bob")
    checking_in.check_out(here, actor=house.theo)
    checking_in.never_left(here, actor=house.theo)
    assert round_.voices.filter(bearer=house.alice).count() == 2


# --- what was cast by who left ----------------------------------------------------------------------


def test_who_left_changes_nothing_of_what_they_cast(house, sign_in):
    say("ordinary.may_change", True, "yesno")
    proposal = tabled(house)
    here, _dana = come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    window, booth = sign_in(house.alice), reverse("ballots:booth", args=[round_.pk])
    assert window.post(booth, {"choice": "for"}).status_code == 302
    checking_in.check_out(here, actor=house.theo)
    refused = window.post(booth, {"choice": "against"})
    assert refused.status_code == 409 and "You left the meeting" in refused.text
    assert 'name="choice"' not in window.get(booth, follow=True).text
    assert Ballot.objects.get(voice__bearer=house.alice).content == "for"
    checking_in.never_left(here, actor=house.theo)
    assert window.post(booth, {"choice": "against"}).status_code == 302
    assert Ballot.objects.get(voice__bearer=house.alice).content == "against"


def test_a_signature_that_is_taken_off_gives_the_voice_back_to_nobody_who_left(house):
    proposal = tabled(house)
    here, _dana = come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal, by_hand=True)
    line = round_.voices.get(member=house.seats["alice"])
    roll.mark(round_.pk, line.pk, actor=house.theo)
    checking_in.check_out(here, actor=house.theo)
    roll.unmark(round_.pk, line.pk, actor=house.theo)
    with pytest.raises(LeftTheMeeting):
        cast_ballot(house.alice, round_.pk, "for")
    with pytest.raises(roll.AbsentVoice):
        roll.mark(round_.pk, line.pk, actor=house.theo)


def test_whoever_gave_their_voice_and_came_does_not_get_it_by_leaving(house):
    say("proxy.presence_cancels", False, "yesno")
    given(house, "bob", "alice")
    alice, _dana, bob = come(house, "alice", "dana", "bob")
    proposal = tabled(house)
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    checking_in.check_out(alice, actor=house.theo)
    checking_in.check_out(bob, actor=house.theo)
    checking_in.never_left(bob, actor=house.theo)
    assert not round_.voices.filter(bearer=house.bob).exists()
    checking_in.never_left(alice, actor=house.theo)
    assert round_.voices.filter(bearer=house.alice).count() == 2


def test_a_presence_noted_by_mistake_is_put_right_on_record_and_the_proxy_stands_again(house, sign_in):
    proxy = given(house, "bob", "alice")
    [noted] = come(house, "bob")
    proxy.refresh_from_db()
    assert proxy.end == "came"
    there = reverse("meetings:never_came", args=[house.meeting.pk, noted.pk])
    assert sign_in(house.theo).post(there, {"because": ""}).status_code == 422
    assert sign_in(house.theo).post(there, {"because": "Another Bob"}).status_code == 302
    proxy.refresh_from_db()
    assert proxy.stands
    assert Entry.objects.get(kind="sitting.never_came").facts["because"] == "Another Bob"
    assert sign_in(house.theo).post(there, {"because": "Again"}).status_code in {409, 422}
    assert come(house, "bob")


def test_a_form_noted_by_mistake_is_kept_and_not_counted_and_the_right_one_is_taken(house, sign_in):
    said = {"received_at": database_now(), "choices": {}, "actor": house.theo}
    wrong = postal_forms.receive_form(house.meeting, house.seats["bob"], **said)
    there = reverse("proxies:set_aside", args=[house.meeting.pk, wrong.pk])
    assert sign_in(house.theo).post(there, {"because": "It is Fay’s"}).status_code == 302
    assert attendance_sheet(house.meeting).forms == {}
    assert postal_forms.receive_form(house.meeting, house.seats["bob"], **said).pk != wrong.pk
    with pytest.raises(WrongMeetingStage, match="by mistake"):
        postal_forms.read_again(wrong, {}, actor=house.sara)


def test_a_paper_proxy_noted_by_mistake_is_set_aside_and_both_are_told(house, sign_in):
    proxy = give(
        ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"]),
        actor=house.theo,
        paper=PaperProxy(database_now()),
    )
    there = reverse("proxies:annul", args=[house.meeting.pk, proxy.pk])
    assert sign_in(house.theo).post(there, {"because": "Read wrongly"}).status_code == 302
    proxy.refresh_from_db()
    assert (proxy.end, proxy.because) == ("mistake", "Read wrongly")
    fan_out(Entry.objects.get(kind="proxy.mistake").pk)
    assert Notice.objects.filter(kind="proxy_mistake").count() == 2
    online = given(house, "bob", "alice")
    there = reverse("proxies:annul", args=[house.meeting.pk, online.pk])
    assert "given on line" in sign_in(house.theo).post(there, {"because": "x"}).content.decode()


def test_a_vote_that_could_not_open_at_its_hour_tells_whoever_prepared_it(house):
    proposal = make.proposal(house.alice)
    plan = preparing.prepare(
        proposal, VoteRequest("ordinary", Electorate(make.today())), closes_at=database_now() + timedelta(days=2),
        opens_at=database_now() + timedelta(hours=1), actor=house.dana,
    )  # fmt: skip
    Edition.objects.in_force(make.today()).parameters.filter(key__startswith="ordinary.").delete()
    from governance.proposals.vote.errands import open_vote

    with living_at(plan.opens_at):
        open_vote(plan.pk)
    fan_out(Entry.objects.get(kind="plan.not_opened").pk)
    told = Notice.objects.filter(kind="vote_not_opened").values_list("person", flat=True)
    assert set(told) == {house.dana.pk, house.alice.pk}


def test_an_organisation_is_voted_for_by_whoever_acts_for_it_that_day(house):
    """The record date says which seats vote; the representative was replaced after it."""
    proposal, later = tabled(house), tabled(house, "A fund")
    in_five_days, meets = make.today() + timedelta(days=5), database_now() + timedelta(days=30)
    name_representative(house.firm, house.gus, on=in_five_days, actor=house.sara)
    with living_at(meets):
        make.arrive(house.meeting, house.firm, how="room", actor=house.theo)
        come(house, "alice")
        make.hold(house.meeting, house.dana)
        round_ = opened(house, proposal)
        assert round_.voices.get(member=house.firm).bearer == house.gus
        with pytest.raises(NotYourVoice):
            cast_ballot(house.fay, round_.pk, "for")
        cast_ballot(house.gus, round_.pk, "for")
        late = opened(house, later)
        checking_in.check_out(house.meeting.attendances.get(member=house.firm), actor=house.theo)
        assert late.voices.get(member=house.firm).gone
