"""A ballot of every shape: filled in, read back in words, refused in a sentence, never blank by accident."""

import time

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.papers.shapes import DAYS, GRADES, LINES, PAPERS, TITLES
from votes.ballots.papers import BadBallot, ballot_form, check, filled_in, sentence, words
from votes.rounds.paper import Choice, Paper
from votes.rules.contents import compose, parse
from votes.rules.shapes import RuleError

SHAPES = sorted(PAPERS)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def sent(form):
    """What a browser would send of a form that is filled in."""
    query = QueryDict(mutable=True)
    for name, value in form.carried():
        query.appendlist(name, value)
    return query


@pytest.mark.parametrize("shape", SHAPES)
def test_a_stored_line_fills_the_form_in_and_the_form_gives_the_same_line(shape):
    @given(LINES[shape])
    def same(line):
        paper = PAPERS[shape]
        check(paper, line)
        form = ballot_form(paper, sent(filled_in(paper, line, prefix="v7")), prefix="v7")
        assert (form.errors, form.content()) == ([], line)
        assert form.in_words() == words(paper, line)

    same()


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_checked_can_be_counted_and_is_written_in_one_way_only(shape):
    """Any line that passes is one that the rule counts, and the only line of its vote."""
    paper = PAPERS[shape]

    @given(st.text("1234567890,:=-x ", max_size=12) | LINES[shape])
    def counted(line):
        try:
            check(paper, line)
        except BadBallot:
            return
        vote = parse(line, paper.shape)
        paper.tally({vote: 1})
        assert compose(vote, paper.shape) == line

    counted()


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape not in ("money", "scores")])
def test_what_the_rule_refuses_is_refused_before_it_enters_the_box(shape):
    """The check is at least as severe as the count: no ballot can break a count later on."""
    paper = PAPERS[shape]

    @given(st.text("12345,:=", max_size=9))
    def refused(line):
        try:
            paper.tally({parse(line, paper.shape): 1})
        except RuleError:
            with pytest.raises(BadBallot):
                check(paper, line)

    refused()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_paper_left_untouched_is_refused_and_says_how_to_go_on(shape):
    form = ballot_form(PAPERS[shape], {})
    assert not form.is_valid()
    assert form.errors == ["Mark at least one option, or cast a blank ballot."]
    with pytest.raises(ValueError, match="not valid"):
        form.content()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_blank_ballot_is_one_that_says_so(shape):
    paper = PAPERS[shape]
    form = ballot_form(paper, {"choice": ""} if shape == "choice" else {"blank": "1"})
    assert (form.is_valid(), form.is_blank, form.content()) == (True, True, "")
    assert [str(mark) for mark in form.in_words()] == ["Blank ballot"]
    assert filled_in(paper, "").is_blank


@pytest.mark.parametrize(
    ("shape", "marked"),
    [
        ("approvals", {"option": "1"}),
        ("grades", {"grade_1": "0"}),
        ("strict_ranking", {"place_1": "1"}),
        ("points", {"points_1": "1"}),
    ],
)
def test_a_ballot_both_blank_and_marked_is_neither(shape, marked):
    form = ballot_form(PAPERS[shape], {**marked, "blank": "1"})
    assert form.errors == ["Options are marked, and “blank ballot” too: keep one or the other."]


@pytest.mark.parametrize("typed", ["0", "00", "-0"])
def test_points_of_nothing_are_no_blank_ballot(typed):
    form = ballot_form(PAPERS["points"], {"points_1": typed, "points_2": "0"})
    assert form.errors == ["Mark at least one option, or cast a blank ballot."]


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_marked_before_a_first_vote(shape):
    form = ballot_form(PAPERS[shape])
    assert [(row.ticked, row.error) for row in form.rows()] == [(False, "")] * len(form.paper.options)
    assert not form.is_blank
    page = render_to_string("ballots/papers/_paper.html", {"form": form})
    assert " checked" not in page
    assert " selected" not in page
    assert all(option.title in page for option in form.paper.options)


NO_SUCH = "there is no option “%s” on this ballot."


@pytest.mark.parametrize(
    ("shape", "line", "said"),
    [
        ("choice", "9", f"Place 1: {NO_SUCH % 9}"),
        ("choice", "1,2", f"Place 1: {NO_SUCH % '1,2'}"),
        ("approvals", "1,9", f"Place 2: {NO_SUCH % 9}"),
        ("approvals", "1,1", "“Saturday” stands twice: at places 1 and 2."),
        ("approvals", "3,1", "“Saturday” comes before “Monday” in the list: keep to its order."),
        ("choices", "1,2,4", "3 options are marked, and 2 at most may be: take “Tuesday” or another one away."),
        ("money", "1,2,3", "These projects cost €1,400, and there is €1,000: take “Garden” or another one away."),
        ("grades", "1,2,,4", "“Monday” has no grade: give one to every option."),
        ("grades", "1,2", "“Monday” has no grade: give one to every option."),
        ("grades", "1,2,3,4,0", "There are 5 grades for 4 options."),
        ("grades", "1,2,3,5", "“Tuesday”: “5” is no grade from 0 to 4."),
        ("grades", "1,2,3,good", "“Tuesday”: “good” is no grade from 0 to 4."),
        ("strict_ranking", "3,1=2", "“Saturday” and “Sunday” are all at place 2: give each a place of its own."),
        ("strict_ranking", "3,1,3", "“Monday” stands twice: at places 1 and 3."),
        ("ranking", "1=2,1", "“Saturday” stands twice: at places 1 and 2."),
        ("ranking", "1=9", f"Place 1: {NO_SUCH % 9}"),
        ("ranking", "3,2=1", "Place 2: write “Saturday” first among equals."),
        ("scores", "1:6", "“Saturday”: 6 points, and 5 is the most."),
        ("scores", "1:-2", "“Saturday”: -2 is less than nothing; write 0 or more."),
        ("scores", "2:1.5", "“Sunday”: “1.5” is no whole number."),
        ("scores", "2", "“Sunday”: “” is no whole number."),
        ("scores", "2:0", "“Sunday” is given nothing: leave it out."),
        ("scores", "2:1,2:1", "“Sunday” stands twice: at places 1 and 2."),
        ("points", "1:6,3:5", "You give 11 points, and have 10: lower “Monday” or another one."),
        ("points", "9:1", f"Place 1: {NO_SUCH % 9}"),
        ("points", "1:9999999999", "“Saturday”: “9999999999” is no whole number."),
        ("credits", "1:3,2:3", "These votes cost 18 credits, and you have 16: lower “Sunday” or another one."),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_in_a_sentence_that_names_the_option_and_the_place(shape, line, said):
    with pytest.raises(BadBallot) as refused:
        check(PAPERS[shape], line)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("shape", "typed", "said"),
    [
        ("choice", {"choice": "9"}, [f"Place 1: {NO_SUCH % 9}"]),
        ("grades", {"grade_1": "4"}, [f"“{title}” has no grade: give one to every option." for title in TITLES[1:]]),
        ("grades", {"grade_1": "1,2", "grade_2": "3"}, ["“Saturday”: “1,2” is no whole number."]),
        ("strict_ranking", {"place_1": "2", "place_4": "2"}, ["“Saturday” and “Tuesday” are all at place 2: give each a place of its own."]),
        ("ranking", {"place_1": "5"}, ["“Saturday”: 5 is no place from 1 to 4."]),
        ("ranking", {"place_2": "0"}, ["“Sunday”: 0 is no place from 1 to 4."]),
        ("ranking", {"place_2": "first"}, ["“Sunday”: “first” is no whole number."]),
        ("points", {"points_1": "-1", "points_2": "2.5"}, ["“Saturday”: -1 is less than nothing; write 0 or more.", "“Sunday”: “2.5” is no whole number."]),
        ("points", {"points_1": "11"}, ["You give 11 points, and have 10: lower “Saturday” or another one."]),
    ],
)  # fmt: skip
def test_a_bad_form_says_everything_that_is_wrong_beside_each_option(shape, typed, said):
    form = ballot_form(PAPERS[shape], typed)
    assert form.errors == said
    page = render_to_string("ballots/papers/_paper.html", {"form": form})
    assert page.count('role="alert"') == 1
    beside = [row.error for row in form.rows() if row.error]
    assert beside == (said if shape != "choice" else [])


def test_gaps_between_places_are_closed_and_leading_zeros_forgotten():
    form = ballot_form(PAPERS["strict_ranking"], {"place_3": "1", "place_1": "04"})
    assert form.content() == "3,1"
    assert ballot_form(PAPERS["points"], {"points_2": "03"}).content() == "2:3"


def test_options_ticked_in_any_order_are_one_and_the_same_ballot():
    form = ballot_form(PAPERS["approvals"], {"option": ["4", "1", "4"]})
    assert form.content() == "1,4"


def test_an_option_left_without_a_grade_has_the_grade_that_the_rule_names():
    paper = Paper("majority_judgment", DAYS, {"grades": GRADES, "missing": 0})
    form = ballot_form(paper, {"grade_2": "4"})
    assert form.content() == "0,4,0,0"
    assert form.how().endswith("One without a grade counts as “Reject”.")


@pytest.mark.parametrize(
    ("shape", "line", "said"),
    [
        ("choice", "2", "Sunday"),
        ("choices", "1,3", "Saturday; Monday"),
        ("money", "2,3", "Bench; Garden"),
        ("grades", "4,0,2,3", "Saturday: Very good; Sunday: Reject; Monday: Fair; Tuesday: Good"),
        ("ranking", "3,1=2", "Monday: place 1; Saturday and Sunday: place 2"),
        ("scores", "1:1,2:5", "Saturday: 1 point; Sunday: 5 points"),
        ("credits", "1:3,4:1", "Saturday: 3 votes (9 credits); Tuesday: 1 vote (1 credit)"),
        ("points", "", "Blank ballot"),
        ("grades", "what?", "what?"),
        ("scores", "old:words:", "old:words:"),
    ],
)
def test_a_line_is_read_back_in_words_even_one_that_nobody_understands(shape, line, said):
    assert sentence(PAPERS[shape], line) == said


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "money"])
def test_a_thousand_options_are_checked_and_shown_in_a_page_that_stays_reasonable(shape):
    small = PAPERS[shape]
    options = tuple(Choice(str(k), f"Option {k}") for k in range(1, 1001))
    paper = Paper(small.method, options, small.variant, seats=small.seats, top=small.top)
    line = ",".join(["3"] * 1000) if shape == "grades" else {"choice": "999", "choices": "1,999"}.get(shape)
    if line is None:
        joint = ":1" if shape in ("scores", "points", "credits") else ""
        line = ",".join(f"{k}{joint}" for k in range(1, 11))
    started = time.perf_counter()
    check(paper, line)
    assert time.perf_counter() - started < 0.1
    page = render_to_string("ballots/papers/_paper.html", {"form": filled_in(paper, line)})
    assert len(page) < 700_000
    assert "data-filter" in page
