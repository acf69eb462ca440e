from django.db import migrations, models

CHANGES = ("sitting.item_added", "sitting.item_removed")


def as_it_was(apps, schema_editor) -> None:
    """Of second calls from before: what ended because of it says so, and so do the lines of the journal."""
    meetings, proxies = apps.get_model("meetings", "Meeting"), apps.get_model("proxies", "Proxy")
    lines = apps.get_model("journal", "Entry").objects.filter(kind__in=CHANGES).order_by("pk")
    for meeting in meetings.objects.exclude(follows=None):
        ended = proxies.objects.filter(meeting=meeting.pk, end="agenda_changed").order_by("ended_at").first()
        changed = lines.filter(facts__sitting=meeting.pk)
        if meeting.opened_at is not None:
            changed = changed.filter(at__lt=meeting.opened_at)
        line = changed.first()
        moments = [ended.ended_at if ended else None, line.at if line else None]
        if known := [moment for moment in moments if moment is not None]:
            meetings.objects.filter(pk=meeting.pk).update(another_agenda_at=min(known))


class Migration(migrations.Migration):
    """A second call remembers that its agenda is not that of the first: what was put right later asks it."""

    dependencies = [
        ("meetings", "0001_initial"),
        ("proxies", "0016_meetings_are_elsewhere"),
        ("journal", "0004_seal"),
    ]

    operations = [
        migrations.AddField("meeting", "another_agenda_at", models.DateTimeField(null=True)),
        migrations.RunPython(as_it_was, migrations.RunPython.noop),
    ]
