from django.db import migrations


def remember_what_was_called_again(apps, schema_editor):
    """The questions of second calls that were on the agenda of the first, under the same number and title."""
    Item = apps.get_model("proxies", "Item")
    for item in Item.objects.filter(sitting__follows__isnull=False).select_related("sitting"):
        first = Item.objects.filter(
            sitting=item.sitting.follows_id, number=item.number, title=item.title
        ).first()
        if first is not None:
            Item.objects.filter(pk=item.pk).update(carried_from=first.pk)


class Migration(migrations.Migration):
    dependencies = [("proxies", "0005_called_again_for_a_quorum")]

    operations = [migrations.RunPython(remember_what_was_called_again, migrations.RunPython.noop)]
