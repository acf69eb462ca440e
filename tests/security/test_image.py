"""What enters the image, and what its containers may do: each service is asked, none forgotten."""

import os
import re
import secrets
import shutil
import subprocess
import sys
from fnmatch import translate
from pathlib import Path, PurePosixPath

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
ROOMS = ("config", "core", "members", "votes", "governance", "templates", "static", "locale")


# --- what enters ------------------------------------------------------------------------------------------


def rules(text):
    """The lines of a .dockerignore: what each is about, and whether it lets it through."""
    lines = [line.strip() for line in text.splitlines()]
    return [(line.lstrip("!"), line.startswith("!")) for line in lines if line and not line.startswith("#")]


def matches(pattern, path):
    """Whether a pattern is about a path, or about a folder that it lies in, as Docker reads it."""
    deep = pattern.startswith("**/")
    shape = re.compile(translate(pattern.removeprefix("**/")).replace(".*", "[^/]*"))
    parts = PurePosixPath(path).parts
    wholes = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    return any(shape.match(part) for part in parts) if deep else any(shape.match(whole) for whole in wholes)


def enters(path, text=None):
    """Whether a file of this folder enters the image: the last line that is about it decides."""
    entering = True
    for pattern, lets_through in rules(text or (ROOT / ".dockerignore").read_text()):
        if matches(pattern, path):
            entering = lets_through
    return entering


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).exists()]


def test_the_list_is_of_what_enters_and_begins_by_shutting_everything_out():
    assert rules((ROOT / ".dockerignore").read_text())[0] == ("*", False)


NEVER = [
    ".env", ".env.production", "deploy/env.example", ".git/config", ".venv/bin/python", "var/assemblage.sqlite3", "var/secret-key",
    "assemblage-2026-11-29.dump", "media-2026-11-29.tgz", "backup.sql", "x.zip", "docker-compose.yml", "Dockerfile", "README.md",
    "id_rsa", "notes.txt", "node_modules/x/index.js", "tests/conftest.py", "docs/operate.md", "benchmarks/pages.py", "tools/sprite.py",
    "requirements/test.txt", "staticfiles/x.css", "pyproject.toml",
    # Left by hand in a folder that enters.
    "config/.env", "config/settings_test.py", "governance/portal/.env.local", "static/backup.tgz", "static/dump.sql", "locale/fr/old.zip",
    "members/people/people.sqlite3", "members/people/people.sqlite3-wal", "core/.mypy_cache/x.json", "votes/key.pem", "votes/signing.key",
    "templates/.git/config", "static/img/archive.tar.gz", "core/__pycache__/clock.cpython-311.pyc", "core/old.pyc", "static/log/x.log",
]  # fmt: skip


@pytest.mark.parametrize("path", NEVER)
def test_secrets_dumps_and_archives_never_enter(path):
    assert not enters(path)


def test_everything_of_the_house_enters_and_nothing_else():
    """Compared with what is tracked: a file that is needed is not shut out by its ending."""
    needed = {name for name in tracked() if name.split("/")[0] in ROOMS} - {"config/settings_test.py"}
    needed |= {"manage.py", "requirements/base.txt"}
    assert {name for name in tracked() if enters(name)} == needed


def test_the_reading_of_the_list_can_tell():
    """The other way round: with the list of before, what must not enter does."""
    before = ".git\n.venv\nvar\nstaticfiles\ntests\nbenchmarks\ndocs\n**/__pycache__\n"
    let_in = [path for path in NEVER if enters(path, before)]
    assert {".env", "assemblage-2026-11-29.dump", "media-2026-11-29.tgz", "config/.env"} <= set(let_in)
    assert not enters("a/b/__pycache__/c.pyc", before)


def test_what_is_copied_is_there():
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    assert copied == ["requirements/base.txt", "."]
    assert all((ROOT / name).exists() and (name == "." or enters(name)) for name in copied)


def test_the_house_is_whole_with_nothing_but_what_enters(tmp_path):
    """The context as Docker would have it, in a folder of its own: settings, models, pages, papers, files, words."""
    for name in filter(enters, tracked()):
        (tmp_path / "app" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "app" / name)
    kept = {k: v for k, v in os.environ.items() if k not in {"REDIS_URL", "DEMO", "PYTHONPATH"}}
    env = {
        **kept, "SECRET_KEY": secrets.token_hex(32), "DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3",
        "STATIC_ROOT": str(tmp_path / "static"), "DJANGO_SETTINGS_MODULE": "config.settings", "ALLOWED_HOSTS": "decisions.example",
    }  # fmt: skip

    def manage(*arguments):
        command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
        done = subprocess.run(command, cwd=tmp_path / "app", env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    manage("check")
    manage("collectstatic", "--no-input", "-v0")
    manage("migrate", "-v0")
    assert manage("shell", "--no-imports", "-c", WHOLE).split() == ["200"] * 6 + ["%PDF-", "Enregistré."]


# Pages of several rooms, a program that is read from the sources, a paper, and a word in French.
WHOLE = """
from datetime import date
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from core.paper import pdf
from members.people.models import Organisation
from members.shares.exports import register
from members.shares.queries import capital, holdings
Organisation.objects.create(name="Example", legal_form="SAS", city="Here")
client = Client(headers={"host": "decisions.example"})
for path in ("/open/", "/join/", "/account/login/", "/open/functioning/", "/open/verify/", "/open/verify_register.py"):
    print(client.get(path).status_code)
with translation.override("fr"):
    day = date(2026, 1, 1)
    paper = pdf("movements", register(capital(day, holdings(day)), holdings(day), []))
    print(paper[:5].decode(), gettext("Saved."))
"""


# --- what it is made of -----------------------------------------------------------------------------------

EXACT = re.compile(
    r"^(python:3\.\d+\.\d+|caddy:\d+\.\d+\.\d+|redis:\d+\.\d+\.\d+|postgres:\d+\.\d+)-[a-z0-9.-]+$"
)


def test_every_image_is_of_one_version_and_no_other():
    """By its exact tag; docs/operate.md says how to pin it by its digest as well."""
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(set(stages)) == 1
    theirs = [service["image"] for service in SERVICES.values() if "build" not in service]
    assert len(theirs) == 3
    assert [image for image in [*stages, *theirs] if not EXACT.match(image)] == []


def test_packages_come_with_their_fingerprints_and_nothing_is_built():
    installing = [line for line in DOCKERFILE.splitlines() if "pip install" in line]
    assert len(installing) == 1
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(installing[0].split())
    lock = re.sub(r"\\\n\s*", " ", (ROOT / "requirements/base.txt").read_text())
    pinned = [line for line in lock.splitlines() if "==" in line and not line.startswith("#")]
    assert pinned
    assert all("--hash=sha256:" in line for line in pinned)


def test_no_secret_is_left_in_a_layer():
    assert not re.search(r"^(ARG|ENV)[^\n]*(KEY|PASSWORD|SECRET|TOKEN)", DOCKERFILE, re.MULTILINE)
    assert "SECRET_KEY=$(python" in DOCKERFILE


# --- what it may do ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_is_read_only_and_has_no_privilege(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["pids_limit"] > 0
    assert not {"privileged", "devices", "network_mode", "pid", "ipc", "userns_mode"} & set(service)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_mounts_what_it_needs_and_no_socket_of_the_machine(name):
    mounted = {volume.split(":")[1]: volume.split(":")[0] for volume in SERVICES[name].get("volumes", [])}
    named = set(COMPOSE["volumes"])
    of_the_machine = {there: here for there, here in mounted.items() if here not in named}
    assert of_the_machine in ({}, {"/etc/caddy/Caddyfile": "./deploy/Caddyfile"})
    assert all(
        volume.endswith(":ro") for volume in SERVICES[name].get("volumes", []) if volume.startswith(".")
    )


# Where each writes, beside the volumes; the rest of it cannot be written.
WRITES = {"proxy": {"/tmp", "/config"}, "db": {"/tmp", "/run/postgresql"}, "redis": {"/tmp", "/data"}}  # noqa: S108


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_a_container_writes_lies_in_memory_or_in_a_volume(name):
    there = {mount.split(":")[0] for mount in SERVICES[name]["tmpfs"]}
    assert there == WRITES.get(name, {"/tmp"})  # noqa: S108
    assert all("size=" in mount and "mode=" in mount for mount in SERVICES[name]["tmpfs"])


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"proxy"}))
def test_nobody_is_root(name):
    """The proxy alone is, in name: it must listen on 80 and 443, and has no other privilege."""
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    if "build" in SERVICES[name]:
        assert "user" not in SERVICES[name]
        assert int(users[-1]) > 999
        assert DOCKERFILE.index("USER ") > DOCKERFILE.rindex("RUN ")
    else:
        assert SERVICES[name]["user"] in {"postgres", "redis"}


# --- the repository ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [".env", ".env.production", "deploy/.env", "assemblage-2026-11-29.dump", "media-2026-11-29.tgz", "var/secret-key", "x.sqlite3", "dump.sql"]
)  # fmt: skip
def test_secrets_and_backups_that_lie_in_the_folder_are_not_committed(path):
    assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT).returncode == 0


def test_none_was():
    suspicious = re.compile(
        r"(^|/)\.env|\.pem$|\.key$|(^|/)id_(rsa|ed25519)|^[^/]*\.(dump|sql|tgz|zip|sqlite3)$"
    )
    assert [name for name in tracked() if suspicious.search(name)] == []


def test_what_the_guide_leaves_in_this_folder_is_ignored():
    """The backup commands write here; the next commit must not take them along."""
    guide = (ROOT / "docs/operate.md").read_text()
    written = [name.replace("$DAY", "2026-11-29") for name in re.findall(r"> (\S+\$DAY\S*)", guide)]
    assert len(written) == 2
    for name in written:
        assert subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT).returncode == 0
        assert not enters(name)
