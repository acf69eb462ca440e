"""What is told of proxies: each step in the life of one, to both sides; whoever took the step knows already."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.journal.models import Entry
from governance.code.models import Edition
from governance.meetings.access import is_insider
from governance.meetings.models import Meeting
from governance.notifications.kinds.seats import acting
from governance.notifications.kinds.shapes import Audience, Line, Reader, Told, Wording, fact
from governance.proxies.access import proxies
from governance.proxies.models import PostalForm, Proxy


def _proxies(reader: Reader, keys: Collection[int]) -> Mapping[int, Proxy]:
    """Proxies that the reader's seats give or carry."""
    return proxies(reader.person).in_bulk(keys)


PROXY = {"proxy": fact(_proxies, "proxy")}


def _meetings(reader: Reader, keys: Collection[int]) -> Mapping[int, Meeting]:
    """Meetings, for those who may know of them."""
    return Meeting.objects.in_bulk(keys) if is_insider(reader.person) else {}


MEETING = {"meeting": fact(_meetings, "sitting")}


def _both_sides(entry: Entry) -> Audience:
    proxy = Proxy.objects.get(pk=entry.facts["proxy"])
    seats = [pk for pk in (proxy.giver_id, proxy.holder_id or proxy.meant_for_id) if pk]
    return Audience(acting(seats).exclude(pk=entry.actor_id or 0))


def _names(proxy: Proxy) -> dict[str, str]:
    return {
        "giver": str(proxy.giver),
        "holder": str(proxy.holder or proxy.meant_for or ""),
        "title": str(proxy.occasion),
        "because": proxy.because,
        "chair": str((proxy.meeting and proxy.meeting.chair) or ""),
    }


def _given(told: Told) -> Wording:
    proxy, said = told.proxy, _names(told.proxy)
    if proxy.meant_for_id is not None:
        lead = (
            _("%(holder)s holds as many proxies as the code allows: it goes to the chair, in blank.") % said
        )
    elif proxy.holder_id is None:
        lead = _("It goes to the chair, who votes for what the management approves and against the rest.")
    else:
        lead = (
            _("%(giver)s gives their voice to %(holder)s. It stands unless it is declined or taken back.")
            % said
        )
    if not proxy.stands:
        return _worded(
            proxy,
            _("A proxy for “%(title)s”") % said,
            _("%(giver)s had given a proxy. It has ended.") % said,
            _("See my place"),
        )
    return _worded(proxy, _("A proxy for “%(title)s”") % said, lead, _("See it, and answer"))


def _worded(proxy: Proxy, title: str, lead: str, action: str) -> Wording:
    because = _("You are told because your seat gives or carries this voice.")
    path = (
        reverse("meetings:detail", args=[proxy.meeting_id])
        if proxy.meeting_id
        else reverse("proposals:of_round", args=[proxy.round_id])
    )
    return Wording(title, lead, action, because, "handshake", path)


def _step(name: str, title: Any, lead: Any) -> Line:
    """A step in the life of a proxy; both sentences are lazy, and know giver, holder, title and reason."""

    def words(told: Told) -> Wording:
        said = _names(told.proxy)
        return _worded(told.proxy, title % said, lead % said, _("See my place"))

    return _line(name, words)


def _line(name: str, words: Callable[[Told], Wording]) -> Line:
    return Line(f"proxy_{name}", (f"proxy.{name}",), _both_sides, words, PROXY)


def _who_spoke_beforehand(entry: Entry) -> Audience:
    """Those whose proxy or form for a meeting says something of a question, or did as it was taken off."""
    meeting, number = entry.facts["sitting"], str(entry.facts["item"])
    proxies = Proxy.objects.standing().filter(meeting=meeting, instructions__has_key=number)
    forms = PostalForm.objects.standing().filter(meeting=meeting, choices__has_key=number)
    seats = [*proxies.values_list("giver", flat=True), *forms.values_list("member", flat=True)]
    return Audience(acting(seats).exclude(pk=entry.actor_id or 0))


def _taken_off(told: Told) -> Wording:
    said = {"title": str(told.meeting), "number": told.entry.facts["item"]}
    return Wording(
        _("A question was taken off the agenda of “%(title)s”") % said,
        _("Question %(number)s is not voted on there. What you said of it beforehand counts for no other question.")
        % said,
        _("See the agenda"),
        _("You are told because your proxy or your postal form says what you wish on this question."),
        "armchair",
        reverse("meetings:detail", args=[told.meeting.pk]),
    )  # fmt: skip


def _who_spoke_under_other_rules(entry: Entry) -> Audience:
    """Those whose proxy or form is for a meeting to come that has other rules: an edition was put in force, or it was moved."""
    coming = Meeting.objects.filter(opened_at=None, closed_at=None)
    if entry.kind == "code.enacted":
        edition = Edition.objects.get(number=entry.facts["number"])
        coming = coming.filter(record_on__gte=edition.effective_from)
    else:
        coming = coming.filter(pk=entry.facts["sitting"]) if entry.facts.get("other_rules") else coming.none()
    proxies = Proxy.objects.standing().filter(meeting__in=coming)
    forms = PostalForm.objects.standing().filter(meeting__in=coming)
    seats = {
        *proxies.values_list("giver", flat=True), *proxies.exclude(holder=None).values_list("holder", flat=True),
        *forms.values_list("member", flat=True),
    }  # fmt: skip
    return Audience(acting(seats))


def _other_rules(told: Told) -> Wording:
    return Wording(
        _("Other rules hold for a meeting for which your voice is given"),
        _("Proxies and forms for it are read by the rules of its day. See whether yours still counts, and give it anew if not."),
        _("See the meetings"),
        _("You are told because your seat gives or carries a voice there, or voted by post."),
        "scale",
        reverse("meetings:index"),
    )  # fmt: skip


LINES = (
    Line(
        "rules_of_a_meeting_changed",
        ("code.enacted", "sitting.revised", "sitting.called_again"),
        _who_spoke_under_other_rules,
        _other_rules,
    ),
    Line("question_taken_off", ("sitting.item_removed",), _who_spoke_beforehand, _taken_off, MEETING),
    _line("given", _given),
    _step(
        "refused",
        gettext_lazy("A proxy was refused: %(title)s"),
        gettext_lazy(
            "%(holder)s carries as many proxies as the code allows. %(giver)s may ask somebody else, or come."
        ),
    ),
    _step(
        "accepted",
        gettext_lazy("%(holder)s will carry the voice of %(giver)s"),
        gettext_lazy("For “%(title)s”. Nothing more to do; it can be taken back until it is used."),
    ),
    _step(
        "declined",
        gettext_lazy("%(holder)s declines the voice of %(giver)s"),
        gettext_lazy("For “%(title)s”. %(because)s %(giver)s may ask somebody else, or come."),
    ),
    _step(
        "revoked",
        gettext_lazy("%(giver)s takes their voice back"),
        gettext_lazy("For “%(title)s”: it is not carried any more."),
    ),
    _step(
        "replaced",
        gettext_lazy("%(giver)s gave their voice otherwise"),
        gettext_lazy("For “%(title)s”: the proxy received later goes before this one, which does not stand."),
    ),
    _step(
        "came",
        gettext_lazy("%(giver)s came"),
        gettext_lazy("“%(title)s”: the proxy ends, and their own voice is theirs."),
    ),
    _step(
        "agenda_changed",
        gettext_lazy("A proxy ended: the agenda changed"),
        gettext_lazy(
            "“%(title)s” has another agenda than the one it was given on. %(giver)s may give it again, or come."
        ),
    ),
    _step(
        "not_registered",
        gettext_lazy("A proxy ended: the meeting was moved"),
        gettext_lazy(
            "“%(title)s” is held another day, and %(giver)s or %(holder)s is not on the register of that day."
        ),
    ),
    _step(
        "mistake",
        gettext_lazy("A proxy was noted by mistake"),
        gettext_lazy("For “%(title)s”, %(giver)s. %(because)s It does not stand."),
    ),
    _step(
        "chair_changed",
        gettext_lazy("Another member chairs “%(title)s”"),
        gettext_lazy("The voice that %(giver)s gave in blank goes to the chair, who is %(chair)s now."),
    ),
    _step(
        "stands_again",
        gettext_lazy("A proxy stands again"),
        gettext_lazy("For “%(title)s”, %(giver)s: what had ended it was noted by mistake."),
    ),
    _step(
        "not_again",
        gettext_lazy("A proxy cannot stand again"),
        gettext_lazy(
            "For “%(title)s”, %(giver)s: what had ended it was noted by mistake, but another proxy or a presence goes before it now. %(giver)s may give it anew until the meeting opens, or come."
        ),
    ),
    _step(
        "carried",
        gettext_lazy("A proxy goes on to the second call"),
        gettext_lazy(
            "“%(title)s” is called again: %(giver)s is still represented by %(holder)s, unless one of them says no."
        ),
    ),
)
