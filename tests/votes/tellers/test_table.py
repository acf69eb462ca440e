"""The pages of the tellers' table, as those who count see them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.journal.models import Entry
from tests import make
from tests.votes.tellers.conftest import close, read, sign, voice
from tests.votes.test_options import DAYS, opened
from votes.rounds.paper import Paper
from votes.tellers.actions import readings
from votes.tellers.models import Sheet, Slip

pytestmark = pytest.mark.django_db
PAGES = ("", "slips/", "compare/", "control/", "control.csv")


def base(table):
    return f"/rounds/{table.round.pk}/paper/"


def test_the_whole_way_in_the_browser_of_two_tellers(named, sign_in):
    ann, ben, path = sign_in(named.ann), sign_in(named.ben), base(named)
    for rank in (1, 2):
        ann.post(f"{path}mark/", {"voice": voice(named, rank).pk})
    assert "2 voices signed" in ann.get(path).content.decode()
    close(named)
    for client in (ann, ben):
        client.post(f"{path}begin/")
        for rank in (1, 2):
            data = {"voice": voice(named, rank).pk, "choice": "2"}
            client.post(f"{path}slips/", {**data, "void": "1"} if rank == 2 else data)
        client.post(f"{path}done/")
    assert "The two readings are the same" in ann.get(f"{path}compare/").content.decode()
    ann.post(f"{path}agree/", {"remark": ""})
    assert Sheet.objects.get().void == 1
    assert "Every voice is accounted for" in ben.get(f"{path}control/").content.decode()
    table = ben.get(f"{path}control.csv").content.decode()
    assert "agrees" in table.splitlines()[-1]


def test_nobody_sees_the_other_reading_before_both_are_done(secret, sign_in):
    sign(secret, 1)
    read(secret, secret.ann, {1: "2"})
    readings.begin_reading(secret.round.pk, actor=secret.ben)
    ben, path = sign_in(secret.ben), base(secret)
    assert ben.get(f"{path}compare/").status_code == 302
    page = ben.get(f"{path}slips/").content.decode()
    assert "0 slips read for 1 signed" in page
    assert "No slip yet" in page


def test_a_slip_that_cannot_be_read_is_asked_for_again_on_the_same_line(secret, sign_in):
    sign(secret, 1)
    close(secret)
    readings.begin_reading(secret.round.pk, actor=secret.ann)
    response = sign_in(secret.ann).post(f"{base(secret)}slips/", {"number": "4", "choice": "9"})
    assert response.status_code == 422
    assert "Slip 4" in response.content.decode()
    assert not Slip.objects.exists()


def test_only_those_who_count_come_to_the_table_and_only_readers_to_a_reading(named, sign_in, cast):
    for page in PAGES:
        assert sign_in(named.voters[0]).get(base(named) + page).status_code == 403
    assert sign_in(named.cid).get(f"{base(named)}slips/").status_code == 404
    assert sign_in(named.voters[0]).post(f"{base(named)}mark/", {"voice": "1"}).status_code == 403


def test_the_table_of_a_vote_without_paper_does_not_exist(table, sign_in):
    table.round = opened(Paper("plurality", DAYS), table.voters)
    assert sign_in(table.ann).get(base(table)).status_code == 404


@pytest.mark.parametrize("secrecy", [False, True])
@pytest.mark.parametrize("page", PAGES)
def test_thirty_slips_ask_the_database_no_more_than_one(page, secrecy, table, sign_in):
    asked = []
    for count in (1, 30):
        table.voters = [make.person(f"V{count}x{k} Voter") for k in range(count)]
        table.round = opened(Paper("plurality", DAYS), table.voters, by_hand=True, secret=secrecy)
        sign(table, *range(count))
        first = 1 if secrecy else 0
        for teller in (table.ann, table.ben):
            read(table, teller, {k + first: "2" for k in range(count)})
        client = sign_in(table.ann)
        client.get(base(table) + page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(base(table) + page).status_code == 200
        asked.append(len(queries))
    assert asked[1] <= asked[0]


def test_a_signature_that_is_noted_after_the_closing_says_why(named, sign_in):
    ann, path = sign_in(named.ann), base(named)
    close(named)
    late = ann.post(f"{path}mark/", {"voice": voice(named, 1).pk})
    assert (late.status_code, voice(named, 1).on_paper) == (409, False)
    assert "say why only now" in late.content.decode()
    ann.post(f"{path}mark/", {"voice": voice(named, 1).pk, "because": "The sheet lay under the box"})
    assert voice(named, 1).on_paper
    assert Entry.objects.get(kind="paper.marked").facts["because"] == "The sheet lay under the box"


def test_a_signature_that_is_taken_off_after_the_closing_says_why(named, sign_in):
    sign(named, 1)
    close(named)
    ann, path = sign_in(named.ann), base(named)
    late = ann.post(f"{path}unmark/", {"voice": voice(named, 1).pk})
    assert (late.status_code, voice(named, 1).on_paper) == (409, True)
    assert f'action="{path}unmark/' in late.content.decode()
    ann.post(f"{path}unmark/", {"voice": voice(named, 1).pk, "because": "Two of that name"})
    assert not voice(named, 1).on_paper
    assert Entry.objects.get(kind="paper.unmarked").facts["because"] == "Two of that name"
