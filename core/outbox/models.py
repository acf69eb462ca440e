from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class ErrandQuerySet(models.QuerySet["Errand"]):
    def due(self, lane: str, *, fairly: bool = False) -> "ErrandQuerySet":
        """The errands of a lane whose time has come by the database clock, oldest due first.

        `fairly`: those that stand `behind` others come after them, whenever they were due. An errand that somebody
        leased stays invisible until its lease runs out.
        """
        fresh = Q(expires_at=None) | Q(expires_at__gt=Now())
        errands = self.filter(fresh, lane=lane, done_at=None, due_at__lte=Now())
        return errands.order_by("behind", "due_at", "pk") if fairly else errands.order_by("due_at", "pk")

    def expired(self) -> "ErrandQuerySet":
        """The errands that came too late, in any lane: nobody is to do them any more."""
        return self.filter(done_at=None, expires_at__lte=Now())


class Errand(models.Model):
    """Something that must still happen, now or later; its handler may safely run twice."""

    kind = models.CharField(max_length=40)
    lane = models.CharField(max_length=10)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True)
    posted_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    # Whoever asks for much stands behind those who ask for little: what is further behind is done later, where there is a queue.
    behind = models.PositiveSmallIntegerField(db_default=0)
    # After this instant it is not done any more, and what it held is wiped.
    expires_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    # Counts the leases: whoever lost theirs neither renews it nor puts the errand off.
    turn = models.PositiveIntegerField(db_default=0)
    error = models.TextField(blank=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["lane", "due_at"], name="outbox_due", condition=Q(done_at=None)),
            models.Index(fields=["lane", "behind", "due_at"], name="outbox_turns", condition=Q(done_at=None)),
            models.Index(
                fields=["expires_at"],
                name="outbox_expiring",
                condition=Q(done_at=None, expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Drainer(models.Model):
    """Somebody who looks after a lane: when they last looked, and how far their clock was from the database's."""

    lane = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    seen_at = models.DateTimeField(db_default=Now())
    # In seconds; ahead of the database's clock is more than zero.
    skew = models.FloatField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lane", "name"], name="outbox_one_row_a_drainer")]

    def __str__(self) -> str:
        return f"{self.lane}, {self.name}"
