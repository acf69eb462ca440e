from django.db import migrations, models

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_guarded_against_every_statement")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveIntegerField(unique=True)),
                ("upto", models.BigIntegerField()),
                ("facts", models.JSONField()),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={"ordering": ["no"]},
        ),
        AppendOnly("journal_seal"),
    ]
