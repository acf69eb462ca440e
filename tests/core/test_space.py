"""A disk that is full: whoever needed room reads that nothing was recorded, and whoever administers hears of it before."""

import errno
import shutil
import sqlite3
from collections import namedtuple

import psycopg
import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.utils import translation

from core import space
from core.outbox.watch import troubles
from governance.proposals.models import Attachment
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Usage = namedtuple("Usage", "total used free")


def test_a_file_for_which_there_is_no_room_says_so_and_leaves_nothing(cast, sign_in, monkeypatch):
    proposal = make.proposal(cast.alice)

    def full(*_what):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    client = sign_in(cast.alice)
    client.raise_request_exception = False
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 words", "application/pdf")
    answer = client.post(f"/proposals/{proposal.number}/files/", {"file": file})
    assert answer.status_code == 507
    assert "There is no room left" in answer.content.decode()
    assert "Nothing was recorded" in answer.content.decode()
    assert not Attachment.objects.exists()


def failed(cause):
    problem = OperationalError(str(cause))
    problem.__cause__ = cause
    return problem


@pytest.mark.parametrize(("problem", "full"), [
    (OSError(errno.ENOSPC, "x"), True),
    (OSError(errno.EDQUOT, "x"), True),
    (OSError(errno.EACCES, "x"), False),
    (failed(psycopg.errors.DiskFull("could not extend file")), True),
    (failed(psycopg.errors.LockNotAvailable("x")), False),
    (failed(sqlite3.OperationalError("database or disk is full")), True),
    (failed(sqlite3.OperationalError("database is locked")), False),
    (ValueError("disk is full"), False),
    (None, False),
], ids=str)  # fmt: skip
def test_what_says_that_there_is_no_room(problem, full):
    assert space.is_full(problem) is full


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite says it in words of its own")
def test_the_words_of_sqlite_are_those():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            with pytest.raises(OperationalError) as refused:
                cursor.execute(
                    "CREATE TABLE larger AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 9999) SELECT randomblob(999) FROM n"
                )
        finally:
            cursor.execute("PRAGMA max_page_count = 4294967294")
    assert space.is_full(refused.value)


@pytest.mark.parametrize(("free", "told"), [(400, True), (600, False)])
def test_whoever_administers_hears_of_it_before_it_is_full(free, told, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, free * 1024 * 1024))
    with translation.override("en"):
        said = [trouble.sentence for trouble in troubles() if "on the disk" in trouble.sentence]
    assert [sentence.split(" are free")[0] for sentence in said] == (["Only 400.0\xa0MB"] if told else [])
