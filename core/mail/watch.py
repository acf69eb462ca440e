"""Whether mails go out, as far as is known: the server, the errands, and whoever does them."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.mail.actions import ASKED_EVERY, last_check, server
from core.outbox import watch
from core.outbox.watch import Trouble
from core.prose.days import date_format

LANES = ("code", "send")
STALE = 3 * ASKED_EVERY
REFUSED = "SMTPRecipientsRefused"


def troubles() -> Iterator[Trouble]:
    """Why mails may not go out, in the language that is active; nothing when all is well."""
    yield from of_server()
    yield from of_addresses()
    yield from watch.of_lanes(LANES, failures=1)


def of_server() -> Iterator[Trouble]:
    """What is wrong with the mail server: none is set, it was not asked lately, or it does not answer."""
    if not server():
        if not settings.DEMO:
            yield Trouble(_("No mail server is set: nobody receives e-mails. Set SMTP_HOST."))
        return
    errand = last_check()
    if errand is None or errand.tried_at is None:
        yield Trouble(_("The mail server has not been tried yet."))
    elif errand.error:
        at = date_format(timezone.localtime(errand.tried_at), "DATETIME_FORMAT")
        sentence = _(
            "The mail server %(server)s did not answer on %(moment)s (%(problem)s). It is tried again."
        )
        yield Trouble(sentence % {"server": server(), "moment": at, "problem": errand.error})
    elif errand.tried_at < timezone.now() - STALE:
        at = date_format(timezone.localtime(errand.tried_at), "DATETIME_FORMAT")
        yield Trouble(_("The mail server has not been tried since %(moment)s.") % {"moment": at})


def of_addresses() -> Iterator[Trouble]:
    """Mails that the server refuses for their address: whoever keeps the register can correct it."""
    count = watch.pending().filter(lane="send", error__startswith=REFUSED).count()
    sentence = ngettext(
        "The mail server refuses the address of %(count)d e-mail. Correct it in the register.",
        "The mail server refuses the addresses of %(count)d e-mails. Correct them in the register.",
        count,
    )
    if count:
        yield Trouble(sentence % {"count": count})


def well() -> str:
    """What is known when there are no troubles, in a sentence."""
    if not server():
        return _("This is a demo: its e-mails are read in its mailbox.")
    errand = last_check()
    assert errand is not None and errand.tried_at is not None
    minutes = 1 + int((timezone.now() - errand.tried_at).total_seconds() // 60)
    sentence = ngettext(
        "E-mails go out: the mail server answered less than %(count)d minute ago.",
        "E-mails go out: the mail server answered less than %(count)d minutes ago.",
        minutes,
    )
    return sentence % {"count": minutes}
