from django.db import migrations, models

PLAIN = ("decision_type", "electorate", "paper", "secret", "persons", "by_hand", "again")


def keep_whole(apps, schema_editor):
    """What is asked of a vote that was planned becomes one piece of data."""
    for plan in apps.get_model("proposals", "Plan").objects.all():
        plan.request = {"format": 1, **{name: getattr(plan, name) for name in PLAIN}}
        plan.save(update_fields=["request"])


def take_apart(apps, schema_editor):
    for plan in apps.get_model("proposals", "Plan").objects.all():
        for name in PLAIN:
            setattr(plan, name, plan.request[name])
        plan.save(update_fields=PLAIN)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_agenda_item")]

    operations = [
        # On the way back, rows come without these until they are taken apart.
        migrations.AlterField("plan", "electorate", models.JSONField(verbose_name="who votes", null=True)),
        migrations.AlterField(
            "plan", "decision_type", models.CharField(verbose_name="kind of vote", max_length=20, default="")
        ),
        migrations.AddField("plan", "request", models.JSONField(verbose_name="what is asked", null=True)),
        migrations.RunPython(keep_whole, take_apart),
        migrations.AlterField("plan", "request", models.JSONField(verbose_name="what is asked")),
        *(migrations.RemoveField("plan", name) for name in PLAIN),
    ]
