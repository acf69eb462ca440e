"""The register of members: how a seat stands on any day, who sees it, and what the desk may do."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.utils import translation

from core.errors import Refusal
from core.journal.models import Entry
from governance.proposals.vote.electorate import Electorate
from members.people.actions import preferences
from members.people.actions import seats as seat_acts
from members.people.models import College, Member
from members.people.queries import Filters, colleges_of, register
from tests import make

pytestmark = pytest.mark.django_db
ADMITTED = make.LONG_AGO
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
def seats(cast):
    """The seats of the cast, in a house that speaks English for the time of a test."""
    with translation.override("en"):
        yield cast.seats


def stood(member, day):
    seat = Member.objects.as_of(day).get(pk=member.pk)
    return seat.status, seat.college_code


def college(code):
    return College.objects.get(code=code)


# --- as of a day ------------------------------------------------------------------------------


def test_a_seat_is_awaited_then_active_then_left_and_the_last_day_counts(seats):
    seat_acts.leave(seats["bob"], on=MAY, because="Moved away", decision="D-2026-031")
    days = [ADMITTED - timedelta(days=1), ADMITTED, MAY, MAY + timedelta(days=1)]
    assert [stood(seats["bob"], day)[0] for day in days] == ["awaited", "active", "active", "left"]


def test_a_suspension_has_two_ends_and_takes_the_voice_away_between_them(seats):
    seat_acts.suspend(seats["bob"], on=MARCH, until=APRIL, because="Unpaid share")
    days = [MARCH - timedelta(days=1), MARCH, APRIL, APRIL + timedelta(days=1)]
    assert [stood(seats["bob"], day)[0] for day in days] == ["active", "suspended", "suspended", "active"]
    assert [Member.objects.voting(day).filter(pk=seats["bob"].pk).exists() for day in days] == [1, 0, 0, 1]


def test_rights_given_back_are_whole_from_that_day(seats):
    seat_acts.suspend(seats["bob"], on=MARCH, because="Unpaid share")
    seat_acts.restore(seats["bob"], on=APRIL)
    assert [stood(seats["bob"], day)[0] for day in (MARCH, APRIL)] == ["suspended", "active"]


def test_a_suspension_taken_back_before_it_began_never_was(seats):
    seat_acts.suspend(seats["bob"], on=MARCH, because="By mistake")
    seat_acts.restore(seats["bob"], on=MARCH)
    assert stood(seats["bob"], MARCH)[0] == "active"
    assert Member.objects.get(pk=seats["bob"].pk).suspended_from is None


def test_a_second_suspension_leaves_the_first_on_the_register(seats):
    june = MAY + timedelta(days=31)
    seat_acts.suspend(seats["bob"], on=MARCH, until=APRIL, because="Unpaid share")
    seat_acts.suspend(seats["bob"], on=june, because="Under inquiry")
    days = [MARCH, APRIL, MAY, june]
    stood_then = [stood(seats["bob"], day)[0] for day in days]
    assert stood_then == ["suspended", "suspended", "active", "suspended"]
    assert [Member.objects.voting(day).filter(pk=seats["bob"].pk).exists() for day in days] == [0, 0, 1, 0]


@pytest.mark.parametrize("until", [MAY, None], ids=["until a day", "without end"])
def test_a_suspension_inside_another_is_refused_and_the_first_stands(seats, until):
    seat_acts.suspend(seats["bob"], on=MARCH, until=until, because="Unpaid share")
    with pytest.raises(Refusal, match="suspended from 1 March 2026 already"):
        seat_acts.suspend(seats["bob"], on=APRIL, because="Again")
    assert Member.objects.get(pk=seats["bob"].pk).suspended_because == "Unpaid share"


def test_rights_that_are_whole_are_not_given_back_a_second_time(seats):
    seat_acts.suspend(seats["bob"], on=MARCH, until=APRIL, because="Unpaid share")
    with pytest.raises(Refusal, match="whole already"):
        seat_acts.restore(seats["bob"], on=MAY)
    assert stood(seats["bob"], APRIL + timedelta(days=1))[0] == "active"


def test_who_comes_back_takes_their_seat_again_and_the_register_tells_both_stays(seats):
    bob = Member.objects.get(pk=seats["bob"].pk)
    seat_acts.suspend(bob, on=MARCH, because="Unpaid share")
    seat_acts.leave(bob, on=APRIL, because="Moved away", decision="D-2026-031")
    back = seat_acts.admit(person=bob.person, college=college("S"), on=MAY, decision="D-2026-040")
    assert (back.pk, back.number) == (bob.pk, bob.number)
    days = [ADMITTED - timedelta(days=1), ADMITTED, APRIL, APRIL + timedelta(days=1), MAY]
    assert [stood(bob, day) for day in days] == [
        ("awaited", "S"), ("active", "U"), ("suspended", "U"), ("left", "S"), ("active", "S"),
    ]  # fmt: skip
    on_register = [Member.objects.on(day).filter(pk=bob.pk).exists() for day in days]
    assert on_register == [False, True, True, False, True]
    assert [(t.college.code, t.from_on, t.to_on) for t in colleges_of(back)] == [
        ("U", ADMITTED, APRIL), ("S", MAY, None),
    ]  # fmt: skip


def test_nobody_comes_back_before_they_have_left(seats):
    seat_acts.leave(seats["bob"], on=APRIL)
    with pytest.raises(Refusal, match="already holds a seat"):
        seat_acts.admit(person=seats["bob"].person, college=college("U"), on=APRIL)
    assert Member.objects.get(pk=seats["bob"].pk).left_on == APRIL


def test_an_organisation_is_known_again_by_its_siren(seats):
    firm = seat_acts.admit(name="Atelier Nord", siren="732829320", college=college("P"), on=ADMITTED)
    with pytest.raises(Refusal, match="Atelier Nord already holds a seat"):
        seat_acts.admit(name="Atelier Nord SAS", siren="732829320", college=college("P"), on=MARCH)
    seat_acts.leave(firm, on=APRIL)
    back = seat_acts.admit(name="Atelier Nord SAS", siren="732829320", college=college("P"), on=MAY)
    assert (back.number, back.name) == (firm.number, "Atelier Nord SAS")


def test_the_page_of_a_seat_shows_both_stays_and_both_suspensions(seats, sign_in):
    bob = Member.objects.get(pk=seats["bob"].pk)
    seat_acts.suspend(bob, on=MARCH, until=MARCH, because="Unpaid share")
    seat_acts.suspend(bob, on=APRIL, because="Under inquiry")
    seat_acts.leave(bob, on=APRIL, because="Moved away")
    seat_acts.admit(person=bob.person, college=college("S"), on=MAY)
    with translation.override("en"):
        page = sign_in(bob.person).get(f"/members/{bob.number}/").content.decode()
    for told in ("Unpaid share", "Under inquiry", "Moved away", "Admitted, then left"):
        assert told in page


def test_a_member_votes_in_the_college_of_the_record_date(seats):
    seat_acts.change_college(seats["bob"], college("S"), on=APRIL, decision="D-2026-020")
    assert [stood(seats["bob"], day)[1] for day in (APRIL - timedelta(days=1), APRIL)] == ["U", "S"]
    before = Electorate(APRIL - timedelta(days=1), colleges=("U",)).seats()
    after = Electorate(APRIL, colleges=("U",)).seats()
    assert (
        "Bob Durand" in {seat.name for seat in before},
        "Bob Durand" in {seat.name for seat in after},
    ) == (True, False)


def test_the_history_of_colleges_has_no_gap(seats):
    seat_acts.change_college(seats["bob"], college("S"), on=MARCH)
    seat_acts.change_college(seats["bob"], college("P"), on=MAY)
    terms = colleges_of(Member.objects.get(pk=seats["bob"].pk))
    assert [(t.college.code, t.from_on, t.to_on) for t in terms] == [
        ("U", ADMITTED, MARCH - timedelta(days=1)), ("S", MARCH, MAY - timedelta(days=1)), ("P", MAY, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        lambda s: seat_acts.suspend(s["bob"], on=APRIL, until=MARCH, because="Why"),
        lambda s: seat_acts.suspend(s["bob"], on=date(2019, 1, 1), because="Why"),
        lambda s: seat_acts.restore(s["bob"], on=APRIL),
        lambda s: seat_acts.change_college(s["bob"], college("U"), on=APRIL),
        lambda s: seat_acts.change_college(s["bob"], college("S"), on=make.today() + timedelta(days=1)),
        lambda s: seat_acts.change_college(s["bob"], college("S"), on=ADMITTED),
        lambda s: seat_acts.leave(s["bob"], on=date(2019, 1, 1)),
    ],
    ids=["ends before", "before admission", "not suspended", "same", "tomorrow", "first day", "left before"],
)
def test_dates_that_make_no_sense_are_refused_and_nothing_changes(wrong, seats):
    before = Member.objects.values().get(pk=seats["bob"].pk)
    with pytest.raises(Refusal):
        wrong(seats)
    assert Member.objects.values().get(pk=seats["bob"].pk) == before


def test_nobody_leaves_twice(seats):
    seat_acts.leave(seats["bob"], on=APRIL)
    with pytest.raises(Refusal, match="left on 1 April 2026 already"):
        seat_acts.leave(seats["bob"], on=MAY)


def test_the_standing_of_everybody_is_one_question(seats, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(list(register(Filters(make.today())))) == 5


# --- pages ------------------------------------------------------------------------------------


def names(client, query=""):
    page = client.get(f"/members/{query}").content.decode()
    return [name for name in ("Alice Martin", "Bob Durand", "Dana Roy", "Fay Blanc", "Firm") if name in page]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Alice Martin", "Bob Durand", "Dana Roy", "Fay Blanc", "Firm"]),
        ("?q=bob", ["Bob Durand"]),
        ("?q=durand+bob", ["Bob Durand"]),
        ("?q=bob%40example", ["Bob Durand"]),
        ("?q=firm", ["Firm"]),
        ("?college=S", ["Alice Martin"]),
        ("?kind=legal", ["Firm"]),
        ("?status=suspended", ["Dana Roy"]),
        ("?day=2019-01-01", []),
        (
            "?day=nonsense&sort=nothing&status=odd",
            ["Alice Martin", "Bob Durand", "Dana Roy", "Fay Blanc", "Firm"],
        ),
    ],
)
def test_the_desk_finds_filters_and_looks_back(query, found, cast, sign_in):
    seat_acts.suspend(cast.seats["dana"], on=MARCH, because="Unpaid share")
    assert names(sign_in(cast.erik), query) == found


def test_members_see_a_directory_without_those_who_opted_out_and_no_private_word_finds_anybody(cast, sign_in):
    preferences.set_preferences(cast.seats["alice"], postal_address="", in_directory=False, e_notices=False)
    client = sign_in(cast.bob)
    assert names(client) == ["Bob Durand", "Dana Roy", "Fay Blanc", "Firm"]
    assert "Dana Roy" not in names(client, "?q=dana%40example")
    assert "seat no." not in client.get("/members/").content.decode()


def test_a_member_says_what_may_be_done_with_their_seat(cast, sign_in):
    client, path = sign_in(cast.bob), f"/members/{cast.seats['bob'].number}/"
    client.post(f"{path}preferences/", {"postal_address": "1 New Street", "e_notices": "on"})
    seat = Member.objects.get(pk=cast.seats["bob"].pk)
    assert (seat.postal_address, seat.in_directory, seat.e_notice_on) == ("1 New Street", False, make.today())
    client.post(f"{path}preferences/", {"postal_address": "1 New Street"})
    assert Member.objects.get(pk=cast.seats["bob"].pk).e_notice_on is None
    other = f"/members/{cast.seats['alice'].number}/preferences/"
    assert client.post(other, {"postal_address": "stolen"}).status_code == 404


def test_an_agreement_to_notices_keeps_its_first_day(seats):
    with make_today(MARCH):
        preferences.set_preferences(seats["bob"], postal_address="", in_directory=True, e_notices=True)
    preferences.set_preferences(seats["bob"], postal_address="x", in_directory=True, e_notices=True)
    assert Member.objects.get(pk=seats["bob"].pk).e_notice_on == MARCH


def make_today(day):
    from datetime import UTC, datetime, time

    from core.clock import living_at

    return living_at(datetime.combine(day, time(12), tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "fields", "kind"),
    [
        ("suspend", {"on": "2026-03-01", "because": "Unpaid share"}, "member.suspended"),
        ("college", {"on": "2026-03-01", "college": "S"}, "member.college_changed"),
        ("leave", {"on": "2026-03-01", "because": "Moved"}, "member.left"),
    ],
)
def test_what_the_desk_does_is_noted_in_the_journal_with_who_did_it(name, fields, kind, cast, sign_in):
    if "college" in fields:
        fields = {**fields, "college": college("S").pk}
    path = f"/members/{cast.seats['bob'].number}/{name}/"
    assert sign_in(cast.bob).post(path, fields).status_code == 403
    assert sign_in(cast.erik).post(path, fields).status_code == 302
    assert Entry.objects.get(kind=kind).actor == cast.erik


def test_a_refused_act_says_so_beside_what_was_typed(cast, sign_in):
    path = f"/members/{cast.seats['bob'].number}/suspend/"
    answer = sign_in(cast.erik).post(path, {"on": "2026-03-01", "until": "2026-02-01", "because": "TYPED"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ends before it starts" in page
    assert "TYPED" in page


def test_the_table_of_members_is_what_the_page_shows(cast, sign_in):
    answer = sign_in(cast.erik).get("/members/members.csv?college=U")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[1] for row in rows[1:]] == ["Bob Durand", "Fay Blanc"]


def test_whoever_is_suspended_is_told_since_when_and_why(cast, code, sign_in):
    seat_acts.suspend(cast.seats["bob"], on=MARCH, because="Unpaid share")
    proposal = make.voting(cast.alice)
    page = sign_in(cast.bob).get(f"/proposals/{proposal.number}/why/").content.decode()
    assert "suspended since 1 March 2026: Unpaid share" in page
