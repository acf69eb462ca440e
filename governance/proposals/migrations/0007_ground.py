from django.db import migrations


class Migration(migrations.Migration):
    """A decision needs its ground, which the register asks for; a round is one of them."""

    dependencies = [("proposals", "0006_request")]

    operations = [migrations.RemoveConstraint("proposal", "proposals_settled_after_a_round")]
