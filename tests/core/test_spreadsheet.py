"""Tables that leave the house: safe to open, typed, in the reader's language however long they are."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.spreadsheet import AT_ONCE, cell, csv_response, table_response, uncovered, write_xlsx

FORMULAS = [
    "=HYPERLINK(1)", "+1", "-1", "@evil", "\tx", "\rx", "\nx", "'=1", "''=1", "＝1+1", "＋1", "－1", "＠evil", "−1", "﹦1", " =1", "  +1",
    "\u00a0=1", "\u202f＝1", "\u3000@evil", "' =1", "\ufeff=1", "=cmd|' /C calc'!A0", "#REF!",
]  # fmt: skip


def read_csv(response):
    text = (
        b"".join(response.streaming_content).decode("utf-8-sig")
        if response.streaming
        else response.content.decode("utf-8-sig")
    )
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def read_xlsx(file):
    return list(load_workbook(file).active.iter_rows())


@pytest.mark.parametrize("text", [*FORMULAS[:-1], "\x0b=1", "\u200b=1"])
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(text):
    written = cell(text)
    assert written == f"'{text}"
    assert uncovered(written) == text


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="'=+-@＝−\t\r\nab \u202f#", max_size=6))
def test_every_text_comes_back_as_it_left(text):
    written = cell(text)
    assert uncovered(written) == text
    assert not written.lstrip().startswith(("=", "+", "-", "@", "＝", "−"))
    assert not written.startswith(("\t", "\r", "\n"))


def test_numbers_and_days_are_written_as_the_reader_does():
    with translation.override("fr"):
        row = read_csv(csv_response("t", ["a"], [[Decimal("-50.00"), 3, date(2026, 3, 1), None]]))[1]
    assert row == ["-50,00", "3", "2026-03-01", ""]


def test_a_long_table_is_sent_bit_by_bit_in_the_language_of_whoever_asked():
    rows = ([k, _("Members")] for k in range(3 * AT_ONCE))
    with translation.override("fr"):
        response = csv_response("t", ["no", "word"], rows)
    assert response.streaming
    found = read_csv(response)
    assert len(found) == 3 * AT_ONCE + 1
    assert {row[1] for row in found[1:]} == {"Associé·es"}


def test_in_a_workbook_text_is_text_and_never_a_formula():
    file = io.BytesIO()
    write_xlsx(file, ["what"], [[text] for text in FORMULAS])
    cells = [row[0] for row in read_xlsx(file)[1:]]
    assert {one.data_type for one in cells} == {"s"}
    assert {one.quotePrefix for one in cells} == {True}
    # XML has one kind of line break.
    assert [one.value for one in cells] == [text.replace("\r", "\n") for text in FORMULAS]


def test_in_a_workbook_days_are_days_and_amounts_are_numbers():
    file = io.BytesIO()
    write_xlsx(file, ["day", "paid", "shares", "none"], [[date(2026, 3, 1), Decimal("12.50"), 3, None]])
    day, paid, shares, none = read_xlsx(file)[1]
    assert (day.is_date, day.value.date()) == (True, date(2026, 3, 1))
    assert (paid.data_type, paid.value, shares.value, none.value) == ("n", 12.5, 3, None)


def test_characters_that_a_workbook_cannot_hold_do_not_break_it():
    file = io.BytesIO()
    write_xlsx(file, ["what"], [["bell\x07"], ["x" * 40_000]])
    assert [len(row[0].value) for row in read_xlsx(file)[1:]] == [4, 32_767]


def test_a_table_is_named_after_its_kind():
    for kind in ("csv", "xlsx"):
        answer = table_response(kind, "members", ["a"], [["b"]])
        assert answer.headers["Content-Disposition"] == f'attachment; filename="members.{kind}"'
        answer.close()
