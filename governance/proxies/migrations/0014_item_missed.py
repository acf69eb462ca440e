from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proxies", "0013_who_left"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="missed",
            field=models.BooleanField(null=True),
        ),
    ]
