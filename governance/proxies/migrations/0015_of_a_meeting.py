import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

FORWARD = [
    "ALTER TABLE proxies_proxy RENAME COLUMN sitting_id TO meeting_id",
    "ALTER TABLE proxies_postalform RENAME COLUMN sitting_id TO meeting_id",
    "ALTER TABLE proxies_presence RENAME COLUMN sitting_id TO meeting_id",
    "ALTER TABLE proxies_presence RENAME TO proxies_attendance",
]
BACK = [
    "ALTER TABLE proxies_attendance RENAME TO proxies_presence",
    "ALTER TABLE proxies_presence RENAME COLUMN meeting_id TO sitting_id",
    "ALTER TABLE proxies_postalform RENAME COLUMN meeting_id TO sitting_id",
    "ALTER TABLE proxies_proxy RENAME COLUMN meeting_id TO sitting_id",
]
OF_A_SITTING = {
    "Proxy": ["proxies_for_one_occasion", "proxies_one_standing_a_sitting", "proxies_order_of_a_sitting"],
    "PostalForm": ["proxies_one_form_a_member"],
    "Presence": ["proxies_here_once"],
}
OF_A_MEETING = {
    "Proxy": [
        models.CheckConstraint(
            name="proxies_for_one_occasion",
            condition=Q(meeting__isnull=False, round=None)
            | Q(meeting=None, round__isnull=False, holder__isnull=False),
        ),
        models.UniqueConstraint(
            fields=["meeting", "giver"], condition=Q(ended_at=None), name="proxies_one_standing_a_sitting"
        ),
        models.UniqueConstraint(fields=["meeting", "order"], name="proxies_order_of_a_sitting"),
    ],
    "PostalForm": [
        models.UniqueConstraint(
            fields=["meeting", "member"], condition=Q(mistake=""), name="proxies_one_form_a_member"
        )
    ],
    "Attendance": [
        models.UniqueConstraint(
            fields=["meeting", "member"], condition=Q(left_at=None), name="proxies_here_once"
        )
    ],
}
MEETING = {"on_delete": django.db.models.deletion.PROTECT, "to": "meetings.meeting"}


class Migration(migrations.Migration):
    """Proxies, forms and attendance are of a meeting: the words change, and no row."""

    dependencies = [("proxies", "0014_item_missed"), ("meetings", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, BACK)],
            state_operations=[
                *(
                    migrations.RemoveConstraint(model, name)
                    for model, names in OF_A_SITTING.items()
                    for name in names
                ),
                migrations.RenameModel("Presence", "Attendance"),
                *(migrations.RenameField(model, "sitting", "meeting") for model in OF_A_MEETING),
                migrations.AlterField(
                    "Proxy", "meeting", models.ForeignKey(null=True, related_name="proxies", **MEETING)
                ),
                migrations.AlterField(
                    "PostalForm", "meeting", models.ForeignKey(related_name="postal_forms", **MEETING)
                ),
                migrations.AlterField(
                    "Attendance", "meeting", models.ForeignKey(related_name="attendances", **MEETING)
                ),
                migrations.AlterField(
                    "Attendance",
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="people.member",
                    ),
                ),
                *(
                    migrations.AddConstraint(model, constraint)
                    for model, constraints in OF_A_MEETING.items()
                    for constraint in constraints
                ),
            ],
        )
    ]
