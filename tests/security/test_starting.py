"""A house whose settings would open it to everybody does not start, whichever of its processes is asked."""

import os
import secrets
import string
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from config import starting

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
GOOD = secrets.token_hex(32)
HOME, HOUSE = "http://127.0.0.1:8000", "https://decisions.example"
# A house as compose starts it; each test changes one thing.
PRODUCTION = {
    "address": HOUSE, "hosts": ["decisions.example"], "embedded": False, "demo": False, "debug": False,
    "secret_key": GOOD, "signing_key": "",
}  # fmt: skip
# As `make run` starts it.
LAPTOP = {**PRODUCTION, "address": HOME, "hosts": ["127.0.0.1"], "embedded": True, "demo": True}


@pytest.fixture(autouse=True)
def as_in_production(monkeypatch):
    monkeypatch.setattr(starting, "made_for_tests", False)


def refusal(**settings):
    """What is said to a house with these settings; nothing when it starts."""
    try:
        starting.look(**settings)
    except ImproperlyConfigured as refused:
        return str(refused)
    return ""


# --- names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "decisions.example",
        "ftp://decisions.example",
        "https://",
        "https://https://decisions.example",
        "https://decisions.example/votes",
        "https://[",
        "https://a@decisions.example",
    ],
)
def test_an_address_that_no_mail_could_lead_to_does_not_start(address):
    assert "SITE_URL is where people find this house" in refusal(**{**PRODUCTION, "address": address})


@pytest.mark.parametrize(
    "host", ["https://decisions.example", "decisions.example:8443", "decisions.example/", "a b", ""]
)
def test_a_host_that_no_request_could_ask_for_does_not_start(host):
    assert "ALLOWED_HOSTS holds names of hosts" in refusal(**{**PRODUCTION, "hosts": [host]})


@pytest.mark.parametrize(
    "host", ["decisions.example", ".decisions.example", "127.0.0.1", "[::1]", "localhost"]
)
def test_a_host_is_a_name_or_a_number(host):
    assert refusal(**{**PRODUCTION, "hosts": ["decisions.example", host]}) == ""


# --- the demo ---------------------------------------------------------------------------------------------


def test_a_demo_starts_on_a_laptop_and_production_without_it():
    assert refusal(**LAPTOP) == refusal(**PRODUCTION) == ""


@pytest.mark.parametrize("address", [HOME, "http://localhost:8000", HOUSE, "http://decisions.example"])
def test_a_demo_beside_a_real_database_does_not_start(address):
    assert "leave DATABASE_URL out" in refusal(**{**PRODUCTION, "demo": True, "address": address})


@pytest.mark.parametrize(
    "address",
    [
        HOUSE, "https://127.0.0.1", "https://localhost", "http://decisions.example", "http://203.0.113.7",
        "http://[2001:db8::1]:8000", "http://localhost.example", "http://10.0.0.1.example", "http://0.0.0.0", "http://[",
    ],
)  # fmt: skip
def test_a_demo_at_a_public_address_does_not_start(address):
    assert "SITE_URL" in refusal(**{**LAPTOP, "address": address})


@pytest.mark.parametrize(
    "address", ["http://localhost:8000", "http://[::1]:8000", "http://192.168.1.20:8000", "http://coop.local"]
)
def test_a_demo_may_be_shown_in_the_room_it_stands_in(address):
    assert (
        refusal(
            **{
                **LAPTOP,
                "address": address,
                "hosts": [urlsplit(address).netloc.removesuffix(":8000"), "localhost"],
            }
        )
        == ""
    )


EVERYWHERE = "0.0.0.0"  # noqa: S104 — what must not start


@pytest.mark.parametrize(
    "host", ["*", ".example", "decisions.example", "192.168.1.4", "[2001:db8::1]", EVERYWHERE]
)
def test_a_demo_that_answers_to_others_says_where_it_is_shown(host):
    """SITE_URL is left out: it says this machine, and ALLOWED_HOSTS says the world, or the room."""
    assert "ALLOWED_HOSTS" in refusal(**{**LAPTOP, "hosts": ["127.0.0.1", host]})


@pytest.mark.parametrize("host", ["localhost", "[::1]", "127.0.0.1", "demo.localhost"])
def test_a_demo_answers_to_this_machine_by_whichever_name(host):
    assert refusal(**{**LAPTOP, "hosts": [host]}) == ""


@pytest.mark.parametrize(
    ("host", "opens"),
    [
        ("127.0.0.1", False),
        ("::1", False),
        ("localhost", False),
        (EVERYWHERE, True),
        ("::", True),
        ("192.168.1.4", True),
    ],
)
def test_a_demo_listens_to_others_only_where_it_says_that_it_is_shown(host, opens):
    assert bool(starting.of_listening(host, HOME)) is opens
    assert starting.of_listening(host, "http://192.168.1.4:8000") == ""


# --- keys -------------------------------------------------------------------------------------------------

WEAK = [
    "x", "secret", "only for tests", GOOD[:31], "changeme", "a" * 64, "ab" * 32, "0123456789abcdef" * 4, "0" * 63 + "1",
    string.ascii_letters, string.ascii_lowercase + string.digits, string.digits * 4, "django-insecure-" + GOOD,
    "please-change-me-" + GOOD, "Your-Secret-Key-" + GOOD, "motdepasse" * 5, "azertyuiopqsdfghjklmwxcvbn1234567890",
    "assemblage-les-lisieres-production-2026", "correcthorse" * 4, " " * 64, "-" * 40 + "1",
]  # fmt: skip


@pytest.mark.parametrize("key", WEAK)
def test_a_key_that_may_be_guessed_is_refused_in_one_sentence_that_does_not_repeat_it(key):
    said = refusal(**{**PRODUCTION, "secret_key": key})
    assert said.startswith("SECRET_KEY ")
    assert "openssl rand -hex 32" in said
    assert len(key) < 7 or key not in said
    assert said.count(".") == 1
    assert "SECRET_KEY" in refusal(**{**LAPTOP, "demo": False, "address": HOUSE, "secret_key": key})


def test_keys_drawn_by_chance_are_taken_whatever_draws_them():
    for _k in range(300):
        for key in (
            secrets.token_hex(16),
            secrets.token_hex(32),
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(50),
        ):
            assert refusal(**{**PRODUCTION, "secret_key": key}) == ""


@pytest.mark.parametrize(
    "key", ["0" * 64, "ab" * 32, "f" * 63, GOOD + "00", "g" * 64, "not hexadecimal", GOOD[:62] + "é0"]
)
def test_a_signing_key_that_cannot_be_used_or_may_be_guessed_is_refused(key):
    assert refusal(**{**PRODUCTION, "signing_key": key}).startswith("SIGNING_KEY ")
    assert refusal(**{**PRODUCTION, "signing_key": GOOD}) == ""


# --- other doors that a setting opens ---------------------------------------------------------------------


def test_pages_of_errors_are_not_shown_to_the_world():
    assert "DEBUG" in refusal(**{**PRODUCTION, "debug": True})
    assert "DEBUG" in refusal(**{**PRODUCTION, "debug": True, "address": HOME})
    assert (
        refusal(**{**PRODUCTION, "debug": True, "address": HOME, "hosts": ["localhost", "127.0.0.1"]}) == ""
    )
    assert refusal(**{**LAPTOP, "debug": True}) == ""


def test_a_house_names_the_hosts_it_answers_to():
    """Any host would also mean sockets that listen to pages of other sites."""
    assert "ALLOWED_HOSTS" in refusal(**{**PRODUCTION, "hosts": ["decisions.example", "*"]})
    assert "ALLOWED_HOSTS" in refusal(**{**LAPTOP, "demo": False, "hosts": ["*"]})


# --- every process ----------------------------------------------------------------------------------------

BIN = Path(sys.executable).parent


def command(name):
    """What compose starts, on ports that are nobody's."""
    program, *rest = COMPOSE["services"][name]["command"]
    found = sys.executable if program == "python" else str(BIN / program)
    return [found, *(word if word not in {"8000", "8001"} else "0" for word in rest)]


def start(name, tmp_path, **environment):
    kept = {
        k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEMO"}
    }
    env = {
        **kept, "DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0", "SITE_URL": HOUSE,
        "ALLOWED_HOSTS": "decisions.example", "SECRET_KEY": GOOD, "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings", **environment,
    }  # fmt: skip
    return subprocess.Popen(
        command(name), cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "said"),
    [({"DEMO": "1"}, "DEMO=1 lets anybody be anybody"), ({"SECRET_KEY": "changeme" * 5}, "SECRET_KEY holds a word")],
    ids=["demo", "key"],
)  # fmt: skip
def test_every_process_of_compose_refuses_and_ends(environment, said, tmp_path):
    ours = [name for name, service in COMPOSE["services"].items() if "build" in service]
    running = {name: start(name, tmp_path, **environment) for name in ours}
    for name, process in running.items():
        told, _nothing = process.communicate(timeout=60)
        assert process.returncode != 0, name
        assert said in told, name


def test_the_command_line_says_one_sentence_and_nothing_else(tmp_path):
    process = start("migrate", tmp_path, DEMO="1")
    told, _nothing = process.communicate(timeout=60)
    assert len(told.splitlines()) == 1
    assert told.startswith("Assemblage does not start. DEMO=1")
