from django.db import migrations, models

from core.rewriting import MayBeRewritten


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0006_fewer_indexes"),
    ]

    operations = [
        migrations.AddField("round", "unlinked_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "round",
            models.Index(
                fields=["id"],
                name="rounds_remembered",
                condition=models.Q(("secret", True), ("unlinked_at", None)),
            ),
        ),
        MayBeRewritten("rounds_voice"),
    ]
