from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proxies", "0008_proxy_displaced_by")]

    operations = [
        migrations.AddField(
            model_name="item",
            name="added_at",
            field=models.DateTimeField(null=True),
        ),
    ]
