"""What the code social says of shares, for the register downstairs."""

from datetime import date

from governance.code.in_force import in_force
from members.shares.rules import ShareRules


def share_rules(day: date) -> ShareRules:
    """Read the nominal value and the floor of the capital. Raises NoCode or MissingParameter."""
    code = in_force(day)
    return ShareRules(
        nominal=code.value("shares.nominal"),
        floor_share=code.value("capital.floor"),
        floor_of_highest=code.value("capital.floor_of") == "highest",
        stated=code.value("capital.stated"),
        articles=(code.article("shares.nominal"), code.article("capital.floor")),
    )
