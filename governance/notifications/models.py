from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.journal.models import Entry


class Notice(models.Model):
    """One thing one person is told; unique for the person and the line of the journal."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    # What the sentence needs, kept as it was: title, reference, path, closing time, verdict.
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="notifications_told_once")]
        indexes = [
            models.Index(fields=["person"], name="notifications_unread", condition=models.Q(read_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.person}"
