from django.db import migrations, models

from core.append_only import StillAppendOnly


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_append_only")]

    operations = [
        migrations.AddField("decision", "format", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("decision", "salt", models.CharField(blank=True, default="", max_length=32)),
        StillAppendOnly("decisions_decision"),
    ]
