"""Whether what stands in the register is what was sealed."""

from governance.decisions import chain
from governance.decisions.models import Decision


def is_sealed(decision: Decision) -> bool:
    """Whether the words of an entry are those that were sealed."""
    return chain.seal(decision.facts(), past(decision)) == decision.hash


def past(decision: Decision) -> str:
    """What an entry seals beside the one before: all those of format 1, where it is the first that is not."""
    before = Decision.objects.filter(no__lt=decision.no).order_by("no")
    last = before.last() if decision.format != 1 else None
    if last is None or last.format != 1:
        return chain.GENESIS
    return chain.past(entry.facts() for entry in before.iterator(chunk_size=500))


def verify_register() -> list[chain.Fault]:
    """Check the stored register, entry by entry."""
    return chain.verify(d.facts() for d in Decision.objects.order_by("no").iterator(chunk_size=500))
