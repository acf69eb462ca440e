"""The journal for those who audit the house: each line in words, found by kind, by person and by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.journal.models import Entry
from governance.circles.marks import marked
from governance.home import facts
from members.people.terms import read_day

# What each kind of line says; the room comes first, so that the list reads room by room.
KINDS: dict[str, Any] = {
    "application.admitted": gettext_lazy("An application: admitted"),
    "application.ratified": gettext_lazy("An application: ratified"),
    "application.refused": gettext_lazy("An application: refused"),
    "application.submitted": gettext_lazy("An application: submitted"),
    "application.withdrawn": gettext_lazy("An application: withdrawn"),
    "ballot.cast": gettext_lazy("Voices entered a box"),
    "ballot.in_advance": gettext_lazy("Voices entered a box: those chosen before a meeting"),
    "circle.founded": gettext_lazy("A circle was founded"),
    "circle.joined": gettext_lazy("Somebody joined a circle"),
    "circle.left": gettext_lazy("Somebody left a circle"),
    "code.article_removed": gettext_lazy("A draft of the code social: an article was taken out"),
    "code.article_written": gettext_lazy("A draft of the code social: an article was written"),
    "code.brought_up_to_date": gettext_lazy("A draft of the code social was brought up to date"),
    "code.copied": gettext_lazy("A draft of the code social was started from an edition"),
    "code.described": gettext_lazy("A draft of the code social: its title and its day were given"),
    "code.discarded": gettext_lazy("A draft of the code social was thrown away"),
    "code.enacted": gettext_lazy("An edition of the code social came into force"),
    "code.enacted_by_hand": gettext_lazy("An edition of the code social came into force without a decision"),
    "code.not_amended": gettext_lazy(
        "An amendment that only some of the members could vote on did not come into force"
    ),
    "code.started": gettext_lazy("A draft of the code social was started from a preset"),
    "code.value_removed": gettext_lazy("A draft of the code social: a value was taken away"),
    "code.value_set": gettext_lazy("A draft of the code social: a value was given"),
    "code.waits": gettext_lazy("An adopted edition of the code social waits for another one"),
    "college.added": gettext_lazy("A college was added"),
    "college.changed": gettext_lazy("A college was changed"),
    "comment.added": gettext_lazy("A message was added"),
    "comment.removed": gettext_lazy("A message was taken back"),
    "decision.entered": gettext_lazy("A decision entered the register"),
    "duty.ended": gettext_lazy("A duty of staff ended"),
    "duty.given": gettext_lazy("A duty of staff was given"),
    "exclusion.answered": gettext_lazy("An exclusion: the member answered"),
    "exclusion.decided": gettext_lazy("An exclusion: decided"),
    "exclusion.dropped": gettext_lazy("An exclusion: dropped"),
    "exclusion.heard": gettext_lazy("An exclusion: the member was heard"),
    "exclusion.opened": gettext_lazy("An exclusion: begun, and the member invited"),
    "factor.added": gettext_lazy("Somebody added a second factor"),
    "factor.removed": gettext_lazy("Somebody removed a second factor"),
    "import.cancelled": gettext_lazy("An import: given up"),
    "import.confirmed": gettext_lazy("An import: begun"),
    "import.done": gettext_lazy("An import: done"),
    "import.matched": gettext_lazy("An import: columns matched, check asked for"),
    "import.received": gettext_lazy("An import: a file was brought"),
    "mandate.ended": gettext_lazy("A mandate ended"),
    "mandate.given": gettext_lazy("A mandate was given"),
    "member.admitted": gettext_lazy("A member was admitted"),
    "member.college_changed": gettext_lazy("A member changed college"),
    "member.corrected": gettext_lazy("A seat was corrected"),
    "member.handed_over": gettext_lazy("A seat changed hands"),
    "member.interest": gettext_lazy("An interest was declared"),
    "member.interest_ended": gettext_lazy("A declared interest ended"),
    "member.left": gettext_lazy("A departure was recorded"),
    "member.preferences": gettext_lazy("The preferences of a seat changed"),
    "member.represented": gettext_lazy("A representative was named"),
    "member.resigned": gettext_lazy("A member resigned"),
    "member.restored": gettext_lazy("The rights of a member were given back"),
    "member.suspended": gettext_lazy("The rights of a member were suspended"),
    "notice.told": gettext_lazy("Somebody without e-mail was told"),
    "notices.written": gettext_lazy("Notices were written"),
    "office.added": gettext_lazy("The back office added a row"),
    "office.changed": gettext_lazy("The back office changed a row"),
    "paper.agreed": gettext_lazy("Two tellers agreed on the paper ballots of a vote"),
    "paper.freed": gettext_lazy("A teller’s place was freed, with what they had noted"),
    "paper.marked": gettext_lazy("A voice signed the roll for a paper ballot"),
    "paper.read": gettext_lazy("A teller has read every paper ballot of a vote"),
    "paper.reading": gettext_lazy("A teller began to read paper ballots"),
    "paper.refused": gettext_lazy("A voice that had voted was to sign the roll for a paper ballot"),
    "paper.reopened": gettext_lazy("The paper ballots of a vote were reopened"),
    "paper.taken_up": gettext_lazy("A teller went on reading paper ballots"),
    "paper.unmarked": gettext_lazy("A mark for a paper ballot was taken off the roll"),
    "person.corrected": gettext_lazy("A name or an address was corrected"),
    "person.forgotten": gettext_lazy("Somebody was forgotten, by their own will"),
    "person.merged": gettext_lazy("Two rows became one person"),
    "person.renamed": gettext_lazy("Somebody calls themselves otherwise"),
    "person.switched": gettext_lazy("Somebody went on as another of their household"),
    "plan.dropped": gettext_lazy("The plan of a vote was dropped"),
    "plan.not_opened": gettext_lazy("A vote did not open at its time"),
    "plan.opening": gettext_lazy("The roll of a vote is being written"),
    "plan.prepared": gettext_lazy("A vote was prepared"),
    "plan.rehearsal_over": gettext_lazy("The rehearsal of a vote is over"),
    "plan.rehearsed": gettext_lazy("A vote is rehearsed"),
    "plan.scheduled": gettext_lazy("A vote was given its hour"),
    "proposal.attached": gettext_lazy("A file was put beside a proposal"),
    "proposal.called_again": gettext_lazy("A proposal went along to a second call"),
    "proposal.detached": gettext_lazy("A file was taken from a proposal"),
    "proposal.drafted": gettext_lazy("A proposal was drafted"),
    "proposal.extended": gettext_lazy("The vote on a proposal lasts longer"),
    "proposal.revised": gettext_lazy("A proposal has a new version"),
    "proposal.settled": gettext_lazy("A proposal was decided"),
    "proposal.submitted": gettext_lazy("A proposal was opened to discussion"),
    "proposal.tabled": gettext_lazy("A proposal was put on the agenda of a meeting"),
    "proposal.undecided": gettext_lazy("The vote on a proposal settled nothing yet"),
    "proposal.untabled": gettext_lazy("A proposal was taken off the agenda of a meeting"),
    "proposal.vote_cancelled": gettext_lazy("The vote on a proposal was cancelled"),
    "proposal.voting": gettext_lazy("A proposal was put to a vote"),
    "proposal.withdrawn": gettext_lazy("A proposal was withdrawn"),
    "proxy.accepted": gettext_lazy("A proxy was accepted"),
    "proxy.agenda_changed": gettext_lazy("A proxy ended: the agenda changed"),
    "proxy.not_registered": gettext_lazy("A proxy ended: the meeting was moved"),
    "proxy.came": gettext_lazy("A proxy ended: its giver came"),
    "proxy.carried": gettext_lazy("A proxy went on to the second call"),
    "proxy.chair_changed": gettext_lazy("A proxy in blank goes to another chair"),
    "proxy.declined": gettext_lazy("A proxy was declined"),
    "proxy.given": gettext_lazy("A proxy was given"),
    "proxy.mistake": gettext_lazy("A paper proxy was noted by mistake"),
    "proxy.not_again": gettext_lazy("A proxy that a mistake had ended could not stand again"),
    "proxy.refused": gettext_lazy("A proxy was refused"),
    "proxy.replaced": gettext_lazy("A proxy was replaced"),
    "proxy.revoked": gettext_lazy("A proxy was taken back"),
    "proxy.stands_again": gettext_lazy("A proxy that a mistake had ended stands again"),
    "rehearsal.closed": gettext_lazy("A rehearsal was closed and counted"),
    "rehearsal.opened": gettext_lazy("A rehearsal was opened"),
    "rehearsal.wiped": gettext_lazy("A rehearsal was wiped"),
    "round.cancelled": gettext_lazy("A round was cancelled"),
    "round.closed": gettext_lazy("A round was closed and counted"),
    "round.extended": gettext_lazy("A round lasts longer"),
    "round.opened": gettext_lazy("A round opened"),
    "round.reminder": gettext_lazy("Those who have not voted were reminded"),
    "round.shut": gettext_lazy("A round was closed; its count waits to be proclaimed"),
    "shares.cancellation": gettext_lazy("Shares: cancellation"),
    "shares.conversion": gettext_lazy("Shares: conversion"),
    "shares.correction": gettext_lazy("Shares: correction"),
    "shares.refund": gettext_lazy("Shares: refund"),
    "shares.subscription": gettext_lazy("Shares: subscription"),
    "shares.transfer": gettext_lazy("Shares: transfer"),
    "sitting.arrived": gettext_lazy("A member came to a meeting"),
    "sitting.called_again": gettext_lazy("A meeting was called again"),
    "sitting.chair_named": gettext_lazy("The chair of a meeting was named"),
    "sitting.closed": gettext_lazy("A meeting was closed"),
    "sitting.form_in_time": gettext_lazy("A postal form is in time: its meeting was moved"),
    "sitting.form_read_again": gettext_lazy("A postal form was read a second time"),
    "sitting.form_received": gettext_lazy("A postal form was received"),
    "sitting.form_set_aside": gettext_lazy("A postal form was noted by mistake"),
    "sitting.interested": gettext_lazy("Who sits a question out was noted"),
    "sitting.item_added": gettext_lazy("A question was put on an agenda"),
    "sitting.item_removed": gettext_lazy("A meeting: a question was taken off the agenda"),
    "sitting.left": gettext_lazy("A member left a meeting"),
    "sitting.never_came": gettext_lazy("A presence was noted by mistake"),
    "sitting.never_left": gettext_lazy("A departure was noted by mistake"),
    "sitting.opened": gettext_lazy("A meeting was opened"),
    "sitting.planned": gettext_lazy("A meeting was planned"),
    "sitting.revised": gettext_lazy("What was planned of a meeting changed"),
    "stake.joined": gettext_lazy("Somebody joined a stakeholder group"),
}


@dataclass(frozen=True)
class Search:
    """What the reader looks for; anything unknown is as if not asked."""

    kind: str = ""
    by: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Search":
        """Read the query string of the page."""
        kind = asked.get("kind", "")
        return cls(
            kind=kind if kind in KINDS else "",
            by=asked.get("by", "").strip()[:80],
            since=read_day(asked.get("since", "")),
            until=read_day(asked.get("until", "")),
        )


def lines(search: Search) -> QuerySet[Entry]:
    """The lines of the journal that a reader looks for, newest first."""
    found = Entry.objects.select_related("actor").order_by("-pk")
    if search.kind:
        found = found.filter(kind=search.kind)
    for word in search.by.split():
        found = found.filter(actor__given_name__icontains=word) | found.filter(
            actor__family_name__icontains=word
        )
    if search.since:
        found = found.filter(at__date__gte=search.since)
    if search.until:
        found = found.filter(at__date__lte=search.until)
    return found


def in_words(entry: Entry) -> dict[str, Any]:
    """One line as the page shows it: what, who, and its facts as short texts."""
    return {
        "entry": entry,
        "what": KINDS.get(entry.kind, entry.kind),
        "who": marked(entry.actor) if entry.actor else _("the house itself"),
        "facts": facts.in_words(entry.facts),
    }
