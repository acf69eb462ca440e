"""Each line of the journal is declared once, by its room; what is not declared is not recorded."""

import ast
import inspect
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as configured
from django.db import transaction

from core.journal.actions import record, record_all
from core.journal.facts import LABELS
from core.journal.lines import UnknownLine, declared
from core.journal.models import Entry
from core.journal.notices import DESK, MY_SPACE, PROOFS, Wording, place_of_vote
from governance.notifications.models import Notice
from governance.notifications.places import address
from governance.proposals.notices import MENTIONED

ROOT = Path(__file__).parents[2]
# One room under another has lines of its own.
NESTED = {"proposals/vote"}


def modules():
    """Every module of a room, and the room it is of: core/journal, governance/proposals/vote, …"""
    for floor in ("core", "members", "votes", "governance"):
        for path in (ROOT / floor).rglob("*.py"):
            parts = path.relative_to(ROOT).parts
            if len(parts) > 2:
                yield path, parts[:3] if "/".join(parts[1:3]) in NESTED else parts[:2]


def recording():
    """Every call of record() or record_all() in the sources, with the room it stands in."""
    for path, room in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "record_all"}:
                yield ".".join(room), node


def test_every_room_that_records_declares_its_lines():
    rooms = {room for room, _call in recording()}
    assert {"members.people", "votes.ballots", "governance.proposals.vote"} <= rooms
    assert {f"{room}.lines" for room in rooms} == set(configured.JOURNAL_LINES)


def test_what_the_sources_record_by_name_is_declared_with_those_facts():
    named = 0
    for _room, call in recording():
        if call.func.id == "record" and isinstance(call.args[0], ast.Constant):
            line = declared()[call.args[0].value]
            facts = {word.arg for word in call.keywords} - {"actor", "topics"}
            assert facts - {None} <= line.known, line.kind
            # What a dictionary brings along is seen when it is recorded.
            assert line.required <= facts or None in facts, line.kind
            named += 1
    assert named > 40


def test_every_line_that_is_declared_is_recorded_by_some_act():
    """By its whole kind, or by what follows the dot where one act writes several."""
    words = {
        node.value
        for path, _room in modules()
        if path.stem not in {"lines", "notices"}
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    silent = [kind for kind in declared() if not {kind, kind.partition(".")[2]} & words]
    assert silent == []


def test_every_line_has_a_sentence_and_every_fact_a_name():
    assert [line.kind for line in declared().values() if not str(line.sentence)] == []
    facts = {fact for line in declared().values() for fact in line.known}
    assert {"proposal", "voices", "sitting"} <= facts
    assert facts - set(LABELS) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("house.burnt", {}, "no room declares house.burnt"),
        ("circle.joined", {}, "other facts: person"),
        ("circle.joined", {"person": 1, "choice": "for"}, "other facts: choice"),
    ],
)
def test_what_no_room_declares_is_not_recorded(kind, facts, said):
    with pytest.raises(UnknownLine, match=said), transaction.atomic():
        record(kind, **facts)
    with pytest.raises(UnknownLine, match=said), transaction.atomic():
        record_all([(kind, None, [], facts)])
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_fact_that_is_optional_may_be_told_or_left_out():
    with transaction.atomic():
        record("paper.marked", round=1, voice=2)
        record("paper.marked", round=1, voice=2, because="The sheet lay under the box")
    assert Entry.objects.filter(kind="paper.marked").count() == 2


def test_the_page_of_the_journal_says_what_the_rooms_declare():
    from tools.journal import PAGE, page

    assert PAGE.read_text() == page(), "make journal"


def test_a_notice_has_one_name_and_says_whom_it_is_for():
    kinds = {line.notice.kind: line.notice for line in declared().values() if line.notice is not None}
    assert len(kinds) > 30
    told = {id(line.notice) for line in declared().values() if line.notice is not None}
    assert len(told) == len(kinds), "two kinds of notice have one name"
    assert [name for name in kinds if len(name) > Notice._meta.get_field("kind").max_length] == []
    assert [name for name, kind in kinds.items() if not inspect.getdoc(kind.people)] == []


@pytest.mark.parametrize("place", [DESK, MY_SPACE, PROOFS, place_of_vote(7)], ids=lambda place: place.name)
def test_a_page_that_a_room_asks_for_by_what_it_is_for_has_an_address(place):
    words = Wording("title", "lead", "action", "because", path=place)
    assert address(words).startswith("/")
    assert ("7" in address(words)) is bool(place.of)


@pytest.mark.parametrize("told", ["sitting.revised", "house.burnt"])
def test_a_room_tells_of_lines_below_what_nobody_else_tells(told, settings, monkeypatch):
    room = SimpleNamespace(LINES=(), EXTRA_NOTICES={told: MENTIONED})
    monkeypatch.setitem(sys.modules, f"room_above.{told}", room)
    settings.JOURNAL_LINES = [*settings.JOURNAL_LINES, f"room_above.{told}"]
    with pytest.raises(UnknownLine, match=told):
        declared()


@pytest.mark.parametrize("double", ["core.journal.lines", "votes.ballots.lines"])
def test_a_line_is_declared_once(settings, double):
    settings.JOURNAL_LINES = [*settings.JOURNAL_LINES, double]
    with pytest.raises(UnknownLine, match="declared twice"):
        declared()
