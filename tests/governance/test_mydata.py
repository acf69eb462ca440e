"""My data: all that is held on me and nothing that is held on others; no secret; nothing forgotten."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.home.mydata import A_PART, MINE, OTHERS, SECRET, held, leading_to
from governance.meetings.actions import agenda
from governance.proposals.actions import attaching, discussing
from governance.proxies.models import PostalForm, Proxy
from members.people.models import Member, Person
from members.shares.actions import subscribe, transfer
from tests import make
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Voice

pytestmark = pytest.mark.django_db


def taken(client):
    packed = zipfile.ZipFile(io.BytesIO(client.get("/me/data.zip").content))
    return json.loads(packed.read("data.json")), packed


@pytest.fixture
def lived(cast, code, settings, tmp_path):
    """Bob wrote, spoke, voted, holds shares and attached a file; Erik, at the desk, entered the shares."""
    settings.MEDIA_ROOT = tmp_path
    proposal = make.proposal(cast.bob, title="Bob’s idea")
    attaching.attach(proposal, SimpleUploadedFile("plan.txt", b"Bob's plan"), cast.bob)
    discussing.comment(proposal, cast.bob, "I said so")
    voted = make.voting(cast.alice)
    voice = Voice.objects.get(round=voted.round, bearer=cast.bob)
    cast_ballot(cast.bob, voted.round_id, {voice.pk: "against"})
    subscribe(cast.seats["bob"], 3, on=make.today(), actor=cast.erik)
    return cast


def test_it_holds_what_i_am_did_and_said_and_my_files(lived, sign_in):
    data, packed = taken(sign_in(lived.bob))
    found = data["held"]
    assert found["people.person"]["rows"][0]["email"] == lived.bob.email
    assert found["people.member"]["rows"][0]["number"] == lived.seats["bob"].number
    assert [row["body"] for row in found["proposals.comment"]["rows"]] == ["I said so"]
    assert [row["content"] for row in found["ballots.ballot"]["rows"]] == ["against"]
    assert [row["shares"] for row in found["shares.movement"]["rows"]] == [3]
    (name,) = (name for name in packed.namelist() if name.startswith("files/"))
    assert packed.read(name) == b"Bob's plan"


def test_it_holds_nothing_of_others(lived, sign_in):
    text = json.dumps(taken(sign_in(lived.erik))[0])
    assert "I said so" not in text
    assert "shares.movement" not in text
    assert lived.bob.email not in text


@pytest.fixture
def entered(cast, code, sign_in):
    """At the desk, Sara entered Bob's form and a paper proxy of Fay's to Alice; Theo read the form again."""
    cast.meeting = make.meeting()
    agenda.add_item(cast.meeting, title="Accounts", decision_type="ordinary")
    path, desk = f"/meetings/{cast.meeting.pk}", sign_in(cast.sara)
    came = {"received_at": "2026-01-05T10:00"}
    desk.post(
        f"{path}/attendance/form/", {"member": "Bob Durand", "on_paper": "on", "item_1": "against", **came}
    )
    desk.post(
        f"{path}/paper/",
        {"giver": "Fay Blanc", "to": "member", "holder": "Alice Martin", "item_1": "abstain", **came},
    )
    sign_in(cast.theo).post(f"{path}/forms/{PostalForm.objects.get().pk}/", {"item_1": "for"})
    assert (PostalForm.objects.get().again, Proxy.objects.get().instructions) == (
        {"1": "for"},
        {"1": "abstain"},
    )
    return cast  # fmt: skip


def test_whoever_entered_what_others_marked_takes_none_of_it_away(entered, sign_in):
    """Not after their duty ended, not somebody of their household who goes on as them, nor either reader of a form."""
    for who in (entered.sara, entered.theo):
        data, _packed = taken(sign_in(who))
        assert {"proxies.postalform", "proxies.proxy"} & set(data["held"]) == set()
        assert [word for word in ("against", "abstain") if f'"{word}"' in json.dumps(data)] == []


def test_what_i_did_to_others_is_told_by_kind_and_instant_alone(entered, sign_in):
    data, _packed = taken(sign_in(entered.sara))
    lines = data["held"]["journal.entry"]["rows"]
    assert [row["kind"] for row in lines] == ["sitting.form_received", "proxy.given"]
    assert {key for row in lines for key in row} == {"id", "at", "kind"}


def test_a_form_is_held_on_its_member_and_a_proxy_on_its_giver(entered, sign_in):
    bob, fay, alice = (taken(sign_in(who))[0]["held"] for who in (entered.bob, entered.fay, entered.alice))
    assert [row["choices"] for row in bob["proxies.postalform"]["rows"]] == [{"1": "against"}]
    assert [row["instructions"] for row in fay["proxies.proxy"]["rows"]] == [{"1": "abstain"}]
    (carried,) = alice["proxies.proxy"]["rows"]
    assert (carried["holder_id"], "instructions" in carried) == (entered.seats["alice"].pk, False)


def test_a_transfer_tells_neither_side_where_the_other_lives(cast, code, sign_in):
    one, other = cast.seats["bob"], cast.seats["fay"]
    for seat, address in ((one, "1 Bob Street"), (other, "2 Fay Road")):
        Member.objects.filter(pk=seat.pk).update(postal_address=address)
        seat.refresh_from_db()
    subscribe(one, 3, on=make.today(), actor=cast.erik)
    transfer(one, other, 1, on=make.today(), actor=cast.erik)
    for who, mine, theirs in ((cast.bob, "1 Bob", "2 Fay"), (cast.fay, "2 Fay", "1 Bob")):
        text = json.dumps(taken(sign_in(who))[0])
        assert (mine in text, theirs in text) == (True, False)


def test_no_secret_is_written_down(lived, sign_in):
    lived.bob.set_password("a long secret phrase")
    lived.bob.save()
    client = sign_in(lived.bob)
    client.get("/home/")
    data, _packed = taken(client)
    text = json.dumps(data)
    assert lived.bob.password not in text
    assert client.session.session_key not in text
    for label, fields in SECRET.items():
        for row in data["held"].get(label, {"rows": []})["rows"]:
            assert not fields & set(row)


def test_every_relation_that_leads_to_somebody_is_about_them_or_about_others_by_name():
    """Whoever adds one says which it is; until then nobody is given its rows."""
    named = [*MINE, *A_PART, *OTHERS]
    leading = {
        (model._meta.label_lower, field) for root in (Person, Member) for model, field in leading_to(root)
    }
    assert sorted(named) == sorted(leading)
    columns = {
        key: {column.attname for column in apps.get_model(key[0])._meta.concrete_fields}
        for key in [*MINE, *A_PART]
    }
    assert [key for key, some in [*MINE.items(), *A_PART.items()] if not some <= columns[key]] == []
    assert all(apps.get_model(label) for label in SECRET)


def test_each_kind_says_why_it_is_kept(lived):
    assert all(kind.retention and kind.name for kind in held(lived.bob))
