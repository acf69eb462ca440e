"""What was noted by mistake is put right: nothing that it ended is lost, and nothing that it gave is kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.clock import database_now
from core.journal.models import Entry
from governance.assemblies.actions.checking_in import check_out
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from governance.proposals.vote.actions import leading, settling
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import PaperProxy, ProxyRequest
from governance.proxies.models import Proxy
from tests import make
from tests.governance.proxies.test_agendas import come, fresh, opened, tabled
from tests.house import say
from tests.votes.test_options import DAYS
from votes.ballots.actions import LeftTheMeeting, cast_ballot
from votes.rounds.paper import Paper as Choices

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    say({"ordinary.colleges": "none", "ordinary.quorum": "0", "proxy.limit": "number", "proxy.most": 2})
    cast.meeting = make.meeting(chair=cast.seats["dana"])
    tabled(cast, "Accounts")
    cast.others = [make.member(make.person(f"Giver{k} More")) for k in range(3)]
    with translation.override("en"):
        yield cast


def on_line(house, giver, holder):
    giver = house.seats.get(giver, giver) if isinstance(giver, str) else giver
    return give(ProxyRequest(giver, house.meeting, holder and house.seats[holder]), actor=giver.person)


def on_paper(house, giver, holder, *, days):
    """A paper that was received some days ago, and is typed now."""
    giver = house.seats.get(giver, giver) if isinstance(giver, str) else giver
    paper = PaperProxy(database_now() - timedelta(days=days))
    return give(ProxyRequest(giver, house.meeting, house.seats[holder]), actor=house.theo, paper=paper)


def annul(house, sign_in, proxy):
    there = reverse("proxies:annul", args=[house.meeting.pk, proxy.pk])
    assert sign_in(house.theo).post(there, {"because": "Another line"}).status_code == 302


def never_came(house, sign_in, presence):
    there = reverse("meetings:never_came", args=[house.meeting.pk, presence.pk])
    assert sign_in(house.theo).post(there, {"because": "Another line"}).status_code == 302


def present(round_):
    """How many take part in the meeting, as a vote froze it."""
    return sum(int(there["present"]) for there in round_.rule["presence"].values())


def ends(*proxies):
    for proxy in proxies:
        proxy.refresh_from_db()
    return [proxy.end for proxy in proxies]


# --- the order of reception -------------------------------------------------------------------------


def test_of_two_proxies_of_one_giver_the_later_received_stands_whichever_is_typed_first(house, sign_in):
    online = on_line(house, "bob", "alice")
    received = timezone.localtime(database_now() - timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    page = sign_in(house.theo).post(
        reverse("proxies:paper", args=[house.meeting.pk]),
        {"giver": house.seats["bob"].number, "to": "member", "holder": house.seats["fay"].number, "received_at": received},
        follow=True,
    )  # fmt: skip
    assert "Recorded as replaced" in page.content.decode()
    paper = Proxy.objects.exclude(pk=online.pk).get()
    assert ends(online, paper) == ["", "replaced"]
    fan_out(Entry.objects.get(kind="proxy.replaced").pk)
    assert house.bob.pk in set(Notice.objects.values_list("person", flat=True))


def test_paper_that_came_before_its_giver_took_their_voice_back_does_not_stand(house, sign_in):
    online = on_line(house, "bob", "alice")
    sign_in(house.bob).post(reverse("proxies:revoke", args=[online.pk]))
    paper = on_paper(house, "bob", "fay", days=5)
    assert ends(online, paper) == ["revoked", "replaced"]


# --- a paper noted by mistake -----------------------------------------------------------------------


def test_what_a_paper_noted_by_mistake_had_replaced_stands_again(house, sign_in):
    online = on_line(house, "bob", "alice")
    paper = on_paper(house, "bob", "fay", days=0)
    make.hold(house.meeting, house.dana)
    annul(house, sign_in, paper)
    assert ends(online, paper) == ["", "mistake"]
    fan_out(Entry.objects.get(kind="proxy.stands_again").pk)
    told = set(Notice.objects.filter(kind="proxy_stands_again").values_list("person", flat=True))
    assert told == {house.bob.pk, house.alice.pk}


def test_whoever_a_paper_noted_by_mistake_had_ousted_is_represented_again(house, sign_in):
    one, two = (on_line(house, other, "alice") for other in house.others[:2])
    paper = on_paper(house, house.others[2], "alice", days=3)
    assert ends(one, two, paper) == ["", "refused", ""]
    annul(house, sign_in, paper)
    assert ends(one, two, paper) == ["", "", "mistake"]


def test_what_a_paper_noted_by_mistake_had_turned_blank_goes_to_whom_it_names(house, sign_in):
    say({"proxy.overflow": "blank"})
    _one, two = (on_line(house, other, "alice") for other in house.others[:2])
    paper = on_paper(house, house.others[2], "alice", days=3)
    two.refresh_from_db()
    assert two.holder is None
    annul(house, sign_in, paper)
    two.refresh_from_db()
    assert (two.holder, two.meant_for) == (house.seats["alice"], None)


def test_a_paper_is_not_put_right_under_a_vote_that_counts_it(house, sign_in):
    """Its quorum and its base were written as it opened: it is cancelled, or waited for."""
    paper = on_paper(house, "bob", "alice", days=0)
    come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    proposal = fresh(house.meeting.items.get().proposal)
    opened(house, proposal)
    there = reverse("proxies:annul", args=[house.meeting.pk, paper.pk])
    answer = sign_in(house.theo).post(there, {"because": "Another Bob"})
    assert (answer.status_code, ends(paper)) == (422, [""])
    assert "Bob" in answer.text and "Cancel that vote first" in answer.text
    leading.cancel_vote(fresh(proposal), house.dana, because="Another Bob")
    annul(house, sign_in, paper)
    again = opened(house, fresh(proposal))
    assert len(cast_ballot(house.alice, again.pk, "for")) == 1
    assert present(again) == 2


# --- a presence noted by mistake --------------------------------------------------------------------


def test_who_never_came_is_not_put_right_under_a_vote_that_counts_them(house, sign_in):
    """Even once they were noted to leave: the quorum of the vote that is open goes by who was there as it opened."""
    on_line(house, "bob", "alice")
    come(house, "dana")
    noted = make.arrive(house.meeting, house.seats["alice"], how="room", actor=house.theo)
    make.hold(house.meeting, house.dana)
    proposal = fresh(house.meeting.items.get().proposal)
    round_ = opened(house, proposal)
    there = reverse("meetings:never_came", args=[house.meeting.pk, noted.pk])
    assert sign_in(house.theo).post(there, {"because": "Another Alice"}).status_code == 422
    check_out(noted, actor=house.theo)
    answer = sign_in(house.theo).post(there, {"because": "Another Alice"})
    assert answer.status_code == 422 and "Cancel that vote first" in answer.text
    with pytest.raises(LeftTheMeeting):
        cast_ballot(house.alice, round_.pk, "against")
    leading.cancel_vote(fresh(proposal), house.dana, because="Another Alice")
    never_came(house, sign_in, noted)
    assert present(opened(house, fresh(proposal))) == 1


def test_who_came_after_a_vote_opened_is_put_right_while_it_is_open(house, sign_in):
    come(house, "dana")
    make.hold(house.meeting, house.dana)
    opened(house, fresh(house.meeting.items.get().proposal))
    noted = make.arrive(house.meeting, house.seats["alice"], how="room", actor=house.theo)
    never_came(house, sign_in, noted)


def test_a_form_is_not_put_right_under_a_vote_that_has_it_in_its_box(house, sign_in):
    say({"postal.allowed": True})
    form = house.meeting.postal_forms.create(
        member=house.seats["bob"], received_at=database_now() - timedelta(days=3), on_time=True,
        choices={"1": "for"}, again={"1": "for"}, entered_by=house.sara, again_by=house.theo,
    )  # fmt: skip
    come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    round_ = opened(house, fresh(house.meeting.items.get().proposal))
    there = reverse("proxies:set_aside", args=[house.meeting.pk, form.pk])
    answer = sign_in(house.sara).post(there, {"because": "Another Bob"})
    assert answer.status_code == 422 and "Cancel that vote first" in answer.text
    settling.settle(round_.pk, early=True)
    assert sign_in(house.sara).post(there, {"because": "Another Bob"}).status_code == 302


def test_a_proxy_that_stands_again_keeps_its_place_in_the_order_and_the_latest_gives_way(house, sign_in):
    first = on_line(house, "bob", "alice")
    make.day_of(house.meeting)
    noted = make.arrive(house.meeting, house.seats["bob"], how="room", actor=house.theo)
    second, third = (on_line(house, other, "alice") for other in house.others[:2])
    never_came(house, sign_in, noted)
    assert ends(first, second, third) == ["", "", "refused"]
    assert Entry.objects.filter(kind="proxy.refused").exists()


def test_a_proxy_does_not_stand_again_where_it_would_go_in_a_circle_and_both_are_told(house, sign_in):
    first = on_line(house, "bob", "alice")
    make.day_of(house.meeting)
    noted = make.arrive(house.meeting, house.seats["bob"], how="room", actor=house.theo)
    back = on_line(house, "alice", "bob")
    never_came(house, sign_in, noted)
    assert ends(first, back) == ["came", ""]
    fan_out(Entry.objects.get(kind="proxy.not_again").pk)
    assert Notice.objects.filter(kind="proxy_not_again", person=house.bob).exists()
    assert attendance_sheet(house.meeting).voices.accepted == []


# --- whoever leaves ---------------------------------------------------------------------------------


def test_a_chair_who_leaves_takes_along_what_was_turned_blank_over_the_limit(house, sign_in):
    say({"proxy.overflow": "blank", "proxy.blank": "chair"})
    for other in house.others:
        on_line(house, other, "alice")
    come(house, "alice", "dana")
    make.hold(house.meeting, house.dana)
    say({"proxy.most": 1})
    paper = Choices("plurality", DAYS, {}, 1)
    proposal = fresh(house.meeting.items.get().proposal)
    round_ = opened(house, proposal, paper=paper)
    blank = round_.voices.filter(how="blank")
    assert [voice.bearer for voice in blank] == [house.dana, house.dana]
    there = house.meeting.attendances.get(member=house.seats["dana"])
    sign_in(house.theo).post(reverse("meetings:depart", args=[house.meeting.pk, there.pk]))
    assert not blank.filter(gone=False).exists()
