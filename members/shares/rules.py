"""What the code social says of shares; asked by name, because the code lives upstairs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from members.shares.balance import Floor


@dataclass(frozen=True, slots=True)
class ShareRules:
    """The nominal value of a share, and what variable capital may not fall below."""

    nominal: Decimal
    floor_share: Fraction
    floor_of_highest: bool
    stated: Decimal
    articles: tuple[str, ...] = ()

    def floor(self, highest: Decimal) -> Floor:
        """The floor, given the highest capital reached."""
        if self.floor_of_highest:
            return Floor.of_highest(highest, self.floor_share)
        return Floor.of_stated(self.stated, self.floor_share)


def rules_on(day: date) -> ShareRules:
    """The rules in force on a day. Raises a Refusal when the code social does not say."""
    return _provider(settings.SHARE_RULES)(day)


@cache
def _provider(name: str) -> Callable[[date], ShareRules]:
    function: Callable[[date], ShareRules] = import_string(name)
    return function
