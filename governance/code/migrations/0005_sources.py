from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("code", "0004_frozen"),
    ]

    operations = [
        migrations.AddField(
            model_name="parameter",
            name="source",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="source"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="parameter",
            name="confidence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("T", "the text of the law was read"),
                    ("S", "read in a commentary"),
                    ("K", "to be confirmed with your counsel"),
                    ("R", "our reading, or a choice"),
                ],
                default="",
                max_length=1,
                verbose_name="how sure",
            ),
            preserve_default=False,
        ),
    ]
