"""What is told of proofs: each day's fingerprints, to those who keep them outside the house."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.journal.notices import PROOFS, Audience, NoticeContent, NoticeKind, Wording
from core.prose.days import date_format
from governance.decisions.anchors import witnesses


def _witnesses(entry: Entry) -> Audience:
    """Those whom the code social asks to keep fingerprints, on that day."""
    return Audience(witnesses(timezone.localdate(entry.at)))


def _anchored(content: NoticeContent) -> Wording:
    facts = content.entry.facts
    values = {**facts, "day": date_format(date.fromisoformat(facts["on"]))}
    return Wording(
        _("Fingerprints of %(day)s: please keep this message") % values,
        _(
            "Journal: %(journal_sha256)s. Register, up to entry %(decisions)s: %(register_sha256)s. As long as you keep them, nothing that came before can be rewritten without it being found out. You need not do anything else."
        )
        % values,
        _("What they are for"),
        _("You are told because the code social asks you to keep what proves the registers."),
        "shield-check",
        PROOFS,
    )


ANCHORED = NoticeKind("anchored", _witnesses, _anchored)
