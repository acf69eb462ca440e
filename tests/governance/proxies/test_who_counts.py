"""Who counts for what in a meeting and after it, where two rules meet."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.clock import database_now, living_at
from core.errors import Refusal
from core.journal.models import Entry
from governance.assemblies.actions import holding
from governance.assemblies.actions.checking_in import check_out, never_came
from governance.assemblies.actions.second_calls import call_again
from governance.code.actions.drafts import copy_edition
from governance.code.models import Edition
from governance.meetings.actions import agenda, planning
from governance.meetings.models import Meeting
from governance.meetings.moments import WrongMeetingStage
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from governance.proposals import locking
from governance.proposals.actions import tabling, writing
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proxies import rules
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import OverTheLimit, ProxyRefused, ProxyRequest
from members.people.actions.seats import leave
from tests import make
from tests.governance.proxies.test_agendas import come, form_of, fresh, opened, outcome, tabled
from tests.house import say
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Round
from votes.tally.models import Result

pytestmark = pytest.mark.django_db
AGAIN = {"second_call.allowed": True, "ordinary.quorum": "3/5", "ordinary.quorum_second": "1/10"}


@pytest.fixture
def house(cast, code):
    say(
        {
            "ordinary.colleges": "none",
            "ordinary.quorum": "0",
            "proxy.limit": "number",
            "proxy.most": 2,
            "proxy.blank": "chair",
        }
    )
    cast.meeting = make.meeting(chair=cast.seats["dana"])
    cast.others = [make.member(make.person(f"Giver{k} More")) for k in range(3)]
    with translation.override("en"):
        yield cast


def blank(house, *givers):
    for giver in givers:
        give(ProxyRequest(giver, house.meeting, None), actor=giver.person)


def test_a_blank_proxy_says_nothing_of_what_was_added_after_it_on_the_second_call_either(house):
    say({"agenda.added": "always", **AGAIN})
    tabled(house, "Accounts")
    blank(house, *house.others[:2])
    come(house, "dana")
    make.hold(house.meeting, house.dana)
    added = tabled(house, "Sell the premises")
    assert outcome(opened(house, added))["for"] == 0
    holding.close_meeting(house.meeting, actor=house.dana)
    again = house.meeting = call_again(
        house.meeting, meets_at=database_now() + timedelta(days=30), actor=house.dana
    )
    come(house, "dana")
    make.hold(again, house.dana)
    round_ = opened(house, fresh(added))
    cast_ballot(house.dana, round_.pk, "against")
    result = outcome(round_)
    assert (result["for"], result["against"], result["adopted"]) == (0, 1, False)


def test_a_form_stands_where_the_proxy_beside_it_is_lost_with_an_interested_holder(house):
    say({"proxy.of_interested": "lost", "postal.allowed": True})
    proposal = tabled(house, "Contract")
    agenda.set_interested(proposal.item, [house.seats["alice"]], actor=house.sara)
    give(ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"]), actor=house.bob)
    form_of(house, "bob", {"1": "for"})
    come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    there = attendance_sheet(house.meeting, proposal.item)
    assert there.in_advance(proposal.item) == {house.seats["bob"].pk: "for"}
    assert outcome(opened(house, proposal))["for"] == 1


def test_whoever_is_in_the_room_counts_for_the_quorum_though_their_form_votes(house):
    say(
        {
            "postal.allowed": True,
            "quorum.postal": False,
            "postal.presence_cancels": False,
            "ordinary.quorum": "1/2",
        }
    )
    proposal = tabled(house, "Contract")
    for name in ("alice", "bob", "fay", "dana"):
        form_of(house, name, {"1": "for"})
    come(house, "alice", "bob", "fay", "dana")
    make.hold(house.meeting, house.dana)
    reached = attendance_sheet(house.meeting, proposal.item).quorum("ordinary").whole
    assert (reached.counted, reached.denominator) == (4, 8)


def test_nobody_gives_wishes_in_blank_and_a_proxy_that_has_some_is_never_turned_blank(house, sign_in):
    """Blank, it would be cast as the management wishes, against what its giver wrote."""
    say({"proxy.overflow": "blank", "proxy.most": 1})
    proposal = tabled(house, "Accounts")
    there = reverse("proxies:give", args=[house.meeting.pk, house.seats["bob"].number])
    refused = sign_in(house.bob).post(there, {"to": "blank", "holder": "", "item_1": "against"})
    assert refused.status_code == 422 and "name the member who carries the wishes" in refused.content.decode()
    with pytest.raises(ProxyRefused):
        give(ProxyRequest(house.seats["bob"], house.meeting, None, {"1": "against"}), actor=house.bob)
    first, second, third = house.others
    give(ProxyRequest(first, house.meeting, house.seats["alice"], {"1": "against"}), actor=first.person)
    with pytest.raises(OverTheLimit):
        give(ProxyRequest(second, house.meeting, house.seats["alice"], {"1": "against"}), actor=second.person)
    give(ProxyRequest(third, house.meeting, house.seats["alice"]), actor=third.person)
    come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    there = attendance_sheet(house.meeting, proposal.item)
    assert there.in_advance(proposal.item) == {third.pk: "for"}


def test_a_proxy_with_wishes_that_is_over_the_limit_at_the_count_is_refused_not_turned_blank(house):
    say({"proxy.overflow": "blank"})
    tabled(house, "Accounts")
    for giver in house.others[:2]:
        give(ProxyRequest(giver, house.meeting, house.seats["alice"], {"1": "against"}), actor=giver.person)
    # A limit that fell since: nothing that the desk does brings this about, a new representative may.
    say({"proxy.overflow": "blank", "proxy.most": 1})
    come(house, "alice", "dana")
    there = attendance_sheet(house.meeting)
    assert (str(house.others[1].pk), "limit_exceeded") in there.voices.refused


def test_a_second_quorum_is_for_the_same_kind_of_vote_of_the_same_members(house):
    say(
        {
            **AGAIN,
            "extraordinary.colleges": "none",
            "extraordinary.quorum": "1/2",
            "extraordinary.quorum_second": "1/10",
        }
    )
    proposal = make.proposal(house.alice)
    ends = {"closes_at": database_now() + timedelta(days=1)}
    first = opening.put_to_vote(
        proposal,
        house.alice,
        decision_type="ordinary",
        electorate=Electorate(make.today(), colleges=("U",)),
        **ends,
    )
    settling.settle(first.pk, early=True)
    assert Result.objects.get(round=first).outcome["undecided"] == Round.Again.QUORUM
    for kind, colleges, second in (
        ("extraordinary", ("U",), False),
        ("ordinary", (), False),
        ("ordinary", ("U",), True),
    ):
        said = {"decision_type": kind, "electorate": Electorate(make.today(), colleges=colleges)}
        with pytest.raises(Undone):
            asks_less(fresh(proposal), house.alice, second, said | ends)


class Undone(Exception):
    """Takes a vote back that was opened to be looked at."""


def asks_less(proposal, actor, second, said):
    from django.db import transaction

    with transaction.atomic():
        round_ = opening.put_to_vote(proposal, actor, **said)
        settling.settle(round_.pk, early=True)
        asked = Result.objects.get(round=round_).outcome["quorum"]
        assert (asked["required"] == 1) is second, asked
        raise Undone


def test_a_meeting_that_missed_its_quorum_gives_no_second_quorum_on_line(house):
    say(AGAIN)
    proposal = tabled(house, "Accounts")
    come(house, "dana")
    make.hold(house.meeting, house.dana)
    assert outcome(opened(house, proposal))["undecided"] == Round.Again.QUORUM
    holding.close_meeting(house.meeting, actor=house.dana)
    other = make.meeting("Another")
    tabling.table(fresh(proposal), other, decision_type="ordinary", supported=True, actor=house.sara)
    tabling.take_off(fresh(proposal), actor=house.sara)
    online = opening.put_to_vote(
        fresh(proposal), house.alice, decision_type="ordinary", electorate=Electorate(make.today()),
        closes_at=database_now() + timedelta(days=1),
    )  # fmt: skip
    cast_ballot(house.alice, online.pk, "for")
    assert outcome(online)["adopted"] is False


def test_another_day_is_another_notice_and_another_register(house):
    say({"record.on": "notice"})
    meeting = house.meeting
    with living_at(database_now() + timedelta(days=20)):
        today = timezone.localdate(database_now())
        newcomer = make.member(make.person("Nora New"), on=today)
        planning.revise(
            meeting, title=meeting.title, place=meeting.place, chair=meeting.chair, actor=house.sara,
            meets_at=database_now() + timedelta(days=60),
        )  # fmt: skip
        meeting.refresh_from_db()
        assert meeting.record_on == today
        give(ProxyRequest(newcomer, meeting, house.seats["alice"]), actor=newcomer.person)


def test_a_proxy_of_who_is_not_on_the_register_of_another_day_ends_and_both_are_told(house):
    say({"record.on": "notice"})
    bob, alice, fay = (house.seats[name] for name in ("bob", "alice", "fay"))
    lost = give(ProxyRequest(bob, house.meeting, alice), actor=house.bob)
    kept = give(ProxyRequest(fay, house.meeting, alice), actor=fay.person)
    with living_at(database_now() + timedelta(days=5)):
        today = timezone.localdate(database_now())
        leave(bob, on=today - timedelta(days=1), because="Moves", actor=house.sara)
        planning.revise(
            house.meeting, title="AG", place="", chair=house.meeting.chair, actor=house.sara,
            meets_at=database_now() + timedelta(days=60),
        )  # fmt: skip
    for proxy in (lost, kept):
        proxy.refresh_from_db()
    assert (lost.end, kept.end) == ("not_registered", "")
    fan_out(Entry.objects.get(kind="proxy.not_registered").pk)
    told = Notice.objects.filter(kind="proxy_not_registered").values_list("person", flat=True)
    assert set(told) == {house.bob.pk, house.alice.pk}


def test_a_second_call_that_is_moved_keeps_the_register_of_the_first(house):
    """Source: what the code says of the day that counts is of the notice of the first call."""
    say({"record.on": "notice", **AGAIN})
    tabled(house, "Accounts")
    make.hold(house.meeting, house.dana)
    holding.close_meeting(house.meeting, actor=house.dana)
    again = call_again(house.meeting, meets_at=database_now() + timedelta(days=30), actor=house.dana)
    before = again.record_on
    with living_at(database_now() + timedelta(days=3)):
        planning.revise(
            again, title="AG", place="", chair=again.chair, actor=house.sara,
            meets_at=database_now() + timedelta(days=40),
        )  # fmt: skip
    again.refresh_from_db()
    assert again.record_on == before == Meeting.objects.get(pk=house.meeting.pk).record_on


def test_a_form_on_paper_that_comes_once_members_meet_is_late(house):
    say({"postal.allowed": True, "postal.paper_days": 0})
    tabled(house, "Accounts")
    come(house, "dana", "bob")
    make.hold(house.meeting, house.dana)
    check_out(house.meeting.attendances.get(member=house.seats["bob"]), actor=house.theo)
    assert not form_of(house, "bob", {"1": "for"}).on_time


def test_a_vote_in_a_meeting_cites_what_says_who_counts(house):
    say({"ordinary.quorum": "1/2"})
    edition = Edition.objects.in_force(make.today())
    article = edition.articles.create(number="99", title="Who counts", body="…", position=99)
    edition.parameters.filter(key="quorum.represented").delete()
    edition.parameters.create(article=article, key="quorum.represented", kind="yesno", value=False)
    proposal = tabled(house, "Accounts")
    come(house, "dana")
    make.hold(house.meeting, house.dana)
    assert "99" in opened(house, proposal).articles


# --- a meeting ends under the rules with which it began ----------------------------------------------


def amendment(house, **values):
    draft = copy_edition(Edition.objects.enacted().last())
    for key, value in values.items():
        draft.parameters.filter(key=key.replace("__", ".")).update(value=value)
    return draft, writing.submit(writing.draft(house.dana, title="Amend", body="x", amends=draft), house.dana)


def adopted_by_all(round_):
    for voice in round_.voices.exclude(bearer=None):
        cast_ballot(voice.bearer, round_.pk, {voice.pk: "for"})
    return round_


def test_an_amendment_adopted_in_a_meeting_changes_nothing_for_the_questions_that_follow(house):
    say(
        {
            "record.on": "meeting",
            "extraordinary.colleges": "none",
            "extraordinary.quorum": "1/5",
            "ordinary.quorum": "2/8",
        }
    )
    draft, amends = amendment(house, proxy__most=0, ordinary__quorum="1/1")
    meets = database_now() + timedelta(days=30)
    meeting = planning.plan("AG", meets_at=meets, chair=house.seats["dana"], actor=house.sara)
    tabling.table(amends, meeting, decision_type="extraordinary", supported=True, actor=house.sara)
    give(ProxyRequest(house.seats["bob"], meeting, house.seats["alice"]), actor=house.bob)
    with living_at(meets):
        for name in ("alice", "dana"):
            make.arrive(meeting, house.seats[name], actor=house.theo)
        holding.open_meeting(meeting, actor=house.dana)
        meeting.refresh_from_db()
        before = attendance_sheet(meeting)
        amends = fresh(amends)
        round_ = opening.put_to_vote(
            amends, house.dana, decision_type="extraordinary", closes_at=database_now() + timedelta(minutes=10),
            electorate=Electorate(meeting.record_on, item=amends.item),
        )  # fmt: skip
        assert settling.settle(adopted_by_all(round_).pk, early=True).adopted
        draft.refresh_from_db()
        assert draft.effective_from == meeting.record_on + timedelta(days=1)
        after = attendance_sheet(meeting)
        assert (after.counts, after.quorum("ordinary")) == (before.counts, before.quorum("ordinary"))


def test_an_amendment_whose_result_is_told_later_is_in_force_from_then_on(house):
    say({"extraordinary.colleges": "none", "extraordinary.quorum": "1/5"})
    draft, amends = amendment(house, proxy__most=0)
    now = database_now()
    round_ = opening.put_to_vote(
        fresh(amends), house.dana, decision_type="extraordinary", electorate=Electorate(make.today()),
        closes_at=now + timedelta(days=1), by_hand=True,
    )  # fmt: skip
    adopted_by_all(round_)
    with living_at(now + timedelta(days=1)):
        settling.settle(round_.pk)
    with living_at(now + timedelta(days=5)):
        called = planning.plan("AG", meets_at=database_now() + timedelta(days=40), actor=house.sara)
        give(ProxyRequest(house.seats["bob"], called, house.seats["alice"]), actor=house.bob)
    with living_at(now + timedelta(days=9)):
        settling.proclaim(fresh(amends), actor=house.dana)
        draft.refresh_from_db()
        assert draft.effective_from == timezone.localdate(database_now()) + timedelta(days=1)
        assert rules.rules_of(called).proxy.most == 2


def test_a_question_is_given_its_text_before_anybody_spoke_of_it_and_before_members_meet(house):
    say({"postal.allowed": True})
    item = agenda.add_item(house.meeting, title="Dividends", decision_type="ordinary", actor=house.sara)
    blank(house, house.others[0])
    made = make.proposal(house.alice, title="Dividends")
    tabling.give_text(made, item, actor=house.sara)
    item.refresh_from_db()
    come(house, "dana")
    make.hold(house.meeting, house.dana)
    # The blank proxy was given when there was a title alone.
    assert attendance_sheet(house.meeting, item).in_advance(item) == {}


def test_a_question_that_members_spoke_of_by_its_title_takes_no_text(house):
    say({"postal.allowed": True})
    item = agenda.add_item(house.meeting, title="Dividends", decision_type="ordinary", actor=house.sara)
    form_of(house, "bob", {"1": "for"})
    with pytest.raises(WrongMeetingStage, match="before it had a text"):
        tabling.give_text(make.proposal(house.alice, title="Dividends"), item, actor=house.sara)
    unspoken = agenda.add_item(house.meeting, title="Rent", decision_type="ordinary", actor=house.sara)
    make.hold(house.meeting, house.dana)
    with pytest.raises(locking.WrongMoment, match="Choose again"):
        tabling.give_text(make.proposal(house.alice, title="Rent"), unspoken, actor=house.sara)


def test_a_meeting_that_was_held_today_is_read_by_the_rules_of_today_for_ever(house):
    """Also once it is closed: a second call would otherwise follow a meeting that could decide."""
    say({"record.on": "meeting", "extraordinary.colleges": "none", "extraordinary.quorum": "1/5"})
    draft, amends = amendment(house, ordinary__quorum="1/1")
    make.hold(house.meeting, house.dana)
    holding.close_meeting(house.meeting, actor=house.dana)
    Meeting.objects.filter(pk=house.meeting.pk).update(record_on=make.today())
    round_ = opening.put_to_vote(
        fresh(amends), house.dana, decision_type="extraordinary", electorate=Electorate(make.today()),
        closes_at=database_now() + timedelta(days=1),
    )  # fmt: skip
    assert settling.settle(adopted_by_all(round_).pk, early=True).adopted
    draft.refresh_from_db()
    assert draft.effective_from == make.today() + timedelta(days=1)


def test_a_meeting_at_which_members_are_checked_in_is_not_moved_to_another_day(house):
    [came] = come(house, "bob") or [house.meeting.attendances.get()]
    said = {"title": "AG", "place": "", "chair": house.meeting.chair, "actor": house.sara}
    with pytest.raises(WrongMeetingStage, match="checked in for this day"):
        planning.revise(house.meeting, meets_at=database_now() + timedelta(days=60), **said)
    never_came(came, because="Too early", actor=house.theo)
    planning.revise(house.meeting, meets_at=database_now() + timedelta(days=60), **said)


def test_a_presence_of_before_that_is_put_right_takes_nothing_from_who_is_there(house):
    proposal = tabled(house, "Accounts")
    come(house, "alice", "dana")
    first = house.meeting.attendances.get(member=house.seats["alice"])
    check_out(first, actor=house.theo)
    come(house, "alice")
    make.hold(house.meeting, house.dana)
    round_ = opened(house, proposal)
    never_came(first, because="Another Alice", actor=house.theo)
    assert round_.voices.filter(bearer=house.alice).count() == 1


def test_a_form_on_paper_that_comes_once_an_early_meeting_is_open_is_late(house):
    say({"postal.allowed": True, "postal.paper_days": 0})
    tabled(house, "Accounts")
    # At noon, whatever the hour of this run: a meeting is opened on its own day.
    noon = timezone.localtime(database_now() + timedelta(days=1)).replace(hour=12, minute=0)
    Meeting.objects.filter(pk=house.meeting.pk).update(meets_at=noon + timedelta(minutes=50))
    house.meeting.refresh_from_db()
    with living_at(noon):
        holding.open_meeting(house.meeting, actor=house.dana)
    house.meeting.refresh_from_db()
    with living_at(noon + timedelta(minutes=1)):
        assert not form_of(house, "bob", {"1": "for"}).on_time


def test_a_chair_who_is_not_on_the_register_of_another_day_is_named_anew(house):
    say({"record.on": "notice"})
    seat = house.seats["dana"]
    with living_at(database_now() + timedelta(days=5)):
        leave(
            seat, on=timezone.localdate(database_now()) - timedelta(days=1), because="Moves", actor=house.sara
        )
        said = {
            "title": "AG",
            "place": "",
            "actor": house.sara,
            "meets_at": database_now() + timedelta(days=60),
        }
        with pytest.raises(Refusal, match="choose another chair"):
            planning.revise(house.meeting, chair=seat, **said)
        planning.revise(house.meeting, chair=house.seats["alice"], **said)


def test_a_text_that_is_given_on_a_second_call_ends_the_proxies_that_were_carried_over(house):
    say({"proxy.carried_over": True, **AGAIN})
    item = agenda.add_item(house.meeting, title="Rent", decision_type="ordinary", actor=house.sara)
    give(ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"]), actor=house.bob)
    make.hold(house.meeting, house.dana)
    holding.close_meeting(house.meeting, actor=house.dana)
    again = call_again(house.meeting, meets_at=database_now() + timedelta(days=30), actor=house.dana)
    assert again.proxies.standing().exists()
    tabling.give_text(make.proposal(house.alice, title="Rent"), again.items.get(), actor=house.sara)
    assert not again.proxies.standing().exists()
    assert item.pk != again.items.get().pk
