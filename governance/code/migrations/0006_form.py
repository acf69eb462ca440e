from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("code", "0005_sources"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="form",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="legal form"),
            preserve_default=False,
        ),
    ]
