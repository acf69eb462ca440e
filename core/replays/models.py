from django.db import models
from django.db.models.functions import Now


class Sent(models.Model):
    """A form that was carried out. Neither who sent it nor what it says can be read here."""

    # Of the person and of the code that their form drew; both are needed to find the row again.
    key = models.CharField(max_length=64, primary_key=True)
    # How key and digest are made; another way of making them begins another version.
    version = models.PositiveSmallIntegerField(default=1)
    # Of all that the form says.
    digest = models.CharField(max_length=64)
    # Where the answer led, which is the answer to the same form again.
    answer = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        verbose_name = "form that was sent"
        verbose_name_plural = "forms that were sent"

    def __str__(self) -> str:
        return self.key
