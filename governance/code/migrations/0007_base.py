import django.db.models.deletion
from django.db import migrations, models


def from_the_journal(apps, schema_editor):
    """Give each edition the one it was copied from, which the journal noted; one that nobody enacted passes on its own."""
    editions = {one.number: one for one in apps.get_model("code", "Edition").objects.order_by("number")}
    copied = apps.get_model("journal", "Entry").objects.filter(kind="code.copied").order_by("pk")
    for facts in copied.values_list("facts", flat=True):
        fresh, base = editions.get(facts.get("number")), editions.get(facts.get("from_number"))
        if fresh is None or base is None or fresh.pk == base.pk:
            continue
        fresh.base_id = base.pk if base.enacted_at else base.base_id
        fresh.save(update_fields=["base"])


class Migration(migrations.Migration):
    dependencies = [
        ("code", "0006_form"),
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="base",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amendments",
                to="code.edition",
                verbose_name="starts from",
            ),
        ),
        migrations.RunPython(from_the_journal, migrations.RunPython.noop),
    ]
