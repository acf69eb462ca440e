from django.db import migrations


class Migration(migrations.Migration):
    """Meetings and what is on their agendas stand in a room of their own: here they are not known any more."""

    dependencies = [("proxies", "0015_of_a_meeting"), ("proposals", "0005_agenda_item")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("Item"), migrations.DeleteModel("Sitting")]
        )
    ]
