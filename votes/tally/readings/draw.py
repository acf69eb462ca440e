"""A draw by lot: who is drawn, who stands in reserve, and the lots by which anybody draws again."""

from django.utils.translation import gettext as _

from core.pictures.lots import lots
from votes.tally.readings.shapes import Count, Drawing, Explanation, Table


def lot(count: Count) -> Explanation:
    """Read a draw by lot."""
    facts, heading = count.facts, _("In the order of the draw")
    drawn = [(count.name(row["name"]), bool(row["drawn"])) for row in facts["lots"]]
    described = ", ".join(name if yes else _("%(name)s (reserve)") % {"name": name} for name, yes in drawn)
    rows: list[list[str | int]] = [
        [count.name(row["name"]), _("drawn") if row["drawn"] else _("reserve"), row["college"], row["sha256"]]
        for row in facts["lots"]
    ]
    return Explanation(
        _("drawn by lot, which anybody can draw again"),
        [Drawing(heading, lots(drawn, title=heading, desc=described))],
        [Table(heading, [_("Name"), _("Result"), _("College"), _("Lot")], rows)],
        [
            _("The seed is “%(seed)s”.") % {"seed": facts["seed"]},
            _(
                "The lot of a name is the SHA-256 of the seed, the college and the name; the smallest are drawn."
            ),
        ],
    )
