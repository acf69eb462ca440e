"""The production files say what they mean: one of each that must be one, nothing guessable, every command real."""

import ast
import base64
import lzma
import os
import random
import re
import secrets
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from config.database import database_from_url
from config.servers import redis_url
from tests import services

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: s for name, s in SERVICES.items() if "build" in s}
MIGRATE = SERVICES["migrate"]["environment"]
CADDY = (ROOT / "deploy/Caddyfile").read_text()


def test_the_installation_has_its_processes():
    assert set(SERVICES) == {
        "proxy", "migrate", "web", "live", "worker", "usher", "sender", "porter", "beat", "db", "redis",
    }  # fmt: skip
    replicas = {
        name: service["deploy"]["replicas"] for name, service in SERVICES.items() if "deploy" in service
    }
    assert replicas == {"beat": 1, "web": 3}


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
        assert service["environment"]["DATABASE_PASSWORD"].endswith("_PASSWORD:?set it in .env}")
        assert "DEMO" not in service["environment"]
    for line in (ROOT / "deploy/env.example").read_text().splitlines():
        if line.startswith(("SECRET_KEY", "DATABASE_PASSWORD", "POSTGRES_PASSWORD", "SMTP_PASSWORD")):
            assert line.endswith("=")


def test_only_the_upgrade_signs_in_as_the_owner_of_the_tables():
    """Whoever owns the registers could rewrite them: no process that a request reaches knows that password."""
    owner, app = MIGRATE["DATABASE_URL"], MIGRATE["APP_ROLE"]
    assert f"//{SERVICES['db']['environment']['POSTGRES_USER']}@" in owner
    assert MIGRATE["DATABASE_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    for name in set(OURS) - {"migrate"}:
        passed = OURS[name]["environment"]
        assert passed["DATABASE_URL"] == owner.replace("//assemblage@", f"//{app}@") != owner
        assert passed["DATABASE_PASSWORD"] == MIGRATE["APP_PASSWORD"]
        assert "POSTGRES_PASSWORD" not in str(passed)
        assert not {"APP_ROLE", "APP_PASSWORD"} & set(passed)


def test_everyone_waits_for_the_migrations():
    for name in ("web", "live", "worker", "usher", "sender", "porter", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def queues():
    """The queue that each worker serves."""
    commands = {name: SERVICES[name]["command"] for name in ("worker", "usher", "sender", "porter")}
    return {name: command[command.index("--queues") + 1] for name, command in commands.items()}


def test_closings_codes_mail_and_long_work_never_share_a_process():
    assert queues() == {"worker": "decide", "usher": "code", "sender": "send", "porter": "work"}


def test_every_worker_is_asked_whether_it_looks_after_its_own_lane():
    for name, queue in queues().items():
        assert SERVICES[name]["healthcheck"]["test"][-1] == queue


def test_a_mail_that_is_being_sent_may_end_before_its_sender_is_ended():
    from config.celery import LEAVE
    from config.settings import EMAIL_TIMEOUT

    for name in ("usher", "sender"):
        grace = int(SERVICES[name]["stop_grace_period"].removesuffix("s"))
        assert EMAIL_TIMEOUT < LEAVE < grace


def test_a_health_check_has_longer_than_what_it_waits_for():
    for service in OURS.values():
        if "healthcheck" in service:
            assert int(service["healthcheck"]["timeout"].removesuffix("s")) >= 15


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
            assert check[4] in {"web", "live", "database", *queues().values()}


def test_the_proxy_sends_sockets_and_pages_where_they_are_served():
    assert "handle /ws/*" in CADDY
    assert "reverse_proxy live:8001" in CADDY
    assert "8001" in SERVICES["live"]["command"]
    assert re.search(r"dynamic a \{\s+name web\s+port 8000\s", CADDY)


def test_each_process_of_the_pages_gets_one_request_at_a_time_from_somebody_who_is_never_slow():
    """Counted behind a door that takes requests and answers whole: what is counted lasts until the reader has everything."""
    site, pages = CADDY.split("http://:8000 {")
    assert "bind 127.0.0.1\n" in pages
    assert "unhealthy_request_count 1\n" in pages
    assert "unhealthy_request_count" not in site
    assert re.search(r"127\.0\.0\.1:8000 \{\s+request_buffers 33MB\s+response_buffers 33MB", site)
    for header in ("For", "Host", "Proto"):
        assert f"header_up X-Forwarded-{header} {{header.X-Forwarded-{header}}}" in pages


@pytest.mark.skipif(not shutil.which("caddy"), reason="no Caddy here")
def test_caddy_reads_the_file_as_it_is():
    done = subprocess.run(
        ["caddy", "validate", "--config", ROOT / "deploy/Caddyfile"],
        env={**os.environ, "SITE_HOST": "decisions.example"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


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


# --- settings: what is read, what is told, what is passed ----------------------------------------------


def read_by_settings():
    """The variables that config/settings.py reads, by whichever of its readers."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "config/settings.py").read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            asked = ast.unparse(node.func)
            if asked in {"text", "flag", "words", "number", "one_of", "os.environ.get", "os.getenv"}:
                found.add(node.args[0].value)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            found.add(ast.literal_eval(node.slice))
    return found


def told_by_the_guide():
    """Each variable of the table in docs/operate.md, with where it says that it is set."""
    table = (ROOT / "docs/operate.md").read_text().split("## Settings")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| `")]
    return {name: row[-1].strip() for row in rows for name in re.findall(r"`(\w+)`", row[0])}


# What every process of ours is passed; where the upgrade has another role, that of the others.
PASSED = MIGRATE | {
    name: v for s in OURS.values() if s["environment"] != MIGRATE for name, v in s["environment"].items()
}
EXAMPLE = set(re.findall(r"^(?:# )?(\w+)=", (ROOT / "deploy/env.example").read_text(), re.MULTILINE))
IMAGE = (ROOT / "Dockerfile").read_text()


def test_every_setting_that_is_read_is_told_and_every_one_that_is_told_is_read():
    assert read_by_settings() == set(told_by_the_guide())


def test_no_other_module_reads_the_environment():
    rooms = ("config", "core", "members", "votes", "governance")
    reading = [
        path.relative_to(ROOT).as_posix()
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"os\.(environ|getenv)(?!\.setdefault)", path.read_text())
    ]
    assert sorted(reading) == ["config/settings.py", "config/settings_test.py"]


@pytest.mark.parametrize(("name", "where"), told_by_the_guide().items())
def test_a_setting_reaches_its_process_as_the_guide_says(name, where):
    if where == "`.env`":
        assert f"${{{name}:" in PASSED[name]
        assert name in EXAMPLE
    elif where.startswith("compose"):
        sources = re.findall(r"from `(\w+)` in `.env`", where)
        assert all(f"${{{source}" in PASSED[name] and source in EXAMPLE for source in sources)
        assert sources or "$" not in PASSED[name]
    elif where == "image":
        assert f"{name}=" in IMAGE
        assert name not in PASSED
    else:
        assert where == "laptop"
        assert name not in PASSED
        assert name not in EXAMPLE


def test_compose_passes_nothing_that_nobody_reads_and_the_example_names_all_that_it_asks_for():
    assert set(PASSED) <= read_by_settings()
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked == EXAMPLE


def test_what_compose_passes_empty_is_as_if_it_were_not_there():
    """As compose does with every line that .env leaves out or leaves empty."""
    bare = {k: v for k, v in os.environ.items() if k not in read_by_settings()}
    shown = "from config import settings as s; print(s.DEFAULT_FROM_EMAIL, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.TIME_ZONE, s.SECOND_FACTOR, s.ALLAUTH_TRUSTED_PROXY_COUNT, s.SIGNING_KEY)"

    def settings(**environment):
        command = [sys.executable, "-c", shown]
        return subprocess.run(
            command, cwd=ROOT, env=bare | environment, capture_output=True, text=True
        ).stdout

    always = {"DATABASE_URL": "postgresql://x@127.0.0.1/x", "SECRET_KEY": secrets.token_hex(32)}
    empty = dict.fromkeys(read_by_settings() - set(always), "")
    assert settings(**always, **empty) == settings(**always) != ""


# --- passwords -------------------------------------------------------------------------------------------

CHANCE = random.Random(20261129)
# As `openssl rand -base64 48` makes them, and worse.
PASSWORDS = [base64.b64encode(CHANCE.randbytes(48)).decode() for _k in range(100)]
PASSWORDS += ["p@ss:w/rd?#&=%41", "12/34", "12?34", "12#34", "[", "é à 王", "$HOME `id` \"'\\", "%zz"]


def test_any_password_reaches_the_database_and_redis_as_it_is():
    import redis

    for password in PASSWORDS:
        described = database_from_url(PASSED["DATABASE_URL"], password=password)
        assert (described["PASSWORD"], described["HOST"], described["NAME"]) == (password, "db", "assemblage")
        url = redis_url("redis://redis:6379/0", password)
        reached = redis.Redis.from_url(url).connection_pool.connection_kwargs
        assert (reached["password"], reached["host"], reached["db"]) == (password, "redis", 0)


def test_any_password_is_a_broker_s_as_well():
    from kombu import Connection

    for password in PASSWORDS:
        assert Connection(redis_url("redis://redis:6379/0", password)).password == password


@pytest.mark.parametrize("scheme", ["DATABASE_URL", "REDIS_URL"])
def test_a_password_pasted_into_an_address_is_read_as_it_is_or_refused_with_what_to_do(scheme):
    """Never taken for something else: another host, another database, half a password."""
    for password in PASSWORDS:
        try:
            if scheme == "DATABASE_URL":
                read = database_from_url(f"postgresql://assemblage:{password}@db:5432/assemblage")
                assert (read["HOST"], read["PORT"], read["NAME"]) == ("db", "5432", "assemblage")
            else:
                assert redis_url(f"redis://:{password}@redis:6379/0").endswith("@redis:6379/0")
        except ImproperlyConfigured as refused:
            said = str(refused)
            assert scheme in said
            assert f"into {scheme.replace('URL', 'PASSWORD')}" in said
            assert password not in said


@pytest.mark.parametrize(
    "url", ["postgresql://db:5432", "postgresql://db:5432/", "mysql://db/x", "db:5432/x"]
)
def test_an_address_that_names_no_database_is_refused_with_what_to_do(url):
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        database_from_url(url)


@pytest.mark.parametrize("url", ["http://redis:6379", "redis:6379", "redis:///0", "unix:///tmp/redis.sock"])
def test_an_address_of_redis_of_another_kind_is_refused_with_what_to_do(url):
    with pytest.raises(ImproperlyConfigured, match="redis://host:port/0"):
        redis_url(url)


def test_a_house_with_an_address_that_cannot_be_read_does_not_start_and_says_why():
    env = {
        **os.environ, "SECRET_KEY": secrets.token_hex(32), "DEMO": "0", "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    env["DATABASE_URL"] = f"postgresql://assemblage:{'ab/cd+ef=='}@db:5432/assemblage"
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "put it as it is into DATABASE_PASSWORD" in done.stderr
    assert "ab/cd" not in done.stderr


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("TZ_NAME", "Nowhere/X"),
        ("LOG_LEVEL", "LOUD"),
        ("SMTP_PORT", "many"),
        ("SECOND_FACTOR", "required"),
        ("SMTP_STARTTLS", "starttls"),
    ],
)
def test_a_setting_that_cannot_be_read_is_told_in_one_sentence(name, wrong):
    env = {
        **os.environ,
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        name: wrong,
    }
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert re.search(rf"ImproperlyConfigured: {name} is .*, such as \w", done.stderr)


@pytest.mark.parametrize(("said", "on"), [("oui", True), ("YES", True), ("non", False), ("0", False)])
def test_yes_and_no_are_read_in_the_words_of_whoever_writes_them(said, on, monkeypatch):
    from config.settings import flag

    monkeypatch.setenv("SECOND_FACTOR", said)
    assert flag("SECOND_FACTOR", default=not on) is on


def test_a_house_that_nobody_can_ask_for_anything_is_not_well():
    """It answers, and that the name is none of its own."""
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    from config.management.commands.healthy import answers

    def answering(status):
        class Page(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_args):
                """Nothing."""

        return HTTPServer(("127.0.0.1", 0), Page)

    for status, well in ((200, True), (404, True), (429, True), (400, False), (500, False)):
        with answering(status) as server:
            Thread(target=server.handle_request, daemon=True).start()
            assert answers(server.server_port) is well


def test_the_guide_makes_secrets_of_letters_and_digits():
    for page in ("docs/operate.md", "deploy/env.example", "README.md"):
        assert "base64" not in (ROOT / page).read_text()


# --- the guide's commands --------------------------------------------------------------------------------


def blocks(page):
    """The commands of a page, line by line."""
    found = re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    return [line.split(" #")[0].strip() for block in found for line in block.splitlines() if line.strip()]


COMMANDS = sorted({line for page in ("README.md", "docs/operate.md") for line in blocks(page)})


@pytest.mark.parametrize("line", [line for line in COMMANDS if "manage.py" in line])
def test_every_command_of_the_guide_that_asks_the_house_exists(line):
    # A sentence that somebody writes is theirs.
    name, *rest = [word for word in shlex.split(line.split("manage.py ")[1]) if " " not in word]
    shown = subprocess.run(
        [sys.executable, "manage.py", name, "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert shown.returncode == 0
    assert all(word in shown.stdout for word in rest)


@pytest.mark.parametrize("line", [line for line in COMMANDS if line.startswith("make ")])
def test_every_target_of_make_that_the_guide_names_exists(line):
    target = line.split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_every_service_that_the_guide_names_is_in_compose_and_the_other_way_round():
    processes = (ROOT / "docs/operate.md").read_text().split("## Processes")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)`", processes, re.MULTILINE)) == set(SERVICES) - {"migrate"}


def in_containers(page, chapter):
    """The blocks of commands of a chapter, as they would be typed."""
    text = (ROOT / page).read_text().split(f"## {chapter}\n")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


def typed(block, home, server):
    """Type a block of the guide, in a folder, beside a server; only the containers are missing."""
    lines = [
        re.sub(r"^docker compose (exec -T db|run --rm -T --no-deps web) ", "", one)
        for one in block.splitlines()
    ]
    assert all(not line.startswith("docker") or line.split()[2] in {"stop", "up"} for line in lines)
    script = "\n".join(
        line.replace(" /data", f" {home}/data") for line in lines if not line.startswith("docker")
    )
    env = {
        **os.environ, "PATH": f"{server.programs}:{os.environ['PATH']}", "PGHOST": "127.0.0.1", "PGPORT": str(server.port),
    }  # fmt: skip
    env["DAY"] = subprocess.run(["date", "+%F"], capture_output=True, text=True, check=True).stdout.strip()
    return subprocess.run(["bash", "-euc", script], cwd=home, env=env, capture_output=True, text=True)


def content(url):
    """All that is in a database: its rows, in their order, and the names of what holds and guards them."""
    rows = subprocess.run(["pg_dump", "--data-only", url], capture_output=True, text=True, check=True)
    names = (
        "SELECT relname, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " UNION ALL SELECT conname, 'c' FROM pg_constraint UNION ALL SELECT proname, 'f' FROM pg_proc"
        " UNION ALL SELECT tgname, 't' FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    )
    with psycopg.connect(url) as connection:
        held = connection.execute(names).fetchall()
    return [line for line in rows.stdout.splitlines() if not re.match(r"\\(un)?restrict ", line)], held


KEPT = sorted((ROOT / "tests/releases").glob("*.sql.xz"))


@pytest.fixture(scope="module")
def owned():
    """A server as docker-compose.yml makes it: a role that owns it, and no database yet."""
    with services.postgresql() as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE assemblage SUPERUSER LOGIN")
        yield server


@pytest.mark.services
@pytest.mark.parametrize("kept", [None, *KEPT], ids=lambda kept: kept.name if kept else "this release")
def test_a_backup_brought_back_as_the_guide_says_is_whole_also_over_an_upgrade(kept, owned, tmp_path):
    """What a later release put there stays nowhere; and the way from there is open again."""
    url = owned.url("assemblage").replace("postgres@", "assemblage@")
    env = {
        **os.environ, "REDIS_URL": "", "SECRET_KEY": secrets.token_hex(32), "DEMO": "0", "DATABASE_URL": url,
        "APP_ROLE": "assemblage_app", "DATA_DIR": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    make, bring_back = in_containers("docs/operate.md", "Backups")
    start = bring_back.split("docker compose exec -T db pg_restore")[0]
    assert (begun := typed(start, tmp_path, owned)).returncode == 0, begun.stderr

    def manage(*arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    if kept:
        load = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", url]
        subprocess.run(load, input=lzma.decompress(kept.read_bytes()), stdout=subprocess.DEVNULL, check=True)
    else:
        manage("upgrade", "-v0")
    (tmp_path / "data/media").mkdir(parents=True, exist_ok=True)
    (tmp_path / "data/media/attached").write_text("as it was")
    before = content(url)
    assert (made := typed(make, tmp_path, owned)).returncode == 0, made.stderr
    manage("upgrade", "-v0")
    (tmp_path / "data/media/attached").unlink()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE of_a_later_release (id int REFERENCES rounds_voice)")
    restored, begins = bring_back.split("docker compose run --rm -T migrate\n")
    assert (brought := typed(restored, tmp_path, owned)).returncode == 0, brought.stderr
    assert content(url) == before
    assert (tmp_path / "data/media/attached").read_text() == "as it was"
    manage("upgrade", "-v0")
    (cancel,) = [line for line in begins.splitlines() if "manage.py" in line]
    manage(*shlex.split(cancel.split("manage.py ")[1]))
    with psycopg.connect(url) as connection:
        left = "SELECT count(*) FROM rounds_round WHERE opened_at IS NOT NULL AND closed_at IS NULL AND cancelled_at IS NULL"
        assert connection.execute(f"{left} AND NOT rehearsal").fetchone() == (0,)
    manage("verify_register")


@pytest.mark.services
def test_a_backup_that_is_torn_brings_nothing_back(owned, tmp_path):
    """Half a dump is refused before a row of it can be read by anybody."""
    make, bring_back = in_containers("docs/operate.md", "Backups")
    assert typed(bring_back.split("docker compose exec -T db pg_restore")[0], tmp_path, owned).returncode == 0
    url = owned.url("assemblage")
    subprocess.run(
        ["psql", "-qX", url], input=lzma.decompress(KEPT[0].read_bytes()), capture_output=True, check=True
    )
    (tmp_path / "data/media").mkdir(parents=True)
    assert typed(make, tmp_path, owned).returncode == 0
    bring_back = bring_back.split("docker compose run --rm -T migrate\n")[0]
    (dump,) = tmp_path.glob("*.dump")
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    assert typed(bring_back, tmp_path, owned).returncode != 0
    with psycopg.connect(url) as connection:
        assert connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone() == (0,)
