"""Acts on meetings: plan, note who comes and who leaves, receive forms, open, close, call again."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.prose.days import date_format
from governance.proxies.actions import finish
from governance.proxies.models import Item, PostalForm, Presence, Proxy, Sitting
from governance.proxies.rules import SittingRules, sitting_rules
from members.people.models import Member, Person


class WrongMoment(Refusal):
    """The act does not fit where the meeting stands."""


@transaction.atomic
def plan(
    title: str, *, meets_at: datetime, record_on: date, place: str = "", chair: Member | None = None,
    actor: Person | None = None,
) -> Sitting:  # fmt: skip
    """Plan a meeting: from now on proxies may be given for it."""
    _is_member(chair, record_on)
    sitting = Sitting.objects.create(
        title=title, meets_at=meets_at, record_on=record_on, place=place, chair=chair
    )
    record("sitting.planned", actor=actor, topics=[sitting.topic, "home"], sitting=sitting.pk)
    return sitting


@transaction.atomic
def revise(
    sitting: Sitting, *, title: str, meets_at: datetime, record_on: date, place: str, chair: Member | None,
    actor: Person,
) -> None:  # fmt: skip
    """Change what was planned, until the meeting opens. Raises WrongMoment, or Refusal when proxies fix the record date."""
    sitting = _lock(sitting)
    if sitting.opened_at is not None:
        raise WrongMoment(_("The meeting has begun: what was planned stays as it was."))
    if record_on != sitting.record_on and sitting.proxies.standing().exists():
        raise Refusal(
            _("Proxies were given on the register of %(day)s: the record date stays.")
            % {"day": date_format(sitting.record_on)}
        )
    _is_member(chair, record_on)
    sitting.title, sitting.meets_at, sitting.record_on = title, meets_at, record_on
    sitting.place, sitting.chair = place, chair
    sitting.save()
    record("sitting.revised", actor=actor, topics=[sitting.topic, "home"], sitting=sitting.pk)


def _is_member(chair: Member | None, day: date) -> None:
    if chair is not None and not Member.objects.voting(day).filter(pk=chair.pk).exists():
        raise Refusal(
            _("%(member)s is not on the register with whole rights that day: choose another chair.")
            % {"member": chair}
        )


@transaction.atomic
def add_item(
    sitting: Sitting, *, title: str, decision_type: str, supported: bool = True, actor: Person | None = None
) -> Item:
    """Put a question at the end of the agenda. Raises WrongMoment once the meeting is over."""
    sitting = _lock(sitting)
    _not_over(sitting)
    last = sitting.items.order_by("number").last()
    item = Item.objects.create(
        sitting=sitting, number=last.number + 1 if last else 1, title=title, decision_type=decision_type,
        supported=supported,
    )  # fmt: skip
    record("sitting.item_added", actor=actor, topics=[sitting.topic], sitting=sitting.pk, item=item.number)
    return item


@transaction.atomic
def remove_item(item: Item, *, actor: Person) -> None:
    """Take a question off the agenda; the numbers of the others stay. Raises WrongMoment once the meeting is over."""
    sitting = _lock(item.sitting)
    _not_over(sitting)
    record("sitting.item_removed", actor=actor, topics=[sitting.topic], sitting=sitting.pk, item=item.number)
    item.delete()


@transaction.atomic
def set_interested(item: Item, members: list[Member], *, actor: Person) -> None:
    """Say who sits a question out because it concerns them."""
    item.interested.set(members)
    record(
        "sitting.interested", actor=actor, topics=[item.sitting.topic], sitting=item.sitting_id, item=item.number,
        members=[member.pk for member in members],
    )  # fmt: skip


@transaction.atomic
def open_sitting(sitting: Sitting, *, actor: Person | None) -> None:
    """Open the meeting: from now on no proxy is given or taken back, and presence counts."""
    sitting = _lock(sitting)
    if sitting.opened_at is not None:
        raise WrongMoment(_("The meeting is open already."))
    sitting.opened_at = database_now()
    sitting.save(update_fields=["opened_at"])
    record("sitting.opened", actor=actor, topics=[sitting.topic, "home"], sitting=sitting.pk)


@transaction.atomic
def close_sitting(sitting: Sitting, *, actor: Person | None) -> None:
    """Close the meeting; what was noted stays."""
    sitting = _lock(sitting)
    if sitting.opened_at is None or sitting.closed_at is not None:
        raise WrongMoment(_("Only a meeting that is open can be closed."))
    sitting.closed_at = database_now()
    sitting.save(update_fields=["closed_at"])
    record("sitting.closed", actor=actor, topics=[sitting.topic, "home"], sitting=sitting.pk)


@transaction.atomic
def call_again(sitting: Sitting, *, meets_at: datetime, actor: Person) -> Sitting:
    """Call the same meeting a second time, on the same agenda; proxies go along where the code lets them.

    Raises WrongMoment while the first call is not closed, or when it was called again already.
    """
    first = _lock(sitting)
    if first.closed_at is None:
        raise WrongMoment(
            _("Close the first call first: a second one follows a meeting that could not decide.")
        )
    if hasattr(first, "second_call"):
        raise WrongMoment(_("It was called again already."))
    again = Sitting.objects.create(
        title=first.title, meets_at=meets_at, place=first.place, record_on=first.record_on, chair=first.chair,
        follows=first,
    )  # fmt: skip
    for item in first.items.prefetch_related("interested"):
        interested = list(item.interested.all())
        item.pk, item.sitting = None, again
        item.save(force_insert=True)
        item.interested.set(interested)
    record(
        "sitting.called_again", actor=actor, topics=[again.topic, "home"], sitting=again.pk, first=first.pk
    )
    if rules_of(first).carried_over:
        _carry_over(first, again, actor)
    return again


def _carry_over(first: Sitting, again: Sitting, actor: Person) -> None:
    """Valid for later calls on the same agenda. Source: C. com. R225-79."""
    for order, old in enumerate(first.proxies.standing().order_by("order"), start=1):
        fresh = Proxy.objects.create(
            sitting=again, giver_id=old.giver_id, holder_id=old.holder_id, meant_for_id=old.meant_for_id, order=order,
            given_at=old.given_at, given_by_id=old.given_by_id, on_paper=old.on_paper, scan=old.scan.name,
            scan_type=old.scan_type, scan_sha256=old.scan_sha256, instructions=old.instructions,
            accepted_at=old.accepted_at, carried_from=old,
        )  # fmt: skip
        topics = [again.topic, *(f"member.{pk}" for pk in (fresh.giver_id, fresh.holder_id) if pk)]
        record(
            "proxy.carried",
            actor=actor,
            topics=topics,
            proxy=fresh.pk,
            giver=fresh.giver_id,
            holder=fresh.holder_id,
        )


@transaction.atomic
def check_in(sitting: Sitting, member: Member, *, how: str, actor: Person) -> Presence:
    """Note that a member came; where the code says so, the proxy they gave ends.

    Raises WrongMoment once the meeting is over, Refusal when they have no voice there or are there already.
    """
    sitting = _lock(sitting)
    _not_over(sitting)
    if not Member.objects.voting(sitting.record_on).filter(pk=member.pk).exists():
        raise Refusal(
            _("%(member)s was not on the register with whole rights on %(day)s, the record date.")
            % {"member": member, "day": date_format(sitting.record_on)}
        )
    if sitting.presences.filter(member=member, left_at=None).exists():
        raise Refusal(_("%(member)s is in the meeting already.") % {"member": member})
    presence = Presence.objects.create(sitting=sitting, member=member, how=how, arrived_at=database_now())
    record("sitting.arrived", actor=actor, topics=[sitting.topic], sitting=sitting.pk, member=member.pk)
    if rules_of(sitting).proxy.presence_cancels:
        for proxy in (
            sitting.proxies.standing().filter(giver=member).select_related("giver", "holder", "sitting")
        ):
            finish(proxy, Proxy.End.CAME, actor=actor)
    return presence


@transaction.atomic
def check_out(presence: Presence, *, actor: Person) -> None:
    """Note that a member left; the voices they carry leave with them."""
    sitting = _lock(presence.sitting)
    _not_over(sitting)
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    if presence.left_at is not None:
        return
    presence.left_at = database_now()
    presence.save(update_fields=["left_at"])
    record("sitting.left", actor=actor, topics=[sitting.topic], sitting=sitting.pk, member=presence.member_id)


@transaction.atomic
def receive_form(
    sitting: Sitting, member: Member, *, received_at: datetime, on_paper: bool = True,
    choices: Mapping[str, str] | None = None, actor: Person,
) -> PostalForm:  # fmt: skip
    """Note a postal form; one that came late is kept, and not counted.

    Raises Refusal when the code takes none, the member has no voice there, or sent one already.
    """
    sitting = _lock(sitting)
    _not_over(sitting)
    rules = rules_of(sitting)
    if not rules.postal_allowed:
        raise Refusal(_("The code social takes no votes by post."))
    if not Member.objects.voting(sitting.record_on).filter(pk=member.pk).exists():
        raise Refusal(_("%(member)s has no voice in this meeting.") % {"member": member})
    if sitting.postal_forms.filter(member=member).exists():
        raise Refusal(_("A form of %(member)s was received already.") % {"member": member})
    form = PostalForm.objects.create(
        sitting=sitting, member=member, received_at=received_at, on_paper=on_paper, choices=dict(choices or {}),
        on_time=rules.in_time(received_at, sitting.meets_at, on_paper=on_paper), entered_by=actor,
    )  # fmt: skip
    topics = [sitting.topic, f"member.{member.pk}"]
    record(
        "sitting.form_received",
        actor=actor,
        topics=topics,
        sitting=sitting.pk,
        member=member.pk,
        on_time=form.on_time,
    )
    return form


@transaction.atomic
def read_again(form: PostalForm, choices: Mapping[str, str], *, actor: Person) -> PostalForm:
    """Note what somebody else reads on a form; who read it second may correct their own reading.

    Raises Refusal for who read it first and for a third person, WrongMoment once both agree.
    """
    form = _open_form(form)
    if actor.pk == form.entered_by_id:
        raise Refusal(_("You entered this form: somebody else reads it a second time."))
    if form.again is not None and form.again_by_id != actor.pk:
        raise Refusal(
            _("%(first)s and %(second)s have read this form: each corrects their own reading.")
            % {"first": form.entered_by or "–", "second": form.again_by}
        )
    form.again, form.again_by = dict(choices), actor
    form.save(update_fields=["again", "again_by"])
    _form_read(form, actor)
    return form


@transaction.atomic
def correct_form(form: PostalForm, choices: Mapping[str, str], *, actor: Person) -> PostalForm:
    """Enter a form anew, by who entered it first, when the second reading differs.

    Raises Refusal for anybody else, WrongMoment before the second reading or once both agree.
    """
    form = _open_form(form)
    if actor.pk != form.entered_by_id:
        raise Refusal(_("Who entered this form corrects the first reading; you correct your own."))
    if form.again is None:
        raise WrongMoment(_("Somebody else reads this form first; then the two readings are compared."))
    form.choices = dict(choices)
    form.save(update_fields=["choices"])
    _form_read(form, actor)
    return form


def _open_form(form: PostalForm) -> PostalForm:
    """Lock the meeting of a form whose readings may still change."""
    sitting = _lock(form.sitting)
    _not_over(sitting)
    form = PostalForm.objects.select_related("member", "sitting", "entered_by", "again_by").get(pk=form.pk)
    if form.reading == "agree":
        raise WrongMoment(_("Both readings of this form agree: it stays as it is."))
    return form


def _form_read(form: PostalForm, actor: Person) -> None:
    topics = [form.sitting.topic, f"member.{form.member_id}"]
    record(
        "sitting.form_read_again",
        actor=actor,
        topics=topics,
        sitting=form.sitting_id,
        member=form.member_id,
        agrees=form.reading == "agree",
    )


def rules_of(sitting: Sitting) -> SittingRules:
    """The rules that a meeting follows: those of its record date."""
    return sitting_rules(sitting.record_on, Member.objects.voting(sitting.record_on).count())


def _lock(sitting: Sitting) -> Sitting:
    return Sitting.objects.select_for_update().get(pk=sitting.pk)


def _not_over(sitting: Sitting) -> None:
    if sitting.closed_at is not None:
        raise WrongMoment(_("The meeting is over: what was noted stays as it is."))
