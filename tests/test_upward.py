"""Who reads upward: a room below that looks at rows of a room above through the way back of a foreign key.

Imports cannot go up (`import-linter`); a reverse relation can, unseen. Each that is meant is named here, with its reason.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).parents[1]
ROOMS = [
    name
    for name in settings.INSTALLED_APPS
    if name.split(".")[0] in {"core", "members", "votes", "governance"}
]
ASKING = {"filter", "exclude", "get", "order_by", "values", "values_list", "select_related", "prefetch_related", "hasattr", "getattr", "Q", "F", "annotate"}  # fmt: skip
MEANT = {
    # A draft is frozen, and refused to the desk, because of the proposal that carries it.
    ("governance/code/desk/access.py", "amendment"),
    ("governance/code/locks.py", "amendment"),
    ("governance/code/queries.py", "amendment"),
    ("governance/code/desk/views.py", "amendment"),
    # A question of an agenda may be a proposal: the desk takes off those that have no text, and no others.
    ("governance/meetings/actions/agenda.py", "proposal"),
    ("governance/meetings/votes.py", "proposal"),
}
# The same word, and no row: a way of a form, of a rule, of a preset.
ALIKE = {
    ("members/people/staff_views.py", "given"),
    ("votes/rounds/paper.py", "ballot"),
    *(
        (f"governance/code/vocabulary/presets/{name}.py", "proxies")
        for name in ("association", "sarl", "sas_esus", "scic", "scop")
    ),
}


def ways_back() -> Iterator[tuple[int, int, str, str]]:
    """The floor of the row that points, that of the row it points to, and how the way back is called there."""
    for model in apps.get_models():
        above = room_of(model)
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model and not field.remote_field.hidden:
                below = room_of(field.related_model)
                if None not in (above, below) and below < above:
                    yield above, below, field.remote_field.get_accessor_name(), field.related_query_name()


def room_of(model: type) -> int | None:
    name = apps.get_app_config(model._meta.app_label).name
    return ROOMS.index(name) if name in ROOMS else None


def words_of(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """What a module reads of rows: attributes, and the lookups of queries."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node.attr, node.lineno
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ASKING:
                said = [
                    arg.value
                    for arg in node.args
                    if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                ]
                for word in [*said, *(keyword.arg or "" for keyword in node.keywords)]:
                    yield word.lstrip("-").split("__")[0], node.lineno


def upward(room: int, tree: ast.AST) -> set[str]:
    """The ways back that a module of a room takes to a room above it."""
    names = {name: above for above, below, *ways in ways_back() if below <= room < above for name in ways}
    return {word for word, _line in words_of(tree) if word in names}


@pytest.mark.parametrize("room", range(len(ROOMS)), ids=ROOMS)
def test_no_room_reads_upward_but_where_it_is_meant(room):
    folder = ROOT / ROOMS[room].replace(".", "/")
    modules = [path for path in folder.rglob("*.py") if "migrations" not in path.parts]
    found = {
        (path.relative_to(ROOT).as_posix(), word)
        for path in modules
        for word in upward(room, ast.parse(path.read_text()))
    }
    assert found - MEANT - ALIKE == set()


def test_what_is_meant_is_still_done():
    there = {path for path, _word in MEANT if (ROOT / path).exists()}
    assert {path for path, _word in MEANT} == there
    for path, word in MEANT:
        room = max(k for k, name in enumerate(ROOMS) if path.startswith(name.replace(".", "/") + "/"))
        assert word in upward(room, ast.parse((ROOT / path).read_text())), (path, word)


def test_a_way_up_would_be_found():
    room = ROOMS.index("governance.meetings")
    assert upward(room, ast.parse("meeting.proxies.count()")) == {"proxies"}
    assert upward(room, ast.parse("AgendaItem.objects.filter(proposal__title='x')")) == {"proposal"}
