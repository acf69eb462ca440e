"""The site works with a role that owns nothing: it does all that the house does, and cannot rewrite what was written once."""

import os
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import errors

from tests import services

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]
ROOT = Path(__file__).parents[1]
OWNER, APP = "assemblage", "assemblage_app"
PASSWORD = "p@ss:w/rd 'é$"  # noqa: S105
OWNS = "The site owns the tables of its own registers"
# A year of decisions by the real acts, then every errand that it left.
YEAR = """
import django; django.setup()
from core.outbox.actions import drain, sweep
from core.outbox.watch import lanes
from demo.load import load
load()
sweep()
for lane in lanes():
    while drain(lane): pass
from core.outbox.models import Errand
from django.db.models.functions import Now
from governance.decisions.integrity import verify_register
assert verify_register() == []
print(sorted(Errand.objects.filter(tries__gt=0).exclude(error="").values_list("kind", "error")))
"""


@dataclass
class Installation:
    """A database as compose has it: who owns it, and who works in it."""

    url: str

    def as_(self, role, **more):
        """The environment of a process that signs in as a role."""
        url = self.url.replace("postgres@", f"{role}@")
        common = {
            "REDIS_URL": "",
            "SECRET_KEY": secrets.token_hex(32),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEMO": "0",
        }
        password = PASSWORD if role == APP else ""
        return {**os.environ, **common, "DATABASE_URL": url, "DATABASE_PASSWORD": password, **more}

    def manage(self, role, *arguments, **more):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.as_(role, **more), capture_output=True, text=True)

    @contextmanager
    def session(self, role):
        with psycopg.connect(
            self.url.replace("postgres@", f"{role}@"), password=PASSWORD, autocommit=True
        ) as one:
            yield one


@pytest.fixture(scope="module")
def installation():
    """The tables belong to one role; a year is told in them by another, that `upgrade` made."""
    with services.postgresql() as server:
        here = Installation(server.database("assemblage"))
        with psycopg.connect(here.url, autocommit=True) as one:
            one.execute(f"CREATE ROLE {OWNER} LOGIN SUPERUSER")
            one.execute(f"ALTER DATABASE assemblage OWNER TO {OWNER}")
        told_there = {"DJANGO_SETTINGS_MODULE": "config.settings_test", "DEMO": "1"}
        done = here.manage(OWNER, "upgrade", APP_ROLE=APP, APP_PASSWORD=PASSWORD, **told_there)
        assert done.returncode == 0, done.stderr
        server.ask_password_of(APP)
        told = subprocess.run(
            [sys.executable, "-c", YEAR], cwd=ROOT, capture_output=True, text=True,
            env=here.as_(APP, **told_there),
        )  # fmt: skip
        assert (told.returncode, told.stdout) == (0, "[]\n"), told.stderr + told.stdout
        yield here


def test_a_year_of_decisions_and_its_errands_need_no_more_than_the_role_has(installation):
    with installation.session(APP) as one:
        counted = one.execute(
            "SELECT (SELECT count(*) FROM decisions_decision), (SELECT count(*) FROM shares_movement),"
            " (SELECT count(*) FROM tally_result)"
        ).fetchone()
    assert min(counted) > 5


def test_the_role_signs_in_with_its_password_and_no_other(installation):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(installation.url.replace("postgres@", f"{APP}@"), password="another")  # noqa: S106


FORBIDDEN = [
    "UPDATE {t} SET id = id",
    "UPDATE {t} SET id = other.id FROM {t} AS other WHERE other.id = {t}.id",
    "DELETE FROM {t}",
    "TRUNCATE {t}",
    "TRUNCATE {t} CASCADE",
    "MERGE INTO {t} USING {t} AS s ON s.id = {t}.id WHEN MATCHED THEN DELETE",
    "MERGE INTO {t} USING {t} AS s ON s.id = {t}.id WHEN MATCHED THEN UPDATE SET id = s.id",
    "INSERT INTO {t} SELECT * FROM {t} ON CONFLICT (id) DO UPDATE SET id = excluded.id",
    "WITH gone AS (DELETE FROM {t} RETURNING *) SELECT count(*) FROM gone",
    "SELECT * FROM {t} FOR UPDATE",
    "ALTER TABLE {t} DISABLE TRIGGER ALL",
    "ALTER TABLE {t} ENABLE REPLICA TRIGGER {t}_append_only",
    "ALTER TABLE {t} ADD COLUMN forged text",
    f"ALTER TABLE {{t}} OWNER TO {APP}",
    "DROP TRIGGER {t}_append_only ON {t}",
    "CREATE TRIGGER quiet BEFORE INSERT ON {t} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE forged AS ON INSERT TO {t} DO INSTEAD NOTHING",
    "DROP TABLE {t} CASCADE",
    "CREATE INDEX ON {t} (id)",
]
# What an opening froze, and what was counted: each of these once was the first of three steps.
FROZEN = [
    "UPDATE rounds_round SET opened_at = NULL WHERE opened_at IS NOT NULL",
    "UPDATE rounds_round SET rehearsal = true WHERE opened_at IS NOT NULL",
    "UPDATE rounds_round SET closed_at = NULL WHERE closed_at IS NOT NULL",
    "UPDATE rounds_round SET second_call = NOT second_call WHERE opened_at IS NOT NULL",
    "DELETE FROM rounds_round WHERE opened_at IS NOT NULL",
    "DELETE FROM tally_result",
    "UPDATE tally_result SET adopted = NOT adopted",
    "UPDATE rounds_voice SET weight = weight + 1",
    "UPDATE tally_result SET rehearsal = true",
    "CREATE OR REPLACE FUNCTION assemblage_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    "DROP TRIGGER tally_result_kept ON tally_result",
]
FORBIDDEN_ANYWHERE = [
    "TRUNCATE people_person CASCADE",
    "SET session_replication_role = replica",
    f"SET ROLE {OWNER}",
    "CREATE OR REPLACE FUNCTION assemblage_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "DROP FUNCTION assemblage_append_only() CASCADE",
    "CREATE TABLE forged (id int)",
    "DROP SCHEMA public CASCADE",
    f"ALTER ROLE {APP} SUPERUSER",
    "CREATE ROLE another",
    "UPDATE django_migrations SET name = name",
    "DELETE FROM django_migrations",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "ALTER SYSTEM SET fsync = off",
]


def test_the_role_may_say_nothing_that_rewrites_what_was_written_once(installation):
    said = [statement.format(t=table) for table in settings.APPEND_ONLY for statement in FORBIDDEN]
    with installation.session(APP) as one:
        # To grant what one does not hold is a warning, and grants nothing: so says the UPDATE that follows.
        one.execute(f"GRANT ALL ON {', '.join(settings.APPEND_ONLY)} TO {APP}")
        for statement in [*said, *FORBIDDEN_ANYWHERE]:
            with pytest.raises(errors.InsufficientPrivilege):
                one.execute(statement)
                pytest.fail(f"{statement} went through")


def test_the_role_takes_back_nothing_that_an_opening_froze(installation):
    with installation.session(APP) as one:
        for statement in FROZEN:
            with pytest.raises((errors.InsufficientPrivilege, errors.RaiseException)):
                one.execute(statement)
                pytest.fail(f"{statement} went through")


def test_whoever_else_can_sign_in_makes_no_table_wait(installation):
    """The function that gives a table new files does it as the owner; only the site may call it."""
    with installation.session(OWNER) as one:
        one.execute("CREATE ROLE stranger LOGIN")
    with installation.session("stranger") as one, pytest.raises(errors.InsufficientPrivilege):
        one.execute("SELECT assemblage_rewrite_rounds_voice()")


def test_a_second_upgrade_at_the_same_time_waits_for_the_first(installation):
    with installation.session(OWNER) as first, ThreadPoolExecutor(1) as meanwhile:
        first.execute("SELECT pg_advisory_lock(hashtext(%s))", ["alone upgrade"])
        second = meanwhile.submit(installation.manage, OWNER, "upgrade", APP_ROLE=APP)
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE query ~ 'pg_try_advisory_lock' AND state = 'idle' AND pid <> pg_backend_pid()"
        while first.execute(waiting).fetchone() == (0,):
            assert not second.done()
        first.execute("SELECT pg_advisory_unlock(hashtext(%s))", ["alone upgrade"])
        done = second.result(60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Another upgrade is under way" in done.stdout


def test_an_upgrade_takes_back_what_somebody_gave_the_role_meanwhile(installation):
    """And it touches nothing that is not ours: what an extension or a neighbour put here is not the site's."""
    with installation.session(OWNER) as one:
        one.execute(f"GRANT pg_write_all_data, pg_execute_server_program TO {APP}")
        one.execute(f"GRANT CREATE ON SCHEMA public TO {APP}")
        one.execute("CREATE TABLE neighbours (name text)")
        one.execute("CREATE ROLE neighbour")
        one.execute("ALTER TABLE neighbours OWNER TO neighbour")
        one.execute("CREATE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        one.execute("ALTER FUNCTION theirs OWNER TO neighbour")
    done = installation.manage(OWNER, "upgrade", APP_ROLE=APP, APP_PASSWORD=PASSWORD)
    assert done.returncode == 0, done.stderr
    with installation.session(APP) as one:
        for statement in ("CREATE TABLE mine (name text)", "SELECT * FROM neighbours"):
            with pytest.raises(errors.InsufficientPrivilege):
                one.execute(statement)
        others = "SELECT count(*) FROM pg_auth_members WHERE member = to_regrole(current_user)::oid"
        assert one.execute(others).fetchone() == (0,)
        assert one.execute("SELECT theirs()").fetchone() == (1,)


def test_the_owner_may_and_the_chain_names_the_row(installation):
    with installation.session(OWNER) as one:
        one.execute("ALTER TABLE decisions_decision DISABLE TRIGGER ALL")
        one.execute("UPDATE decisions_decision SET text = text || '!' WHERE no = 3")
        (reference,) = one.execute("SELECT 'D-' || year || '-' || lpad(rank::text, 3, '0') FROM decisions_decision WHERE no = 3").fetchone()  # fmt: skip
    named = installation.manage(APP, "verify_register")
    assert named.returncode != 0
    assert f"no. 3: {reference}" in named.stderr
    told = installation.manage(APP, "healthy", "house").stderr
    assert "Lines of the table decisions_decision could be changed" in told
    assert "Guarded decisions_decision again." in installation.manage(OWNER, "upgrade").stdout
    assert OWNS not in told


def test_a_site_that_works_as_the_owner_is_told(installation):
    assert OWNS in installation.manage(OWNER, "healthy", "house").stderr


def test_the_owner_s_own_name_and_a_friend_s_are_refused_as_the_role_of_the_site(installation):
    with installation.session(OWNER) as one:
        one.execute(f"CREATE ROLE friend LOGIN IN ROLE {OWNER}")
    for role in (OWNER, "friend"):
        refused = installation.manage(OWNER, "upgrade", "-v0", APP_ROLE=role)
        assert refused.returncode != 0
        assert f"The role {role} owns the tables, or may act for who does" in refused.stderr


def test_an_owner_who_may_not_make_roles_is_told_what_to_ask_for(installation):
    """As where somebody else runs the database: the role is made by them, and given its rights here."""
    with installation.session(OWNER) as one:
        one.execute("CREATE ROLE landlord SUPERUSER LOGIN")
        one.execute(f"ALTER ROLE {OWNER} NOSUPERUSER NOCREATEROLE")
    refused = installation.manage(OWNER, "upgrade", "-v0", APP_ROLE="site")
    assert "CREATE ROLE site LOGIN PASSWORD" in refused.stderr
    with installation.session("landlord") as one:
        one.execute("CREATE ROLE site LOGIN")
    done = installation.manage(OWNER, "upgrade", "-v0", APP_ROLE="site")
    assert done.returncode == 0, done.stderr
    with installation.session("site") as one:
        assert one.execute("SELECT count(*) FROM decisions_decision").fetchone()[0] > 5
        with pytest.raises(errors.InsufficientPrivilege):
            one.execute("DELETE FROM journal_entry")
