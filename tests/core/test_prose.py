"""Members' words on a page: nothing runs, nothing breaks out, changes are shown."""

from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from core.prose.days import date_format
from core.prose.difference import difference
from core.prose.markdown import markdown, plain
from core.prose.named import is_named
from core.prose.tags import euros, percent

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg/onload=alert(1)>",
    "`<b>`",
    "<style>*{}</style>",
    '<a href="javascript:alert(1)">x</a>',
    "![x](javascript:alert(1))",
    "<iframe src=//evil>",
    "[x](vbscript:x)",
]


class Elements(HTMLParser):
    """Collects the elements that a browser would build."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", PAYLOADS)
@pytest.mark.parametrize("render", [markdown, lambda text: difference("", text)])
def test_hostile_words_come_out_harmless(text, render):
    for tag, attributes in Elements(str(render(text))).found:
        assert tag in {"p", "a", "code", "ins", "em", "br"}
        assert set(attributes) <= {"href", "rel"}
        assert (attributes.get("href") or "https:").split(":")[0] in {"http", "https", "mailto"}


def test_markdown_renders_what_members_use():
    html = str(markdown("# Title\n\n**bold** and\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
    assert "<h3>Title</h3>" in html  # never above the titles of the page
    assert "<strong>bold</strong>" in html
    assert "<table>" in html


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        (Decimal("41400.00"), "41\xa0400\xa0€", "€41,400"),
        (Decimal("450.5"), "450,50\xa0€", "€450.50"),
        (-250, "−250\xa0€", "−€250"),
        ("0", "0\xa0€", "€0"),
    ],
)
def test_an_amount_is_written_as_each_language_does(amount, french, english):
    for language, written in (("fr", french), ("en", english)):
        with translation.override(language):
            assert euros(amount) == written


@pytest.mark.parametrize("text", ["x " * 9000, "x\n\n" * 6000, "- x\n" * 5000, "ab " * 6000])
@pytest.mark.timeout(5)
def test_a_text_made_to_be_slow_is_compared_all_the_same(text):
    assert "<ins>" in difference(text, text.replace("x", "y", 3) + "z")


def test_a_new_line_in_a_list_leaves_the_others_readable():
    """The fourth line becomes the fifth, and a new one comes before it: nothing is mixed word by word."""
    html = str(
        difference(
            "- Three keys.\n- Anybody may end it.", "- Three keys.\n- No vans at all.\n- Anybody may end it."
        )
    )
    assert html == "<p>- Three keys.</p><p><ins>- No vans at all.</ins></p><p>- Anybody may end it.</p>"
    numbered = str(difference("1. Anybody may end it.", "1. No vans before nine.\n2. Anybody may end it."))
    assert numbered == (
        "<p><ins>1. No vans before nine.</ins></p><p><del>1</del><ins>2</ins>. Anybody may end it.</p>"
    )


def test_a_difference_marks_words_that_went_and_words_that_came():
    html = str(difference("Two windows stay.", "Three windows stay."))
    assert "<del>Two </del><ins>Three </ins>windows" in html


def test_equal_texts_have_no_marks():
    html = str(difference("Same.\n\nSame again.", "Same.\n\nSame again."))
    assert "<ins>" not in html
    assert "<del>" not in html


def test_plain_words_are_cut_at_a_word():
    assert plain("**One** two three", 9) == "One two…"


@pytest.mark.parametrize(
    ("share", "places", "shown"),
    [
        ("11439/22880", 2, "50,00"),
        ("1/3", 2, "33,33"),
        ("1493/2100", 2, "71,10"),
        ("1", 0, "100"),
        ("1/200", 0, "1"),
    ],
)
def test_percentages_are_rounded_half_up_for_display(share, places, shown, settings):
    settings.LANGUAGE_CODE = "fr"
    from django.utils import translation

    with translation.override("fr"):
        assert percent(share, places) == f"{shown}\u202f%"


@pytest.mark.parametrize(
    ("language", "day", "form", "written"),
    [
        ("fr", date(2026, 6, 1), "DATE_FORMAT", "1er juin 2026"),
        ("fr", date(2026, 12, 1), "l j F", "mardi 1er décembre"),
        ("fr", date(2026, 2, 1), "SHORT_DATE_FORMAT", "1er fév."),
        ("fr", date(2026, 6, 21), "DATE_FORMAT", "21 juin 2026"),
        ("fr", date(2026, 6, 11), "DATE_FORMAT", "11 juin 2026"),
        ("en", date(2026, 6, 1), "DATE_FORMAT", "1 June 2026"),
    ],
)
def test_the_first_of_a_month_is_written_as_the_reader_does(language, day, form, written):
    with translation.override(language):
        assert date_format(day, form) == written
        page = Template('{{ day|date:"' + form + '" }}').render(Context({"day": day}))
        assert page == written


def test_hours_and_absent_days_are_left_as_they_are():
    with translation.override("fr"):
        at_one = datetime(2026, 6, 1, 1, 30, tzinfo=ZoneInfo("Europe/Paris"))
        assert date_format(at_one, "DATETIME_FORMAT") == "1er juin 2026 à 1\xa0h\xa030"
        assert Template("{{ day|date }}").render(Context({"day": None})) == ""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Exclusion of Bob Durand", True),
        ("Exclusion of DURAND, Bob", True),
        ("Exclusion of Durand Bob, from tomorrow", True),
        ("It was decided to exclude **Bob**\n*Durand*.", True),
        ("The seat of bob DÜRAND’s", True),
        ("Bob lends the van. Paul Durand drives it.", False),
        ("Bob Martin and Paul Durand are heard", False),
        ("It is lent to Bob. Durand drives it.", False),
        ("Thanks to Bob\n\nDurand drives the van.", False),
        ("Heard: Bob, Durand, Roy", False),
        ("- Bob\n- Durand", False),
        ("It admits Alice Durand, Bob Martin and Carl Roy.", False),
        ("Alice Durand\nBob Martin", False),
        ("Durand, Bob; Martin, Alice", True),
        ("| Bob | Durand |", False),
        ("Bob / Durand", False),
        ("Exclusion of Bob Durand-Martin", False),
        ("Exclusion of Jean-Bob Durand", False),
        ("Exclusion of Bob", False),
        ("Exclusion of Bob D.", True),
        ("Exclusion of Bob\n\nD. drives the van.", False),
        ("", False),
    ],
)  # fmt: skip
def test_a_text_names_somebody_where_their_name_stands_together(text, named):
    assert is_named(text, "Bob", "Durand") is named


@pytest.mark.parametrize(
    ("text", "given", "family", "named"),
    [
        ("Admission of jean pierre d'ornano", "Jean-Pierre", "D’Ornano", True),
        ("Admission of D’ORNANO, Jean Pierre", "Jean-Pierre", "d'Ornano", True),
        ("Admission of Pierre Jean d’Ornano", "Jean-Pierre", "D’Ornano", False),
        ("Admission of Ève St. Clair", "Eve", "St. Clair", True),
        ("Admission of Eve St Clair", "Ève", "St. Clair", True),
        ("Admission of 王 伟", "伟", "王", True),
        ("Admission of the Bakery of the Port", "Bakery of the Port", "", True),
        ("Admission of Durand & Sons", "DURAND & SONS", "", True),
        ("The Port has a bakery of its own, the best", "Bakery of the Port", "", False),
        ("Port of the Bakery", "Bakery of the Port", "", False),
        ("The port bakery", "Bakery Port", "", False),
        ("Anything", "", "", False),
        ("Anything…", "…", "", False),
    ],
)
def test_a_name_of_several_words_keeps_their_order_and_an_organisation_is_never_turned_round(
    text, given, family, named
):
    assert is_named(text, given, family) is named
