"""Presets by legal form: each can be adopted as it stands, says where its values come from, and what it cannot do."""

import re

import pytest
from django.utils import translation

from governance.code.actions.drafts import copy_edition, start_from_preset
from governance.code.counting import motion_rule
from governance.code.history import changes_between
from governance.code.in_force import read_edition
from governance.code.models import Edition
from governance.code.review import check_edition, second_look
from governance.code.stamps import edition_digest
from governance.code.vocabulary import TERMS
from governance.code.vocabulary.cautions import limits
from governance.code.vocabulary.faults import faults
from governance.code.vocabulary.presets import PRESETS
from governance.code.vocabulary.shapes import NAMED_KEY
from tests import make

pytestmark = pytest.mark.django_db
DAY = make.LONG_AGO


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_there_is_a_preset_for_each_form():
    assert list(PRESETS) == ["sas_esus", "scic", "scop", "sarl", "association"]


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_starts_a_draft_that_could_be_adopted(name):
    edition = start_from_preset(name, effective_from=DAY)
    assert (edition.is_draft, edition.form, edition.effective_from) == (True, name, DAY)
    check_edition(edition)
    assert faults(read_edition(edition)) == []
    said = {row.key: (row.value, row.source, row.confidence) for row in edition.parameters.all()}
    written = {
        key: (one.value, one.source, one.confidence)
        for text in PRESETS[name].texts
        for key, one in text.values.items()
    }
    assert said == written


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_only_uses_words_of_the_vocabulary_and_shows_no_value_it_does_not_give(name):
    values = {key for text in PRESETS[name].texts for key in text.values}
    shown = {key for text in PRESETS[name].texts for key in NAMED_KEY.findall(text.body)}
    assert values <= set(TERMS)
    assert shown <= values
    for text in PRESETS[name].texts:
        assert re.search(r" [;:?!]|\w'\w|« | »", text.body) is None, text.number


@pytest.mark.parametrize("name", PRESETS)
def test_each_value_of_the_law_says_its_source(name):
    for text in PRESETS[name].texts:
        for key, one in text.values.items():
            assert one.confidence in "TSKR", key
            assert one.source or one.confidence == "R", key


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_can_count_a_vote_of_each_kind(name):
    code = read_edition(start_from_preset(name, effective_from=DAY))
    colleges = list(code.value("colleges.weights")) if code.says("colleges.weights") else []
    for kind in code.decision_types():
        rule, articles = motion_rule(code, kind, colleges)
        assert articles
        assert rule.floor_guard is True
        assert (rule.colleges is not None) == (name == "scic" and kind in ("ordinary", "extraordinary"))
    assert set(code.decision_types()) == {"ordinary", "extraordinary", "circle", "consultation"}
    assert code.amended_by() == "extraordinary"


def test_a_copy_keeps_what_the_preset_said_of_sources_and_the_fingerprint_ignores_it():
    first = start_from_preset("scic", effective_from=DAY)
    second = copy_edition(first)
    kept = [list(one.parameters.values_list("key", "source", "confidence")) for one in (first, second)]
    assert kept[0] == kept[1]
    assert second.form == "scic"
    before = edition_digest(second)
    second.parameters.update(source="elsewhere", confidence="K")
    assert edition_digest(second) == before
    assert changes_between(first, second) == []


@pytest.mark.parametrize(
    ("name", "key", "word"),
    [
        ("scop", "proxy.limit", "scop"),
        ("scop", "admission.by", "members"),
        ("scop", "ordinary.colleges", "none"),
        ("scic", "capital.floor_of", "highest"),
        ("sas_esus", "capital.floor_of", "stated"),
    ],
)
def test_a_preset_says_what_its_law_asks(name, key, word):
    assert read_edition(start_from_preset(name, effective_from=DAY)).value(key) == word


@pytest.mark.parametrize(
    ("name", "key", "value", "sentence"),
    [
        (
            "scop",
            "proxy.limit",
            "none",
            "SCOP: the law asks for “one under twenty members, then a twentieth of them”",
        ),
        ("scop", "ordinary.colleges", "flat", "SCOP: the law asks for “one voice each, without colleges”"),
        ("scic", "capital.floor_of", "stated", "the law asks for “the highest capital ever reached”"),
        ("sarl", "notice.days", 10, "SARL: the law asks for a notice of 15 days at least."),
    ],
)
def test_leaving_what_the_form_asks_warns(name, key, value, sentence):
    edition = start_from_preset(name, effective_from=DAY)
    calm = second_look(edition)
    edition.parameters.filter(key=key).update(value=value)
    fresh = [one for one in second_look(edition) if one not in calm]
    assert [sentence in one for one in fresh] == [True]


def test_a_sarl_says_honestly_that_it_does_not_count_by_share():
    said = limits(start_from_preset("sarl", effective_from=DAY).form)
    assert said[0].startswith("The law gives a SARL one vote for each share; here each member has one voice.")
    assert limits("") == []


def test_examples_and_doubtful_sources_and_missing_colleges_are_called_out():
    make.colleges()
    said = second_look(start_from_preset("scic", effective_from=DAY))
    assert "Article 5, “Nominal value”: an example. Put the value of your statutes, and its source." in said
    assert "Article 3, “Weights of the colleges”: to be confirmed with your counsel." in said
    assert "Article 3 gives no weight to college F: its members could not vote by colleges." in said
    assert "Article 3 weighs a college that this house does not have: B." in said


def test_a_preset_never_applies_by_itself():
    start_from_preset("scop", effective_from=DAY)
    assert Edition.objects.in_force(make.today()) is None
