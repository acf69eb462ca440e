"""The notices about people themselves: a duty given or ended, a name corrected, a second factor, somebody of the household going on as them."""

from collections.abc import Collection, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.journal.notices import DESK, MY_SPACE, Audience, NoticeContent, NoticeKind, Wording, fact
from members.people import access
from members.people.models import Duty, Person
from members.people.notices.keepers import at_desk, because_they_administer
from members.people.staff import ADMINISTRATORS, staff


def _people(reader: Person, keys: Collection[int]) -> Mapping[int, Person]:
    """The reader, where a line is about them; anybody at the desk."""
    people: QuerySet[Person] = Person.objects.filter(pk__in=keys)
    return (people if access.at_desk(reader) else people.filter(pk=reader.pk)).in_bulk()


ONESELF = {"person": fact(_people, "person")}


def _duty_holder(entry: Entry) -> Audience:
    """Whoever is given a duty of staff, or whose duty ends; nobody while the house is set up."""
    people = Person.objects.filter(pk=entry.facts["person"], is_active=True)
    return Audience(people if entry.actor_id is not None else people.none())


def _touched(entry: Entry) -> Audience:
    """Whoever was corrected by somebody else, or in whose name somebody of the household went on."""
    people = Person.objects.filter(pk=entry.facts["person"], is_active=True)
    return Audience(people.exclude(pk=entry.actor_id or 0))


def _corrected_of(entry: Entry) -> Audience:
    """Whoever was corrected; the administrators who did not do it, too, where an address moved that leads to a duty, or
    was given to somebody who had none and whom no mail could have warned."""
    audience = {person.pk: person for person in _touched(entry).entitled}
    if entry.facts.get("duty") or entry.facts.get("first"):
        audience |= {person.pk: person for person in staff(ADMINISTRATORS).exclude(pk=entry.actor_id or 0)}
    return Audience(audience.values())


def _duty(notice: NoticeContent) -> dict[str, str]:
    return {"duty": str(Duty(notice.entry.facts["duty"]).label)}


def _duty_given(notice: NoticeContent) -> Wording:
    return Wording(
        _("You are given a duty: %(duty)s") % _duty(notice),
        _("It opens the desk to you. Add a passkey or a code generator first, if you have none."),
        _("My space"),
        _("You are told because this duty is yours."),
        "key-round",
        MY_SPACE,
    )


def _duty_ended(notice: NoticeContent) -> Wording:
    return Wording(
        _("Your duty ends: %(duty)s") % _duty(notice),
        _("The desk closes to you at the end of the term. What you did stays on record."),
        _("My space"),
        _("You are told because this duty was yours."),
        "key-round",
        MY_SPACE,
    )


def _corrected(notice: NoticeContent) -> Wording:
    """To whom it is of: who did it. To administrators: whose address moved."""
    if notice.person.pk != notice.reader.pk:
        return _moved(notice)
    return Wording(
        _("Your name or address was corrected"),
        _("%(by)s, who keeps the register, did this; it is noted in the journal.") % {"by": notice.by},
        _("My space"),
        _("You are told because it is about you."),
        "pencil",
        MY_SPACE,
    )


def _moved(notice: NoticeContent) -> Wording:
    if not notice.entry.facts.get("duty"):
        return _first_address(notice)
    return Wording(
        _("%(name)s has another e-mail address") % {"name": notice.person},
        _("%(by)s changed it. Codes to sign in go there, to somebody who holds a duty: ask %(name)s whether it is theirs.")
        % {"by": notice.by, "name": notice.person},
        _("Who keeps the house"),
        because_they_administer(),
        "key-round",
        reverse("members:staff"),
    )  # fmt: skip


def _first_address(notice: NoticeContent) -> Wording:
    return Wording(
        _("%(name)s has an e-mail address now") % {"name": notice.person},
        _("%(by)s gave it at the desk, and codes to sign in go there. No mail could warn %(name)s: ask them in person or by letter whether it is theirs.")
        % {"by": notice.by, "name": notice.person},
        _("The desk"),
        because_they_administer(),
        "key-round",
        DESK,
    )  # fmt: skip


def _address_withheld(entry: Entry) -> str:
    if entry.facts.get("duty"):
        return _("Somebody who holds a duty has another e-mail address")
    return _("Somebody who had none has an e-mail address now")


def _switched(notice: NoticeContent) -> Wording:
    return Wording(
        _("%(by)s went on as you") % {"by": notice.by},
        _("You are reached at the same address, so each of you may. It is noted in the journal."),
        _("My space"),
        _("You are told because it is about you."),
        "users-round",
        MY_SPACE,
    )


def _factor_of(entry: Entry) -> Audience:
    """Whoever a second factor is of; where they hold a duty, it opens the desk, and administrators are told too."""
    owners = Person.objects.filter(pk=entry.facts["person"], is_active=True)
    audience = {person.pk: person for person in owners}
    if any(person.duties_held for person in owners):
        audience |= {person.pk: person for person in staff(ADMINISTRATORS)}
    return Audience(audience.values())


def _factor(notice: NoticeContent) -> Wording:
    """To whom it is of: what to do if it was not them. To administrators: whose it is."""
    added = notice.entry.kind == "factor.added"
    if notice.person.pk == notice.reader.pk:
        return Wording(
            _("A second factor was added to your account")
            if added
            else _("A second factor was removed from your account"),
            _("If it was not you, remove what you do not know, and notify the site administrators."),
            _("Passkeys and second factor"),
            _("You are told because it is about you."),
            "key-round",
            reverse("mfa_index"),
        )
    name = {"name": notice.person}
    return Wording(
        _("%(name)s added a second factor") % name if added else _("%(name)s removed a second factor") % name,
        _("It opens the desk to whoever uses it. Ask them whether it was them."),
        _("Who keeps the house"),
        because_they_administer(),
        "key-round",
        reverse("members:staff"),
    )


def _factor_withheld(entry: Entry) -> str:
    if entry.kind == "factor.added":
        return _("Somebody who holds a duty added a second factor")
    return _("Somebody who holds a duty removed a second factor")


DUTY_GIVEN = NoticeKind("duty_given", _duty_holder, _duty_given, ONESELF)
DUTY_ENDED = NoticeKind("duty_ended", _duty_holder, _duty_ended, ONESELF)
FACTOR = NoticeKind(
    "factor_changed",
    _factor_of,
    _factor,
    ONESELF,
    withheld=at_desk(_factor_withheld, "key-round", because_they_administer),
)
CORRECTED = NoticeKind(
    "person_corrected",
    _corrected_of,
    _corrected,
    ONESELF,
    withheld=at_desk(_address_withheld, "key-round", because_they_administer),
)
SWITCHED = NoticeKind("person_switched", _touched, _switched, ONESELF)
