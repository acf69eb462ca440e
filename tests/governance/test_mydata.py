"""My data: all that is held on me and nothing that is held on others; no secret; nothing forgotten."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.home.mydata import NOT_MINE, SECRET, held, relations
from governance.proposals import actions, files
from members.people.models import Member, Person
from members.shares.actions import subscribe
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
    files.attach(proposal, SimpleUploadedFile("plan.txt", b"Bob's plan"), cast.bob)
    actions.comment(proposal, cast.bob, "I said so")
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


def test_every_kind_of_row_that_leads_to_a_person_is_there_or_left_out_by_name():
    left_out = {
        (relation.related_model._meta.label_lower, relation.field.name)
        for root in (Person, Member)
        for relation in root._meta.get_fields(include_hidden=True)
        if relation.one_to_many or relation.one_to_one
        if relation.auto_created and not relation.related_model._meta.auto_created
    } - {(model._meta.label_lower, field) for root in (Person, Member) for model, field in relations(root)}
    assert left_out == NOT_MINE
    assert all(apps.get_model(label) for label in SECRET)


def test_each_kind_says_why_it_is_kept(lived):
    assert all(kind.kept and kind.name for kind in held(lived.bob))
