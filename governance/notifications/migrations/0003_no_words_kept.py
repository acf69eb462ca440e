from django.db import migrations


class Migration(migrations.Migration):
    """What a notice said is read from its line of the journal: words that were taken back are gone from it too."""

    dependencies = [("notifications", "0002_told_by_hand")]

    operations = [migrations.RemoveField(model_name="notice", name="facts")]
