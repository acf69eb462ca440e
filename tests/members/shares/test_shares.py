"""Shares: what may be entered, what it changes, who sees it, and that no line is ever lost or rewritten."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.journal.models import Entry
from governance.code.actions.drafts import copy_edition
from governance.code.actions.enacting import enact
from governance.code.models import Edition
from members.shares import actions
from members.shares.balance import (
    Floor,
    Line,
    Lot,
    capital,
    highest_capital,
    holdings,
    levels,
    lots,
    lowest_since,
    reverse,
    withdraw,
    years_later,
)
from members.shares.models import Movement
from members.shares.queries import account, chosen_day
from members.shares.queries import holdings as holdings_on
from tests import make
from tests.house import say

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)
LATER = date(2026, 2, 5)
SINCE = date(2026, 3, 5)


@pytest.fixture
def seats(cast, code):
    """The seats of the cast, in a house that speaks English for the time of a test."""
    with translation.override("en"):
        yield cast.seats


def held(member):
    return sum(row.shares for row in holdings_on(make.today()) if row.member == member)


# --- acts -------------------------------------------------------------------------------------


def test_a_subscription_makes_capital_at_the_nominal_value_of_the_code(seats):
    movement = actions.subscribe(seats["bob"], 3, on=DAY, decision="D-2026-004")
    assert (movement.no, movement.nominal, movement.paid) == (1, Decimal(50), Decimal(150))
    assert Movement.objects.capital() == Decimal(150)
    assert held(seats["bob"]) == 3


def test_lines_are_numbered_without_gap_even_after_a_refusal(seats):
    actions.subscribe(seats["bob"], 3, on=DAY)
    with pytest.raises(actions.NotEnoughShares):
        actions.transfer(seats["bob"], seats["fay"], 4, on=LATER)
    actions.transfer(seats["bob"], seats["fay"], 2, on=LATER)
    assert list(Movement.objects.values_list("no", flat=True)) == [1, 2]
    assert (held(seats["bob"]), held(seats["fay"])) == (1, 2)
    assert Movement.objects.capital() == Decimal(150)


def test_a_refusal_says_what_is_held_and_how_to_go_on(seats):
    actions.subscribe(seats["bob"], 3, on=DAY)
    with pytest.raises(actions.NotEnoughShares, match=r"holds 3 shares of class U .* enter no more"):
        actions.transfer(seats["bob"], seats["fay"], 4, on=LATER)


def test_a_movement_entered_late_must_leave_enough_for_those_since(seats):
    actions.subscribe(seats["bob"], 5, on=DAY)
    actions.transfer(seats["bob"], seats["fay"], 4, on=LATER)
    with pytest.raises(actions.NotEnoughShares):
        actions.transfer(seats["bob"], seats["alice"], 2, on=DAY + timedelta(days=1))


def test_a_refund_pays_the_nominal_less_its_part_of_the_losses(seats):
    actions.subscribe(seats["bob"], 100, on=DAY)
    actions.subscribe(seats["fay"], 728, on=DAY)
    movement = actions.refund(seats["bob"], 10, on=LATER, losses=Decimal(4140))
    assert movement.paid == Decimal("450.00")
    assert Movement.objects.capital() == Decimal(40900)


def test_what_was_never_paid_in_is_not_paid_back(seats):
    actions.subscribe(seats["alice"], 100, on=DAY)
    actions.subscribe(seats["bob"], 10, on=DAY, paid=Decimal(0))
    actions.subscribe(seats["fay"], 10, on=DAY, paid=Decimal(300))
    assert actions.refund(seats["bob"], 10, on=LATER).paid == 0
    assert actions.refund(seats["fay"], 5, on=LATER).paid == Decimal("150.00")
    # The losses of 10 % are borne by the nominal: 250 € less 25 €, less 100 € that are owed.
    losses = Movement.objects.capital() / 10
    assert actions.refund(seats["fay"], 5, on=LATER, losses=losses).paid == Decimal("125.00")


def test_what_was_paid_in_goes_with_the_shares(seats):
    actions.subscribe(seats["alice"], 100, on=DAY)
    actions.subscribe(seats["bob"], 10, on=DAY, paid=Decimal(100))
    wrong = actions.subscribe(seats["fay"], 10, on=DAY, paid=Decimal(0))
    actions.correct(wrong, on=DAY, note="She had paid")
    actions.subscribe(seats["fay"], 10, on=DAY)
    actions.transfer(seats["bob"], seats["fay"], 4, on=DAY, share_class="U")
    undone = actions.refund(seats["bob"], 6, on=LATER)
    assert undone.paid == Decimal("60.00")
    actions.correct(undone, on=LATER, note="He stays")
    assert actions.refund(seats["bob"], 3, on=LATER).paid == Decimal("30.00")
    assert actions.refund(seats["fay"], 14, on=LATER, share_class="U").paid == Decimal("540.00")


def test_a_share_keeps_the_value_at_which_it_was_created(seats):
    """The code says 100 € from now on: ten shares of 50 € are worth what they were, and no capital vanishes."""
    for name in ("alice", "bob"):
        actions.subscribe(seats[name], 10, on=DAY)
    say({"shares.nominal": "100", "capital.floor": "1/10"})
    assert actions.subscribe(seats["bob"], 2, on=LATER).paid == Decimal(200)
    with pytest.raises(Refusal, match="enter 10 shares of €50 first"):
        actions.refund(seats["bob"], 12, on=LATER)
    movement = actions.refund(seats["bob"], 10, on=LATER)
    assert (movement.nominal, movement.paid, Movement.objects.capital()) == (50, Decimal("500.00"), 700)
    assert actions.transfer(seats["alice"], seats["bob"], 10, on=LATER).nominal == 50
    assert actions.cancel(seats["bob"], 2, on=LATER, share_class=seats["bob"].college.code).nominal == 100
    assert account(seats["bob"], make.today())["value"] == Movement.objects.capital() == 500


def test_a_refund_waits_while_the_capital_would_fall_under_its_floor(seats):
    actions.subscribe(seats["bob"], 100, on=DAY)
    with pytest.raises(actions.UnderTheFloor, match="waits until it rises"):
        actions.refund(seats["bob"], 76, on=LATER)
    actions.refund(seats["bob"], 75, on=LATER)  # exactly a quarter of the highest is left


@pytest.mark.parametrize("take", [actions.refund, actions.cancel])
def test_what_is_taken_back_late_leaves_the_capital_above_its_floor_on_every_day_since(take, seats):
    actions.subscribe(seats["alice"], 20, on=DAY)
    actions.subscribe(seats["bob"], 20, on=DAY)
    actions.refund(seats["bob"], 20, on=SINCE)
    take(seats["alice"], 5, on=LATER)
    with pytest.raises(
        actions.UnderTheFloor, match="would fall to €450 on 5 March 2026, under its floor: the refund waits"
    ):
        take(seats["alice"], 6, on=LATER)
    take(seats["alice"], 5, on=LATER)
    assert Movement.objects.capital() == 500
    with pytest.raises(actions.UnderTheFloor, match="would fall to €450, under"):
        take(seats["alice"], 1, on=SINCE)


def test_a_floor_is_a_part_of_what_was_reached_by_that_day(seats):
    """Twenty shares in February, of which ten go: the floor of March, a hundred and more, was not that of February."""
    actions.subscribe(seats["bob"], 20, on=DAY)
    actions.subscribe(seats["alice"], 400, on=SINCE)
    with pytest.raises(actions.UnderTheFloor, match="would fall to €200, under"):
        actions.refund(seats["bob"], 16, on=LATER)
    actions.refund(seats["bob"], 10, on=LATER)
    assert Movement.objects.until(LATER).capital() == 500


def test_a_refund_of_a_day_before_an_amendment_passes_under_no_floor_of_today(seats):
    actions.subscribe(seats["bob"], 20, on=DAY)
    draft = copy_edition(Edition.objects.enacted().last(), effective_from=SINCE)
    draft.parameters.filter(key="capital.floor").update(value="3/4")
    enact(draft)
    with pytest.raises(actions.UnderTheFloor, match="under its floor"):
        actions.refund(seats["bob"], 6, on=LATER)
    actions.refund(seats["bob"], 5, on=LATER)


def test_a_line_on_which_refunds_lean_is_not_undone(seats):
    actions.subscribe(seats["bob"], 40, on=DAY)
    wrong = actions.subscribe(seats["alice"], 100, on=DAY)
    undone = actions.refund(seats["bob"], 35, on=LATER)
    with pytest.raises(
        actions.UnderTheFloor,
        match=r"taken back since line 2: without it the capital would fall to €250 on 5 March 2026, under its floor",
    ):
        actions.correct(wrong, on=SINCE, note="Not hers")
    actions.subscribe(seats["fay"], 5, on=SINCE)
    actions.correct(wrong, on=SINCE, note="Not hers")
    assert (undone.paid, Movement.objects.capital()) == (1750, 500)


def test_two_wrong_lines_are_not_undone_one_after_the_other_under_a_refund_that_stands(seats):
    """The second was entered after the refund; what the refund leaned on goes with it all the same."""
    actions.subscribe(seats["alice"], 40, on=DAY)
    first = actions.subscribe(seats["bob"], 30, on=DAY)
    actions.refund(seats["alice"], 40, on=LATER)
    second = actions.subscribe(seats["fay"], 30, on=LATER)
    actions.correct(first, on=SINCE, note="Not his")
    with pytest.raises(actions.UnderTheFloor):
        actions.correct(second, on=SINCE, note="Not hers")
    assert Movement.objects.capital() == 1500


def test_a_slip_is_put_right_however_small_the_capital(seats):
    say({"capital.floor": "1/10", "capital.floor_of": "stated", "capital.stated": "30000"})
    actions.subscribe(seats["alice"], 70, on=DAY)
    taken = actions.refund(seats["alice"], 5, on=LATER)
    actions.correct(actions.subscribe(seats["bob"], 5, on=LATER), on=LATER, note="Never asked")
    actions.correct(taken, on=LATER, note="She stays")
    actions.correct(Movement.objects.get(no=1), on=LATER, note="Not hers")
    assert Movement.objects.capital() == 0


def test_a_slip_of_the_pen_never_raises_the_floor(seats):
    actions.subscribe(seats["bob"], 8, on=DAY)
    wrong = actions.subscribe(seats["bob"], 800, on=DAY)
    actions.correct(wrong, on=LATER, note="Two zeros too many")
    actions.refund(seats["bob"], 6, on=LATER)
    assert held(seats["bob"]) == 2


def test_a_correction_is_a_new_line_that_names_the_wrong_one(seats):
    wrong = actions.subscribe(seats["bob"], 3, on=DAY)
    actions.correct(wrong, on=LATER, note="Entered twice")
    undo = Movement.objects.get(no=2)
    assert (undo.corrects, undo.paid, held(seats["bob"])) == (wrong, Decimal(-150), 0)
    assert Movement.objects.get(no=1).shares == 3
    for line in (wrong, undo):
        with pytest.raises(Refusal):
            actions.correct(line, on=LATER, note="Again")


def test_a_correction_is_of_the_day_of_its_line_or_later(seats):
    actions.subscribe(seats["bob"], 20, on=LATER)
    wrong = actions.refund(seats["bob"], 10, on=LATER)
    with pytest.raises(Refusal, match="Line 2 is of 5 February 2026: it is corrected on that day or later"):
        actions.correct(wrong, on=LATER - timedelta(days=1), note="Never left")
    assert Movement.objects.until(LATER - timedelta(days=1)).capital() == 0
    actions.correct(wrong, on=LATER, note="Never left")
    assert Movement.objects.until(LATER).capital() == 1000


def test_a_subscription_whose_shares_are_gone_cannot_be_undone(seats):
    wrong = actions.subscribe(seats["bob"], 3, on=DAY)
    actions.transfer(seats["bob"], seats["fay"], 3, on=DAY)
    with pytest.raises(actions.NotEnoughShares):
        actions.correct(wrong, on=LATER, note="Too late")


def test_a_conversion_changes_the_class_and_not_the_capital(seats):
    actions.subscribe(seats["bob"], 5, on=DAY)
    actions.convert(seats["bob"], 2, on=LATER, class_to="B")
    rows = {row.share_class: row.shares for row in holdings_on(make.today())}
    assert rows == {"U": 3, "B": 2}
    assert Movement.objects.capital() == Decimal(250)


def test_of_several_classes_the_one_is_named(seats):
    actions.subscribe(seats["bob"], 5, on=DAY)
    actions.subscribe(seats["bob"], 2, on=DAY, share_class="B")
    with pytest.raises(Refusal, match="B, U"):
        actions.refund(seats["bob"], 1, on=LATER)
    assert actions.refund(seats["bob"], 1, on=LATER, share_class="B").share_class == "B"


def test_the_register_tells_balances_and_capital_as_of_any_day(seats):
    actions.subscribe(seats["bob"], 5, on=DAY)
    actions.transfer(seats["bob"], seats["fay"], 2, on=LATER)
    before, after = holdings_on(LATER - timedelta(days=1)), holdings_on(LATER)
    assert [(row.member.pk, row.shares) for row in before] == [(seats["bob"].pk, 5)]
    assert [(row.member.pk, row.shares) for row in after] == [(seats["bob"].pk, 3), (seats["fay"].pk, 2)]
    assert Movement.objects.until(DAY - timedelta(days=1)).capital() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        lambda s: actions.subscribe(s["bob"], 0, on=DAY),
        lambda s: actions.subscribe(s["bob"], 1, on=make.today() + timedelta(days=1)),
        lambda s: actions.subscribe(s["bob"], 1, on=date(2019, 12, 31)),
        lambda s: actions.transfer(s["bob"], s["bob"], 1, on=DAY),
        lambda s: actions.convert(s["bob"], 1, on=DAY, share_class="A", class_to="A"),
    ],
    ids=["no share", "tomorrow", "before admission", "to oneself", "to the same class"],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(wrong, seats):
    with pytest.raises(Refusal):
        wrong(seats)
    assert not Movement.objects.exists()


def test_without_a_price_in_the_code_the_refusal_names_the_parameter(seats):
    Edition.objects.enacted().last().parameters.filter(key="shares.nominal").delete()
    with pytest.raises(Refusal, match=r"shares\.nominal"):
        actions.subscribe(seats["bob"], 1, on=make.today())


def test_the_database_itself_refuses_to_change_or_remove_a_line(seats):
    actions.subscribe(seats["bob"], 1, on=DAY)
    for act in (lambda rows: rows.update(shares=9), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(Movement.objects.all())


def test_a_line_keeps_the_name_and_address_of_its_day(seats, cast):
    seats["bob"].postal_address = "1 Old Street"
    seats["bob"].save()
    movement = actions.subscribe(seats["bob"], 1, on=DAY)
    cast.bob.family_name = "Newname"
    cast.bob.save()
    movement.refresh_from_db()
    assert (movement.to_name, movement.to_address) == ("Bob Durand", "1 Old Street")


def test_each_movement_is_a_line_of_the_journal(seats, cast):
    actions.subscribe(seats["bob"], 1, on=DAY, actor=cast.erik)
    line = Entry.objects.get(kind="shares.subscription")
    assert (line.actor, line.facts) == (cast.erik, {"movement": 1, "shares": 1})


@pytest.mark.django_db(transaction=True)
def test_two_movements_at_once_never_take_the_same_shares_or_number(seats):
    actions.subscribe(seats["bob"], 3, on=DAY)
    acts = [partial(actions.transfer, seats["bob"], seats[to], 2, on=LATER) for to in ("fay", "alice")]
    assert at_once(acts) == ["2", "NotEnoughShares"]


@pytest.mark.django_db(transaction=True)
def test_two_refunds_at_once_never_pass_the_floor_together(seats):
    for name in ("bob", "fay"):
        actions.subscribe(seats[name], 10, on=DAY)
    acts = [partial(actions.refund, seats[name], 10, on=LATER) for name in ("bob", "fay")]
    assert at_once(acts) == ["3", "UnderTheFloor"]


def at_once(acts):
    """What came of acts done at the same time: the number of a line, or the name of the refusal."""
    start, seen = Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            seen.append(str(act().no))
        except Refusal as refusal:
            seen.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(seen)


# --- arithmetic -------------------------------------------------------------------------------

accounts = st.sampled_from([("A", "A"), ("B", "A"), ("C", "A")])
days = st.dates(date(2020, 1, 1), date(2026, 12, 31))
lines = st.lists(
    st.builds(
        Line,
        no=st.integers(1, 999),
        on=days,
        shares=st.integers(1, 50),
        nominal=st.just(Decimal(50)),
        leaves=st.none() | accounts,
        enters=st.none() | accounts,
    ),
    max_size=20,
)
search = settings(max_examples=100, deadline=None, derandomize=True, database=None)


@search
@given(lines)
def test_the_capital_is_the_value_of_all_shares_held(found):
    assert capital(found) == 50 * sum(holdings(found).values())


@search
@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_balance(found, chance):
    mixed = list(found)
    chance.shuffle(mixed)
    assert {k: v for k, v in holdings(mixed).items() if v} == {k: v for k, v in holdings(found).items() if v}


@search
@given(lines)
def test_a_line_and_its_correction_leave_nothing(found):
    undone = [reverse(line, no=0, on=line.on) for line in found]
    assert set(holdings([*found, *undone]).values()) <= {0}
    assert capital([*found, *undone]) == 0


@search
@given(lines, accounts, days)
def test_the_lowest_balance_is_what_can_still_leave(found, account, day):
    lowest = lowest_since(found, account, day)
    later = sorted({day, *(line.on for line in found if line.on > day)})
    at_each = [holdings(line for line in found if line.on <= one).get(account, 0) for one in later]
    assert lowest == min(at_each)


@search
@given(lines)
def test_the_capital_was_never_above_its_highest(found):
    changes = [(line.on, line.capital) for line in found]
    top = highest_capital(changes)
    for day in {line.on for line in found}:
        assert capital(line for line in found if line.on <= day) <= top


@search
@given(lines, lines, days, days)
def test_a_level_is_the_capital_of_a_day_and_the_highest_reached_by_then(found, slips, day, other):
    standing = [(line.on, line.capital) for line in found]
    changes = [*standing, *((line.on, line.capital) for line in slips)]
    seen = levels(changes, standing, day, other)
    first = min(day, other)
    since = {line.on for line in [*found, *slips] if line.on >= first}
    assert [level.on for level in seen] == sorted({day, other, *since})
    for level in seen:
        assert level.capital == sum(change for on, change in changes if on <= level.on)
        assert level.highest == highest_capital(one for one in standing if one[0] <= level.on)


@search
@given(st.integers(1, 500), st.integers(0, 60000), st.integers(500, 5000), st.integers(-9000, 9000))
def test_a_refund_is_never_negative_nor_above_the_nominal_less_the_losses(shares, losses, all_shares, unpaid):
    got = withdraw(
        shares,
        Decimal(50),
        capital=Decimal(50 * all_shares),
        floor=Floor(Decimal(0)),
        losses=Decimal(losses),
        on=DAY,
        unpaid=Fraction(unpaid),
    )
    whole = 50 * shares * (1 - Fraction(losses, 50 * all_shares))
    assert 0 <= got.refund <= max(0, round(whole + Fraction(1, 200), 2))


@pytest.mark.parametrize(
    ("called", "paid", "of_the_nominal"),
    [
        (0, 8000, 5000),
        (8000, 8000, 5000),
        (8000, 5000, 2000),  # the premium of 3000 comes first
        (8000, 1000, 0),
        (2500, 2500, 2500),
        (5000, 0, 0),
    ],
)
def test_a_premium_is_no_part_of_what_was_paid_in_for_a_share(called, paid, of_the_nominal):
    line = Line(1, DAY, 100, Decimal(50), enters=("A", "A"), called=Decimal(called), paid=Decimal(paid))
    (lot,) = lots([line])["A", "A"]
    assert (lot.paid, lot.unpaid) == (of_the_nominal, 5000 - of_the_nominal)


def test_a_line_taken_back_leaves_no_share_paid_beyond_its_nominal():
    """Ten shares paid and ten not are one lot; five go, and the ten that were not paid are undone."""
    mine, theirs, ten, fifty = ("A", "A"), ("B", "A"), 10, Decimal(50)
    found = [
        Line(1, DAY, ten, fifty, enters=mine, paid=Decimal(500)),
        Line(2, DAY, ten, fifty, enters=mine),
        Line(3, DAY, 5, fifty, leaves=mine, enters=theirs),
        Line(4, DAY, ten, fifty, leaves=mine, corrects=2),
    ]
    assert lots(found) == {mine: [Lot(fifty, 5, Fraction(250))], theirs: [Lot(fifty, 5, Fraction(125))]}


@search
@given(st.data())
def test_what_was_paid_in_is_never_less_than_nothing_nor_more_than_the_nominal(data):
    found, undone = [], set()
    for no in range(1, 9):
        line = data.draw(movements(found, undone, no))
        undone |= {line.corrects}
        found.append(line)
        held = lots(found)
        assert {a: sum(lot.shares for lot in some) for a, some in held.items()} == holdings(found)
        assert all(0 <= lot.paid <= lot.shares * lot.nominal for some in held.values() for lot in some)


def movements(found, undone, no):
    """A line that may follow others: shares made, moved or taken back, and lines undone whose shares are there."""
    held, nominals = holdings(found), st.sampled_from([Decimal(50), Decimal(60)])
    amounts = st.integers(0, 900).map(Decimal)
    some = [
        st.builds(Line, no=st.just(no), on=days, shares=st.integers(1, 9), nominal=nominals, enters=accounts,
                  called=amounts, paid=amounts),
    ]  # fmt: skip
    for mine, (lot, *_others) in ((whose, here) for whose, here in lots(found).items() if here):
        shares, to = st.integers(1, lot.shares), st.none() | accounts.filter(lambda a, mine=mine: a != mine)
        some.append(
            st.builds(Line, no=st.just(no), on=days, shares=shares, nominal=st.just(lot.nominal),
                      leaves=st.just(mine), enters=to)
        )  # fmt: skip
    for wrong in found:
        gone = wrong.enters is not None and held[wrong.enters] < wrong.shares
        if wrong.corrects is None and wrong.no not in undone and not gone:
            some.append(st.just(replace(reverse(wrong, no=no, on=wrong.on), corrects=wrong.no)))
    return st.one_of(some)


def test_floors_and_dates_by_hand():
    assert Floor.of_highest(Decimal(41400), Fraction(1, 4)).amount == Decimal("10350.00")
    assert Floor.of_stated(Decimal(30000), Fraction(1, 10)).amount == Decimal("3000.00")
    # A third of 100 euros is more than 33.33: with 33.33 left, the capital is under it.
    assert Floor.of_highest(Decimal(100), Fraction(1, 3)).amount == Decimal("33.34")
    assert Floor.of_stated(Decimal(100), Fraction(2, 3)).amount == Decimal("66.67")
    assert years_later(date(2028, 2, 29), 5) == date(2033, 2, 28)


# --- pages ------------------------------------------------------------------------------------


def enter(client, operation, confirmed=True, **fields):
    data = {"on": "2026-02-05", **fields, **({"confirmed": "1"} if confirmed else {})}
    return client.post(f"/shares/new/{operation}/", data, follow=True)


def test_the_desk_sees_what_a_movement_changes_before_it_is_written(seats, cast, sign_in):
    desk = sign_in(cast.erik)
    seen = enter(desk, "subscription", confirmed=False, member="Bob Durand", shares="3").content.decode()
    assert "Bob Durand then holds 3 shares" in seen
    assert "The capital goes from €0 to €150" in seen
    assert not Movement.objects.exists()
    assert not Entry.objects.filter(kind__startswith="shares").exists()
    done = enter(desk, "subscription", member=str(seats["bob"].number), shares="3").content.decode()
    assert "Entered in the register, line 1" in done
    assert Movement.objects.get().entered_by == cast.erik


@pytest.mark.parametrize(
    ("fields", "sentence", "status"),
    [
        ({"member": "Nobody At All", "shares": "1"}, "No member bears this number", 422),
        ({"member": "999999999999", "shares": "1"}, "No member bears this number", 422),
        ({"member": "Bob Durand", "shares": "0"}, "greater than or equal to 1", 422),
        ({"member": "Bob Durand", "shares": "1", "on": "2126-01-01"}, "this day has not come", 409),
        ({"member": "Bob Durand", "shares": "1", "on": "31/12"}, "valid date", 422),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(fields, sentence, status, seats, cast, sign_in):
    response = enter(sign_in(cast.erik), "subscription", decision="D-TYPED", **fields)
    assert response.status_code == status
    page = response.content.decode()
    assert sentence in page
    assert "D-TYPED" in page
    assert not Movement.objects.exists()


def test_two_members_of_one_name_are_told_apart_by_their_seats(seats, cast, sign_in):
    make.member(make.person("Bob Durand", email="other@example.example"))
    page = enter(sign_in(cast.erik), "subscription", member="bob durand", shares="1").content.decode()
    assert "give the number of the seat" in page


def test_a_member_reads_their_own_account_and_nobody_elses(seats, cast, sign_in):
    actions.subscribe(seats["bob"], 3, on=DAY)
    mine, other = f"/shares/of/{seats['bob'].number}/", f"/shares/of/{seats['alice'].number}/"
    client = sign_in(cast.bob)
    assert "€150" in client.get(mine).content.decode()
    assert client.get(other).status_code == 404
    assert client.get(f"{other}statement.pdf").status_code == 404
    assert client.get("/shares/").status_code == 403


def test_whoever_represents_an_organisation_reads_its_account(cast, code, sign_in):
    assert sign_in(cast.fay).get(f"/shares/of/{cast.firm.number}/").status_code == 200
    assert sign_in(cast.bob).get(f"/shares/of/{cast.firm.number}/").status_code == 404


def test_the_register_as_a_table_is_safe_to_open_in_a_spreadsheet(seats, cast, sign_in):
    cast.bob.given_name, cast.bob.family_name = "=HYPERLINK(1)", ""
    cast.bob.save()
    seats["bob"].refresh_from_db()
    actions.subscribe(seats["bob"], 1, on=DAY, note="@evil")
    answer = sign_in(cast.erik).get("/shares/register.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][5] == "'=HYPERLINK(1)"
    assert "'@evil" in rows[1]


@pytest.mark.parametrize("path", ["/shares/register.pdf", "/shares/of/{}/statement.pdf"])
def test_paper_is_a_pdf_and_what_people_typed_is_never_markup(path, seats, cast, sign_in):
    cast.bob.given_name = '#panic("markup") *bold* $x$'
    cast.bob.save()
    seats["bob"].refresh_from_db()
    actions.subscribe(seats["bob"], 1, on=DAY)
    answer = sign_in(cast.erik).get(path.format(seats["bob"].number))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_the_pages_ask_no_more_with_thirty_movements_than_with_one(
    seats, cast, sign_in, django_assert_max_num_queries
):
    desk, path = sign_in(cast.erik), f"/shares/of/{seats['bob'].number}/"
    actions.subscribe(seats["bob"], 90, on=DAY)
    counts = []
    for _turn in range(2):
        for page in ("/shares/", path):
            desk.get(page)
            with django_assert_max_num_queries(13) as asked:
                assert desk.get(page).status_code == 200
            counts.append(len(asked))
        for _k in range(29):
            actions.transfer(seats["bob"], seats["fay"], 1, on=LATER)
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize("asked", ["", "nonsense", "2026-13-45"])
def test_a_day_that_cannot_be_read_is_today(asked):
    assert chosen_day({"day": asked})[0] == make.today()
