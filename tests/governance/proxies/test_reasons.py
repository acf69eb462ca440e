"""Why a proxy does not count, or a member has no voice: the list of docs/rules.md, each reason given by a real act."""

import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from django.utils import translation

from core.clock import database_now
from governance.assemblies.actions import holding
from governance.assemblies.actions.second_calls import call_again
from governance.assemblies.attendance_rows import REASONS, WHY
from governance.meetings.actions import agenda, planning
from governance.proxies.actions import postal_forms
from governance.proxies.actions.answering import decline, revoke
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import PaperProxy, ProxyRequest
from governance.proxies.voices import Refused, Silent
from members.people.actions import seats
from tests import make
from tests.house import say

pytestmark = pytest.mark.django_db
RULES = Path(__file__).parents[3] / "docs/rules.md"


@pytest.fixture
def house(cast, code):
    """Bob gives his voice to Fay, of his college, for a meeting that Dana chairs."""
    cast.bob_, cast.fay_, cast.alice_ = (cast.seats[name] for name in ("bob", "fay", "alice"))
    with translation.override("en"):
        yield cast


def called(house, **said):
    """The meeting, under a code that says some values otherwise; `record__on` stands for record.on."""
    say({key.replace("__", "."): value for key, value in said.items()})
    house.meeting = make.meeting(chair=house.seats["dana"])
    house.item = agenda.add_item(house.meeting, title="Accounts", decision_type="ordinary")


def given(house, holder="fay_", **more):
    return give(
        ProxyRequest(house.bob_, house.meeting, holder and getattr(house, holder)), actor=house.bob, **more
    )


def come(house, *names):
    for name in names:
        make.arrive(house.meeting, house.seats[name], how="room", actor=house.theo)


def concerns(house, name):
    agenda.set_interested(house.item, [house.seats[name]], actor=house.sara)


# --- what people do ---------------------------------------------------------------------------


def the_giver_leaves_before_the_meeting(house):
    called(house, record__on="meeting")
    given(house)
    seats.leave(house.bob_, on=make.today())


def the_holder_leaves_before_the_meeting(house):
    called(house, record__on="meeting")
    given(house)
    seats.leave(house.fay_, on=make.today())


def the_holder_leaves_and_the_meeting_is_moved(house):
    called(house, record__on="meeting")
    given(house)
    seats.leave(house.fay_, on=make.today())
    planning.revise(
        house.meeting, title="AG", place="", chair=house.meeting.chair, actor=house.sara,
        meets_at=house.meeting.meets_at + timedelta(days=1),
    )  # fmt: skip


def the_giver_comes_all_the_same(house):
    called(house)
    given(house)
    come(house, "bob", "fay")


def the_holder_does_not_come(house):
    called(house)
    given(house)


def it_is_blank_and_the_chair_does_not_come(house):
    called(house)
    given(house, None)


def the_question_concerns_the_holder_and_such_voices_are_lost(house):
    called(house, proxy__of_interested="lost")
    given(house)
    concerns(house, "fay")
    come(house, "fay")


def the_holder_moves_to_another_college(house):
    called(house, proxy__same_college=True)
    given(house)
    seats.change_college(house.fay_, make.colleges()["S"], on=make.today())
    come(house, "fay")


def it_comes_on_paper_once_the_holder_carries_enough(house):
    called(house, proxy__most=1)
    give(ProxyRequest(house.alice_, house.meeting, house.fay_), actor=house.alice)
    given(house, paper=PaperProxy(database_now()))


def its_giver_sends_a_form_and_forms_go_first(house):
    called(house, postal__with_proxy="form_wins")
    given(house)
    postal_forms.receive_form(house.meeting, house.bob_, received_at=database_now(), actor=house.theo)
    come(house, "fay")


def its_giver_gives_another(house):
    called(house)
    given(house, "alice_")
    given(house)


def its_giver_takes_it_back(house):
    called(house)
    revoke(given(house), actor=house.bob)


def its_holder_declines_it(house):
    called(house)
    decline(given(house), actor=house.fay)


def the_second_call_has_another_agenda(house):
    called(house)
    given(house)
    make.hold(house.meeting, house.dana)
    holding.close_meeting(house.meeting, actor=house.dana)
    in_time = database_now() + timedelta(days=12)
    house.meeting = call_again(house.meeting, meets_at=in_time, actor=house.dana)
    house.item = agenda.add_item(house.meeting, title="A fund", decision_type="ordinary")


ACTS = {
    "giver_not_member": the_giver_leaves_before_the_meeting,
    "holder_not_member": the_holder_leaves_before_the_meeting,
    "giver_present": the_giver_comes_all_the_same,
    "holder_absent": the_holder_does_not_come,
    "chair_absent": it_is_blank_and_the_chair_does_not_come,
    "holder_interested": the_question_concerns_the_holder_and_such_voices_are_lost,
    "college_mismatch": the_holder_moves_to_another_college,
    "limit_exceeded": it_comes_on_paper_once_the_holder_carries_enough,
    "form_sent": its_giver_sends_a_form_and_forms_go_first,
    "revoked_by_later": its_giver_gives_another,
    "revoked": its_giver_takes_it_back,
    "declined": its_holder_declines_it,
    "agenda_changed": the_second_call_has_another_agenda,
    "not_registered": the_holder_leaves_and_the_meeting_is_moved,
}


def the_question_concerns_the_giver(house):
    called(house)
    concerns(house, "bob")
    come(house, "bob")


SILENCES = {
    "absent": the_holder_does_not_come,
    "interested": the_question_concerns_the_giver,
    "holder_interested": the_question_concerns_the_holder_and_such_voices_are_lost,
}


@pytest.mark.parametrize(("reason", "act"), ACTS.items(), ids=ACTS)
def test_a_proxy_does_not_count_for_a_reason_that_an_act_gives(reason, act, house):
    act(house)
    assert (str(house.bob_.pk), reason) in attendance_sheet(house.meeting, house.item).voices.refused


@pytest.mark.parametrize(("reason", "act"), SILENCES.items(), ids=SILENCES)
def test_a_member_has_no_voice_for_a_reason_that_an_act_gives(reason, act, house):
    act(house)
    assert attendance_sheet(house.meeting, house.item).voices.silent[str(house.bob_.pk)] == reason


def written():
    """The two lists of docs/rules.md: why a proxy does not count, why a member has no voice."""
    section = RULES.read_text().split("## Who carries which voice")[1].split("\n## ")[0]
    reasons = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    silences = section.split("A member without a voice is")[1]
    return [set(re.findall(r"`([a-z_]+)`", text)) for text in ("".join(reasons), silences)]


def test_the_reasons_are_those_that_the_rules_list_and_each_has_its_sentence():
    reasons, silences = written()
    assert reasons == set(get_args(Refused)) == ACTS.keys() == REASONS.keys()
    assert silences == set(get_args(Silent)) == SILENCES.keys() == WHY.keys()
