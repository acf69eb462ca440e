"""The way of a file: brought, matched, checked, imported whole or not at all; given up, started over, forgotten."""

import csv
import io
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.clock import database_now
from core.journal.models import Entry
from core.outbox.actions import drain
from core.outbox.models import Errand
from members.imports import progress, weighing
from members.imports.actions import processing, requesting
from members.imports.models import Finding, Import, State
from members.people.models import College, Member, Person
from members.shares.models import Movement
from tests import make
from tests.members.imports.bring import (
    again,
    brought,
    checked,
    errors,
    imported,
    text_file,
    told,
    workbook,
)

pytestmark = pytest.mark.django_db(transaction=True)
HEADS = ["Nom", "Prénom", "Courriel", "Collège", "Date d’entrée"]


def people_rows(count, **last):
    """So many new members; the last one otherwise, if something is wrong with it."""
    rows = [[f"N{k}", f"P{k}", f"p{k}@example.example", "U", "01/02/2026"] for k in range(count)]
    for head, cell in last.items():
        rows[-1][HEADS.index(head)] = cell
    return [HEADS, *rows]


def everything():
    """How many rows there are of all that an import may write."""
    from allauth.account.models import EmailAddress

    models = (Person, EmailAddress, Member, Movement, College)
    kept = Entry.objects.exclude(kind__startswith="import.").count()
    return [*(model.objects.count() for model in models), kept]


def files(desk):
    return [path.name for path in desk.folder.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Files of a few lines, gone through some lines at a time as large ones are."""
    monkeypatch.setattr(weighing, "BATCH", 4)


# --- whole or not at all ----------------------------------------------------------------------


def test_an_error_in_the_last_line_leaves_no_trace(desk):
    before = everything()
    job = checked("members", people_rows(30, Collège="Nowhere"), by=desk.erik)
    assert (job.state, job.counts) == (
        State.CHECKED, {"lines": 30, "enters": 29, "changes": 0, "same": 0, "cautions": 0, "errors": 1},
    )  # fmt: skip
    with pytest.raises(requesting.TooLate):
        requesting.confirm(job, actor=desk.erik)
    assert everything() == before


def test_the_check_writes_nothing_in_the_registers(desk):
    before = everything()
    checked("members", people_rows(30), by=desk.erik)
    assert everything() == before


def test_all_lines_enter_together_and_are_one_piece_of_news(desk):
    upload = text_file(people_rows(30))
    digest = sha256(upload.file.getvalue()).hexdigest()
    job = imported("members", upload, by=desk.erik)
    assert (job.state, job.counts["enters"]) == (State.DONE, 30)
    assert list(Member.objects.values_list("number", flat=True)) == list(range(1, 36))
    entry = Entry.objects.get(kind="import.done")
    assert entry.actor == desk.erik
    assert entry.facts == {"import": job.pk, "of": "members", "sha256": digest, "counts": job.counts}
    assert Entry.objects.filter(kind="member.admitted", facts__import=job.pk).count() == 30
    lines = set(Entry.objects.filter(facts__import=job.pk).values_list("pk", flat=True))
    told_of = {errand.payload["entry_id"] for errand in Errand.objects.filter(kind="fan_out")}
    assert lines & told_of == set()


def test_when_somebody_takes_an_address_meanwhile_nothing_enters_and_the_error_is_shown(desk):
    job = checked("members", people_rows(30), by=desk.erik)
    make.member(make.person("Somebody Else", email="p29@example.example"))
    before = everything()
    requesting.confirm(job, actor=desk.erik)
    drain("work")
    job.refresh_from_db()
    assert (job.state, job.outdated, job.counts["errors"]) == (State.CHECKED, True, 1)
    assert errors(job) == [(31, "C This is the address of Somebody Else. One address signs one person in: correct it, or empty this cell.")]  # fmt: skip
    assert everything() == before


def test_what_was_not_announced_is_not_entered_even_if_it_is_right(desk):
    """Between check and import somebody is admitted: the seats would have other numbers than those announced."""
    job = checked("members", people_rows(3), by=desk.erik)
    make.member(desk.cast.gus)
    before = everything()
    requesting.confirm(job, actor=desk.erik)
    drain("work")
    job.refresh_from_db()
    assert (job.state, job.outdated, job.may_begin) == (State.CHECKED, True, True)
    assert everything() == before
    assert told(job)[0][1].startswith("Seat 7:")
    requesting.confirm(job, actor=desk.erik)
    drain("work")
    assert Import.objects.get(pk=job.pk).state == State.DONE


def test_a_file_that_was_changed_where_it_waits_is_not_entered(desk):
    job = checked("members", people_rows(3), by=desk.erik)
    (desk.folder / job.file.name).write_bytes(
        (desk.folder / job.file.name).read_bytes().replace(b"P2", b"Q2")
    )
    before = everything()
    requesting.confirm(job, actor=desk.erik)
    drain("work")
    assert everything() == before


# --- started over, twice, given up ------------------------------------------------------------


def test_work_that_stumbled_starts_over_and_is_done_once(desk):
    job = checked("members", people_rows(10), by=desk.erik)
    kept = desk.folder / job.file.name
    content = kept.read_bytes()
    kept.unlink()
    before = everything()
    requesting.confirm(job, actor=desk.erik)
    drain("work")
    assert everything() == before
    assert Errand.objects.get(kind="do_import").tries == 1
    kept.write_bytes(content)
    Errand.objects.filter(kind="do_import").update(due_at=database_now() - timedelta(seconds=1))
    drain("work")
    assert Import.objects.get(pk=job.pk).state == State.DONE
    assert Member.objects.count() == 15


def test_the_same_errand_twice_is_one_import(desk):
    job = imported("members", people_rows(10), by=desk.erik)
    before = everything()
    processing.carry_out(job.pk, job.run)
    processing.check(job.pk, job.run)
    assert everything() == before


def test_a_check_that_was_interrupted_begins_again(desk):
    job = brought("members", people_rows(10), by=desk.erik)
    job = requesting.choose_columns(job, job.columns, actor=desk.erik)
    Finding.objects.create(job=job, run=job.run, line=2, level=2, said={})
    drain("work")
    assert Import.objects.get(pk=job.pk).counts["enters"] == 10
    assert Finding.objects.filter(job=job).count() == 10


def test_work_that_stumbles_again_and_again_is_given_up_with_a_sentence(desk):
    job = checked("members", people_rows(3), by=desk.erik)
    (desk.folder / job.file.name).unlink()
    requesting.confirm(job, actor=desk.erik)
    for _try in range(processing.MOST_TRIES + 1):
        Errand.objects.filter(kind="do_import").update(due_at=database_now() - timedelta(seconds=1))
        drain("work")
    job.refresh_from_db()
    assert job.state == State.REFUSED
    assert "nothing was imported" in job.refused


def test_it_is_given_up_while_it_waits_and_the_file_is_deleted(desk):
    job = checked("members", people_rows(3), by=desk.erik)
    requesting.confirm(job, actor=desk.erik)
    requesting.cancel(job, actor=desk.erik)
    before = everything()
    drain("work")
    assert (Import.objects.get(pk=job.pk).state, everything(), files(desk)) == (State.CANCELLED, before, [])


def test_what_is_done_or_begun_is_not_given_up(desk):
    job = imported("members", people_rows(3), by=desk.erik)
    with pytest.raises(requesting.TooLate):
        requesting.cancel(job, actor=desk.erik)
    other = checked("members", [HEADS, ["X", "Y", "", "U", "1/1/2026"]], by=desk.erik)
    requesting.confirm(other, actor=desk.erik)
    Import.objects.filter(pk=other.pk).update(started_at=database_now())
    with pytest.raises(requesting.TooLate):
        requesting.cancel(other, actor=desk.erik)


def test_columns_matched_again_are_checked_again_and_the_older_check_stops(desk):
    job = checked("members", people_rows(9, Courriel="not an address"), by=desk.erik)
    assert job.counts["errors"] == 1
    job.columns = {name: position for name, position in job.columns.items() if name != "email"}
    job = again(job, by=desk.erik)
    assert (job.counts["errors"], job.run, Finding.objects.filter(job=job).count()) == (0, 2, 9)
    processing.check(job.pk, 1)
    assert Finding.objects.filter(job=job, run=1).count() == 0


def test_a_file_that_breaks_off_in_the_middle_says_where_and_nothing_is_kept(desk):
    text = "Nom;Prénom;Collège;Date d’entrée\n" + "A;B;U;1/1/2026\n" * 8
    job = brought("members", text, by=desk.erik)
    job.shape["encoding"] = "ascii"
    (desk.folder / job.file.name).write_text(text + 'C;"D;U\n' + "x" * 200_000)
    job = again(job, by=desk.erik)
    assert job.state == State.REFUSED
    assert "guillemet" in job.refused or "Line 10" in job.refused
    assert files(desk) == []


def test_the_file_is_kept_under_a_name_that_nobody_guesses_and_only_until_it_is_done(desk):
    job = checked("members", text_file(people_rows(3), name="secret names.csv"), by=desk.erik)
    (kept,) = files(desk)
    assert "secret" not in kept
    assert len(kept) == 36
    requesting.confirm(job, actor=desk.erik)
    drain("work")
    assert files(desk) == []


def test_what_nobody_finishes_is_forgotten_after_a_week(desk):
    job = checked("members", people_rows(3), by=desk.erik)
    Errand.objects.filter(kind="forget_import").update(due_at=database_now() - timedelta(seconds=1))
    drain("work")
    job.refresh_from_db()
    assert (job.state, job.shape["samples"], Finding.objects.count(), files(desk)) == (
        State.CANCELLED,
        [],
        0,
        [],
    )


# --- colleges ---------------------------------------------------------------------------------


def test_colleges_are_added_and_renamed(desk):
    rows = [["Code", "Nom", "Ordre"], ["U", "Usagers", 3], ["x-1", "Autres", ""], ["F", "Founders", 0]]
    job = checked("colleges", rows, by=desk.erik)
    assert told(job) == [
        (2, "College U takes this name and this order: Usagers."),
        (3, "College x-1 is added: Autres."),
        (4, "College F is there already, unchanged."),
    ]
    imported("colleges", rows, by=desk.erik)
    assert College.objects.get(code="U").name == "Usagers"
    assert College.objects.get(code="x-1").position == 5
    kinds = ["college.added", "college.changed"]
    assert sorted(Entry.objects.filter(kind__startswith="college").values_list("kind", flat=True)) == kinds


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["", "X", 1], "A This cell is empty"),
        (["A", "", 1], "B This cell is empty"),
        (["a b", "X", 1], "A A code is made of letters and digits, 8 at most."),
        (["U", "X", 1], "A Line 2 says this already"),
        (["A", "X", "first"], "C “first” is not a whole number"),
    ],
)
def test_colleges_have_their_mistakes(row, sentence, desk):
    found = errors(checked("colleges", [["Code", "Nom", "Ordre"], ["U", "Users", 2], row], by=desk.erik))
    assert found[0][0] == 3
    assert found[0][1].startswith(sentence)


# --- pages ------------------------------------------------------------------------------------


@pytest.fixture
def client(desk, sign_in):
    return sign_in(desk.erik)


def page(client, path):
    return client.get(path).content.decode()


def test_the_desk_brings_a_file_and_sees_it_through(desk, client):
    answer = client.post("/desk/imports/new/", {"kind": "members", "file": text_file(people_rows(3))})
    job = Import.objects.get()
    assert answer.headers["Location"] == f"/desk/imports/{job.pk}/columns/"
    shown = page(client, answer.headers["Location"])
    assert "N0 · N1 · N2" in " ".join(shown.split())
    assert '<option value="college" selected>' in shown
    columns = {f"c{position}": name for name, position in job.columns.items()}
    answer = client.post(f"/desk/imports/{job.pk}/columns/", columns, follow=True)
    assert "Every line is being checked" in answer.content.decode()
    drain("work")
    shown = page(client, f"/desk/imports/{job.pk}/")
    assert "Seat 6: P0 N0 enters college Users on 1 February 2026." in shown
    assert "Import these 3 lines" in shown
    answer = client.post(f"/desk/imports/{job.pk}/confirm/", follow=True)
    assert "The import is under way" in answer.content.decode()
    drain("work")
    assert "3 lines were imported together" in page(client, f"/desk/imports/{job.pk}/")
    assert Member.objects.count() == 8


def test_a_large_file_comes_in_as_well_as_a_small_one(desk, client):
    """Beyond some megabytes the browser's file waits on the disk, not in memory."""
    rows = [HEADS, *[[f"N{k}", "x" * 60, "", "U", "01/02/2026"] for k in range(40_000)]]
    answer = client.post("/desk/imports/new/", {"kind": "members", "file": text_file(rows)})
    assert answer.status_code == 302
    job = Import.objects.get()
    assert job.size > 3_000_000
    assert job.shape["rows"] == 40_000


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (text_file("%PDF-1.7"), "is not what its name says"),
        (text_file("Nom;Nom\nA;B\n"), "Two columns are called"),
        (text_file(""), "This file is empty. Choose another one."),
        (text_file("a", name="x.exe"), "bring a .csv or an .xlsx"),
        (None, "This field is required"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_and_nothing_is_kept(upload, sentence, desk, client):
    data = {"kind": "members", **({"file": upload} if upload else {})}
    answer = client.post("/desk/imports/new/", data)
    assert (answer.status_code, Import.objects.count(), files(desk)) == (422, 0, [])
    assert sentence in answer.content.decode()


def test_columns_that_are_missing_or_chosen_twice_are_said_and_the_choice_is_kept(desk, client):
    job = brought("members", people_rows(3), by=desk.erik)
    path = f"/desk/imports/{job.pk}/columns/"
    answer = client.post(path, {"c0": "family_name", "c1": "family_name", "c3": "college"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Another column is this already: choose one of the two." in shown
    assert "No column says: Admitted on. Choose it among the columns, or add it to the file." in shown
    assert shown.count('<option value="family_name" selected>') == 2
    assert Import.objects.get().state == State.RECEIVED


def test_a_heading_that_says_nothing_is_pointed_out_before_anybody_chooses(desk, client):
    rows = [["Nom", "Truc", "Collège"], ["A", "1/1/2026", "U"]]
    job = brought("members", rows, by=desk.erik)
    shown = page(client, f"/desk/imports/{job.pk}/columns/")
    assert "Choose among the columns which one says:" in shown
    assert "<b>Admitted on</b>" in shown


def test_errors_alone_are_shown_paged_and_taken_along(desk, client):
    rows = people_rows(120)
    for row in rows[1::2]:
        row[3] = "=X()"
    job = checked("members", rows, by=desk.erik)
    shown = page(client, f"/desk/imports/{job.pk}/?only=errors")
    assert shown.count("This cell holds a formula; paste values instead.") == 50
    assert "Page 1 of 2" in shown
    assert page(client, f"/desk/imports/{job.pk}/?only=errors&page=2").count("paste values instead") == 10
    answer = client.get(f"/desk/imports/{job.pk}/errors.csv")
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert (len(found), found[1]) == (
        61,
        ["2", "D", "Collège", "This cell holds a formula; paste values instead."],
    )
    answer = client.get(f"/desk/imports/{job.pk}/errors.xlsx")
    assert load_workbook(io.BytesIO(answer.getvalue())).active.max_row == 61


def test_the_bar_moves_by_itself_while_the_work_goes_on_and_stops_after(desk, client):
    job = brought("members", people_rows(10), by=desk.erik)
    requesting.choose_columns(job, job.columns, actor=desk.erik)
    progress.report(job.pk, 4, 10)
    shown = page(client, f"/desk/imports/{job.pk}/state/")
    assert 'hx-trigger="every 1s"' in shown
    assert "4 lines done, 40\u202f%" in shown
    drain("work")
    shown = page(client, f"/desk/imports/{job.pk}/state/")
    assert "hx-trigger" not in shown
    assert "Every line is right" in shown


def test_without_the_cache_the_page_says_that_work_goes_on(desk, client):
    job = brought("members", people_rows(10), by=desk.erik)
    requesting.choose_columns(job, job.columns, actor=desk.erik)
    cache.clear()
    assert "Every line is being checked" in page(client, f"/desk/imports/{job.pk}/")


def test_an_act_that_comes_too_late_says_so(desk, client):
    job = imported("members", people_rows(3), by=desk.erik)
    for act in ("confirm", "cancel"):
        assert client.post(f"/desk/imports/{job.pk}/{act}/").status_code == 409
    assert client.get(f"/desk/imports/{job.pk}/columns/").status_code == 302


def test_the_tables_to_fill_in_can_be_brought_back(desk, client):
    for kind in ("colleges", "members", "shares"):
        for form in ("csv", "xlsx"):
            assert client.get(f"/desk/imports/tables/{kind}.{form}").status_code == 200
    assert client.get("/desk/imports/tables/nothing.csv").status_code == 404
    answer = client.get("/desk/imports/tables/colleges.csv")
    job = checked("colleges", text_file(answer.content.decode("utf-8-sig"), name="c.csv"), by=desk.erik)
    assert job.counts["same"] == 5


def test_the_pages_ask_no_more_with_thirty_lines_than_with_one(desk, client, django_assert_max_num_queries):
    counts = []
    for count in (1, 30):
        job = checked("members", people_rows(count, Collège="?"), by=desk.erik)
        for path in ("", "columns/", "state/", "?only=errors"):
            client.get(f"/desk/imports/{job.pk}/{path}")
            with django_assert_max_num_queries(9) as asked:
                client.get(f"/desk/imports/{job.pk}/{path}")
            counts.append(len(asked))
    assert counts[:4] == counts[4:]


def test_the_list_of_imports_asks_no_more_with_many_than_with_one(desk, client):
    counts = []
    client.get("/desk/imports/")
    for more in (1, 20):
        for _k in range(more):
            brought("colleges", workbook([["Code", "Nom"], ["A", "B"]]), by=desk.erik)
        with CaptureQueriesContext(connection) as asked:
            assert "table.xlsx" in page(client, "/desk/imports/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_batch_is_checked_in_as_many_questions_with_thirty_lines_as_with_one(desk, monkeypatch):
    monkeypatch.setattr(weighing, "BATCH", 1000)
    counts = []
    for count in (1, 30):
        job = brought("members", people_rows(count), by=desk.erik)
        requesting.choose_columns(job, job.columns, actor=desk.erik)
        with CaptureQueriesContext(connection) as asked:
            processing.check(job.pk, 1)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_people_find_the_imports_from_the_desk_and_from_the_register(desk, client):
    assert "/desk/imports/" in page(client, "/desk/")
    assert "/desk/imports/new/" in page(client, "/members/")
