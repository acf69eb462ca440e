from django.db import migrations, models


class Migration(migrations.Migration):
    """A second call remembers that its agenda is not that of the first: what was put right later asks it."""

    dependencies = [("meetings", "0001_initial")]

    operations = [migrations.AddField("meeting", "another_agenda_at", models.DateTimeField(null=True))]
