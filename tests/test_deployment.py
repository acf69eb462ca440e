"""The production files say what they mean: one of each that must be one, nothing guessable, every command real."""

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: s for name, s in SERVICES.items() if "build" in s}


def test_the_installation_has_its_processes():
    assert set(SERVICES) == {
        "proxy", "migrate", "web", "live", "worker", "sender", "porter", "beat", "db", "redis",
    }  # fmt: skip
    assert SERVICES["beat"]["deploy"]["replicas"] == 1


def test_one_image_serves_every_process_of_ours():
    assert {s["image"] for s in OURS.values()} == {"assemblage:0.1.0"}


def test_only_the_proxy_is_open_to_the_world():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_every_service_that_stays_has_a_health_check():
    assert [n for n, s in SERVICES.items() if "healthcheck" not in s] == ["migrate"]


def test_images_are_pinned():
    for service in SERVICES.values():
        assert ":" in service["image"]
        assert not service["image"].endswith(":latest")


def test_secrets_come_from_the_environment_and_are_never_guessed():
    for service in OURS.values():
        assert service["environment"]["SECRET_KEY"].startswith("${SECRET_KEY:?")
        assert "${POSTGRES_PASSWORD:?" in service["environment"]["DATABASE_URL"]
        assert "DEMO" not in service["environment"]
    for line in (ROOT / "deploy/env.example").read_text().splitlines():
        if line.startswith(("SECRET_KEY", "POSTGRES_PASSWORD", "SMTP_PASSWORD")):
            assert line.endswith("=")


def test_everyone_waits_for_the_migrations():
    for name in ("web", "live", "worker", "sender", "porter", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def queues():
    """The queue that each worker serves."""
    commands = {name: SERVICES[name]["command"] for name in ("worker", "sender", "porter")}
    return {name: command[command.index("--queues") + 1] for name, command in commands.items()}


def test_closings_mail_and_long_work_never_share_a_process():
    assert queues() == {"worker": "decide", "sender": "send", "porter": "work"}


def test_every_queue_of_the_timetable_has_its_worker():
    from config.celery import app

    asked = {line["options"]["queue"] for line in app.conf.beat_schedule.values()}
    assert asked == set(queues().values())


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_exists(name):
    command = SERVICES[name]["command"]
    program = command[0]
    if program == "python":
        done = subprocess.run(
            [sys.executable, "manage.py", command[2], "--help"], cwd=ROOT, capture_output=True
        )
        assert done.returncode == 0
        return
    assert shutil.which(program, path=str(Path(sys.executable).parent))
    helped = [program, command[3], "--help"] if program == "celery" else [program, "--help"]
    found = subprocess.run(
        [str(Path(sys.executable).parent / helped[0]), *helped[1:]], cwd=ROOT, capture_output=True, text=True
    )
    for option in (word.split("=")[0] for word in command if word.startswith("--")):
        assert option in found.stdout, option


def test_health_checks_ask_what_exists():
    for service in OURS.values():
        check = service.get("healthcheck", {}).get("test", [])
        if check:
            assert check[:4] == ["CMD", "python", "manage.py", "healthy"]
            assert check[4] in {"web", "live", "database"}


def test_the_proxy_sends_sockets_and_pages_where_they_are_served():
    caddy = (ROOT / "deploy/Caddyfile").read_text()
    assert "handle /ws/*" in caddy
    assert "reverse_proxy live:8001" in caddy
    assert "8001" in SERVICES["live"]["command"]
    assert "web 8000" in caddy


def test_production_passes_the_framework_s_own_checks():
    env = {
        **{k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}, "DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": secrets.token_urlsafe(60), "SITE_URL": "https://decisions.example", "ALLOWED_HOSTS": "decisions.example",
        "DEMO": "0", "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], cwd=ROOT, env=env,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_production_without_its_secret_does_not_start():
    env = {k: v for k, v in os.environ.items() if k != "SECRET_KEY"}
    env |= {"DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "Set SECRET_KEY" in done.stderr
