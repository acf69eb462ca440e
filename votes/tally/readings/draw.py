"""A draw by lot: who is drawn, who stands in reserve, and the lots by which anybody draws again."""

from django.utils.translation import gettext as _

from core.pictures.lots import lots
from votes.tally.readings.shapes import Count, Drawing, Table, Told


def lot(count: Count) -> Told:
    """Read a draw by lot."""
    facts, heading = count.facts, _("In the order of the draw")
    drawn = [(count.name(one["name"]), bool(one["drawn"])) for one in facts["lots"]]
    said = ", ".join(name if yes else _("%(name)s (reserve)") % {"name": name} for name, yes in drawn)
    rows: list[list[str | int]] = [
        [count.name(one["name"]), _("drawn") if one["drawn"] else _("reserve"), one["college"], one["sha256"]]
        for one in facts["lots"]
    ]
    return Told(
        _("drawn by lot, which anybody can draw again"),
        [Drawing(heading, lots(drawn, title=heading, desc=said))],
        [Table(heading, [_("Name"), _("Result"), _("College"), _("Lot")], rows)],
        [
            _("The seed is “%(seed)s”.") % {"seed": facts["seed"]},
            _(
                "The lot of a name is the SHA-256 of the seed, the college and the name; the smallest are drawn."
            ),
        ],
    )
