"""Results read for people: every rule says a sentence, draws itself, and lists the same facts in a table."""

import json
import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tests.votes.readings.papers import COUNTED, GRADES, METHODS, framed, outcome, paper, weighted
from votes.rounds.paper import Choice, Paper
from votes.rules.majority_judgment import majority_judgment
from votes.rules.quorum import Quorum
from votes.rules.registry import RULES
from votes.rules.shapes import Threshold
from votes.rules.terms import Terms
from votes.tally.masking import masked
from votes.tally.readings import READERS, reading, readings

EXAMPLES = json.loads((Path(__file__).parents[2] / "cases" / "worked-examples.json").read_text())["cases"]
BOXES = {"one winner": "1112", "a tie": "12", "nobody": "", "many": "1123456789"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def read(method, firsts="1112", count=4):
    return reading(paper(method, count), outcome(method, firsts, count), weighted=False)


def parsed(drawing):
    return ET.fromstring(f'<svg xmlns:x="x">{drawing.picture}</svg>')[0]  # noqa: S314 — our own drawing


def test_every_rule_of_options_has_its_reader():
    assert set(READERS) == set(RULES) - {"motion"}


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("method", METHODS)
def test_a_result_has_a_sentence_a_picture_and_a_table_whatever_the_box(method, box):
    many = 30 if box == "many" else 4
    read_ = read(method, BOXES[box], many)
    assert read_.sentence.endswith(".")
    assert read_.steps
    assert read_.pictures
    assert all(len(row) == len(table.columns) for table in read_.tables for row in table.rows)
    for drawing in read_.pictures:
        drawn = parsed(drawing)
        assert drawn.attrib["role"] == "img"
        assert [child.tag for child in drawn][:2] == ["title", "desc"]
        assert drawn[0].text == drawing.heading
        assert "style=" not in drawing.picture
        assert "nan" not in drawing.picture


@pytest.mark.parametrize("method", COUNTED)
def test_one_option_far_ahead_is_named_as_the_winner(method):
    read_ = read(method, "1111112")
    assert read_.winners[0] == "Oak & elm"
    assert "Oak & elm" in read_.sentence
    assert any(row[0] == "Oak & elm" for row in read_.tables[0].rows)


@pytest.mark.parametrize("method", sorted(set(COUNTED) - {"two_round", "pb_greedy", "pb_equal_shares"}))
def test_a_tie_names_those_who_tied_and_leaves_the_vote_open(method):
    known = outcome(method, "1122")
    read_ = reading(paper(method), known, weighted=False)
    if known["undecided"]:
        assert (read_.word, read_.mood) == ("Tie", "open")
        assert {"Oak & elm", "Pine <b>"} <= set(read_.tied)
    else:  # Condorcet elects nobody; the second choices part the others.
        assert read_.word in ("Nobody", "Adopted", "Elected", "For an opinion")


@pytest.mark.parametrize("method", COUNTED)
def test_where_nobody_votes_nobody_wins(method):
    read_ = read(method, "")
    assert (read_.winners, read_.word, read_.mood) == ([], "Nobody", "not")


@pytest.mark.parametrize("method", METHODS)
def test_figures_are_whole_numbers_or_words_never_floats(method):
    cells = [cell for table in read(method).tables for row in table.rows for cell in row]
    assert {type(cell) for cell in cells} <= {str, int}
    assert not [cell for cell in cells if re.search(r"\d\.\d{6}", str(cell))]


@pytest.mark.parametrize("method", COUNTED)
def test_pictures_are_small_even_with_thirty_options(method):
    read_ = read(method, "1123456789", 30)
    assert sum(len(drawing.picture) for drawing in read_.pictures) < 140_000


def test_titles_of_members_stay_words_in_pictures_and_pages():
    page = render_to_string("tally/_reading.html", {"reading": read("plurality", "22")})
    assert "Pine &lt;b&gt;" in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    "case", [case for case in EXAMPLES if case["topic"] == "mj"], ids=lambda case: case["id"]
)
def test_the_merit_profile_shows_the_grades_and_places_of_the_worked_examples(case):
    given, expected = case["inputs"], case["expected"]
    listed = tuple(Choice(name, f"Option {name}") for name in given["tallies"])
    facts = majority_judgment(
        {}, list(given["tallies"]), grades=GRADES, tallies=given["tallies"], participants=given["voters"],
        missing={"lowest": 0, None: "none"}[given["missing_as"]],
    ).to_json()  # fmt: skip
    read_ = reading(Paper("majority_judgment", listed, {"grades": GRADES}), framed(facts, 7), weighted=False)
    shown = {row[0]: (row[1], row[2]) for row in read_.tables[0].rows}
    assert shown == {
        f"Option {name}": (expected["rank"][name], GRADES[expected["median"][name]])
        for name in listed_ids(listed)
    }


def listed_ids(listed):
    return [one.id for one in listed]


def test_the_surplus_of_the_worked_example_is_shown_to_its_fraction():
    """Seventeen first choices, a quota of eleven: six pass on at 0.35294, cut to five decimals."""
    votes = {("1", "2"): 17, ("2",): 2, ("3",): 2}
    listed = tuple(Choice(str(k), name) for k, name in enumerate(("Ada", "Bo", "Cy"), 1))
    asked = Paper("stv_scottish", listed, seats=1)
    two = Paper("stv_scottish", listed, seats=2)
    assert asked.tally(votes).to_json()["quota"] == 11
    facts = two.tally(votes).to_json()
    read_ = reading(two, framed(facts, 21), weighted=False)
    assert facts["quota"] == 8
    assert any("The quota is 8." in step for step in read_.steps)
    assert any("The surplus of Ada is passed on." in step for step in read_.steps)


def test_a_missed_quorum_is_said_first_and_the_count_is_shown_all_the_same():
    known = outcome("plurality", "112", terms=Terms(quorum=Quorum(Threshold(Fraction(1, 2), "gte"))))
    read_ = reading(paper("plurality"), known, weighted=False)
    assert read_.sentence == "The quorum was missed: 3 voices of 20 took part, it took 10."
    assert (read_.word, read_.winners) == ("Quorum missed", [])
    assert read_.tables[0].rows[0][:2] == ["Oak & elm", "2"]


def test_without_a_majority_two_go_on_to_a_second_ballot():
    read_ = read("two_round", "112234")
    assert (read_.word, read_.mood) == ("Run-off needed", "open")
    assert "Oak & elm and Pine <b> go on" in read_.sentence


def test_rules_that_give_an_opinion_say_so():
    assert {m for m in COUNTED if read(m, "1111112").word == "For an opinion"} == {
        m for m in COUNTED if RULES[m].advisory
    }


@pytest.mark.parametrize("method", COUNTED)
def test_where_colleges_weigh_their_count_comes_first_and_the_heads_stand_beside(method):
    both = readings(paper(method), weighted(method, small=2))
    assert [(one.weighted, one.decides) for one in both] == [(True, True), (False, False)]


def test_a_tie_by_heads_beside_a_weighing_that_decided_is_no_open_question():
    """Three of the eight chose Saturday, three of the five Sunday, and the five weigh two thirds."""
    decides, heads = readings(paper("plurality"), weighted("plurality", small=3))
    names = paper("plurality").names()
    assert decides.winners == [names["2"]]
    assert heads.sentence == f"By heads, these would tie: {names['1']} and {names['2']}."


def test_a_first_round_by_heads_beside_a_weighing_that_decided_promises_no_second():
    _decides, heads = readings(paper("two_round"), weighted("two_round", small=3))
    assert heads.sentence == "By heads, nobody would have more than half of the votes."


def test_weighted_votes_are_told_in_percent_with_their_exact_fraction():
    decides, heads = readings(paper("plurality"), weighted("plurality", small=2))
    assert decides.winners == ["Pine <b>"]
    assert decides.tables[0].rows[0][1] == "66.67\u202f% (2/3)"
    assert heads.winners == ["Oak & elm"]


def test_a_small_college_is_not_told_by_itself_nor_by_the_difference():
    known = weighted("plurality", small=2)
    shown = readings(paper("plurality"), known, colleges={"A": "Users", "B": "Founders"}, smallest=3)
    assert [one.weighted for one in shown] == [True]  # heads beside weights would tell the small college
    assert shown[0].tables[-1].rows == [["Users", "not shown", ""], ["Founders", "fewer than 3", ""]]
    whole = readings(paper("plurality"), known, colleges={"A": "Users", "B": "Founders"})[0]
    assert [row[:2] for row in whole.tables[-1].rows] == [["Users", 4], ["Founders", 2]]


@pytest.mark.parametrize("method", COUNTED)
def test_with_a_small_college_what_the_colleges_weighed_is_told_by_whom_it_chose(method):
    whole = weighted(method, small=2)
    told = masked({**whole, "salt": "5a17"})
    decides, heads = readings(paper(method), told, smallest=3)
    open_to_all = readings(paper(method), whole)
    assert (sorted(decides.winners), decides.word) == (sorted(open_to_all[0].winners), open_to_all[0].word)
    assert (decides.tables, decides.pictures, decides.steps) == ([], [], [])
    assert "too few people voted to hide anybody" in decides.sentence
    assert not any(figure.isdigit() for figure in decides.sentence)
    assert (heads.sentence, heads.decides) == (open_to_all[1].sentence, False)
    assert "5a17" not in json.dumps(told)


def test_money_says_what_was_spent_and_what_is_left():
    read_ = read("pb_greedy", "1112")
    assert read_.word == "Funded"
    assert [row[1] for row in read_.tables[1].rows] == ["€100", "€83", "€17"]


@pytest.mark.parametrize("method", METHODS)
def test_a_page_shows_every_fact_of_the_reading(method):
    read_ = read(method)
    page = render_to_string("tally/_readings.html", {"readings": [read_]})
    assert page.count("<svg") == len(read_.pictures)
    assert page.count("<caption>") == len(read_.tables)
    assert page.count("<li>") == len(read_.steps)
    assert "style=" not in page
