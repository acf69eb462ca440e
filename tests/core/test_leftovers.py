"""What somebody brought and no row names is gone after a day; what a row names never is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction

from core import leftovers
from core.journal.models import Entry
from core.outbox import actions as outbox
from governance.proposals.actions.attaching import attach, detach
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def much_later(monkeypatch):
    """Every file has lain there for long enough."""
    monkeypatch.setattr(leftovers, "AGE", -timedelta(minutes=1))


def lying_in(media):
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def a_file():
    return SimpleUploadedFile("plan.pdf", b"%PDF-1.7 words", "application/pdf")


@pytest.fixture
def kept(cast, media):
    """A file beside a text, and one whose act was undone."""
    proposal = make.proposal(cast.alice)
    attachment = attach(proposal, a_file(), cast.alice)
    with transaction.atomic():
        attach(proposal, a_file(), cast.alice)
        transaction.set_rollback(True)
    assert len(lying_in(media)) == 2
    return attachment


def test_a_file_whose_act_was_undone_is_gone_after_a_day_and_a_named_one_never(kept, media, much_later):
    assert len(leftovers.remove_unnamed()) == 1
    assert lying_in(media) == [kept.file.name]
    assert leftovers.remove_unnamed() == []


def test_a_file_that_just_came_waits_for_its_row(kept, media):
    assert leftovers.remove_unnamed() == []
    assert len(lying_in(media)) == 2


def test_whoever_removes_a_file_leaves_none_behind(
    kept, cast, media, much_later, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        detach(kept, cast.alice)
    leftovers.remove_unnamed()
    assert lying_in(media) == []


def test_files_that_were_there_before_this_database_are_left_alone(db, media, much_later):
    """Its backup may be about to be brought back; what it will name is not known yet."""
    (media / "attachments").mkdir()
    there = media / "attachments/of-another-database"
    there.write_text("words")
    assert leftovers.remove_unnamed() == []
    Entry.objects.create(kind="of this database", at=datetime.now(UTC) + timedelta(seconds=30))
    assert leftovers.remove_unnamed() == []
    assert lying_in(media) == ["attachments/of-another-database"]


def test_the_clock_looks_for_them_once_an_hour(kept, media, much_later):
    cache.delete("leftovers")
    outbox.sweep()
    assert lying_in(media) == [kept.file.name]


def test_every_field_that_names_files_keeps_them_where_it_is_looked():
    """A new one is looked for by itself; its folder has to be said."""
    fields = [
        f
        for model in apps.get_models()
        for f in model._meta.concrete_fields
        if isinstance(f, models.FileField)
    ]
    assert {f.upload_to(None, "plan.pdf").split("/")[0] for f in fields} == set(leftovers.FOLDERS)


def test_whatever_a_row_of_any_table_names_is_kept(kept, media, much_later):
    """A scan of a proxy, a file to import: by their fields, whatever the model."""
    fields = {
        (model._meta.label, f.name)
        for model in apps.get_models() for f in model._meta.concrete_fields if isinstance(f, models.FileField)
    }  # fmt: skip
    assert fields == {("proposals.Attachment", "file"), ("imports.Import", "file"), ("proxies.Proxy", "scan")}
    assert leftovers.named() == {kept.file.name}
