from django.db import migrations

from core.frozen import Freeze, Frozen

ROUND = Freeze(
    (
        "title",
        "text",
        "text_sha256",
        "method",
        "paper",
        "rule",
        "secret",
        "lot_nonce",
        "roll_sha256",
        "public_key",
    ),
    begun="OLD.opened_at IS NOT NULL",
    kept="OLD.opened_at IS NOT NULL AND NOT OLD.rehearsal",
)


class Migration(migrations.Migration):
    dependencies = [("rounds", "0008_glances")]

    operations = [
        Frozen("rounds_round", ROUND),
        Frozen("rounds_voice", Freeze(("round_id", "member_id", "college", "weight"))),
    ]
