from django.db import migrations, models

from core.frozen import Freeze, Frozen


class Migration(migrations.Migration):
    dependencies = [("rounds", "0012_frozen_format")]

    operations = [
        migrations.AddField(
            model_name="voice",
            name="enrolled",
            field=models.BigIntegerField(null=True),
        ),
        Frozen("rounds_voice", Freeze(("round_id", "member_id", "college", "weight"), once=("enrolled",))),
    ]
