"""The house keeps its plan: floors, names, types, catalogues, files, and nothing that must not be there."""

import ast
import importlib.util
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
from django.core.management import call_command

ROOT = Path(__file__).parents[1]
ROOMS = ("config", "core", "members", "votes", "governance")
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


def test_templates_are_written_as_djade_writes_them():
    done = tool("djade", "--target-version", "5.2", "--check", *(str(t) for t in TEMPLATES))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_models_and_migrations_say_the_same():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_sentence_of_the_code_has_its_french():
    from tools.messages import CATALOGUE, messages

    catalogue = polib.pofile(str(CATALOGUE))
    translated = {(e.msgid, e.msgid_plural) for e in catalogue.translated_entries()}
    assert set(messages()) - translated == set()
    assert {(e.msgid, e.msgid_plural) for e in catalogue} - set(messages()) == set()


def test_the_compiled_catalogue_is_the_written_one():
    from tools.messages import CATALOGUE

    assert polib.pofile(str(CATALOGUE)).to_binary() == CATALOGUE.with_suffix(".mo").read_bytes()


def test_french_is_set_as_french_is():
    """One thin space before ; ! ? », a no-break one before :, curly apostrophes; and nothing left out."""
    from tools.messages import CATALOGUE

    for entry in polib.pofile(str(CATALOGUE)):
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
    for pattern in ("votes/rules/*.py", "*/*/actions.py", "*/*/access.py", "core/*.py"):
        for path in ROOT.glob(pattern):
            for node in ast.parse(path.read_text()).body:
                public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
                if public and not ast.get_docstring(node):
                    silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert silent == []


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


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    sprite = (ROOT / "static/img/sprite.svg").read_text()
    drawn = set(re.findall(r'id="i-([a-z0-9-]+)"', sprite))
    asked = {name for t in TEMPLATES for name in re.findall(r'{% icon "([a-z0-9-]+)"', t.read_text())}
    for path in [*ROOT.glob("governance/**/*.py"), *ROOT.glob("core/pictures/*.py")]:
        asked |= set(re.findall(r'icon(?: = |=)"([a-z0-9-]+)"', path.read_text()))
    from core.pictures.seats import GLYPHS
    from governance.home.queries import MOVES
    from governance.proposals.showing import STEPS

    asked |= (
        set(GLYPHS.values()) | {icon for icon, _what in MOVES.values()} | {icon for _s, icon, _l in STEPS}
    )
    assert asked - drawn == set()
    ET.fromstring(sprite)  # noqa: S314 — our own file


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
    for path in (ROOT / "governance/exchange").rglob("*.py"):
        for address in re.findall(r"[\w.+-]+@[\w.-]+\.\w+", path.read_text()):
            assert address.endswith(".example"), address
