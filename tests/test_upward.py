"""Who reads upward: a room below that looks at rows of a room above, or names one of its addresses.

Imports cannot go up (`import-linter`); the way back of a foreign key and the name of an address can, unseen. Each way
back that is meant is named here, with its reason; addresses of rooms above are asked for as places (`core/places.py`).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

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


# --- addresses ------------------------------------------------------------------------------------
# The rooms whose pages have a folder of another name.
FOLDERS = {
    "members.people": "members",
    "governance.code.desk": "code",
    "governance.proposals.vote.desk": "proposals",
}
# Side by side above all rooms; those that keep no rows are not among `ROOMS`.
OUTLETS = {"governance.home", "governance.portal", "governance.live", "governance.notifications"}
WITH_PAGES = [*(room for room in ROOMS if room not in OUTLETS), "governance.assemblies", *sorted(OUTLETS)]
ADDRESS = re.compile(r"""{%\s*url\s+'(\w+):\w+'|\b(?:reverse|redirect)\("(\w+):\w+\"""")


def room_of_addresses():
    """The room of each namespace: that whose module the street map includes."""
    for included in get_resolver().url_patterns:
        if isinstance(included, URLResolver) and included.namespace:
            module = getattr(included.urlconf_module, "__name__", "")
            yield included.namespace, module.rpartition(".")[0]


def height(room: str) -> int:
    """Where a room stands, or the room that it is a part of; -1 for what is none of ours."""
    standing = [k for k, name in enumerate(WITH_PAGES) if f"{room}.".startswith(f"{name}.")]
    return max(standing, default=-1) if room not in OUTLETS else len(WITH_PAGES)


def pages_of_rooms():
    """Each module and each page of a room, with its room."""
    folders = {FOLDERS.get(room, room.rpartition(".")[2]): room for room in WITH_PAGES}
    for page in (ROOT / "templates").rglob("*.html"):
        if room := folders.get(page.relative_to(ROOT / "templates").parts[0]):
            yield page, room
    for room in WITH_PAGES:
        for module in (ROOT / room.replace(".", "/")).rglob("*.py"):
            yield module, room


def test_no_room_names_an_address_of_a_room_above():
    rooms = {name: room for name, room in room_of_addresses() if height(room) >= 0}
    assert {"home", "proposals", "meetings", "ballots", "members"} <= set(rooms)
    climbing = {
        (path.relative_to(ROOT).as_posix(), name)
        for path, room in pages_of_rooms()
        for words in ADDRESS.findall(path.read_text())
        for name in [words[0] or words[1]]
        if name in rooms and height(rooms[name]) > height(room)
    }
    assert climbing == set()


def test_every_place_has_an_address_and_somebody_leads_there():
    asked = " ".join(
        path.read_text() for path, _room in pages_of_rooms() if "/migrations/" not in path.as_posix()
    )
    asked += (ROOT / "core/journal/notices.py").read_text()
    for name, address in settings.PLACES.items():
        assert re.search(rf"""{{% place '{name}'|\b[Pp]lace\("{name}"|VOTE = "{name}\"""", asked), name
        assert any(leads_to(address, count) for count in range(3)), name


def leads_to(address: str, count: int) -> bool:
    """Whether an address is one of so many things."""
    try:
        return bool(reverse(address, args=[1] * count))
    except NoReverseMatch:
        return False
