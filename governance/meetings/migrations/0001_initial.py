import django.db.models.deletion
from django.db import migrations, models

# What stood in the room of proxies keeps its rows under its new names: nothing is copied.
RENAMED = [
    "ALTER TABLE proxies_sitting RENAME TO meetings_meeting",
    "ALTER TABLE proxies_item RENAME TO meetings_agendaitem",
    "ALTER TABLE meetings_agendaitem RENAME COLUMN sitting_id TO meeting_id",
    "ALTER TABLE proxies_item_interested RENAME TO meetings_agendaitem_interested",
    "ALTER TABLE meetings_agendaitem_interested RENAME COLUMN item_id TO agendaitem_id",
]
BACK = [
    "ALTER TABLE meetings_agendaitem_interested RENAME COLUMN agendaitem_id TO item_id",
    "ALTER TABLE meetings_agendaitem_interested RENAME TO proxies_item_interested",
    "ALTER TABLE meetings_agendaitem RENAME COLUMN meeting_id TO sitting_id",
    "ALTER TABLE meetings_agendaitem RENAME TO proxies_item",
    "ALTER TABLE meetings_meeting RENAME TO proxies_sitting",
]


class Migration(migrations.Migration):
    initial = True
    # Whoever pointed at the tables under their earlier names has done so.
    dependencies = [("proxies", "0014_item_missed"), ("proposals", "0004_plans"), ("people", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RENAMED, BACK)],
            state_operations=[
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("title", models.CharField(max_length=160, verbose_name="title")),
                        ("meets_at", models.DateTimeField(verbose_name="meets on")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        ("record_on", models.DateField(verbose_name="record date")),
                        ("last_number", models.PositiveSmallIntegerField(default=0)),
                        ("opened_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "chair",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                                related_name="chairs", to="people.member", verbose_name="chair",
                            ),
                        ),
                        (
                            "follows",
                            models.OneToOneField(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                                related_name="second_call", to="meetings.meeting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "meeting",
                        "verbose_name_plural": "meetings",
                        "ordering": ["-meets_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("closed_at__isnull", True))
                                | models.Q(("closed_at__gte", models.F("opened_at")), ("opened_at__isnull", False)),
                                name="proxies_closed_after_opening",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("title", models.CharField(max_length=160, verbose_name="title")),
                        ("decision_type", models.CharField(default="ordinary", max_length=20, verbose_name="kind of vote")),
                        ("supported", models.BooleanField(default=True, verbose_name="approved by the management")),
                        ("added_at", models.DateTimeField(null=True)),
                        ("missed", models.BooleanField(null=True)),
                        ("gone_at", models.DateTimeField(null=True)),
                        (
                            "carried_from",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL,
                                related_name="carried_to", to="meetings.agendaitem",
                            ),
                        ),
                        (
                            "interested",
                            models.ManyToManyField(
                                blank=True, related_name="interested_in", to="people.member",
                                verbose_name="interested members",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="meetings.meeting"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item of an agenda",
                        "verbose_name_plural": "items of agendas",
                        "ordering": ["meeting", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("meeting", "number"), name="proxies_one_item_a_number")
                        ],
                    },
                ),
            ],
        )
    ]
