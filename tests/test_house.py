"""The house keeps its plan: floors, names, types, catalogues, files, and nothing that must not be there."""

import ast
import contextlib
import importlib
import importlib.util
import inspect
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

ROOT = Path(__file__).parents[1]
ROOMS = ("config", "core", "members", "votes", "governance", "demo")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(str(Path(sys.executable).parent / name), *arguments)


def tracked(*patterns: str) -> list[Path]:
    listed = run("git", "ls-files", "--", *patterns).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).exists()]


@pytest.mark.parametrize(
    "command",
    [
        ("lint-imports", "--no-cache"),
        ("ruff", "check", "--no-cache", "."),
        ("ruff", "format", "--no-cache", "--check", "."),
        ("mypy", "--no-error-summary", "--cache-dir=/dev/null"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_a_tool_has_nothing_to_say(command):
    done = tool(*command)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "formatter", [("djade", "--target-version", "5.2"), ("djangofmt",)], ids=lambda f: f[0]
)
def test_templates_are_written_as_their_formatters_write_them(formatter):
    pages = [str(page) for page in TEMPLATES if formatter[0] == "djade" or page.suffix == ".html"]
    done = tool(*formatter, "--check", *pages)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_line_of_a_template_is_longer_than_a_screen_shows():
    pages = [page for page in TEMPLATES if page.suffix == ".html"]
    long = [
        f"{page}:{number}"
        for page in pages
        for number, line in enumerate(page.read_text().splitlines(), start=1)
        if len(line) > 120
    ]
    assert long == []


@pytest.mark.django_db
def test_models_and_migrations_say_the_same():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_sentence_of_the_code_has_its_french():
    from tools.messages import CATALOGUE, messages

    catalogue = polib.pofile(str(CATALOGUE))
    translated = {(e.msgid, e.msgid_plural) for e in catalogue.translated_entries()}
    assert set(messages()) - translated == set()
    assert {(e.msgid, e.msgid_plural) for e in catalogue} - set(messages()) == set()


def test_a_sentence_is_found_whatever_its_call_is_named():
    from tools.messages import in_python

    source = """
from django.utils import translation as t
from django.utils.translation import gettext as _now, ngettext as several
_now("One"); several("two", "three", 2); t.gettext("Four"); other("Five")
"""
    found = [(message.singular, message.plural) for message in in_python(source, "here")]
    assert found == [("One", ""), ("two", "three"), ("Four", "")]
    with pytest.raises(ValueError, match="pgettext"):
        list(in_python("from django.utils.translation import pgettext", "here"))


def test_the_compiled_catalogue_is_the_written_one():
    from tools.messages import CATALOGUE, LIBRARIES

    for catalogue in (CATALOGUE, LIBRARIES):
        assert polib.pofile(str(catalogue)).to_binary() == catalogue.with_suffix(".mo").read_bytes()


def test_a_passkey_has_one_name_in_french_whoever_says_it():
    """Pages of allauth included, which said key of security, and secret key; what we say otherwise, they say still."""
    import allauth
    from django.utils import translation

    from tools.messages import LIBRARIES

    theirs = polib.pofile(str(Path(allauth.__file__).parent / "locale/fr/LC_MESSAGES/django.po"))
    said = {(e.msgid, e.msgid_plural) for e in theirs if not e.obsolete}
    with translation.override("fr"):
        words = [
            translation.ngettext(one, more, 2) if more else translation.gettext(one) for one, more in said
        ]
    assert [
        told for told in words if re.search(r"clés? de sécurité|une clé secrète", told, re.IGNORECASE)
    ] == []
    assert {(e.msgid, e.msgid_plural) for e in polib.pofile(str(LIBRARIES))} <= said


def test_french_is_set_as_french_is():
    """One thin space before ; ! ? », a no-break one before :, curly apostrophes; and nothing left out."""
    from tools.messages import CATALOGUE, LIBRARIES

    for entry in [*polib.pofile(str(CATALOGUE)), *polib.pofile(str(LIBRARIES))]:
        for words in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not re.search(r" [;!?»:]|« |[\u00a0\u202f]{2}", words), words
            assert not re.search(r"\w'\w", words) or "<" in words, words
            named = set(re.findall(r"%\(\w+\)s", entry.msgid + entry.msgid_plural))
            assert set(re.findall(r"%\(\w+\)s", words)) <= named, words


def test_a_room_has_only_the_files_that_rooms_have():
    forbidden = {"utils.py", "helpers.py", "services.py", "managers.py", "signals.py", "apps.py"}
    assert [p for room in ROOMS for p in (ROOT / room).rglob("*.py") if p.name in forbidden] == []


def test_modules_stay_small_enough_to_hold_one_idea():
    long = [p for room in ROOMS for p in (ROOT / room).rglob("*.py") if len(p.read_text().splitlines()) > 400]
    assert [p for p in long if "migrations" not in p.parts] == []


# What one can hold in mind of a room, in lines.
LARGEST = 3_000


def test_a_room_of_governance_stays_small_enough_to_know():
    sizes = {room: lines_of(room) for room in listed_rooms() if room.startswith("governance/")}
    assert sizes.keys() >= {f"governance/{p.parent.name}" for p in ROOT.glob("governance/*/__init__.py")}
    assert {room: size for room, size in sizes.items() if size > LARGEST} == {}


def listed_rooms():
    """The rooms of the table in docs/house.md; of a row that names several, the later ones stand beside the first."""
    for row in re.findall(r"^\| (`\w+/[^|]+) \|", (ROOT / "docs/house.md").read_text(), re.MULTILINE):
        first, *others = re.findall(r"`([^`]+)`", row)
        yield first
        yield from (other if "/" in other else f"{first.rpartition('/')[0]}/{other}" for other in others)


def lines_of(room):
    """How long a room is in lines of Python, without the rooms inside it and without migrations."""
    inside = [ROOT / other for other in listed_rooms() if other.startswith(f"{room}/")]
    paths = [
        path
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and not any(other in path.parents for other in inside)
    ]
    return sum(len(path.read_text().splitlines()) for path in paths)


def test_functions_do_one_thing():
    """Most fit in twenty lines; none passes forty, the tables of a page aside."""
    too_long = []
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 45:
                    too_long.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert too_long == []


def test_public_functions_of_acts_and_rules_say_what_they_do():
    silent = []
    spoken = [
        path
        for pattern in ("votes/rules/*.py", "*/*/access.py", "*/*/*/access.py", "core/*.py")
        for path in ROOT.glob(pattern)
    ]
    for path in [*spoken, *filter(is_of_acts, modules())]:
        for node in ast.parse(path.read_text()).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert silent == []


def modules():
    """The modules of every room, but for migrations."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def is_of_acts(path):
    """Whether a module holds acts: `actions.py` of a room, or one of its package `actions`."""
    return path.name == "actions.py" or path.parent.name == "actions"


def test_whatever_writes_in_the_journal_is_an_act_among_acts():
    """Who looks for what changes a room finds all of it in one place, typed and documented."""
    stray = [
        f"{path.relative_to(ROOT)}:{name}"
        for path in modules()
        if not is_of_acts(path)
        for name in recording(ast.parse(path.read_text()))
    ]
    assert stray == []


def recording(tree):
    """The functions that call `record()` or `record_all()`; what calls it outside of one is a line of the module."""
    for node in tree.body if isinstance(tree, ast.Module | ast.ClassDef) else []:
        if isinstance(node, ast.ClassDef):
            yield from recording(node)
        elif any(is_record(inside) for inside in ast.walk(node)):
            yield getattr(node, "name", f"line {node.lineno}")


def is_record(node):
    """Whether a node of the code is a call that writes a line of the journal."""
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", "")) in {"record", "record_all"}


def test_an_act_out_of_place_is_found():
    source = """
def quiet(): note("a")
def loud(): record("a")
class Page:
    async def save(self):
        if self.new: journal.record_all([])
record("b")
"""
    assert list(recording(ast.parse(source))) == ["loud", "save", "line 7"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: str(t.relative_to(ROOT / "templates")))
def test_a_template_holds_nothing_inline(template):
    source = template.read_text()
    for danger in (
        r"\sstyle=",
        r"<style",
        r"hx-on",
        r"hx-vals=['\"]js:",
        r"\son(click|load|submit|change|input|focus|blur|error|key\w+|mouse\w+)=",
        r"<script(?![^>]*src=)[^>]*>",
    ):
        assert not re.search(danger, source), danger
    assert not re.search(r"hx-trigger=\"[^\"]*\[", source)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: str(t.relative_to(ROOT / "templates")))
def test_a_form_whose_words_are_kept_has_the_code_by_which_they_are_forgotten(template):
    for form in re.findall(r"<form[^>]*data-keep=.*?</form>", template.read_text(), re.DOTALL):
        assert "{% once %}" in form


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    sprite = (ROOT / "static/img/sprite.svg").read_text()
    drawn = set(re.findall(r'id="i-([a-z0-9-]+)"', sprite))
    asked = {name for t in TEMPLATES for name in re.findall(r'{% icon "([a-z0-9-]+)"', t.read_text())}
    for path in [*ROOT.glob("governance/**/*.py"), *ROOT.glob("core/pictures/*.py")]:
        asked |= set(re.findall(r'icon(?: = |=)"([a-z0-9-]+)"', path.read_text()))
    from core.pictures.seats import GLYPHS
    from governance.home.queries import MOVES
    from governance.proposals.detail_page import STEPS

    asked |= (
        set(GLYPHS.values()) | {icon for icon, _what in MOVES.values()} | {icon for _s, icon, _l in STEPS}
    )
    assert asked - drawn == set()
    ET.fromstring(sprite)  # noqa: S314 — our own file


def test_every_class_of_a_page_or_a_picture_has_a_rule():
    """A shape without one is black, and a block without one is as wide as it happens to be."""
    sheets = "".join(path.read_text() for path in (ROOT / "static/css").rglob("*.css"))
    ruled = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)))
    missing = {}
    for place, words in [*classes_of_pages(), *classes_of_pictures()]:
        for word in words.split():
            beginning = word.partition("…")[0]
            known = word in ruled or ("…" in word and any(name.startswith(beginning) for name in ruled))
            if not known:
                missing.setdefault(word, place)
    assert missing == {}


def classes_of_pages():
    """What templates write as classes; … stands for what a variable says."""
    for template in TEMPLATES:
        for words in re.findall(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', template.read_text()):
            yield template.name, re.sub(r"\{\{.*?\}\}", "…", re.sub(r"\{%.*?%\}", " ", words))


def classes_of_pictures():
    """What pictures hand to their shapes, or write themselves; the frame of each has a rule by being one."""
    places = {"circle": 3, "text": 3, "use": 4}
    for path in (ROOT / "core/pictures").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places:
                for given in node.args[places[node.func.id] :][:1]:
                    for one in ast.walk(given) if isinstance(given, ast.IfExp) else [given]:
                        yield path.name, written(one)
            elif isinstance(node, ast.JoinedStr | ast.Constant):
                for words in re.findall(r'class="([^"]*)"', written(node)):
                    yield path.name, words


def written(node):
    """A string of the code, with … where it says something else each time."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    return node.value.replace("{}", "…") if isinstance(getattr(node, "value", None), str) else ""


def test_vendored_files_are_what_they_were():
    for folder in ("static/vendor", "static/fonts", "tests/vendor"):
        listed = json.loads((ROOT / folder / "VENDOR.json").read_text())
        digests = {name: digest for entry in listed for name, digest in entry["sha256"].items()}
        found = {p.name for p in (ROOT / folder).iterdir()} - {"VENDOR.json"}
        assert found == set(digests)
        for name, digest in digests.items():
            assert sha256((ROOT / folder / name).read_bytes()).hexdigest() == digest


def test_the_first_page_weighs_less_than_sixty_kilobytes_of_style_and_script():
    import gzip

    files = [
        *ROOT.glob("static/css/**/*.css"),
        *ROOT.glob("static/js/*.js"),
        ROOT / "static/vendor/htmx.min.js",
    ]
    assert sum(len(gzip.compress(f.read_bytes())) for f in files) < 60_000


def test_every_stylesheet_is_linked():
    heads = ("components/_styles.html", "admin/base_site.html")
    linked = {
        css
        for head in heads
        for css in re.findall(r"css/[\w/]+\.css", (ROOT / "templates" / head).read_text())
    }
    assert {str(p.relative_to(ROOT / "static")) for p in ROOT.glob("static/css/**/*.css")} == linked


def test_what_is_written_once_for_all_pages_depends_on_nothing():
    """Neither on who reads nor in which language: `{% alike %}` keeps it for everybody."""
    said = [name for page in TEMPLATES for name in re.findall(r'{% alike "([^"]+)" %}', page.read_text())]
    assert said
    for name in said:
        words = re.sub(
            r"{% (load static|static '[^']+') %}|{#.*?#}", "", (ROOT / "templates" / name).read_text()
        )
        assert "{" not in words


def luminance(colour: str) -> Fraction:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return Fraction(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return float((high + Fraction(5, 100)) / (low + Fraction(5, 100)))


def token(name: str) -> tuple[str, str]:
    css = (ROOT / "static/css/tokens.css").read_text()
    value = re.search(rf"--{name}: (?:light-dark\((#\w{{6}}), (#\w{{6}})\)|(#\w{{6}}))", css)
    assert value is not None, name
    return (value[1], value[2]) if value[1] else (value[3], value[3])


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        *((text, ground, 4.5) for text in ("ink", "ink-2", "teal-strong", "tomato-strong", "stone-strong", "sun-strong", "lilac-strong") for ground in ("paper", "sheet")),
        ("edge", "paper", 3), ("edge", "sheet", 3),
        ("on-teal", "teal-strong", 4.5), ("on-tomato", "tomato-strong", 4.5), ("on-stone", "stone-strong", 4.5),
        ("on-sun", "sun", 4.5), ("on-night", "night", 4.5), ("on-night-2", "night", 4.5),
        ("teal-strong", "teal-wash", 4.5), ("tomato-strong", "tomato-wash", 4.5), ("lilac-strong", "lilac-wash", 4.5),
        ("sun-strong", "sun-wash", 4.5), ("stone-strong", "stone-wash", 4.5), ("focus", "paper", 3),
    ],
)  # fmt: skip
def test_colours_can_be_told_apart_in_both_themes(text, ground, least):
    for one, other in zip(token(text), token(ground), strict=True):
        assert contrast(one, other) >= least


def test_the_lock_names_no_host_and_no_option():
    for name in ("base.txt", "test.txt"):
        lock = (ROOT / "requirements" / name).read_text()
        assert "://" not in lock
        assert not [line for line in lock.splitlines() if line.startswith("-")]


def test_what_production_imports_is_in_its_own_lock():
    """Tests bring packages along that production lacks; the broker's transport once needed one of them."""
    base = (ROOT / "requirements/base.txt").read_text()
    assert importlib.util.find_spec("kombu.transport.redis") is not None
    for package in ("packaging==", "redis==", "celery==", "granian==", "uvicorn==", "psycopg-binary=="):
        assert package in base


def test_nothing_in_the_repository_speaks_of_the_machine_it_was_made_on():
    hosts = re.compile(
        r"https?://(registry|files)\.[a-z]|--(extra-)?index-url|(^|[^A-Za-z0-9_.])/(work|farm)/", re.M
    )
    this_test = Path(__file__).resolve()
    for path in tracked():
        if (
            path.suffix in {".woff2", ".mo", ".png", ".jpg"}
            or path.resolve() == this_test
            or "tests/vendor" in str(path)
        ):
            continue
        assert not hosts.search(path.read_text(encoding="utf-8", errors="ignore")), path
    assert not [p for p in tracked() if p.name in {"uv.lock", "pylock.toml"}]


def test_the_demo_writes_to_nobody():
    for path in (ROOT / "demo").rglob("*.py"):
        for address in re.findall(r"[\w.+-]+@[\w.-]+\.\w+", path.read_text()):
            assert address.endswith(".example"), address


# Those that are about the demo: its year, its pages, the releases that hold it, and a year for a role to tell.
OF_THE_DEMO = {
    "tests/conftest.py", "tests/governance/test_demo.py", "tests/governance/test_doors.py", "tests/browser/test_year.py",
    "tests/browser/test_pages.py", "tests/upgraded.py", "tests/test_roles.py",
}  # fmt: skip


def test_only_what_is_about_the_demo_knows_its_story():
    """Any other test would move with the story; what it lives under is `tests/code_social.py`."""
    taking = re.compile(r"^\s*(from|import) demo\b", re.MULTILINE)
    paths = [path for path in (ROOT / "tests").rglob("*.py") if taking.search(path.read_text())]
    assert {path.relative_to(ROOT).as_posix() for path in paths} == OF_THE_DEMO


def test_every_view_that_a_form_is_posted_to_is_once():
    """A view is only read (`require_safe`), or carries a form out once (`@once`), or is named here with its reason."""
    from django.urls import get_resolver

    from tests.governance.test_doors import patterns
    from tests.security.test_sent_twice import ELSEWHERE, NOTHING_KEPT, SAME_AGAIN

    ours = {
        name: pattern.callback
        for name, pattern in patterns(get_resolver())
        if not pattern.callback.__module__.startswith(("allauth", "django"))
        and not name.startswith("admin:")
        and inspect.isfunction(pattern.callback)
    }
    asked = {name for name, view in ours.items() if not getattr(view, "once", False) and takes_a_form(view)}
    assert asked == NOTHING_KEPT.keys() | SAME_AGAIN.keys() | ELSEWHERE.keys()


def takes_a_form(view):
    """Whether a view answers POST, as far as its decorators say."""
    while view is not None:
        inside = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=True))
        if "request_method_list" in inside:
            return "POST" in inside["request_method_list"].cell_contents
        view = getattr(view, "__wrapped__", None)
    return True


def test_what_settings_name_is_there():
    """Rooms below know those above by name only: a name that leads nowhere would be found by whoever needs it."""
    ours = {"config", "core", "members", "votes", "governance", "demo"}
    wrong = []
    for name in dir(settings):
        for dotted in _names_in(getattr(settings, name)) if name.isupper() else ():
            if dotted.split(".")[0] in ours and name not in {"INSTALLED_APPS", "ROOT_URLCONF"}:
                try:
                    import_string(dotted)
                except ImportError:
                    with contextlib.suppress(ImportError):
                        importlib.import_module(dotted)
                        continue
                    wrong.append(f"{name}: {dotted}")
    assert wrong == []


def test_what_a_script_in_a_string_imports_is_there():
    """Benchmarks and tests of faults hand scripts to processes of their own: no checker reads those."""
    missing = [
        f"{path.relative_to(ROOT)}: {module}.{name}"
        for path in tracked("tests/*.py", "benchmarks/*.py", "tools/*.py")
        if path.resolve() != Path(__file__).resolve()
        for module, name in imported_in_strings(path.read_text())
        if not is_there(module, name)
    ]
    assert missing == []


def imported_in_strings(source):
    """What lines of strings import of our rooms, name by name."""
    ours = re.compile(
        rf"^\s*from ((?:{'|'.join(ROOMS)})(?:\.\w+)*) import (\w+(?: as \w+)?(?:, \w+(?: as \w+)?)*)", re.M
    )
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for module, names in ours.findall(node.value):
                yield from ((module, name.split()[0]) for name in names.split(", "))


def is_there(module, name):
    """Whether a module has a name, or a module of that name below it."""
    with contextlib.suppress(ImportError):
        if hasattr(importlib.import_module(module), name):
            return True
        importlib.import_module(f"{module}.{name}")
        return True
    return False


def test_a_script_that_imports_what_is_gone_is_found():
    script = 'SCRIPT = """\nfrom core.journal import actions, nothing as none\nfrom core.errors import Refusal\n"""'
    found = list(imported_in_strings(script))
    assert [(name, is_there(module, name)) for module, name in found] == [
        ("actions", True), ("nothing", False), ("Refusal", True),
    ]  # fmt: skip


def _names_in(value):
    if isinstance(value, str):
        return [value] if re.fullmatch(r"[a-z_]+(\.[a-zA-Z_]+)+", value) else []
    parts = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple | set) else ()
    )
    return [name for part in parts for name in _names_in(part)]
