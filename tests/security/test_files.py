"""Files made to keep a worker busy, or to fill its memory: each is refused at once, with the limit that it passes.

None of these tests looks at a clock: what was not refused took minutes or gigabytes, and the time limit of the suite says so.
"""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation

from members.imports import reading, shape, survey
from members.imports.models import Import
from tests.members.imports.bring import text_file, workbook

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, BOOK, LINKS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
HEADS = ["Nom", "Prénom", "Collège"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def cell(text, where=""):
    return f'<c {where} t="inlineStr"><is><t>{text}</t></is></c>'


HEADING = "<row r='1'>" + "".join(map(cell, HEADS)) + "</row>"
LINE = "<row>" + "".join(map(cell, "ABC")) + "</row>"


def sheet(rows, *, before="", after="", head='<?xml version="1.0"?>'):
    return (
        f"{head}<worksheet xmlns='{SPACE}'>{before}<sheetData>{HEADING}{rows}</sheetData>{after}</worksheet>"
    )


def packed(compressing=zipfile.ZIP_DEFLATED, **parts):
    """A real workbook with some of its parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(workbook([HEADS, list("ABC")]).file) as good,
        zipfile.ZipFile(out, "w", compressing) as made,
    ):
        for part in [*good.namelist(), *(new for new in parts if new not in good.namelist())]:
            content = parts.get(part)
            made.writestr(
                part,
                good.read(part)
                if content is None
                else content(good.read(part).decode())
                if callable(content)
                else content,
            )
    return ContentFile(out.getvalue(), name="table.xlsx")


def read(upload):
    found = reading.recognise(upload.file, upload.name, upload.size)
    return found, list(reading.lines(upload.file, found))


def refused(upload):
    with pytest.raises(shape.FileRefused) as no:
        read(upload)
    return str(no.value)


def test_the_workbooks_of_these_tests_are_read_when_nothing_is_beyond_measure():
    found, lines = read(packed(**{SHEET: sheet(LINE)}))
    assert found.heads == HEADS
    assert lines == [(2, ["A", "B", "C"])]
    assert found.rows == 1


# --- rows -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    ["1000000000", "1048577", "1e9", "1E300", "1000000000.0", "9" * 400, "&#49;000000000", "1_000_000_000", " 1000000000 ", "١٠٠٠٠٠٠٠٠٠"],
)  # fmt: skip
def test_a_row_beyond_the_end_of_a_sheet_is_refused_however_its_number_is_written(number):
    far = f"<row r='{number}'>{cell('far')}</row>"
    assert "beyond line 1,048,576" in refused(packed(**{SHEET: sheet(far)}))
    assert "beyond line 1,048,576" in refused(packed(**{SHEET: sheet(LINE * 5 + far)}))


@pytest.mark.parametrize("number", ["inf", "nan", "x", "", "9" * 5000])
def test_a_row_whose_number_is_none_is_refused(number):
    assert "not what its name says" in refused(
        packed(**{SHEET: sheet(f"<row r='{number}'>{cell('far')}</row>")})
    )


def test_a_row_that_is_far_in_another_sheet_is_refused_too():
    far = sheet(f"<row r='1000000000'>{cell('far')}</row>")
    assert "beyond line 1,048,576" in refused(packed(**{"xl/worksheets/sheet2.xml": far}))
    assert "beyond line 1,048,576" in refused(packed(**{"xl/other.bin": far}))


@pytest.mark.parametrize("prefix", ["x:", ""])
def test_a_tag_is_known_under_any_prefix_and_in_any_letters(prefix):
    rows = f"<{prefix}row r='1000000000'/>"
    text = f"<{prefix}worksheet xmlns{':x' if prefix else ''}='{SPACE}'><{prefix}sheetData>{rows}</{prefix}sheetData></{prefix}worksheet>"
    for letters in ("utf-8", "utf-16"):
        assert "beyond line" in refused(packed(**{SHEET: text.encode(letters)}))


def test_a_declared_range_that_is_too_large_is_refused_and_one_that_is_not_true_is_not_believed():
    far = sheet(LINE, before="<dimension ref='A1:C1000000000'/>")
    assert "beyond line 1,048,576" in refused(packed(**{SHEET: far}))
    assert len(read(packed(**{SHEET: sheet(LINE, before="<dimension ref='A1:XFD1048576'/>")}))[1]) == 1
    assert len(read(packed(**{SHEET: sheet(LINE * 9, before="<dimension ref='A1:A1'/>")}))[1]) == 9


def test_a_row_that_lies_low_beside_one_that_lies_high_is_passed_over():
    rows = f"<row r='9'>{cell('A')}</row><row r='-5'>{cell('B')}</row><row r='3'>{cell('C')}</row>"
    assert [number for number, _row in read(packed(**{SHEET: sheet(rows)}))[1]] == [9]


# --- cells, texts, sheets, and the rest ---------------------------------------------------------------------


def few(monkeypatch, **limits):
    for name, most in limits.items():
        monkeypatch.setattr(survey, name, most)


def test_more_cells_than_a_table_has_are_refused(monkeypatch):
    few(monkeypatch, MOST_CELLS=30)
    assert "more than 30 cells" in refused(packed(**{SHEET: sheet(LINE * 10)}))
    assert len(read(packed(**{SHEET: sheet(LINE * 8)}))[1]) == 8


def test_a_hundred_thousand_lines_of_thirty_columns_would_be_taken():
    assert survey.MOST_CELLS >= shape.MOST_ROWS * 30
    assert survey.MOST_IN_ROW > 16_384 * 4


def test_a_row_of_a_million_cells_is_refused_before_it_is_in_memory():
    # Varied, so that it does not shrink too well.
    row = "".join(f"<c s='{k % 89}{k % 7}'/>" for k in range(200_000))
    assert "far more than a table" in refused(packed(**{SHEET: sheet(f"<row>{row}</row>")}))


def test_a_million_small_texts_are_refused(monkeypatch):
    few(monkeypatch, MOST_TEXTS=50)
    texts = f"<sst xmlns='{SPACE}'>" + "<si><t>a</t></si>" * 51 + "</sst>"
    assert "more than 3,000,000 cells" in refused(packed(**{"xl/sharedStrings.xml": texts}))


def test_a_text_of_a_hundred_thousand_pieces_is_refused():
    texts = (
        f"<sst xmlns='{SPACE}'><si>" + "".join(f"<r><t>{k}</t></r>" for k in range(60_000)) + "</si></sst>"
    )
    assert "far more than a table" in refused(packed(**{"xl/sharedStrings.xml": texts}))


@pytest.mark.parametrize(
    "what", ["mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells", "cols/", "unknown/"]
)
def test_merged_cells_links_and_formats_without_end_are_refused(what, monkeypatch):
    few(monkeypatch, MOST_OTHERS=3000)
    assert "far more than a table" in refused(packed(**{SHEET: sheet(LINE, after=f"<{what}>" * 3000)}))
    assert (
        len(
            read(
                packed(
                    **{SHEET: sheet(LINE, after="<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>")}
                )
            )[1]
        )
        == 1
    )


def test_more_sheets_than_anybody_keeps_are_refused():
    many = "".join(f"<sheet name='s{k}' sheetId='{k + 9}'/>" for k in range(101))
    upload = packed(**{BOOK: lambda text: text.replace("</sheets>", f"{many}</sheets>")})
    assert "more than 100 sheets" in refused(upload)


def test_one_sheet_that_is_a_hundred_sheets_is_refused():
    """Each of them would be read, and is as long as the whole file."""
    again = "<Relationship Id='rIdX{0}' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' Target='{1}'/>"
    for target in (
        "/xl/worksheets/sheet1.xml",
        "worksheets/sheet1.xml",
        "./worksheets/../worksheets/sheet1.xml",
    ):
        links = "".join(again.format(k, target) for k in range(2))
        upload = packed(
            **{LINKS: lambda text, links=links: text.replace("</Relationships>", f"{links}</Relationships>")}
        )
        assert "not what its name says" in refused(upload)


def test_one_reference_that_is_two_sheets_is_refused():
    def twice(text):
        first = text[text.index("<sheet ") : text.index("/>", text.index("<sheet ")) + 2]
        return text.replace(first, first + first.replace('name="', 'name="again'))

    assert "not what its name says" in refused(packed(**{BOOK: twice}))


def test_a_tag_that_never_ends_is_refused():
    """It would be read again from its beginning with each piece of the file."""
    long = "".join(chr(97 + k % 26) + str(k) for k in range(600_000))
    upload = packed(**{SHEET: sheet(f"<row spans='{long}'/>")})
    assert "far more than a table" in refused(upload)


@pytest.mark.parametrize("padding", [0, 3000, 200_000])
def test_declarations_are_refused_wherever_they_stand(padding):
    comment = f"<!--{'x' * padding}-->" if padding else ""
    head = f'<?xml version="1.0"?>{comment}<!DOCTYPE z [<!ENTITY a "aaaa">]>'
    upload = packed(zipfile.ZIP_STORED, **{SHEET: sheet(LINE, head=head)})
    assert "not what its name says" in refused(upload)


def test_one_long_text_in_many_cells_costs_no_more_than_a_table(monkeypatch):
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 100_000)
    texts = f"<sst xmlns='{SPACE}'><si><t>{'long ' * 500}</t></si></sst>"
    kinds = "<Override ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml' PartName='/xl/sharedStrings.xml'/>"
    rows = "<row><c t='s'><v>0</v></c></row>" * 60
    parts = {SHEET: sheet(rows), "xl/sharedStrings.xml": texts}
    upload = packed(
        **parts,
        **{
            "[Content_Types].xml": lambda text: (
                text if "sharedStrings" in text else text.replace("</Types>", f"{kinds}</Types>")
            )
        },
    )
    assert "million characters" in refused(upload)


def test_a_cell_longer_than_a_cell_is_refused():
    assert "Line 3 is too long" in refused(
        packed(**{SHEET: sheet(LINE + f"<row>{cell('x' * 32_768)}</row>")})
    )
    assert len(read(packed(**{SHEET: sheet(f"<row>{cell('x' * 32_767)}</row>")}))[1]) == 1


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "-1e999", "0x10", "1e5000"])
def test_a_number_without_end_is_a_line_that_cannot_be_read_or_a_text(number):
    upload = packed(**{SHEET: sheet(f"<row><c><v>{number}</v></c></row>")})
    try:
        assert len(read(upload)[1]) == 1
    except shape.FileRefused as said:
        assert "cannot be read" in str(said)


# --- tables of text -----------------------------------------------------------------------------------------

HEAD = "Nom;Prénom;Collège\n"


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_a_line_of_a_million_columns_is_refused(mark):
    text = HEAD.replace(";", mark) + mark * 1_000_000 + "\n"
    assert "Line 2 is too long" in refused(text_file(text))


def test_a_file_that_is_one_line_is_refused_whether_it_ends_or_not():
    for text in ("x" * 2_000_000, ";" * 2_000_000, "x;" * 2_000_000 + "\n", '"a";' * 1_000_000):
        assert "Line 1 is too long" in refused(text_file(text))


def test_a_record_of_a_million_lines_is_refused():
    """Each of its cells is short, and so is each line of text: together they never end."""
    text = HEAD + 'a;"\n";' + '"\n";' * 400_000 + "\n"
    assert "Line 2 is too long" in refused(text_file(text))


def test_a_line_may_be_as_long_as_the_limit():
    row = "A;" + "x" * 32_000 + ";" + "y;" * 100_000 + "\n"
    found, lines = read(text_file(HEAD + row + "B;C;D\n"))
    assert [number for number, _row in lines] == [2, 3]
    assert len(lines[0][1]) == 3
    assert found.rows == 2


def test_a_refusal_names_the_limit_in_the_reader_s_words():
    with translation.override("fr"):
        assert "1\xa0048\xa0576" in refused(packed(**{SHEET: sheet("<row r='1000000000'/>")}))


# --- through the page ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_desk_reads_why_and_nothing_is_kept(cast, code, sign_in):
    upload = packed(**{SHEET: sheet(f"<row r='1000000000'>{cell('far')}</row>")})
    upload.name = "table.xlsx"
    answer = sign_in(cast.sara).post(reverse("imports:new"), {"kind": "members", "file": upload})
    assert answer.status_code == 422
    assert "beyond line 1,048,576" in answer.content.decode()
    assert not Import.objects.exists()
