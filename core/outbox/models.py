from django.db import models
from django.db.models.functions import Now


class ErrandQuerySet(models.QuerySet["Errand"]):
    def due(self, lane: str) -> "ErrandQuerySet":
        """The errands of a lane whose time has come by the database clock, oldest due first.

        An errand that somebody leased stays invisible until its lease runs out.
        """
        return self.filter(lane=lane, done_at=None, due_at__lte=Now()).order_by("due_at", "pk")


class Errand(models.Model):
    """Something that must still happen, now or later; its handler may safely run twice."""

    kind = models.CharField(max_length=40)
    lane = models.CharField(max_length=10)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["lane", "due_at"], name="outbox_due", condition=models.Q(done_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
