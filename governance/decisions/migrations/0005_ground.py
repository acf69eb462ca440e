from django.db import migrations, models
from django.db.models import Q

from core.append_only import StillAppendOnly


class Migration(migrations.Migration):
    """A decision has its ground, whichever way it was decided."""

    dependencies = [("decisions", "0004_guarded_against_every_statement")]

    operations = [
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                name="decisions_have_their_ground",
                condition=Q(format=1) | Q(ground__has_key="how") & ~Q(ground__how=None) & ~Q(ground__how=""),
            ),
        ),
        StillAppendOnly("decisions_decision"),
    ]
