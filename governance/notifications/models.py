from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.journal.models import Entry


class NoticeQuerySet(models.QuerySet["Notice"]):
    def reachable(self) -> "NoticeQuerySet":
        """Notices to people who have an address, of their own or of their household."""
        return self.filter(Q(person__email__isnull=False) | Q(person__mail_through__email__isnull=False))

    def letters(self) -> "NoticeQuerySet":
        """Notices that no mail can carry and nobody has told yet, oldest first."""
        unreachable = get_user_model().objects.unreachable()
        return self.filter(mailed_at=None, person__in=unreachable).order_by("pk")


class Notice(models.Model):
    """One thing one person is told; unique for the person and the line of the journal.

    It keeps no words: what it says is read from its line, through the gate, whenever somebody looks. Its number is told to
    nobody: those of the reminders of a secret vote count who has not voted. `code` names it outside.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    # Who told it, by letter or in person, to somebody without an address.
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = NoticeQuerySet.as_manager()

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

    @property
    def code(self) -> str:
        """Its name outside, always the same: of its line and its person, and of nothing that is counted."""
        return salted_hmac(
            "governance.notifications.notice", f"{self.entry_id}.{self.person_id}"
        ).hexdigest()[:24]
