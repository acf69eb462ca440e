"""Nobody reads a secret ballot beside a name: two voters' marks are swapped in the database, and no page changes.

Every address, every file and every page of the back office is read by every kind of person. Those that ask the box
anything are read again after: had any of them drawn on who marked what, one would differ. The published box does: it
shows marks beside codes. Whatever asks the box nothing cannot tell.
"""

import io
import re
import zipfile
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models.functions import Now
from django.urls import get_resolver, reverse

from core.journal.models import Entry
from core.outbox.models import Errand
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import settling
from members.people.models import Person
from tests import make
from tests.governance.test_doors import KINDS, TABLE, address, furnish, get_resolver_arguments, patterns
from votes.ballots.actions import cast_ballot
from votes.ballots.models import Ballot, SecretBallot
from votes.ballots.secrecy import cast_secret

pytestmark = pytest.mark.django_db
BOX = {"tally:box", "tally:box_json"}
NOTICED = {"portal:decisions", "portal:verify"}
# What changes from one reading to the next by itself: tokens, instants, and what files say of their making.
RESTLESS = re.compile(
    rb"((csrfmiddlewaretoken|once)\" value=|X-CSRFToken\":|\"csrf\":)\"\w+\""
    rb"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?|\d?\d:\d\d(:\d\d)?( [ap]\.?m\.?)?"
    rb"|nonce-?=?\"?[\w+/=-]+|/CreationDate \(.*?\)|/ID \[.*?\]|\d+ (second|minute)s?"
)
MARKS = {"bob": "for", "dana": "against", "alice": "for"}


@pytest.fixture
def secret(cast, code):
    """An open secret vote in which Alice, Bob, Dana and those who hide them voted; gives its round and their receipts by name."""
    round_ = make.secret_round(cast.alice, cast.bob, cast.dana, called="Band", visibility="members")
    receipts = {name: cast_secret(getattr(cast, name), round_.pk, mark)[0] for name, mark in MARKS.items()}
    for voice in round_.voices.filter(voted_at=None):
        cast_secret(voice.bearer, round_.pk, "abstain")
    return round_, receipts


def places(house, round_):
    """Every address of the house, those of votes at this one."""
    proposal = Proposal.objects.select_related("decision").get(pk=round_.subject.removeprefix("proposal."))
    here = {name: {"round_id": round_.pk} for name in TABLE if get_resolver_arguments(name) == ["round_id"]}
    if proposal.decision:
        here["portal:decision"] = {"year": proposal.decision.year, "rank": proposal.decision.rank}
    there = {**house, **here, None: {"number": proposal.number}}
    there["proposals:region"] = {"number": proposal.number, "name": "live"}
    found = {name: address(name, there) for name in TABLE if not name.startswith(("imports:", "demo:"))}
    return found | office()


def office():
    """The lists of the back office, and the form of every row in it."""
    from core.journal.office import office as site

    found = {}
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found[name] = reverse(f"{name}_changelist")
        for pk in model._default_manager.values_list("pk", flat=True)[:3]:
            found[f"{name} {pk}"] = reverse(f"{name}_change", args=[pk])
    return found


@pytest.fixture
def house(cast, code, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return furnish(cast)


def read(client, path):
    """What an address answers, without what changes by itself."""
    response = client.get(path)
    content = response.getvalue()
    if content.startswith(b"PK"):
        packed = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join(packed.read(name) for name in sorted(packed.namelist()))
    return response.status_code, response.headers.get("Location", ""), RESTLESS.sub(b"", content)


@pytest.fixture
def clients(cast, sign_in):
    """A browser of each kind of person, which was here before: the first look of a session leaves a line in My data.

    One of them is whoever installed the house, with all that Django gives a superuser.
    """
    cast.root = Person.objects.create_superuser("root@example.example")
    found = {kind: sign_in(getattr(cast, kind, None)) for kind in (*KINDS, "root")}
    for client in found.values():
        client.get("/me/")
    return found


def walk(house, clients, round_):
    """What each kind of person reads at each address, and which of these pages asked the box anything."""
    # How often somebody asks, and how long errands wait for whoever does them, is told and changes by itself.
    cache.clear()
    Errand.objects.filter(done_at=None).update(done_at=Now())
    found, asked = {}, set()
    for kind, client in clients.items():
        for name, path in places(house, round_).items():
            with asking(SecretBallot._meta.db_table) as questions:
                found[kind, name] = read(client, path)
            asked |= {(kind, name)} if questions else set()
    return found, asked


def walk_again(house, clients, round_, asked):
    """The same of some pages, on the same day."""
    cache.clear()
    there = places(house, round_)
    return {(kind, name): read(clients[kind], there[name]) for kind, name in sorted(asked)}


@contextmanager
def asking(table):
    """The questions put to a table meanwhile."""
    seen = []

    def look(execute, sql, params, many, context):
        if table in sql:
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield seen


def swap(receipts, one="bob", other="dana"):
    for name, says in ((one, other), (other, one)):
        SecretBallot.objects.filter(code=receipts[name].code).update(content=receipts[says].content)


def differing(before, after):
    return {name for (kind, name), answer in after.items() if before[kind, name] != answer}


def telling_codes(found, receipts):
    codes = [receipt.code.encode() for receipt in receipts.values()]
    return {name for (_kind, name), (*_rest, content) in found.items() if any(c in content for c in codes)}


@pytest.mark.once
@pytest.mark.parametrize("state", ["open", "proclaimed"])
@pytest.mark.timeout(400)
def test_who_marked_what_changes_no_page_for_anybody(state, secret, house, clients, refusals_unsaid):
    round_, receipts = secret
    if state == "proclaimed":
        settling.settle(round_.pk, early=True)
    before, asked = walk(house, clients, round_)
    swap(receipts)
    after = before | walk_again(house, clients, round_, asked)
    # While a vote is open no page asks the box anything, but whether somebody's is in; afterwards the published box does.
    assert {name for _kind, name in asked} == (BOX if state == "proclaimed" else set())
    # Once it is proclaimed and sealed, the register says that somebody changed the box: to everybody alike.
    assert differing(before, after) - NOTICED == (BOX if state == "proclaimed" else set())
    assert telling_codes(after, receipts) == ({"tally:box_json"} if state == "proclaimed" else set())
    answered = {name for (_kind, name), (status, *_rest) in after.items() if status == 200}
    assert {"home:data_archive", "home:journal", "portal:export", "proposals:detail"} <= answered
    assert after["root", "home:journal"][0] == 200
    assert [
        name
        for (kind, name), (status, *_rest) in after.items()
        if kind == "root" and status == 200 and name.startswith("admin:")
    ]
    if state == "proclaimed":
        assert BOX | {"tally:result_json", "tally:result_csv"} <= answered


def test_the_walk_would_see_an_open_ballot(house, cast, sign_in):
    """The same walk finds what an open vote does show: whoever voted reads their own choice again."""
    proposal = make.voting(
        cast.alice, kind="circle", where=cast.workshop, title="Openly", visibility="members"
    )
    cast_ballot(cast.bob, proposal.round_id, "for")
    place = places(house, proposal.round)
    pages = ("home:data_archive", "ballots:receipt")
    client = sign_in(cast.bob)
    before = [read(client, place[name]) for name in pages]
    Ballot.objects.filter(voice__round=proposal.round_id).update(content="against")
    after = [read(client, place[name]) for name in pages]
    assert [one == two for one, two in zip(before, after, strict=True)] == [False, False]


def test_the_box_is_not_in_the_back_office_and_no_relation_leads_from_a_person_to_it(db):
    names = {name for name, _pattern in patterns(get_resolver())}
    assert not [name for name in names if "secretballot" in name]
    leads = {field.related_model for field in SecretBallot._meta.get_fields() if field.is_relation}
    assert {model.__name__ for model in leads} == {"Round"}
    assert Person not in leads


def test_the_journal_holds_neither_mark_nor_code(secret):
    round_, receipts = secret
    settling.settle(round_.pk, early=True)
    told = repr(list(Entry.objects.values("facts", "topics")))
    assert not [receipt.code for receipt in receipts.values() if receipt.code in told]
    assert not [kind for kind in Entry.objects.values_list("kind", flat=True) if kind == "ballot.cast"]
