from django.db import migrations

from core.rewriting import MayBeRewritten


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0013_voice_enrolled"),
    ]

    operations = [
        MayBeRewritten(
            "rounds_voice",
            in_no_order="voted_at IS NOT NULL AND round_id IN (SELECT id FROM rounds_round WHERE secret AND unlinked_at IS NULL)",
        ),
    ]
