"""Movements of shares from a file: the same rules as at the desk, and the same lines in the register."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from core.errors import Refusal
from core.journal.models import Entry
from governance.code.actions.drafts import copy_edition
from governance.code.actions.enacting import enact
from governance.code.models import Edition
from members.people.actions import preferences, seats
from members.shares import actions
from members.shares.models import Movement
from members.shares.queries import holdings
from tests import make
from tests.members.imports.bring import checked, errors, imported, told

pytestmark = pytest.mark.django_db
HEADS = ["Date", "Opération", "De", "À", "Parts"]
DAY = date(2026, 1, 5)
REFUND_AT_NOMINAL = "No sum is given: €50 is entered as paid back, the nominal value. Add a column that says what was paid, if it was less."


def rows(*lines, heads=HEADS):
    return [heads, *lines]


def bring_in(desk, *lines, heads=HEADS):
    return errors(checked("shares", rows(*lines, heads=heads), by=desk.erik))


def held():
    return {(row.member.number, row.share_class): row.shares for row in holdings(make.today())}


# --- what is entered --------------------------------------------------------------------------


def test_lines_are_announced_then_entered_in_their_order(desk):
    lines = [
        ["05/01/2026", "Souscription", "", "Bob Durand", 5],
        ["2026-01-06", "cession", 2, "n° 4", 2],
        ["07/01/2026", "Remboursement", "DURAND Bob", "", "1"],
        ["07/01/2026", "annulation", "4 · Fay Blanc", "", "1"],
    ]
    job = checked("shares", rows(*lines), by=desk.erik)
    assert told(job) == [
        (
            2,
            "Line 1, Subscription on 5 January 2026: 5 shares of class U. To Bob Durand, seat 2. Paid: €250.",
        ),
        (
            3,
            "Line 2, Transfer on 6 January 2026: 2 shares of class U. From Bob Durand, seat 2. To Fay Blanc, seat 4.",
        ),
        (4, REFUND_AT_NOMINAL),
        (4, "Line 3, Refund on 7 January 2026: 1 share of class U. From Bob Durand, seat 2. Paid: €50."),
        (5, "Line 4, Cancellation on 7 January 2026: 1 share of class U. From Fay Blanc, seat 4."),
    ]
    assert not Movement.objects.exists()
    job = imported("shares", rows(*lines), by=desk.erik)
    assert held() == {(2, "U"): 2, (4, "U"): 1}
    assert Movement.objects.capital() == Decimal(150)
    entry = Entry.objects.get(kind="shares.transfer")
    assert (entry.actor, entry.facts) == (desk.erik, {"movement": 2, "shares": 2, "import": job.pk})
    assert set(entry.topics) == {"shares", f"member.{desk.seats['bob'].pk}", f"member.{desk.seats['fay'].pk}"}


def test_an_import_writes_what_the_desk_would_have_written(desk):
    """The same movements, once by the acts and once from a file: the same rows but for when and by which hand."""
    bob, fay = desk.seats["bob"], desk.seats["fay"]
    acts = [
        lambda: actions.subscribe(bob, 5, on=DAY, decision="D-1", paid=Decimal(250)),
        lambda: actions.transfer(bob, fay, 2, on=DAY),
        lambda: actions.convert(fay, 1, on=DAY, class_to="B"),
        lambda: actions.refund(fay, 1, on=DAY, note="Leaves", share_class="U"),
        lambda: actions.correct(Movement.objects.get(no=3), on=DAY, note="Not wanted"),
    ]
    for act in acts:
        act()
    columns = [
        f.attname
        for f in Movement._meta.fields
        if f.name not in {"id", "entered_at", "entered_by", "corrects"}
    ]
    by_hand = list(Movement.objects.values(*columns, "corrects__no"))
    heads = ["N°", "Date", "Opération", "Associé", "Cédant", "Cessionnaire", "Classe", "Devient classe", "Parts", "Montant", "Décision", "Corrige la ligne", "Note"]  # fmt: skip
    lines = [
        [6, "5/1/2026", "souscription", "2", "", "", "", "", 5, "250 €", "D-1", "", ""],
        [7, "5/1/2026", "cession", "", "2", "4", "", "", 2, "", "", "", ""],
        [8, "5/1/2026", "conversion", "4", "", "", "U", "B", 1, "", "", "", ""],
        [9, "5/1/2026", "remboursement", "4", "", "", "U", "", 1, "", "", "", "Leaves"],
        [10, "5/1/2026", "correction", "", "", "", "", "", "", "", "", 8, "Not wanted"],
    ]
    imported("shares", rows(*lines, heads=heads), by=desk.erik)
    from_file = list(Movement.objects.filter(no__gt=5).values(*columns, "corrects__no"))
    for line in from_file:
        line["no"] -= 5
        line["corrects__no"] = line["corrects__no"] and line["corrects__no"] - 5
    assert from_file == by_hand


def test_names_and_addresses_are_those_of_the_file_where_it_gives_them(desk):
    heads = [*HEADS, "Nouveau titulaire", "Adresse du cessionnaire"]
    imported(
        "shares",
        rows(["5/1/2026", "souscription", "", 2, 1, "Bob Old", "1 Old Street"], heads=heads),
        by=desk.erik,
    )
    assert Movement.objects.values_list("to_name", "to_address").get() == ("Bob Old", "1 Old Street")


def test_names_and_addresses_are_else_those_of_today(desk):
    preferences.set_preferences(
        desk.seats["bob"], postal_address="2 New Street", in_directory=True, e_notices=False
    )
    imported("shares", rows(["5/1/2026", "souscription", "", "bob durand", 1]), by=desk.erik)
    assert Movement.objects.values_list("to_name", "to_address").get() == ("Bob Durand", "2 New Street")


def test_another_nominal_value_than_the_code_of_that_day_is_kept_and_told(desk):
    heads = [*HEADS, "Valeur nominale"]
    lines = [["5/1/2026", "souscription", "", 2, 2, "15,24 €"], ["5/1/2026", "souscription", "", 2, 1, ""]]
    job = checked("shares", rows(*lines, heads=heads), by=desk.erik)
    assert (2, "F The code social of that day says €50.") in told(job, "cautions")
    imported("shares", rows(*lines, heads=heads), by=desk.erik)
    assert list(Movement.objects.values_list("nominal", "paid")) == [
        (Decimal("15.24"), Decimal("30.48")), (Decimal(50), Decimal(50)),
    ]  # fmt: skip


def test_shares_are_called_in_part_or_with_a_premium_and_a_refund_pays_their_nominal_alone(desk):
    heads = [*HEADS, "Appelé", "Versé"]
    lines = [
        ["5/1/2026", "souscription", "", 2, 100, "8000", "8000"],
        ["5/1/2026", "souscription", "", 4, 10, "100", ""],
    ]
    imported("shares", rows(*lines, heads=heads), by=desk.erik)
    assert list(Movement.objects.values_list("called", "paid")) == [(8000, 8000), (100, 100)]
    assert actions.refund(desk.seats["bob"], 10, on=make.today()).paid == Decimal(500)
    assert actions.refund(desk.seats["fay"], 5, on=make.today()).paid == Decimal(50)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (["5/1/2026", "souscription", "", 2, 3, "100", "150"], "G No more is paid than was called for these shares: €100."),
        (["5/1/2026", "souscription", "", 2, 3, "", "151"], "G No more is paid than was called for these shares: €150."),
        (["6/1/2026", "remboursement", 4, "", 1, "", "80"], "G No more is paid back than the nominal value of these shares: €50."),
    ],
)  # fmt: skip
def test_no_more_is_paid_than_was_called_nor_back_than_the_nominal(line, sentence, desk):
    actions.subscribe(desk.seats["fay"], 10, on=DAY)
    assert bring_in(desk, line, heads=[*HEADS, "Appelé", "Versé"]) == [(2, sentence)]


def test_lines_from_before_any_code_need_their_nominal_value(desk):
    seats.admit(college=desk.seats["bob"].college, person=desk.cast.gus, on=date(1990, 1, 1))
    line = ["5/1/1991", "souscription", "", 6, 1]
    assert (
        bring_in(desk, line)[0][1]
        == "No code social says the nominal value on that day: add a column that gives it."
    )
    heads, refund = [*HEADS, "Valeur nominale"], ["6/1/1991", "remboursement", 6, "", 1, "15"]
    job = checked("shares", rows([*line, "15"], refund, heads=heads), by=desk.erik)
    assert (3, "A No code social says the floor of the capital on that day: it is not checked.") in told(
        job, "cautions"
    )
    assert job.may_begin


# --- lines that the register has --------------------------------------------------------------


def test_lines_are_known_again_by_their_number_and_only_the_new_ones_enter(desk):
    actions.subscribe(desk.seats["bob"], 5, on=DAY)
    heads = ["N°", *HEADS]
    lines = [[1, "5/1/2026", "souscription", "", 2, 5], [2, "6/1/2026", "cession", 2, 4, 5]]
    job = imported("shares", rows(*lines, heads=heads), by=desk.erik)
    assert (job.counts["same"], job.counts["enters"]) == (1, 1)
    assert held() == {(4, "U"): 5}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            [1, "5/1/2026", "souscription", "", 2, 6],
            "F Line 1 of the register says otherwise. A line is never changed",
        ),
        ([1, "6/1/2026", "souscription", "", 2, 5], "B Line 1 of the register says otherwise."),
        ([1, "5/1/2026", "souscription", "", 4, 5], "E Line 1 of the register says otherwise."),
        ([0, "5/1/2026", "souscription", "", 4, 5], "A There is no line 0 above this one."),
        (
            [3, "5/1/2026", "souscription", "", 4, 5],
            "A Lines are numbered without gap: this one would be number 2.",
        ),
    ],
)
def test_a_line_that_says_otherwise_than_the_register_is_an_error(line, sentence, desk):
    actions.subscribe(desk.seats["bob"], 5, on=DAY)
    assert bring_in(desk, line, heads=["N°", *HEADS])[0][1].startswith(sentence)


def test_without_numbers_a_line_that_looks_like_one_of_the_register_is_worth_a_second_look(desk):
    actions.subscribe(desk.seats["bob"], 5, on=DAY)
    job = checked(
        "shares",
        rows(["5/1/2026", "souscription", "", 2, 5], ["5/1/2026", "souscription", "", 4, 5]),
        by=desk.erik,
    )
    assert [line for line, sentence in told(job, "cautions") if "is like this one" in sentence] == [2]
    assert job.may_begin


# --- mistakes ---------------------------------------------------------------------------------

SUBSCRIBED = ["05/01/2026", "Souscription", "", 2, 4]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (["06/01/2026", "cession", 2, 4, 5], "E Bob Durand holds 4 shares of class U that can leave on 6 January 2026 or since"),
        (["04/01/2026", "cession", 2, 4, 1], "E Bob Durand holds 0 shares of class U that can leave on 4 January 2026 or since"),
        (["06/01/2026", "remboursement", 2, "", 4], "E The capital would fall to €0, under its floor of €50: the refund waits"),
        (["06/01/2126", "cession", 2, 4, 1], "A This day has not come. Check the year."),
        (["06/01/2026", "cession", 2, 2, 1], "D A transfer goes from one member to another: choose two."),
        (["06/01/2026", "cession", 2, "", 1], "D Whose shares? Give the number of the seat, or the name."),
        (["06/01/2026", "cession", "", 2, 1], "C Whose shares?"),
        (["06/01/2026", "souscription", 4, 2, 1], "C A line of this kind (Subscription) has nobody on this side: empty this cell."),
        (["06/01/2026", "remboursement", 2, 4, 1], "D A line of this kind (Refund) has nobody on this side"),
        (["06/01/2026", "souscription", "", "Nobody At All", 1], "D No member bears this number or this name: “Nobody At All”. Import the members first"),
        (["06/01/2026", "souscription", "", 99, 1], "D No member bears this number or this name: “99”."),
        (["06/01/2026", "souscription", "", 2, 0], "E A movement is of at least one share."),
        (["06/01/2026", "souscription", "", 2, ""], "E A movement is of at least one share."),
        (["06/01/2026", "souscription", "", 2, "trois"], "E “trois” is not a whole number: write digits alone, such as 12."),
        (["06/01/2026", "souscription", "", 2, "=3"], "E This cell holds a formula; paste values instead."),
        (["06/01/2026", "danse", "", 2, 1], "B “danse” is not known here: write one of souscription, cession"),
        (["06/01/2026", "", "", 2, 1], "B This cell is empty, and must say something."),
        (["", "souscription", "", 2, 1], "A This cell is empty, and must say something."),
        (["06/01/2026", "conversion", 2, 2, 1], "A conversion goes from one class to another: name two."),
        (["06/01/2026", "correction", "", "", ""], "Say which line it corrects, by its order number."),
    ],
)  # fmt: skip
def test_each_mistake_has_its_column_and_a_way_out(line, sentence, desk):
    found = bring_in(desk, SUBSCRIBED, line)
    assert [number for number, _sentence in found] == [3]
    assert found[0][1].startswith(sentence)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"Montant": "-5"}, "An amount is not negative; only a correction takes it back."),
        ({"Montant": "cent"}, "“cent” is not an amount: write 1150 or 1150.50."),
        ({"Valeur nominale": "0"}, "A share is worth more than nothing."),
        ({"Devient classe": "B"}, "Only a conversion changes the class: empty this cell."),
        ({"Corrige la ligne": "1"}, "Only a correction corrects a line: empty this cell."),
    ],
)
def test_other_columns_have_their_mistakes(cells, sentence, desk):
    (found,) = bring_in(desk, [*SUBSCRIBED, *cells.values()], heads=[*HEADS, *cells])
    assert found == (2, f"F {sentence}")


@pytest.mark.parametrize(
    ("corrects", "shares", "sentence"),
    [
        (7, "", "F There is no line 7 above this one."),
        (3, "", "F There is no line 3 above this one."),
        (1, 3, "E Line 1 says otherwise. A correction takes back the whole line."),
    ],
)
def test_a_correction_takes_back_a_line_above_whole(corrects, shares, sentence, desk):
    heads = [*HEADS, "Corrige la ligne"]
    lines = [[*SUBSCRIBED, ""], ["6/1/2026", "correction", "", "", shares, corrects], [*SUBSCRIBED, ""]]
    found = bring_in(desk, *lines, heads=heads)
    assert found[0] == (3, sentence)


def test_a_line_is_corrected_once(desk):
    heads = [*HEADS, "Corrige la ligne"]
    undo = ["6/1/2026", "correction", "", "", "", 1]
    assert bring_in(desk, [*SUBSCRIBED, ""], undo, undo, heads=heads)[0][0] == 4
    wrong = actions.subscribe(desk.seats["bob"], 1, on=DAY)
    actions.correct(wrong, on=DAY, note="Twice")
    assert bring_in(desk, undo, heads=heads)[0][1] == "F Line 1 is corrected already, or is a correction."


def test_a_correction_is_of_the_day_of_its_line_or_later(desk):
    heads = [*HEADS, "Corrige la ligne"]
    early, said = (
        ["4/1/2026", "correction", "", "", ""],
        "A Line 1 is of 5 January 2026: it is corrected on that day or later.",
    )
    assert bring_in(desk, [*SUBSCRIBED, ""], [*early, 1], heads=heads) == [(3, said)]
    actions.subscribe(desk.seats["bob"], 1, on=DAY)
    assert bring_in(desk, [*early, 1], heads=heads) == [(2, said)]


def test_shares_go_to_those_on_the_register_that_day(desk):
    seats.leave(desk.seats["bob"], on=date(2025, 12, 31))
    assert bring_in(desk, SUBSCRIBED) == [
        (2, "D Bob Durand was not on the register on 5 January 2026: check the day of admission.")
    ]


def test_two_members_of_one_name_are_told_apart_by_their_seats(desk):
    make.member(make.person("Bob Durand", email="other@example.example"))
    (found,) = bring_in(desk, ["5/1/2026", "souscription", "", "Bob Durand", 1])
    assert found[1] == "D Several members bear this name: “Bob Durand”. Give the number of the seat."


def test_a_line_that_goes_back_in_time_is_worth_a_second_look(desk):
    lines = [["5/1/2026", "souscription", "", 2, 4], ["5/1/2025", "souscription", "", 2, 4]]
    job = checked("shares", rows(*lines), by=desk.erik)
    said = "A The line above is of 5 January 2026: this one goes back in time, and is entered late. Check the year."
    assert (3, said) in told(job, "cautions")
    assert job.may_begin


def test_shares_held_before_the_file_count_and_those_that_leave_later_too(desk):
    actions.subscribe(desk.seats["bob"], 5, on=DAY)
    actions.transfer(desk.seats["bob"], desk.seats["fay"], 4, on=date(2026, 3, 1))
    found = bring_in(desk, ["1/2/2026", "cession", 2, 4, 1], ["1/2/2026", "cession", 2, 4, 1])
    assert [number for number, _sentence in found] == [3]


def test_a_slip_of_the_pen_never_raises_the_floor(desk):
    heads = ["N°", *HEADS, "Corrige la ligne"]
    lines = [
        [1, "5/1/2026", "souscription", "", 2, 8, ""],
        [2, "5/1/2026", "souscription", "", 2, 800, ""],
        [3, "5/2/2026", "correction", "", "", "", 2],
        [4, "5/2/2026", "remboursement", 2, "", 6, ""],
    ]
    imported("shares", rows(*lines, heads=heads), by=desk.erik)
    assert held() == {(2, "U"): 2}


def test_what_is_taken_back_late_leaves_the_capital_above_its_floor_since(desk):
    lines = [
        ["5/1/2026", "souscription", "", 2, 20],
        ["5/1/2026", "souscription", "", 4, 20],
        ["5/3/2026", "remboursement", 2, "", 20],
        ["5/2/2026", "remboursement", 4, "", 10],
    ]
    said = "E The capital would fall to €450 on 5 March 2026, under its floor of €500: the refund waits until it rises."
    late = ["5/2/2026", "annulation", 4, "", 1]
    assert bring_in(desk, *lines, late) == [(6, said)]
    imported("shares", rows(*lines), by=desk.erik)
    assert bring_in(desk, late) == [(2, said)]


def test_what_was_taken_back_before_an_amendment_passes_under_no_floor_of_today(desk):
    actions.subscribe(desk.seats["bob"], 20, on=DAY)
    draft = copy_edition(Edition.objects.enacted().last(), effective_from=date(2026, 3, 5))
    draft.parameters.filter(key="capital.floor").update(value="3/4")
    enact(draft)
    refund, more = ["5/2/2026", "remboursement", 2, "", 6], ["6/2/2026", "souscription", "", 4, 1]
    (found,) = bring_in(desk, refund)
    assert found[0] == 2
    assert found[1].startswith("E The capital would fall to €700 on ")
    # The whole file counts: what comes in further down makes up for it.
    imported("shares", rows(refund, more), by=desk.erik)
    assert Movement.objects.capital() == 750


def test_a_line_on_which_refunds_lean_is_not_undone(desk):
    heads = ["N°", *HEADS, "Corrige la ligne"]
    lines = [
        [1, "5/1/2026", "souscription", "", 2, 40, ""],
        [2, "5/1/2026", "souscription", "", 4, 100, ""],
        [3, "5/2/2026", "remboursement", 2, "", 35, ""],
    ]
    undo, said = (
        ["5/3/2026", "correction", "", "", "", 2],
        (
            "G Shares were taken back since line 2: without it the capital would fall to €250 on 5 March 2026, under its floor of €500. "
            "Enter first what raises it."
        ),
    )
    assert bring_in(desk, *lines, [4, *undo], heads=heads) == [(5, said)]
    imported("shares", rows(*lines, heads=heads), by=desk.erik)
    assert bring_in(desk, [4, *undo], heads=heads) == [(2, said)]
    more = [4, "5/3/2026", "souscription", "", 4, 5, ""]
    imported("shares", rows(more, [5, *undo], heads=heads), by=desk.erik)
    assert Movement.objects.capital() == Decimal(500)


LATE_TRANSFERS = [
    ("souscription", 3, 20), ("souscription", 2, 4), ("cession", 3, 3), ("cession", 2, 1), ("remboursement", 3, 2),
    ("cession", 1, 1), ("souscription", 1, 1), ("remboursement", 2, 3), ("cession", 3, 19),
]  # fmt: skip
LATE_REFUNDS = [
    ("souscription", 3, 20), ("remboursement", 10, 12), ("remboursement", 5, 4), ("remboursement", 5, 3),
    ("souscription", 20, 40), ("remboursement", 6, 1), ("remboursement", 25, 10), ("remboursement", 21, 20),
    ("remboursement", 22, 16), ("souscription", 1, 8), ("remboursement", 2, 7), ("remboursement", 2, 6),
]  # fmt: skip


@pytest.mark.parametrize("lines", [LATE_TRANSFERS, LATE_REFUNDS], ids=["transfers", "refunds"])
def test_lines_in_any_order_of_days_are_judged_as_at_the_desk(lines, desk):
    """What the acts refuse one after the other, the check refuses in one go."""
    file = []
    for what, on, shares in lines:
        giver, taker = {"souscription": ("", 2), "cession": (2, 4), "remboursement": (2, "")}[what]
        file.append([date(2026, 1, on).isoformat(), what, giver, taker, shares])
    refused = _refused_at_the_desk(desk, lines)
    assert len(refused) > 1
    assert sorted({number for number, _said in bring_in(desk, *file)}) == refused


def _refused_at_the_desk(desk, lines):
    """The numbers of the lines that the acts refuse; then all of it is as if it had not been."""
    bob, fay = desk.seats["bob"], desk.seats["fay"]
    acts = {
        "souscription": lambda shares, day: actions.subscribe(bob, shares, on=day),
        "cession": lambda shares, day: actions.transfer(bob, fay, shares, on=day),
        "remboursement": lambda shares, day: actions.refund(bob, shares, on=day),
    }
    refused = []
    with transaction.atomic():
        for number, (what, on, shares) in enumerate(lines, start=2):
            try:
                acts[what](shares, date(2026, 1, on))
            except Refusal:
                refused.append(number)
        transaction.set_rollback(True)
    return refused


def test_a_class_left_out_is_named_where_the_giver_holds_several(desk):
    bob = desk.seats["bob"]
    actions.subscribe(bob, 5, on=DAY)
    actions.subscribe(bob, 2, on=DAY, share_class="B")
    (found,) = bring_in(desk, ["6/1/2026", "remboursement", 2, "", 1])
    assert "Name the one: B, U." in found[1]
