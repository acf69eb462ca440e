from django.db import migrations

from core.rewriting import MayBeRewritten


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0003_may_be_rewritten"),
        ("rounds", "0013_voice_enrolled"),
    ]

    operations = [
        MayBeRewritten(
            "ballots_secretballot",
            in_no_order="round_id IN (SELECT id FROM rounds_round WHERE secret AND unlinked_at IS NULL)",
        ),
    ]
