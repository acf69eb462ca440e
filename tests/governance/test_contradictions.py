"""What a code says that cannot be applied together is refused where it is written, and when a question is made of it."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from core.clock import database_now
from governance.code.actions.drafts import copy_edition
from governance.code.models import Edition
from governance.code.review import InvalidCode, check_edition
from governance.code.vocabulary import TERMS
from governance.code.vocabulary.contradictions import ContradictoryCode
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from tests import make
from tests.house import say
from votes.rounds.models import Round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


CONTRADICTIONS = [
    ({"ordinary.threshold": "1", "ordinary.comparator": "gt"}, "a majority of more than all voices is never passed"),
    ({"ordinary.quorum": "1", "ordinary.quorum_comparator": "gt"}, "a quorum of more than all of them is never passed"),
    ({"ordinary.quorum_college": "1", "ordinary.quorum_comparator": "gt"}, "a quorum of more than all of them"),
    (
        {"ordinary.colleges": "bloc", "ordinary.base": "registered"},
        "“Ordinary decision” is counted on “all the members on the roll” (article 12), and the colleges as “each college as one block, to its own majority”",
    ),
    ({"ordinary.colleges": "per_capita", "ordinary.base": "cast"}, "“all the ballots cast”"),
    ({"ordinary.colleges": "double_majority", "colleges.needed": 6}, "needs 6 colleges in favour (article 1), and there are 5"),
    (
        {"ordinary.colleges": "double_majority", "colleges.needed": 1, "ordinary.threshold": "1/3", "ordinary.floor_guard": False},
        "asks for a majority of persons and of colleges (article 12), and lets a text pass with as many persons against as for. Say yes to “Never with more against than for”",
    ),
    (
        {
            "ordinary.colleges": "double_majority", "colleges.needed": 1,
            "ordinary.threshold": "1/2", "ordinary.comparator": "gte", "ordinary.floor_guard": False,
        },
        "lets a text pass with as many persons against as for",
    ),
]  # fmt: skip


def written(values):
    """A draft of the next edition that says some values otherwise."""
    draft = copy_edition(Edition.objects.enacted().last())
    for key, value in values.items():
        if not draft.parameters.filter(key=key).update(value=value):
            draft.parameters.create(
                article=draft.articles.first(), key=key, kind=TERMS[key].kind, value=value
            )
    return draft


@pytest.mark.parametrize(("values", "sentence"), CONTRADICTIONS)
def test_a_contradiction_is_refused_where_it_is_written(values, sentence):
    make.code()
    with pytest.raises(InvalidCode, match=re.escape(sentence)):
        check_edition(written(values))


@pytest.mark.parametrize(("values", "sentence"), CONTRADICTIONS)
def test_a_contradiction_in_force_is_refused_when_a_question_is_made_of_it(values, sentence, cast, code):
    say(values)
    with pytest.raises(ContradictoryCode, match=re.escape(sentence)):
        make.voting(cast.alice)
    assert not Round.objects.exists()
    # Other kinds of vote go on: the code can still be amended.
    assert make.voting(cast.dana, title="Another", kind="extraordinary").round


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"circle.colleges": "proportional"}, "nobody is in one there: people sit in a circle by themselves. Choose “one voice each, without colleges”."),
        ({"circle.quorum_college": "1/2"}, "asks for a quorum in each college"),
        (
            {"casting_vote": True, "ordinary.threshold": "2/3", "circle.threshold": "2/3", "consultation.threshold": "2/3"},
            "and no kind of vote is decided so",
        ),
        (
            {
                "casting_vote": True, "ordinary.colleges": "double_majority", "colleges.needed": 2,
                "circle.threshold": "2/3", "consultation.threshold": "2/3",
            },
            "and no kind of vote is decided so",
        ),
        (
            {
                "casting_vote": True, "ordinary.colleges": "proportional", "colleges.result_base": "total",
                "circle.threshold": "2/3", "consultation.threshold": "2/3",
            },
            "and no kind of vote is decided so",
        ),
    ],
)  # fmt: skip
def test_what_a_circle_cannot_count_and_what_nothing_could_use_is_refused(values, sentence):
    make.code()
    with pytest.raises(InvalidCode, match=re.escape(sentence)):
        check_edition(written(values))


@pytest.mark.parametrize(
    "values",
    [
        {"ordinary.base": "registered"},
        {"ordinary.base": "cast"},
        {"ordinary.base": "present_or_represented"},
        {"ordinary.base": "expressed_with_blank"},
        {"ordinary.colleges": "per_capita", "ordinary.base": "registered"},
        {"ordinary.colleges": "bloc"},
        {"ordinary.colleges": "double_majority", "colleges.needed": 3},
        {"ordinary.colleges": "double_majority", "colleges.needed": 3, "ordinary.threshold": "1/3"},
        {"ordinary.colleges": "double_majority", "colleges.needed": 3, "ordinary.floor_guard": False},
        {"ordinary.threshold": "1/3", "ordinary.floor_guard": False},
        {"ordinary.threshold": "1", "ordinary.comparator": "gte"},
        {"colleges.inactive": "kept"},
        {"casting_vote": True},
    ],
    ids=str,
)
def test_what_agrees_is_let_through(values, cast, code):
    check_edition(written(values))
    say(values)
    assert make.voting(cast.alice).round


def test_a_vote_that_counts_colleges_asks_people_who_are_in_some(cast, code):
    say({"consultation.colleges": "proportional"})
    proposal = make.proposal(cast.alice, where=cast.workshop)
    with pytest.raises(ContradictoryCode, match="nobody who would vote is in one"):
        opening.put_to_vote(
            proposal, cast.alice, decision_type="consultation",
            electorate=Electorate(make.today(), circle=cast.workshop), closes_at=database_now() + timedelta(days=1),
        )  # fmt: skip


def test_more_colleges_needed_than_vote_are_refused_before_anything_opens(cast, code):
    say({"ordinary.colleges": "double_majority", "colleges.needed": 3})
    with pytest.raises(ContradictoryCode, match=r"needs 3 colleges in favour .* and only 2 vote"):
        make.voting(cast.alice, colleges=("S", "U"))
    assert not Round.objects.exists()


def test_a_double_majority_says_how_many_colleges_it_needs():
    make.code()
    with pytest.raises(InvalidCode, match="it needs “Colleges in favour” too"):
        check_edition(written({"ordinary.colleges": "double_majority"}))


def test_a_contradiction_is_read_at_the_desk_beside_the_draft(cast, code, sign_in):
    draft = written(CONTRADICTIONS[3][0])
    page = sign_in(cast.erik).get(f"/desk/code/{draft.number}/").content.decode()
    assert "is counted on “all the members on the roll”" in page
