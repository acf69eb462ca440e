from django.db import migrations, models

from core.frozen import Freeze, Frozen


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0014_in_no_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="voice",
            name="gone",
            field=models.BooleanField(db_default=False, default=False),
        ),
        Frozen("rounds_voice", Freeze(("round_id", "member_id", "college", "weight"), once=("enrolled",))),
    ]
