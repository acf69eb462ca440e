from django.db import models


class Kept(models.Model):
    """A row of Django's own database cache: what is kept of the cache while Redis is away."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "config_kept"

    def __str__(self) -> str:
        return self.cache_key
