"""What a notice says, in the reader's language: a title, why they are told, and the one thing to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.prose.days import date_format
from members.people.models import Duty


@dataclass(frozen=True)
class Wording:
    """A notice in words; `action` names the link."""

    title: str
    lead: str
    action: str
    because: str
    icon: str = "bell"


def wording(kind: str, facts: dict[str, Any]) -> Wording:
    """Write a notice in the language that is active."""
    return _KINDS[kind](facts)


def _closing(facts: dict[str, Any]) -> str:
    instant = timezone.localtime(datetime.fromisoformat(facts["closes_at"]))
    return date_format(instant, "DATETIME_FORMAT")


def _opened(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("Your vote is awaited: %(title)s") % facts,
        _("A vote is open until %(closing)s. It takes a minute.") % {"closing": _closing(facts)},
        _("Read and vote"),
        _("You are told because you are on the roll of this vote."),
        "vote",
    )


def _reminder(facts: dict[str, Any]) -> Wording:
    title = (
        _("Two hours left to vote: %(title)s")
        if facts["before"] == "2h"
        else _("One day left to vote: %(title)s")
    )
    return Wording(
        title % facts,
        _("Your voice is not in yet. Voting closes on %(closing)s.") % {"closing": _closing(facts)},
        _("Read and vote"),
        _("You are told because you are on the roll and have not voted yet."),
        "clock",
    )


def _settled(facts: dict[str, Any]) -> Wording:
    if facts.get("winners"):
        return _chosen(facts)
    title = _("Adopted: %(title)s") if facts["adopted"] else _("Not adopted: %(title)s")
    return Wording(
        title % facts,
        _("The vote is closed and counted. It is decision %(decision)s of the register.") % facts,
        _("See the result"),
        _("You are told because this vote concerned you."),
        "check" if facts["adopted"] else "x",
    )


def _chosen(facts: dict[str, Any]) -> Wording:
    """What a choice between options gave."""
    return Wording(
        _("Decided: %(title)s") % facts,
        _("Chosen: %(winners)s. It is decision %(decision)s of the register.") % facts,
        _("See the result"),
        _("You are told because this vote concerned you."),
        "check",
    )


def _undecided(facts: dict[str, Any]) -> Wording:
    leads = {
        "quorum": _("The quorum was missed. You may call a second time, or let it rest."),
        "run_off": _("Nobody has more than half. You may open the second ballot, or let it rest."),
    }
    tied = _("There is a tie. You may put it to another vote between the tied, or let it rest.")
    return Wording(
        _("To be voted on again: %(title)s") % facts,
        leads.get(facts["because"], tied),
        _("Go on"),
        _("You are told because you lead this proposal."),
        "undo-2",
    )


def _extended(facts: dict[str, Any]) -> Wording:
    said = {"closing": _closing(facts), "because": facts["because"].rstrip(".")}
    return Wording(
        _("Voting lasts longer: %(title)s") % facts,
        _("It now closes on %(closing)s. The reason given: %(because)s.") % said,
        _("See the proposal"),
        _("You are told because you are on the roll of this vote."),
        "clock",
    )


def _cancelled(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("Vote cancelled: %(title)s") % facts,
        _("The reason given: %(because)s. The ballots are not counted.")
        % {"because": facts["because"].rstrip(".")},
        _("See the proposal"),
        _("You are told because you were on the roll of this vote."),
        "x",
    )


def _mentioned(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("%(by)s speaks to you: %(title)s") % facts,
        _("“%(words)s”") % facts,
        _("Answer"),
        _("You are told because a message names you or answers yours."),
        "at-sign",
    )


def _submitted(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("%(name)s asks to join") % facts,
        _("The application waits to be examined, then decided by the body that the code social names."),
        _("Read the application"),
        _("You are told because you keep the register."),
        "user-plus",
    )


def _resigned(facts: dict[str, Any]) -> Wording:
    day = date_format(date.fromisoformat(facts["on"]))
    return Wording(
        _("%(name)s leaves") % facts,
        _("The last day is %(day)s. The refund of the shares is yours to enter.") % {"day": day},
        _("See the seat"),
        _("You are told because you keep the register."),
        "log-out",
    )


def _answered(facts: dict[str, Any]) -> Wording:
    if facts["admitted"]:
        return Wording(
            _("Welcome: you are a member"),
            _(
                "Your seat and your shares are in the register. You may vote from the next vote on; the page below tells your rights, the rules, and how your data are kept."
            ),
            _("See my place"),
            _("You are told because you applied."),
            "party-popper",
        )
    return Wording(
        _("Your application was refused"),
        _("The grounds given: %(grounds)s") % facts,
        _("Read the answer"),
        _("You are told because you applied."),
        "x",
    )


def _exclusion_opened(facts: dict[str, Any]) -> Wording:
    hearing = date_format(timezone.localtime(datetime.fromisoformat(facts["hearing_at"])), "DATETIME_FORMAT")
    return Wording(
        _("You are invited to be heard"),
        _("Your exclusion is asked for. The grounds are in writing; you are heard on %(hearing)s, %(place)s.")
        % {"hearing": hearing, "place": facts["place"]},
        _("Read the grounds and answer"),
        _(
            "You are told because this procedure is about you. Nothing changes in your rights until a decision."
        ),
        "user-x",
    )


def _exclusion_answered(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("%(name)s answered in writing") % facts,
        _("The answer stands beside the grounds, for those who decide."),
        _("Read the answer"),
        _("You are told because you keep the register."),
        "user-x",
    )


def _exclusion_heard(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("Your hearing was noted"),
        _("You can read what was written down, and answer as long as nothing is decided."),
        _("Read what was noted"),
        _("You are told because this procedure is about you."),
        "user-x",
    )


def _exclusion_decided(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("You are excluded, by decision %(decision)s") % facts,
        _("The decision and its grounds are here. Your shares are refunded as for any departure."),
        _("Read the decision"),
        _("You are told because this procedure is about you."),
        "user-x",
    )


def _exclusion_dropped(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("The procedure about you is dropped"),
        _("The reason given: %(because)s.") % {"because": facts["because"].rstrip(".")},
        _("Read"),
        _("You are told because this procedure was about you."),
        "check",
    )


def _proxy_given(facts: dict[str, Any]) -> Wording:
    if facts["turned"]:
        lead = (
            _("%(holder)s holds as many proxies as the code allows: it goes to the chair, in blank.") % facts
        )
    elif facts["blank"]:
        lead = _("It goes to the chair, who votes for what the management approves and against the rest.")
    else:
        lead = (
            _("%(giver)s gives their voice to %(holder)s. It stands unless it is declined or taken back.")
            % facts
        )
    return _proxy(_("A proxy for “%(title)s”") % facts, lead, _("See it, and answer"))


def _proxy_step(title: Any, lead: Any) -> Callable[[dict[str, Any]], Wording]:
    """A step in the life of a proxy; both sentences are lazy, and know giver, holder, title and reason."""
    return lambda facts: _proxy(title % facts, lead % facts, _("See my place"))


def _proxy(title: str, lead: str, action: str) -> Wording:
    because = _("You are told because your seat gives or carries this voice.")
    return Wording(title, lead, action, because, "handshake")


def _duty_given(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("You are given a duty: %(duty)s") % {"duty": Duty(facts["duty"]).label},
        _("It opens the desk to you. Add a passkey or a code generator first, if you have none."),
        _("My space"),
        _("You are told because this duty is yours."),
        "key-round",
    )


def _duty_ended(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("Your duty ends: %(duty)s") % {"duty": Duty(facts["duty"]).label},
        _("The desk closes to you at the end of the term. What you did stays on record."),
        _("My space"),
        _("You are told because this duty was yours."),
        "key-round",
    )


def _corrected(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("Your name or address was corrected"),
        _("%(by)s, who keeps the register, did this; it is noted in the journal.") % facts,
        _("My space"),
        _("You are told because it is about you."),
        "pencil",
    )


def _switched(facts: dict[str, Any]) -> Wording:
    return Wording(
        _("%(by)s went on as you") % facts,
        _("You are reached at the same address, so each of you may. It is noted in the journal."),
        _("My space"),
        _("You are told because it is about you."),
        "users-round",
    )


def _touched(facts: dict[str, Any]) -> Wording:
    said = {
        "member.suspended": _("Your rights are suspended"),
        "member.restored": _("Your rights are whole again"),
        "member.college_changed": _("You change college"),
        "member.left": _("Your departure is recorded"),
        "member.preferences": _("The preferences of your seat were changed"),
        "member.interest": _("An interest was noted at your seat"),
        "member.interest_ended": _("An interest noted at your seat is over"),
        "member.represented": _("Who acts for the seat has changed"),
    }
    return Wording(
        said.get(facts["what"], _("A movement of your shares is in the register")),
        _("Somebody who keeps the register did this; it is noted in the journal."),
        _("See my seat"),
        _("You are told because you act for this seat."),
        "scale",
    )


_KINDS = {
    "round_opened": _opened,
    "round_reminder": _reminder,
    "settled": _settled,
    "undecided": _undecided,
    "vote_extended": _extended,
    "vote_cancelled": _cancelled,
    "mentioned": _mentioned,
    "application_submitted": _submitted,
    "application_answered": _answered,
    "member_resigned": _resigned,
    "exclusion_opened": _exclusion_opened,
    "exclusion_answered": _exclusion_answered,
    "exclusion_heard": _exclusion_heard,
    "exclusion_decided": _exclusion_decided,
    "exclusion_dropped": _exclusion_dropped,
    "proxy_given": _proxy_given,
    "proxy_refused": _proxy_step(
        gettext_lazy("A proxy was refused: %(title)s"),
        gettext_lazy(
            "%(holder)s carries as many proxies as the code allows. %(giver)s may ask somebody else, or come."
        ),
    ),
    "proxy_accepted": _proxy_step(
        gettext_lazy("%(holder)s will carry the voice of %(giver)s"),
        gettext_lazy("For “%(title)s”. Nothing more to do; it can be taken back until it is used."),
    ),
    "proxy_declined": _proxy_step(
        gettext_lazy("%(holder)s declines the voice of %(giver)s"),
        gettext_lazy("For “%(title)s”. %(because)s %(giver)s may ask somebody else, or come."),
    ),
    "proxy_revoked": _proxy_step(
        gettext_lazy("%(giver)s takes their voice back"),
        gettext_lazy("For “%(title)s”: it is not carried any more."),
    ),
    "proxy_replaced": _proxy_step(
        gettext_lazy("%(giver)s gave their voice to somebody else"),
        gettext_lazy("For “%(title)s”: the later proxy stands, the earlier one does not."),
    ),
    "proxy_came": _proxy_step(
        gettext_lazy("%(giver)s came"),
        gettext_lazy("“%(title)s”: the proxy ends, and their own voice is theirs."),
    ),
    "proxy_carried": _proxy_step(
        gettext_lazy("A proxy goes on to the second call"),
        gettext_lazy(
            "“%(title)s” is called again: %(giver)s is still represented by %(holder)s, unless one of them says no."
        ),
    ),
    "duty_given": _duty_given,
    "duty_ended": _duty_ended,
    "person_corrected": _corrected,
    "person_switched": _switched,
    "seat_touched": _touched,
}
