from django.db import migrations

from core.rewriting import MayBeRewritten


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0002_content"),
    ]

    operations = [
        MayBeRewritten("ballots_secretballot"),
    ]
