import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0001_initial"),
        ("rounds", "0003_options"),
    ]

    operations = [
        migrations.RemoveConstraint("ballot", "ballots_known_choice"),
        migrations.RenameField("ballot", "choice", "content"),
        migrations.AlterField("ballot", "content", models.TextField(blank=True)),
        migrations.CreateModel(
            name="SecretBallot",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("college", models.CharField(blank=True, max_length=8)),
                ("content", models.TextField(blank=True)),
                ("code", models.CharField(max_length=32)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="secret_ballots",
                        to="rounds.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "secret ballot",
                "verbose_name_plural": "secret ballots",
                "constraints": [
                    models.UniqueConstraint(fields=("round", "code"), name="ballots_one_code_a_round")
                ],
            },
        ),
    ]
