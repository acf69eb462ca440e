"""Files as they come: encodings, marks, the habits of spreadsheets; and files that are not what they say."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from members.imports import reading, shape
from members.imports.cells import Formula
from tests.members.imports.bring import text_file, workbook

HEADS = ["Nom", "Prénom", "Collège"]
ROW = ["Crépin", "Élise", "Usager·es"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def read(upload):
    """The headings of a file, and its lines."""
    found = reading.recognise(upload.file, upload.name, upload.size)
    return found.heads, list(reading.lines(ContentFile(upload.file.getvalue()), found))


def refused(upload):
    with pytest.raises(shape.FileRefused) as no:
        read(upload)
    return str(no.value)


# --- text -------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_letters_and_marks_are_found(encoding, mark):
    assert read(text_file([HEADS, ROW], encoding=encoding, mark=mark)) == (HEADS, [(2, ROW)])


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_what_windows_writes_is_read(mark):
    row = ["Crépin", "Élise", "œuvres à 50 €"]
    assert read(text_file([HEADS, row], encoding="cp1252", mark=mark)) == (HEADS, [(2, row)])


def test_commas_inside_addresses_do_not_part_a_table_of_semicolons():
    rows = [["Nom", "Adresse"], *[["Inès", f"{k}, rue A, bâtiment B, 59000 Lille"] for k in range(9)]]
    heads, lines = read(text_file(rows))
    assert heads == ["Nom", "Adresse"]
    assert {len(row) for _number, row in lines} == {2}


def test_a_cell_may_hold_marks_quotes_and_lines():
    row = ['dit "Bob"; oui', "1 rue A\n59000 Lille", " x "]
    assert read(text_file([HEADS, row])) == (HEADS, [(2, ['dit "Bob"; oui', "1 rue A\n59000 Lille", "x"])])


def test_lines_have_the_numbers_of_a_spreadsheet_and_empty_ones_are_passed_over():
    text = "Nom;Prénom\n\nA;B\n;;\n\nC;D\n"
    assert [number for number, _row in read(text_file(text))[1]] == [3, 6]


def test_lines_are_as_wide_as_the_headings():
    assert read(text_file("Nom;Prénom\nA\nB;C;D;E\n"))[1] == [(2, ["A", ""]), (3, ["B", "C"])]


def test_excel_may_name_the_mark_in_a_line_of_its_own():
    assert read(text_file("sep=,\nNom,Prénom\nA,B\n")) == (["Nom", "Prénom"], [(3, ["A", "B"])])


def test_a_title_above_the_headings_is_passed_over():
    assert read(text_file("Registre 2026;;\n\nNom;Prénom;\nA;B;\n")) == (["Nom", "Prénom"], [(4, ["A", "B"])])


def test_old_ends_of_lines_are_read():
    assert read(text_file("Nom;Prénom\rA;B\rC;D\r"))[1] == [(2, ["A", "B"]), (3, ["C", "D"])]


def test_what_we_guarded_with_an_apostrophe_is_read_without_it_and_a_formula_is_known():
    row = read(text_file("Nom;Prénom;Note\n'=HYPERLINK(1);'+33;=A1+B1\n"))[1][0][1]
    assert row == ["=HYPERLINK(1)", "+33", "=A1+B1"]
    assert [isinstance(cell, Formula) for cell in row] == [False, False, True]


# --- workbooks --------------------------------------------------------------------------------


def test_a_workbook_gives_days_numbers_and_texts():
    rows = [
        HEADS,
        [datetime(2024, 12, 31), 50, 12.5],
        [date(2024, 1, 2), True, "00123"],
        [None, 1e20, "  x\u00a0"],
    ]
    assert read(workbook(rows))[1] == [
        (2, ["2024-12-31", "50", "12.5"]),
        (3, ["2024-01-02", "True", "00123"]),
        (4, ["", "100000000000000000000", "x"]),
    ]


def test_the_formulas_of_a_workbook_are_known_and_their_texts_are_not_believed():
    row = read(workbook([HEADS, ["=1+1", "ok", "#REF!"]]))[1][0][1]
    assert [isinstance(cell, Formula) for cell in row] == [True, False, True]


def test_a_text_that_begins_like_a_formula_is_a_text():
    book = Workbook()
    book.active.append(["Nom", "Prénom"])
    book.active.append(["x", "y"])
    book.active["A2"].value = "=1+1"
    book.active["A2"].data_type = "s"
    out = io.BytesIO()
    book.save(out)
    cell = read(ContentFile(out.getvalue(), name="t.xlsx"))[1][0][1][0]
    assert (cell, isinstance(cell, Formula)) == ("=1+1", False)


def test_only_the_first_visible_sheet_is_read():
    book = Workbook()
    book.active.title = "Caché"
    book.active.sheet_state = "hidden"
    for name in ("Membres", "Autres"):
        sheet = book.create_sheet(name)
        sheet.append(["Nom", "Prénom"])
        sheet.append([name, "x"])
    out = io.BytesIO()
    book.save(out)
    upload = ContentFile(out.getvalue(), name="t.xlsx")
    found = reading.recognise(upload.file, upload.name, upload.size)
    assert (found.sheet, found.sheets) == ("Membres", 2)
    assert read(upload)[1] == [(2, ["Membres", "x"])]


def test_a_cell_far_away_and_a_row_far_down_cost_nothing():
    book = Workbook()
    book.active.append(["Nom", "Prénom"])
    book.active.append(["A", "B"])
    book.active["XFD3"] = "far"
    book.active["A1048576"] = "deep"
    out = io.BytesIO()
    book.save(out)
    heads, lines = read(ContentFile(out.getvalue(), name="t.xlsx"))
    assert heads == ["Nom", "Prénom"]
    assert lines == [(2, ["A", "B"]), (1_048_576, ["deep", ""])]


# --- files that are not what they say ---------------------------------------------------------


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def changed(*, drop=(), **parts):
    """A real workbook with some of its parts replaced, added or dropped."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(workbook([HEADS, ROW]).file) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in good.namelist():
            if part not in drop and part not in parts:
                bad.writestr(part, good.read(part))
        for name, content in parts.items():
            bad.writestr(name, content)
    return ContentFile(out.getvalue(), name="table.xlsx")


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7 ...", "table.csv", "not what its name says"),
        (b"PK\x03\x04\0\0\0", "table.csv", "not what its name says"),
        (b"Nom;Prenom\nA\0;B\n", "table.csv", "not what its name says"),
        (b"\x81\x8d\x90;\xff\xfe\xfd\n" * 9, "table.csv", "not what its name says"),
        (b"<html><table><tr><td>Nom</td></tr></table>", "table.csv", "not what its name says"),
        (b"Nom;Prenom\nA;B\n", "table.xlsx", "not what its name says"),
        (b"PK\x03\x04 and then nothing", "table.xlsx", "not what its name says"),
        (zipped(**{"word/document.xml": "<x/>", "[Content_Types].xml": "<x/>"}), "table.xlsx", "not what its name says"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, "table.xlsx", "protected by a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, "table.xls", "save it as .xlsx or .csv"),
        (b"PK\x03\x04", "table.ods", "save it as .xlsx or .csv"),
        (b"PK\x03\x04", "table.xlsm", "macros"),
        (b"Nom", "table.exe", "bring a .csv or an .xlsx"),
        (b"Nom", "table", "bring a .csv or an .xlsx"),
        (b"", "table.csv", "is empty"),
        (b"\n\n;;\n", "table.csv", "is empty"),
        (b"Nom;Prenom;College\n", "table.csv", "nothing to import"),
        (b"Nom;Prenom;nom\nA;B;C\n", "table.csv", "Two columns are called"),
        (b"Nom;Pr\xe9nom;PRENOM\nA;B;C\n", "table.csv", "Two columns are called"),
        (b"12;ines@x.example;31/12/2024\n13;b@x.example;1/1/2024\n", "table.csv", "Line 1 should name the columns"),
        (b'Nom;Prenom\nA;"B\nC;D\n' + b"E;F\n" * 50_000, "table.csv", "Line 2 cannot be read"),
        (b";".join(b"c%d" % k for k in range(61)) + b"\n" + b"x;" * 61 + b"\n", "table.csv", "more than 60 columns"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_gets_a_sentence(content, name, sentence):
    assert sentence in refused(ContentFile(content, name=name))


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (changed(**{"xl/vbaProject.bin": b"macros"}), "macros"),
        (changed(**{"xl/media/image1.png": b"\0" * (2 << 20)}), "unpacks to far more than it weighs"),
        (changed(**{SHEET: BOMB}), "not what its name says"),
        (changed(**{SHEET: BOMB.decode().encode("utf-16")}), "not what its name says"),
        (changed(**{SHEET: b"<worksheet><sheetData><row><c><v>1"}), "not what its name says"),
        (changed(**{"xl/workbook.xml": b"<nonsense"}), "not what its name says"),
        (changed(drop=("xl/workbook.xml",)), "not what its name says"),
        (changed(drop=("[Content_Types].xml",)), "not what its name says"),
        (workbook([HEADS]), "nothing to import"),
        (workbook([["=1+1", "=2+2"], ["a", "b"]]), "should name the columns"),
    ],
    ids=["macros", "swells", "entities", "entities in UTF-16", "broken off", "nonsense", "no book", "no types", "no line", "formulas"],
)  # fmt: skip
def test_a_workbook_that_could_harm_or_is_broken_gets_a_sentence(upload, sentence):
    assert sentence in refused(upload)


def test_a_workbook_that_breaks_off_further_down_names_the_line():
    cell = '<c r="{0}{1}" t="inlineStr"><is><t>N{1}{0}</t></is></c>'
    rows = "".join(f'<row r="{k}">{cell.format("A", k)}{cell.format("B", k)}</row>' for k in range(1, 900))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = f'<worksheet xmlns="{space}"><dimension ref="A1:B900"/><sheetData>'
    broken = changed(**{SHEET: f'{head}{rows}<row r="900"><c'.encode()})
    assert "cannot be read: save the workbook again" in refused(broken)


def test_a_file_that_weighs_too_much_is_not_even_opened():
    upload = text_file([HEADS, ROW])
    with pytest.raises(shape.FileRefused, match="the most is 30"):
        reading.recognise(upload.file, upload.name, reading.LARGEST + 1)


@pytest.mark.parametrize("make", [text_file, workbook])
def test_too_many_lines_say_to_split_the_file(make, monkeypatch):
    for module in (reading, shape, reading.plaintext):
        monkeypatch.setattr(module, "MOST_ROWS", 20)
    assert "split it" in refused(make([HEADS, *[ROW] * 21]))
    assert len(read(make([HEADS, *[ROW] * 20]))[1]) == 20


def test_two_hundred_thousand_lines_are_refused_at_once():
    text = "Nom;Prénom\n" + "A;B\n" * 200_000
    assert "more than 100000 lines: split it" in refused(text_file(text))


def test_a_workbook_cannot_hold_what_would_break_it():
    with pytest.raises(IllegalCharacterError):
        workbook([HEADS, ["bell\x07", "", ""]])
