import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A proposal is on the agenda of a meeting, which stands in a room of its own now."""

    dependencies = [("proposals", "0004_plans"), ("meetings", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "Proposal",
                    "item",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposal",
                        to="meetings.agendaitem",
                        verbose_name="question of a meeting",
                    ),
                )
            ]
        )
    ]
