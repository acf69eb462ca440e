from django.db import migrations, models

from core.frozen import Freeze, Frozen

ROUND = Freeze(
    (
        "subject",
        "title",
        "text",
        "text_sha256",
        "decision_type",
        "method",
        "paper",
        "rule",
        "articles",
        "edition",
        "electorate",
        "may_change",
        "secret",
        "persons",
        "by_college",
        "rehearsal",
        "by_hand",
        "may_extend",
        "closes_early",
        "second_call",
        "follows_id",
        "again",
        "lot_nonce",
        "roll_sha256",
        "public_key",
        "smallest",
        "frozen_format",
    ),
    begun="OLD.opened_at IS NOT NULL",
    kept="OLD.opened_at IS NOT NULL AND NOT OLD.rehearsal",
    once=("opened_at", "closed_at", "proclaimed_at", "cancelled_at"),
)


class Migration(migrations.Migration):
    dependencies = [("rounds", "0011_frozen_for_good")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="frozen_format",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        # SQLite makes the table anew, without its triggers.
        Frozen("rounds_round", ROUND),
    ]
