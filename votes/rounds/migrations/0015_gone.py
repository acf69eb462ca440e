from django.db import migrations, models

from core.frozen import Freeze, Frozen


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0012_looks_of_shaped_letters"),
        ("rounds", "0014_in_no_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="voice",
            name="gone",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="voice",
            name="through",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="people.member",
            ),
        ),
        Frozen("rounds_voice", Freeze(("round_id", "member_id", "college", "weight"), once=("enrolled",))),
    ]
