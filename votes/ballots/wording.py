"""Choices in words, as the pages and the receipts say them."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import ngettext

PARTS = {
    "for": lambda count: ngettext("%(count)s for", "%(count)s for", count),
    "against": lambda count: ngettext("%(count)s against", "%(count)s against", count),
    "abstain": lambda count: ngettext("%(count)s abstention", "%(count)s abstentions", count),
    "blank": lambda count: ngettext("%(count)s blank", "%(count)s blank", count),
}


def shared_out(choices: Sequence[str]) -> str:
    """Say how several voices were shared out, such as "2 for, 1 against"; empty for a single one."""
    counts = Counter(choices)
    parts = [
        words(counts[choice]) % {"count": counts[choice]} for choice, words in PARTS.items() if counts[choice]
    ]
    return ", ".join(parts) if len(choices) > 1 else ""
