"""What is told of proxies: each step in the life of one, to both sides; whoever took the step knows already."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.journal.notices import Audience, NoticeContent, NoticeKind, Wording, fact, place_of_vote
from core.places import place
from governance.code.models import Edition
from governance.meetings.access import is_insider
from governance.meetings.models import Meeting
from governance.proxies.access import proxies
from governance.proxies.models import PostalForm, Proxy
from members.people.models import Person
from members.people.notices.seats import acting


def _proxies(reader: Person, keys: Collection[int]) -> Mapping[int, Proxy]:
    """Proxies that the reader's seats give or carry."""
    readable: Mapping[int, Proxy] = proxies(reader).in_bulk(keys)
    return readable


PROXY = {"proxy": fact(_proxies, "proxy")}


def _meetings(reader: Person, keys: Collection[int]) -> Mapping[int, Meeting]:
    """Meetings, for those who may know of them."""
    return Meeting.objects.in_bulk(keys) if is_insider(reader) else {}


MEETING = {"meeting": fact(_meetings, "sitting")}


def _both_sides(entry: Entry) -> Audience:
    """Whoever acts for the giver and for the holder; not whoever took the step."""
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


def _proxy_given(content: NoticeContent) -> Wording:
    proxy, values = content.proxy, _names(content.proxy)
    if proxy.meant_for_id is not None:
        lead = (
            _("%(holder)s holds as many proxies as the code allows: it goes to the chair, in blank.") % values
        )
    elif proxy.holder_id is None:
        lead = _("It goes to the chair, who votes for what the management approves and against the rest.")
    else:
        lead = (
            _("%(giver)s gives their voice to %(holder)s. It stands unless it is declined or taken back.")
            % values
        )
    if not proxy.stands:
        return _worded(
            proxy,
            _("A proxy for “%(title)s”") % values,
            _("%(giver)s had given a proxy. It has ended.") % values,
            _("See my place"),
        )
    return _worded(proxy, _("A proxy for “%(title)s”") % values, lead, _("See it, and answer"))


def _worded(proxy: Proxy, title: str, lead: str, action: str) -> Wording:
    because = _("You are told because your seat gives or carries this voice.")
    path = place_of_vote(proxy.round_id) if proxy.round_id is not None else place("meeting", proxy.meeting_id)
    return Wording(title, lead, action, because, "handshake", path)


def step(line: str, title: Any, lead: Any) -> NoticeKind:
    """A step in the life of a proxy; both sentences are lazy, and know giver, holder, title, reason and chair."""

    def words(content: NoticeContent) -> Wording:
        values = _names(content.proxy)
        return _worded(content.proxy, title % values, lead % values, _("See my place"))

    return NoticeKind(line.replace(".", "_"), _both_sides, words, PROXY)


def _who_spoke_beforehand(entry: Entry) -> Audience:
    """Those whose proxy or form for a meeting says something of a question, or did as it was taken off."""
    meeting, number = entry.facts["sitting"], str(entry.facts["item"])
    proxies = Proxy.objects.standing().filter(meeting=meeting, instructions__has_key=number)
    forms = PostalForm.objects.standing().filter(meeting=meeting, choices__has_key=number)
    seats = [*proxies.values_list("giver", flat=True), *forms.values_list("member", flat=True)]
    return Audience(acting(seats).exclude(pk=entry.actor_id or 0))


def _taken_off(content: NoticeContent) -> Wording:
    values = {"title": str(content.meeting), "number": content.entry.facts["item"]}
    return Wording(
        _("A question was taken off the agenda of “%(title)s”") % values,
        _("Question %(number)s is not voted on there. What you said of it beforehand counts for no other question.")
        % values,
        _("See the agenda"),
        _("You are told because your proxy or your postal form says what you wish on this question."),
        "armchair",
        place("meeting", content.meeting.pk),
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


def _other_rules(content: NoticeContent) -> Wording:
    return Wording(
        _("Other rules hold for a meeting for which your voice is given"),
        _("Proxies and forms for it are read by the rules of its day. See whether yours still counts, and give it anew if not."),
        _("See the meetings"),
        _("You are told because your seat gives or carries a voice there, or voted by post."),
        "scale",
        place("meetings"),
    )  # fmt: skip


GIVEN = NoticeKind("proxy_given", _both_sides, _proxy_given, PROXY)
TAKEN_OFF = NoticeKind("question_taken_off", _who_spoke_beforehand, _taken_off, MEETING)
OTHER_RULES = NoticeKind("rules_of_a_meeting_changed", _who_spoke_under_other_rules, _other_rules)
