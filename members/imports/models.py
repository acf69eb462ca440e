import secrets
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.imports.shape import Shape


def kept_as(job: "Import", name: str) -> str:
    """Where a file waits: under a name that nobody can guess, and that says nothing of it."""
    return f"imports/{secrets.token_hex(16)}{PurePosixPath(name).suffix.lower()}"


class State(models.TextChoices):
    """How far an import is; derived from dates, never stored."""

    RECEIVED = "received", _("columns to match")
    CHECKING = "checking", _("being checked")
    REFUSED = "refused", _("cannot be read")
    CHECKED = "checked", _("checked")
    IMPORTING = "importing", _("being imported")
    DONE = "done", _("imported")
    CANCELLED = "cancelled", _("given up")


class Import(models.Model):
    """A file that somebody brings: how it is read, what it would do, and what became of it."""

    class Kind(models.TextChoices):
        COLLEGES = "colleges", _("Colleges")
        MEMBERS = "members", _("Members")
        SHARES = "shares", _("Movements of shares")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=160)
    # Gone once the import is over; its fingerprint stays.
    file = models.FileField(upload_to=kept_as, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    shape = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)  # field → position
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    # What happened to it, in this order; a check that is asked for again begins again.
    run = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=500, blank=True)
    counts = models.JSONField(default=dict)
    # The fingerprint of all that the check said: only that is entered, and nothing else.
    seal = models.CharField(max_length=64, blank=True)
    outdated = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> State:
        """How far it is."""
        reached = [
            (self.done_at, State.DONE),
            (self.cancelled_at, State.CANCELLED),
            (self.refused, State.REFUSED),
            (self.confirmed_at, State.IMPORTING),
            (self.checked_at, State.CHECKED),
            (self.asked_at, State.CHECKING),
        ]
        return next((state for date, state in reached if date), State.RECEIVED)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {State.DONE, State.CANCELLED, State.REFUSED}

    @property
    def form(self) -> Shape:
        """How its file is read."""
        return Shape(**self.shape)

    @property
    def may_begin(self) -> bool:
        """Whether the check found nothing that forbids it, and something to do."""
        does = self.counts.get("enters", 0) + self.counts.get("changes", 0)
        return self.state == State.CHECKED and not self.counts.get("errors") and does > 0


class Finding(models.Model):
    """What the check found about one line: the codes of its sentences, with their facts."""

    class Level(models.IntegerChoices):
        FINE = 0
        CAUTION = 1
        ERROR = 2

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="findings")
    run = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    said: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["job", "run", "line"], name="imports_line_said_once")]
        indexes = [models.Index(fields=["job", "run", "level", "line"], name="imports_by_level")]

    def __str__(self) -> str:
        return f"{self.job} {self.line}"
