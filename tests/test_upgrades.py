"""From each release that was kept to this one: the tables come through, proofs hold as far as they went, pages open."""

import json
import lzma
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests import services

pytestmark = [pytest.mark.services, pytest.mark.timeout(180)]
ROOT = Path(__file__).parents[1]
KEPT = sorted((ROOT / "tests/releases").glob("*.xz"))


@pytest.fixture(scope="module")
def server():
    with services.postgresql() as one:
        yield one


def upgraded(kept, server, home):
    """What was found after a kept database was brought up to this release."""
    env = {
        **os.environ,
        "REDIS_URL": "",
        "SECRET_KEY": secrets.token_hex(32),
        "DEMO": "1",
        "DATA_DIR": str(home),
    }
    if kept.name.endswith(".sqlite3.xz"):
        (home / "assemblage.sqlite3").write_bytes(lzma.decompress(kept.read_bytes()))
        env["DATABASE_URL"] = ""
    else:
        env["DATABASE_URL"] = url = server.database(kept.name.removesuffix(".sql.xz"))
        read = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", url]
        subprocess.run(read, input=lzma.decompress(kept.read_bytes()), stdout=subprocess.DEVNULL, check=True)
        env["APP_ROLE"] = "assemblage_app"
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgraded"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_release_was_kept_as_both_databases():
    names = {kept.name.split(".")[0] for kept in KEPT}
    assert len(names) >= 2
    assert {kept.name for kept in KEPT} == {
        f"{name}.{kind}.xz" for name in names for kind in ("sql", "sqlite3")
    }


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.name.removesuffix(".xz"))
def test_a_database_of_an_earlier_release_comes_through_whole(kept, server, tmp_path):
    found = upgraded(kept, server, tmp_path)
    assert found["unguarded"] == []
    assert found["register"][0].startswith("The register is intact: ")
    lines = [set(said) for said in found["rounds"].values()]
    assert [line for said in lines for line in said if line.startswith(("NO", "FAILED"))] == []
    # What was counted then is counted again, and the register sealed the same.
    for known in (r"ok  the count gives the stored result", r"ok  the decision D-\d+-\d+ says the same"):
        assert sum(any(re.fullmatch(known, line) for line in said) for said in lines) >= 15
    assert {path: status for path, status in found["pages"].items() if status >= 500} == {}
    assert len(found["pages"]) > 60
    assert found["errands"] == []
