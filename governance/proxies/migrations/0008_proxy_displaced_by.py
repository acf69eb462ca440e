import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proxies", "0007_numbers_used_once")]

    operations = [
        migrations.AddField(
            model_name="proxy",
            name="displaced_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="displaced",
                to="proxies.proxy",
            ),
        ),
    ]
