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
