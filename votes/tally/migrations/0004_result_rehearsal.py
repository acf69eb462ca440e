from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tally", "0003_forgetting")]

    operations = [
        migrations.AddField(
            model_name="result",
            name="rehearsal",
            field=models.BooleanField(default=False),
        ),
    ]
