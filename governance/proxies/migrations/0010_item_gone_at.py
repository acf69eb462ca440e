from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proxies", "0009_item_added_at")]

    operations = [
        migrations.AddField(
            model_name="item",
            name="gone_at",
            field=models.DateTimeField(null=True),
        ),
    ]
