from django.db import migrations
from django.db.models import Q

from core.rewriting import MayBeRewritten


def remember_what_is_left(apps, schema_editor):
    """Secret votes that are over, of which slips are left: they are to be forgotten once more, slips as well."""
    read = apps.get_model("tellers", "Slip").objects.values("teller__round")
    rounds = apps.get_model("rounds", "Round").objects.filter(secret=True, pk__in=read)
    rounds.exclude(Q(proclaimed_at=None) & Q(cancelled_at=None)).update(unlinked_at=None)


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0009_frozen"),
        ("tellers", "0001_two_readings"),
    ]

    operations = [
        MayBeRewritten("tellers_slip"),
        migrations.RunPython(remember_what_is_left, migrations.RunPython.noop),
    ]
