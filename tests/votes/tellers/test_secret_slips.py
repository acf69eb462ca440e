"""What slips say is for the two who read them, after the closing; of a secret vote it is forgotten once it is in the box."""

from datetime import timedelta

import pytest

from core.clock import database_now
from core.outbox.models import Errand
from governance.proposals.vote.actions.opening import put_to_vote
from governance.proposals.vote.electorate import Electorate
from tests import house, make, owner
from tests.votes.tellers.conftest import again, close, read, sign, voice
from votes.ballots.secrecy import cast_secret
from votes.tally.actions import count_by_hand
from votes.tellers.actions import agreement, readings, roll
from votes.tellers.actions.readings import SlipKey
from votes.tellers.control import control
from votes.tellers.models import Sheet, Slip, Teller

pytestmark = pytest.mark.django_db


@pytest.fixture
def weighed(cast, code):
    """A secret vote that colleges weigh, with paper: six founders vote on line, of the two users Bob signs for paper."""
    house.say({"secret.smallest_college": 5})
    founders = [make.person(f"Founder{k} Fox") for k in range(6)]
    for one in founders:
        make.member(one, "F")
    asked = Electorate(make.today(), colleges=("F", "U"))
    cast.round = put_to_vote(
        make.proposal(cast.alice), cast.alice, decision_type="ordinary", electorate=asked,
        closes_at=database_now() + timedelta(days=3), secret=True, by_hand=True,
    )  # fmt: skip
    for one in founders:
        cast_secret(one, cast.round.pk, "for")
    make.duty(cast.hana, "teller")
    cast.tellers = (cast.theo, cast.hana)
    bob = cast.round.voices.get(member=cast.seats["bob"])
    roll.mark(cast.round.pk, bob.pk, actor=cast.theo)
    return cast


def read_slip(cast, *, void=False):
    for teller in cast.tellers:
        place = readings.begin_reading(cast.round.pk, actor=teller)
        readings.write_slip(place, SlipKey(number=1, college="U"), "" if void else "against", void=void)
        readings.say_done(place, actor=teller)


def proclaim(cast):
    agreement.agree(cast.round.pk, actor=cast.theo)
    count_by_hand(cast.round.pk, actor=cast.theo)


@pytest.mark.parametrize("step", ["begin/", "slips/", "done/", "resume/", "slips/drop/"])
@pytest.mark.parametrize("kind", ["named", "secret"])
def test_no_slip_is_read_while_the_vote_is_open(step, kind, request, sign_in):
    table = request.getfixturevalue(kind)
    sign(table, 1)
    if step != "begin/":
        Teller.objects.create(round=table.round, person=table.ann)
    line = {"number": 1} if kind == "secret" else {"voice": voice(table, 1).pk}
    answer = sign_in(table.ann).post(f"/rounds/{table.round.pk}/paper/{step}", {**line, "choice": "1"})
    assert answer.status_code == 409
    assert "paper ballots are read once it is closed" in answer.content.decode()
    assert not Slip.objects.exists()
    assert Teller.objects.filter(done_at=None).count() == (0 if step == "begin/" else 1)


def test_the_page_of_an_open_vote_offers_no_reading(secret, sign_in):
    said = sign_in(secret.ann).get(f"/rounds/{secret.round.pk}/paper/").content.decode()
    assert "paper/begin/" not in said
    assert "The paper ballots are read once the vote is closed." in said


def test_only_the_two_who_read_the_slips_compare_them(weighed, sign_in):
    path = f"/rounds/{weighed.round.pk}/paper/"
    close(weighed)
    read_slip(weighed)
    for reader in weighed.tellers:
        assert "Against" in sign_in(reader).get(f"{path}compare/").content.decode()
    for other in (weighed.sara, weighed.erik):
        client = sign_in(other)
        assert client.get(f"{path}compare/").status_code == 404
        for page in ("", "control/"):
            assert "compare/" not in client.get(path + page).content.decode()


def test_once_it_is_proclaimed_nobody_reads_what_a_slip_of_a_secret_vote_said(weighed, sign_in):
    path = f"/rounds/{weighed.round.pk}/paper/"
    close(weighed)
    read_slip(weighed)
    proclaim(weighed)
    for reader in weighed.tellers:
        for page in ("compare/", "slips/"):
            assert sign_in(reader).get(path + page).headers["Location"] == f"{path}control/"
        assert "Each slip is forgotten" in sign_in(reader).get(f"{path}control/").content.decode()
    assert not Slip.objects.exists()
    assert Sheet.objects.get().slips == 1


def test_slips_of_an_open_vote_stay_with_those_who_read_them(named, sign_in):
    sign(named, 1)
    close(named)
    for teller in (named.ann, named.ben):
        read(named, teller, {1: "2"})
    agreement.agree(named.round.pk, actor=named.ann)
    count_by_hand(named.round.pk, actor=named.ann)
    assert sign_in(named.ann).get(f"/rounds/{named.round.pk}/paper/compare/").status_code == 200
    assert sign_in(named.cid).get(f"/rounds/{named.round.pk}/paper/compare/").status_code == 404


@pytest.mark.parametrize("counted", [False, True])
def test_a_void_slip_of_a_small_college_is_in_no_line_of_the_control_sheet(counted, weighed, sign_in):
    close(weighed)
    read_slip(weighed, void=True)
    if counted:
        proclaim(weighed)
    sheet = sign_in(weighed.sara)
    for page in ("control/", "control.csv"):
        said = sheet.get(f"/rounds/{weighed.round.pk}/paper/{page}").content.decode()
        users = next(line for line in said.replace("</tr>", "\n").splitlines() if "Users" in line)
        assert users.count("in the total only") == 5
    found = control(again(weighed))
    assert {row.void for row in found.rows} == {None}
    assert found.total.agrees


@pytest.mark.parametrize(("smallest", "told"), [(3, False), (0, True)])
def test_where_few_voted_nobody_who_counts_is_told_how_many_slips_are_void(smallest, told, secret, sign_in):
    owner.rewrite(secret.round, smallest=smallest)
    sign(secret, 1, 2)
    close(secret)
    for teller in (secret.ann, secret.ben):
        read(secret, teller, {1: "2", 2: None})
    agreement.agree(secret.round.pk, actor=secret.ann)
    client, path = sign_in(secret.cid), f"/rounds/{secret.round.pk}/paper/"
    assert ("1 void" in client.get(path).content.decode()) is told
    assert ("<dt>Void</dt>" in client.get(f"{path}control/").content.decode()) is told
    assert ("not shown" not in client.get(f"{path}control.csv").content.decode()) is told


def test_a_void_slip_alone_is_forgotten_too(secret):
    sign(secret, 1)
    close(secret)
    for teller in (secret.ann, secret.ben):
        read(secret, teller, {1: None})
    agreement.agree(secret.round.pk, actor=secret.ann)
    count_by_hand(secret.round.pk, actor=secret.ann)
    assert not Slip.objects.exists()
    total = control(again(secret)).total
    assert (total.void, total.missing, total.box, total.agrees) == (1, 0, 0, True)
    assert Errand.objects.filter(key__startswith=f"sweep:{secret.round.pk}:").count() == 2
