"""The words of the code social: each written once, in two languages, bounded, and said for by a default or asked for."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polib
import pytest
from django.utils import translation

from governance.code.actions.drafts import copy_edition
from governance.code.counting import WeightlessCollege, motion_rule
from governance.code.in_force import read_edition
from governance.code.models import Edition
from governance.code.review import InvalidCode, check_edition, second_look
from governance.code.vocabulary import DECISION_TYPES, SECTIONS, TERMS
from governance.code.vocabulary.cautions import cautions
from governance.code.vocabulary.faults import faults
from governance.code.vocabulary.shapes import Kind, fault
from governance.code.vocabulary.terms.votes import NOT_OF_CIRCLES, OWN
from governance.code.vocabulary.values import Applied, Code, MissingParameter
from tests import make
from tools.messages import CATALOGUE
from votes.rounds.models import Round
from votes.rules.shapes import BASES

ROOT = Path(__file__).parents[2]
ROOMS = ("core", "members", "votes", "governance")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def code(**said):
    """A code that says some values, in article 9; `ordinary__quorum` stands for ordinary.quorum."""
    values = {key.replace("__", "."): value for key, value in said.items()}
    applied = {key: Applied(value, TERMS[key].kind, "9") for key, value in values.items()}
    return Code(1, "Code", date(2026, 1, 1), applied)


VOTE = {
    "extraordinary__threshold": "2/3",
    "extraordinary__comparator": "gte",
    "extraordinary__base": "expressed",
}


def test_every_key_that_the_software_reads_is_in_the_vocabulary():
    """Whoever writes code.value("…") in a room writes the key here first."""
    own, whole = set(), set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        text = path.read_text()
        own |= set(re.findall(r'keys\.own\("([a-z_]+)"\)', text))
        own |= set(re.findall(r'\.(?:value|says|article|cite)\(f"\{[a-z_.]+\}\.([a-z_]+)"\)', text))
        whole |= set(
            re.findall(r'(?:\.(?:value|says|article|cite)|keys\.shared)\("([a-z_]+(?:\.[a-z_]+)?)"', text)
        )
    assert {"threshold", "quorum", "may_change"} <= own
    assert {"shares.nominal", "colleges.weights"} <= whole
    assert own - {term.key for term in OWN} == set()
    assert whole - set(TERMS) == set()


def test_every_word_of_the_vocabulary_is_said_in_both_languages():
    said = {str(SECTIONS[section]) for section in SECTIONS}
    for term in TERMS.values():
        said |= {str(text) for text in (term.name, term.meaning, term.because, *term.words.values()) if text}
    french = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE)).translated_entries()}
    assert said - set(french) == set()


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.key)
def test_a_word_has_a_name_a_meaning_and_what_its_kind_asks_for(term):
    assert term.name and term.meaning and term.section in SECTIONS
    assert bool(term.words) == (term.kind == Kind.CHOICE)
    assert not (term.default is not None and term.like)
    if term.may_be_silent:
        assert term.because and term.confidence in "TSKR"
    if term.default is not None:
        assert fault(term, term.default) == ""
    for key, values in term.when:
        assert set(values) <= set(TERMS[key].words or values)


def test_each_kind_of_decision_says_the_same_things():
    for kind in DECISION_TYPES:
        there = {term.key for term in OWN} - (set(NOT_OF_CIRCLES) if kind == "circle" else set())
        assert {key for key in TERMS if key.startswith(f"{kind}.")} == {f"{kind}.{key}" for key in there}
    assert set(TERMS["ordinary.base"].words) == set(BASES)


def test_where_a_code_is_silent_something_stands_in_or_somebody_is_asked():
    silent = code(ordinary__quorum="1/3", notice__days=15)
    assert silent.value("exclusion.hearing") == 8
    assert silent.value("circle.quorum") == 0
    assert silent.value("ordinary.quorum_second") == Fraction(1, 3)
    assert silent.value("second_call.days") == 15
    assert silent.value("proxy.presence_cancels") is True
    assert silent.amended_by() == "extraordinary"
    with pytest.raises(MissingParameter, match=r"does not say “Nominal value” \(shares.nominal\)"):
        silent.value("shares.nominal")
    with pytest.raises(MissingParameter):
        code().value("second_call.days")
    with pytest.raises(MissingParameter):
        silent.value("no.such_key")


def test_a_code_cites_the_articles_that_speak_and_no_other():
    said = code(ordinary__quorum="1/3", shares__nominal="50")
    assert said.cite("ordinary.quorum", "proxy.most", "shares.nominal") == ["9"]
    assert said.value("shares.nominal") == Decimal(50)
    assert (said.says("ordinary.quorum"), said.says("proxy.most")) == (True, False)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("ordinary.threshold", "3/2", "Article 12, “Majority”: “3/2” is out of bounds: give a value from 0 to 1."),
        ("ordinary.threshold", "half", "“half” cannot be read as “fraction, such as 2/3”. Correct it and try again."),
        ("ordinary.threshold", "-1/2", "“-1/2” cannot be read as “fraction"),
        ("ordinary.threshold", "1/0", "“1/0” cannot be read as “fraction"),
        ("ordinary.threshold", 0.5, "“0.5” cannot be read as “fraction"),
        ("ordinary.base", "voices", "“voices” is none of the words that can be applied. Choose among: “expressed”"),
        ("ordinary.comparator", ">", "“>” is none of the words that can be applied."),
        ("ordinary.floor_guard", "no", "“no” cannot be read as “yes or no”."),
        ("notice.days", -1, "Article 11, “Notice”: “-1” is out of bounds: give a value from 0 to 366."),
        ("notice.days", "15", "“15” cannot be read as “number of days”."),
        ("notice.days", True, "“True” cannot be read as “number of days”."),
        ("postal.eve_hour", 24, "“24” is out of bounds: give a value from 0 to 23."),
        ("secret.smallest_college", 1, "“1” is out of bounds: give a value from 2 to 1000."),
        ("shares.nominal", "12.345", "“12.345” cannot be read as “amount in euros”."),
        ("colleges.weights", {"F": "1/2", "S": "1/3"}, "The weights of the colleges add up to 5/6 instead of 1."),
        ("colleges.weights", {}, "cannot be read as “weight of each college”."),
        ("code.amended_by", "lottery", "“lottery” is none of the words that can be applied."),
        ("code.amended_by", "circle", "“circle” is none of the words that can be applied."),
        ("code.amended_by", "consultation", "“consultation” is none of the words that can be applied."),
        ("exclusion.kind", "circle", "“circle” is none of the words that can be applied."),
        ("consent.absent", "deadline", "Article 21, “Who has not answered”: it needs “Fewest answers” too."),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_value_that_cannot_be_applied_is_refused_with_its_article_and_the_way_out(key, value, sentence):
    make.code()
    draft = copy_edition(Edition.objects.enacted().last())
    check_edition(draft)
    draft.parameters.filter(key=key).update(value=value)
    with pytest.raises(InvalidCode, match=re.escape(sentence)):
        check_edition(draft)


@pytest.mark.django_db
def test_a_value_written_as_another_kind_is_refused():
    make.code()
    draft = copy_edition(Edition.objects.enacted().last())
    draft.parameters.filter(key="notice.days").update(kind="hours")
    with pytest.raises(InvalidCode, match="it is not written as “number of days”"):
        check_edition(draft)


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        (VOTE, []),
        (
            {**VOTE, "extraordinary__colleges": "bloc"},
            ["Weights of the colleges", "A college without votes", "Counted in a college on", "Result"],
        ),
        ({**VOTE, "proxy__limit": "number"}, ["Proxies that one member may hold"]),
        ({**VOTE, "proxy__limit": "none"}, []),
        ({**VOTE, "shares__nominal": "50"}, ["Floor of the capital"]),
        ({"ordinary__threshold": "1/2"}, ["Reached or passed", "Counted on"]),
    ],
    ids=["whole", "colleges without weights", "how many proxies?", "no limit", "no floor", "half a vote"],
)
def test_what_calls_for_another_value_says_which(said, sentences):
    found = faults(code(**said))
    assert [re.search("it needs “(.+?)” too", one)[1] for one in found] == sentences


def test_a_code_that_nobody_could_amend_is_refused():
    found = faults(code(ordinary__threshold="1/2", ordinary__comparator="gt", ordinary__base="expressed"))
    assert found == [
        "This edition would be amended by “Extraordinary decision”, but gives no majority for that vote: nobody could amend it. Give that majority, or another “How this code is amended”."
    ]


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("ordinary.threshold", "1/3", "“Ordinary decision” asks for less than half"),
        ("election.term_months", 84, "six years at most"),
        ("postal.paper_days", 5, "more than three days before"),
    ],
)
@pytest.mark.django_db
def test_what_is_doubtful_warns_and_lets_through(key, value, sentence):
    make.code()
    draft = copy_edition(Edition.objects.enacted().last())
    assert second_look(draft) == []
    draft.parameters.filter(key=key).update(value=value)
    check_edition(draft)
    assert [sentence in one for one in cautions(read_edition(draft))] == [True]


@pytest.mark.django_db
def test_an_unknown_key_a_value_nobody_gives_and_a_source_to_confirm_warn():
    make.code()
    draft = copy_edition(Edition.objects.enacted().last())
    article = draft.articles.get(number="12")
    draft.parameters.create(article=article, key="coffee.sugar", kind="whole", value=2)
    draft.parameters.filter(key="ordinary.quorum").update(confidence="K")
    article.body += " [[coffee.milk]]"
    article.save()
    check_edition(draft)
    assert second_look(draft) == [
        "Article 12: nothing reads the parameter “coffee.sugar”. Take it away, or say it in words.",
        "Article 12, “Quorum”: to be confirmed with your counsel.",
        "Article 12 shows [[coffee.milk]], a value that no article gives.",
    ]


@pytest.mark.django_db
def test_a_quorum_of_a_circle_called_again_warns_since_nobody_calls_one_again():
    """An edition of before may say it, and goes on as it did: nothing ever read it."""
    make.code()
    draft = copy_edition(Edition.objects.enacted().last())
    draft.parameters.create(
        article=draft.articles.get(number="22"), key="circle.quorum_second", kind="fraction", value="1"
    )
    check_edition(draft)
    assert second_look(draft) == [
        "Article 22: nothing reads the parameter “circle.quorum_second”. Take it away, or say it in words."
    ]


@pytest.mark.django_db
def test_a_college_without_weight_is_refused_when_the_vote_opens_and_nothing_is_opened(cast):
    make.code()
    current = Edition.objects.enacted().last()
    weights = {"F": "1/2", "S": "1/2"}
    current.parameters.filter(key="colleges.weights").update(value=weights)
    with pytest.raises(
        WeightlessCollege, match="Article 8 gives no weight to these colleges of the roll: P, U"
    ):
        make.voting(cast.alice)
    assert not Round.objects.exists()
    assert motion_rule(read_edition(current), "ordinary", ["F", "S"])[0].colleges.weights == {
        "F": Fraction(1, 2), "S": Fraction(1, 2),
    }  # fmt: skip
