"""The guide to the rules, and trying one out: what whoever prepares a vote reads, and that nothing is kept."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core.clock import database_now
from governance.proposals.vote.actions import preparing
from governance.proposals.vote.desk import options
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from tests import make
from votes.ballots.papers import check
from votes.rounds.paper import Choice
from votes.rules.registry import RULES
from votes.tally import tryout

pytestmark = pytest.mark.django_db
DAYS = ("Saturday", "Sunday", "Monday", "Tuesday")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def paper(method, count=4, **more):
    titles = DAYS[:count] if count <= 4 else [f"Option {k}" for k in range(count)]
    choices = tuple(Choice(str(k), title, cost=300 * k if RULES[method].money else None) for k, title in enumerate(titles, 1))  # fmt: skip
    return options.make_paper(method, choices, **{"budget": 1000, "each": 10, **more})


def planned(cast, asked, **ask):
    """A vote between options that Alice prepared in the workshop."""
    proposal = make.proposal(cast.alice, where=cast.workshop)
    kind = ask.pop("kind", "circle")
    who = Electorate(make.today(), circle=cast.workshop if kind == "circle" else None)
    preparing.prepare(
        proposal,
        VoteRequest(kind, who, paper=asked, **ask),
        closes_at=database_now() + timedelta(days=3),
        actor=cast.alice,
    )
    return proposal


def at(proposal, page):
    return f"/proposals/{proposal.number}/vote/{page}"


def rows():
    quiet = {"session", "usersession"}
    return {
        m._meta.label: list(m._default_manager.order_by("pk").values())
        for m in apps.get_models()
        if m._meta.model_name not in quiet
    }


# --- the guide ----------------------------------------------------------------------------------


def test_three_answers_give_a_rule_that_the_form_of_the_vote_begins_with(cast, code, sign_in):
    proposal, client = make.proposal(cast.alice, where=cast.workshop), sign_in(cast.alice)
    page = client.get(at(proposal, "guide/"), {"what": "one", "say": "order", "matters": "broad"})
    link = f"{at(proposal, '')}?what=options&amp;method=schulze"
    assert "Head to head (Schulze)" in page.content.decode()
    assert f'href="{link}"' in page.content.decode()
    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert (form["what"].value(), form["method"].value()) == ("options", "schulze")


def test_before_any_answer_the_guide_suggests_nothing(cast, code, sign_in):
    page = sign_in(cast.alice).get(at(make.proposal(cast.alice), "guide/"))
    assert (page.status_code, "suggestion" in page.context) == (200, False)


def test_on_one_text_a_single_answer_is_enough_and_leads_to_for_or_against(cast, code, sign_in):
    proposal = make.proposal(cast.alice)
    page = sign_in(cast.alice).get(at(proposal, "guide/"), {"what": "text"})
    assert f'href="{at(proposal, "")}?what=motion"' in page.content.decode()


@pytest.mark.parametrize("left_out", ["what", "say", "matters"])
def test_a_question_left_open_is_named_and_nothing_is_suggested(cast, code, sign_in, left_out):
    answers = {"what": "one", "say": "name", "matters": "simple"}
    del answers[left_out]
    page = sign_in(cast.alice).get(at(make.proposal(cast.alice), "guide/"), answers)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [left_out]
    assert "suggestion" not in page.context


def test_an_answer_that_nobody_offers_is_refused_with_a_sentence(cast, code, sign_in):
    answers = {"what": "one", "say": "dance", "matters": "simple"}
    page = sign_in(cast.alice).get(at(make.proposal(cast.alice), "guide/"), answers)
    assert page.status_code == 422


def test_a_rule_for_an_opinion_says_so_and_names_one_that_decides(cast, code, sign_in):
    proposal = make.proposal(cast.alice)
    answers = {"what": "order", "say": "order", "matters": "simple"}
    page = sign_in(cast.alice).get(at(proposal, "guide/"), answers).content.decode()
    assert "This rule gives an opinion: it decides nothing by itself." in page
    assert f'href="{at(proposal, "")}?what=options&amp;method=schulze"' in page


def test_a_suggestion_wins_over_the_plan_that_was_there_and_keeps_its_options(cast, code, sign_in):
    proposal = planned(cast, paper("approval"))
    form = sign_in(cast.alice).get(at(proposal, "?what=options&method=irv")).context["form"]
    assert form["method"].value() == "irv"
    assert form["options"].value().splitlines() == list(DAYS)


def test_a_rule_of_no_name_in_the_address_leaves_the_form_as_it_is(cast, code, sign_in):
    proposal, client = make.proposal(cast.alice, where=cast.workshop), sign_in(cast.alice)
    page = client.get(at(proposal, "?what=options&method=shouting"))
    assert page.status_code == 200
    assert "shouting" not in page.content.decode()


# --- trying a rule out --------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 3, 4, 9])
@pytest.mark.parametrize("method", options.METHODS)
def test_twelve_voters_are_made_up_for_every_rule_and_each_ballot_is_one(method, count):
    asked = paper(method, count, seats=2 if RULES[method].several and count > 2 else 1)
    piles = tryout.sample(asked)
    assert sum(pile.voters for pile in piles) == 12
    for pile in piles:
        check(asked, pile.line)
    assert len({pile.line for pile in piles}) == len(piles) >= 3


@pytest.mark.parametrize("method", options.METHODS)
def test_ballots_that_are_written_out_are_read_back_the_same(method):
    asked = paper(method)
    piles = tryout.sample(asked)
    assert tryout.read_piles(asked, tryout.write_piles(asked, piles)) == piles


@pytest.mark.parametrize("method", options.METHODS)
def test_what_is_made_up_counts_as_it_stands_on_the_page_of_every_rule(method, cast, code, sign_in):
    proposal, client = planned(cast, paper(method)), sign_in(cast.alice)
    shown = client.get(at(proposal, "try/"))
    typed = shown.context["form"]["ballots"].value()
    counted = client.post(at(proposal, "try/"), {"ballots": typed})
    assert counted.status_code == 200
    [reading] = counted.context["readings"]
    assert reading.sentence in counted.content.decode().replace("&#x27;", "'")
    assert reading.steps
    assert "What 12 made-up ballots give" in counted.content.decode()


@pytest.mark.parametrize("method", ["irv", "schulze", "approval", "condorcet"])
def test_what_is_made_up_shows_that_the_rule_changes_the_winner(method):
    """Five of eleven are for Saturday first; the others all prefer Sunday, and six of them is more."""
    assert tryout.count(paper("plurality"), tryout.sample(paper("plurality")))["winners"] == ["1"]
    assert tryout.count(paper(method), tryout.sample(paper(method)))["winners"] == ["2"]


def test_changed_ballots_give_another_winner(cast, code, sign_in):
    proposal, client = planned(cast, paper("irv")), sign_in(cast.alice)
    winners = []
    for typed in ("3 × 2 > 1\n2 × 3", "3 × 2 > 1\n4 × 3"):
        page = client.post(at(proposal, "try/"), {"ballots": typed})
        winners.append(page.context["readings"][0].winners)
    assert winners == [["Sunday"], ["Monday"]]


def test_ballots_are_typed_freely_and_count_the_same():
    asked = paper("approval")
    assert tryout.read_piles(asked, "2 x 3,1\n\n 4\n1*-") == [
        tryout.Pile(2, "1,3"),
        tryout.Pile(1, "4"),
        tryout.Pile(1, ""),
    ]
    assert tryout.read_piles(paper("schulze"), "2 × 3 = 1 > 2") == [tryout.Pile(2, "1=3,2")]
    assert tryout.read_piles(paper("score"), "1 × 3: 2, 1: 5") == [tryout.Pile(1, "1:5,3:2")]


@pytest.mark.parametrize(
    ("method", "line", "sentence"),
    [
        ("plurality", "2 × 9", "Line 2: Place 1: there is no option “9” on this ballot."),
        ("approval", "2 × 1, 1", "Line 2: “Saturday” stands twice: at places 1 and 2."),
        ("irv", "2 × 1 = 2", "Line 2: “Saturday” and “Sunday” are all at place 1: give each a place of its own."),
        ("cumulative", "1 × 1: 11", "Line 2: You give 11 points, and have 10: lower “Saturday” or another one."),
        ("score", "1 × 1: many", "Line 2: “Saturday”: “many” is no whole number."),
        ("majority_judgment", "1 × 6, 5, 4", "Line 2: “Tuesday” has no grade: give one to every option."),
        ("irv", "some × 1", "Line 2: before the cross, write a number of voters from 1 to 10,000."),
        ("irv", "0 × 1", "Line 2: before the cross, write a number of voters from 1 to 10,000."),
        ("irv", "99999 × 1", "Line 2: before the cross, write a number of voters from 1 to 10,000."),
        ("irv", "² × 1", "Line 2: before the cross, write a number of voters from 1 to 10,000."),
        ("irv", "1 × 1 > > 2", "Line 2: Place 2: there is no option “” on this ballot."),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_by_its_number_and_nothing_is_counted(
    method, line, sentence, cast, code, sign_in
):
    proposal = planned(cast, paper(method))
    page = sign_in(cast.alice).post(at(proposal, "try/"), {"ballots": f"1 × –\n{line}"})
    assert page.status_code == 422
    assert page.context["form"].errors["ballots"] == [sentence]
    assert "readings" not in page.context


def test_every_bad_line_is_named(cast, code, sign_in):
    proposal = planned(cast, paper("plurality"))
    page = sign_in(cast.alice).post(at(proposal, "try/"), {"ballots": "8\n1\n9"})
    assert [said[:6] for said in page.context["form"].errors["ballots"]] == ["Line 1", "Line 3"]


def test_no_line_at_all_gets_an_example():
    with pytest.raises(tryout.BadLines, match="such as “5 × 1 > 2 > 3 > 4”"):
        tryout.read_piles(paper("irv"), "  \n ")


def test_a_legend_names_options_and_grades_and_one_line_is_read_aloud(cast, code, sign_in):
    page = sign_in(cast.alice).get(at(planned(cast, paper("majority_judgment")), "try/"))
    said = page.content.decode()
    assert page.context["example"] in said
    assert "5 voters say: Saturday: " in said
    assert all(title in said for title in (*DAYS, *paper("majority_judgment").grades))


def test_trying_out_keeps_nothing(cast, code, sign_in):
    proposal, client = planned(cast, paper("stv_meek", seats=2)), sign_in(cast.alice)
    before = rows()
    client.get(at(proposal, "try/"))
    client.post(at(proposal, "try/"), {"ballots": "3 × 1 > 2\n2 × 3"})
    client.post(at(proposal, "try/"), {"ballots": "nonsense"})
    client.get(at(proposal, "guide/"), {"what": "text"})
    assert rows() == before


@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("dana", 200), ("erik", 200), ("bob", 403)])
def test_whoever_may_put_it_to_a_vote_may_try_it_out(who, status, cast, code, sign_in):
    proposal, client = planned(cast, paper("approval")), sign_in(getattr(cast, who))
    assert client.get(at(proposal, "try/")).status_code == status
    assert client.post(at(proposal, "try/"), {"ballots": "1 × 1"}).status_code == status


def test_a_vote_for_or_against_has_nothing_to_try_out(cast, code, sign_in):
    proposal = planned(cast, None)
    assert sign_in(cast.alice).get(at(proposal, "try/")).status_code == 404


def test_where_colleges_weigh_the_page_says_that_they_are_left_aside(cast, code, sign_in):
    proposal = planned(cast, paper("approval"), kind="ordinary")
    page = sign_in(cast.dana).post(at(proposal, "try/"), {"ballots": "1 × 1"})
    if page.status_code == 403:
        page = sign_in(cast.erik).post(at(proposal, "try/"), {"ballots": "1 × 1"})
    assert "the quorum and the weights of colleges are left aside" in page.content.decode()


def test_a_tie_is_announced_or_drawn_by_a_lot_that_the_same_ballots_draw_again():
    asked, piles = paper("approval"), [tryout.Pile(2, "1"), tryout.Pile(2, "2")]
    assert tryout.count(asked, piles)["undecided"] == "tie"
    assert tryout.count(asked, piles, tie="elder")["undecided"] == "tie"
    drawn = [tryout.count(asked, piles, tie="lot") for _time in range(2)]
    assert drawn[0]["winners"] == drawn[1]["winners"] != []


def test_a_very_long_paper_is_rehearsed_instead(cast, code, sign_in):
    proposal = planned(cast, paper("approval", 61))
    page = sign_in(cast.alice).get(at(proposal, "try/"))
    assert page.status_code == 409
    assert "open a rehearsal instead" in page.content.decode()


def test_the_page_asks_the_database_as_often_for_two_options_as_for_thirty(cast, code, sign_in):
    client, asked = sign_in(cast.alice), []
    for count in (2, 30):
        proposal = planned(cast, paper("schulze", count))
        client.get(at(proposal, "try/"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.post(at(proposal, "try/"), {"ballots": "1 × 1 > 2"})
        asked.append(len(queries))
    assert asked[0] == asked[1]
