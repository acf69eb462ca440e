"""Two senders and a slow mail server; one stands still, or dies, in the middle of a mail: it is sent once, or is the same message."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests import services
from tests.mailserver import MailServer, mail_server
from tests.processes import ROOT

pytestmark = [pytest.mark.services, pytest.mark.faults, pytest.mark.timeout(240)]
POST = """
from datetime import timedelta
from django.core.mail import EmailMessage
from core.mail.actions import hand_over
hand_over(EmailMessage("A word", "Words.", "house@example.example", ["bob@example.example"]), life=timedelta(hours=1))
"""
DRAIN = "from core.outbox.actions import drain; drain('code')"


@dataclass
class Post:
    """A database with one mail to send, a mail server, and whoever sends."""

    url: str
    env: dict[str, str]
    mails: MailServer

    def shell(self, code: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        return subprocess.Popen(command, cwd=ROOT, env=self.env, stderr=subprocess.DEVNULL)

    def as_if_the_minute_of_the_lease_were_over(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("UPDATE outbox_errand SET due_at = now() WHERE done_at IS NULL")

    def errand(self) -> tuple:
        with psycopg.connect(self.url, autocommit=True) as connection:
            asked = (
                "SELECT done_at IS NOT NULL, error, payload::text FROM outbox_errand ORDER BY id DESC LIMIT 1"
            )
            return connection.execute(asked).fetchone()


@pytest.fixture(scope="module")
def prepared() -> Iterator[tuple[str, dict[str, str]]]:
    with services.postgresql() as database:
        url = database.database("assemblage")
        env = {
            **os.environ, "DATABASE_URL": url, "REDIS_URL": "", "SECRET_KEY": secrets.token_hex(32), "DEMO": "0",
            "DJANGO_SETTINGS_MODULE": "config.settings", "SMTP_HOST": "127.0.0.1", "SMTP_STARTTLS": "0",
        }  # fmt: skip
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
        yield url, env


@pytest.fixture
def post(prepared) -> Iterator[Post]:
    url, env = prepared
    with mail_server() as mails:
        here = Post(url, {**env, "SMTP_PORT": str(mails.port)}, mails)
        assert here.shell(POST).wait(60) == 0
        yield here


def stopped_in_the_middle(post: Post) -> subprocess.Popen[bytes]:
    """A sender that stands still once the server has heard of the message, and not read it."""
    post.mails.go_on.clear()
    sender = post.shell(DRAIN)
    assert post.mails.reached_data.wait(60)
    sender.send_signal(signal.SIGSTOP)
    return sender


def test_a_sender_that_stood_still_does_not_send_what_another_has_sent(post):
    first = stopped_in_the_middle(post)
    post.as_if_the_minute_of_the_lease_were_over()
    post.mails.go_on.set()
    assert post.shell(DRAIN).wait(60) == 0
    first.send_signal(signal.SIGCONT)
    first.wait(60)
    assert len(post.mails.taken) == 1
    assert post.errand() == (True, "", "{}")


def test_a_sender_that_stood_still_for_a_moment_goes_on(post):
    first = stopped_in_the_middle(post)
    post.mails.go_on.set()
    first.send_signal(signal.SIGCONT)
    first.wait(60)
    assert len(post.mails.taken) == 1
    assert post.errand()[:2] == (True, "")


def test_a_sender_killed_before_it_heard_the_answer_is_followed_by_one_that_sends_the_same_message(post):
    first = post.shell(DRAIN)
    post.mails.dribble = 0.3  # the message is taken, and the answer takes its time
    until = time.monotonic() + 60
    while not post.mails.taken:
        assert time.monotonic() < until
        time.sleep(0.01)
    first.kill()
    first.wait(10)
    post.mails.dribble = 0
    post.as_if_the_minute_of_the_lease_were_over()
    assert post.shell(DRAIN).wait(60) == 0
    assert len(post.mails.taken) == 2
    assert len(set(post.mails.identifiers())) == 1
    assert post.errand()[:2] == (True, "")
