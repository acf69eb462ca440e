"""What leaves comes back: a register exported and brought into an empty house is the same register."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import translation

from core.outbox.actions import drain
from members.imports.actions import requesting
from members.imports.models import Import, State
from members.people.actions.preferences import set_preferences
from members.people.actions.seats import admit, leave, suspend
from members.people.models import College, Member, Person
from members.shares.actions import convert, correct, refund, subscribe, transfer
from members.shares.models import Movement
from tests import make, owner
from tests.members.imports.bring import errors

FORMULAS = ["=HYPERLINK(1)", "+33", "-1", "@evil", "\tTab", "'=quoted"]


def taken(client, path):
    """An exported file, as it is brought back."""
    answer = client.get(path)
    content = answer.getvalue()
    return SimpleUploadedFile(f"table.{path.rsplit('.', 1)[1]}", content)


def cells(client, path, *, but=()):
    """An exported table, without the columns that say when or by whom it was entered."""
    content = client.get(path).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    kept = [k for k, head in enumerate(rows[0]) if head not in but]
    return [[row[k] for k in kept] for row in rows]


def brought_back(kind, upload, desk):
    job = requesting.receive(upload, kind, actor=desk)
    requesting.choose_columns(job, job.columns, actor=desk)
    drain("work")
    job.refresh_from_db()
    assert not job.counts["errors"], errors(job)
    requesting.confirm(job, actor=desk)
    drain("work")
    return Import.objects.get(pk=job.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_register_comes_back_as_it_was(form, language, cast, code, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Person.objects.update(language=language)
    with translation.override(language):
        names = lived(cast)
        client = sign_in(cast.erik)
        session = client.session
        session["language"] = language
        session.save()
        members, shares = "/members/members", "/shares/register"
        files = {path: taken(client, f"{path}.{form}") for path in (members, shares)}
        entered = {"Saisi le", "Entered on"}
        before = {path: cells(client, f"{path}.csv", but=entered) for path in (members, shares)}
        with transaction.atomic():
            empty_the_registers()
            assert brought_back("members", files[members], cast.erik).state == State.DONE
            assert brought_back("shares", files[shares], cast.erik).state == State.DONE
            after = {path: cells(client, f"{path}.csv", but=entered) for path in (members, shares)}
            seats = list(Member.objects.order_by("number").values_list("person__given_name", flat=True))
            transaction.set_rollback(True)
    assert after == before
    assert [name for name in seats if name in FORMULAS] == names


def lived(cast):
    """A register with everything that it may hold; members whose names look like formulas among them."""
    for k, name in enumerate(FORMULAS):
        person = Person.objects.create_user(f"p{k}@example.example", given_name=name, family_name=f"={k}")
        make.member(person, on=make.LONG_AGO)
    bob = cast.seats["bob"]
    set_preferences(bob, postal_address="1 rue A;\n59000 «Lille»", in_directory=False, e_notices=True)
    bob.refresh_from_db()
    suspend(Member.objects.get(pk=cast.seats["fay"].pk), on=make.today(), because="Unpaid; twice")
    admit(
        college=College.objects.get(code="P"),
        name="=Firm",
        siren="732829320",
        on=make.LONG_AGO,
        decision="D-1",
    )
    leave(cast.seats["dana"], on=make.today(), because="Moved", decision="D-2")
    subscribe(bob, 9, on=make.today(), note="@note", paid=Decimal("100.50"))
    subscribe(cast.firm, 9, on=make.today())
    refund(bob, 1, on=make.today())
    wrong = transfer(bob, cast.firm, 2, on=make.today())
    correct(wrong, on=make.today(), note="Wrong")
    convert(bob, 1, on=make.today(), class_to="B")
    return FORMULAS


def empty_the_registers():
    """As if nobody had ever entered: the guards of the register of shares step aside for this test alone."""
    with owner.unguarded("shares_movement"), connection.cursor() as cursor:
        for table in ("shares_movement", "people_representative", "people_pastcollege", "people_pastsuspension", "people_paststay", "people_member"):  # fmt: skip
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 — names of ours


@pytest.mark.django_db
def test_the_demo_comes_back_whole(town, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    nadia = Person.objects.get(email="nadia.costa@lisieres.example")
    client = sign_in(nadia)
    movements = list(Movement.objects.values_list("no", "on", "shares", "from_name", "to_name", "paid"))
    with transaction.atomic():
        files = [
            ("members", taken(client, "/members/members.csv")),
            ("shares", taken(client, "/shares/register.csv")),
        ]
        for kind, upload in files:
            job = requesting.receive(upload, kind, actor=nadia)
            requesting.choose_columns(job, job.columns, actor=nadia)
            drain("work")
            job.refresh_from_db()
            assert job.counts == {
                "lines": job.counts["lines"], "enters": 0, "changes": 0, "same": job.counts["lines"], "cautions": 0, "errors": 0,
            }, errors(job)  # fmt: skip
    assert (
        list(Movement.objects.values_list("no", "on", "shares", "from_name", "to_name", "paid")) == movements
    )
