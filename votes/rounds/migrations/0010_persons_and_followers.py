import django.db.models.deletion
from django.db import migrations, models

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
    """What is about persons says so; and a ballot that was cancelled leaves its place to another."""

    dependencies = [("rounds", "0009_frozen")]

    operations = [
        migrations.AddField("round", "persons", models.BooleanField(null=True)),
        migrations.AlterField(
            "round",
            "follows",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="rounds.round",
            ),
        ),
        migrations.AlterField(
            "round",
            "again",
            models.CharField(
                blank=True,
                choices=[
                    ("quorum", "second call, the quorum was missed"),
                    ("tie", "further ballot between those who tied"),
                    ("run_off", "second ballot between those who came first"),
                ],
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            "round",
            models.UniqueConstraint(
                condition=models.Q(("cancelled_at", None)),
                fields=("follows",),
                name="rounds_followed_once",
            ),
        ),
        # SQLite made the table anew, and its triggers went with the old one.
        Frozen("rounds_round", ROUND),
    ]
