from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One line: who did what, on which topics, with which facts. Never changed, never deleted."""

    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    topics = models.JSONField(default=list)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["kind", "-at"], name="journal_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.topics}"


class Seal(models.Model):
    """What holds a stretch of lines, and the seal before: see `sealing`. Never changed, never deleted."""

    no = models.PositiveIntegerField(unique=True)
    # The highest number of a line that it knows of.
    upto = models.BigIntegerField()
    # Everything that its hash is over, its format first.
    facts = models.JSONField()
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["no"]

    def __str__(self) -> str:
        return f"{self.no} {self.hash}"
