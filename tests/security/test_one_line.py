"""What is kept on one line holds nothing that breaks the line, that turns it round, or that nobody sees."""

import sys

import pytest
from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from core.fields import LineField
from governance.circles.models import Circle
from governance.meetings.models import Meeting
from governance.proposals.models import Proposal
from governance.proposals.vote.desk.options import BadOptions, read
from tests import make
from tests.members.test_office import address, form

pytestmark = pytest.mark.django_db
HOSTILE = {
    "Evil\r\nBcc: all@example.example": "Evil Bcc: all@example.example",
    "a\u2028b\u2029c\x85d": "a b c d",
    "\u202egnitoV\u2066\u200f": "gnitoV",
    "Ten\u200bts\ufeff \u00a0 for\t\tall": "Tents for all",
    "می\u200cخواهم 👩\u200d🌾 王伟 Œuvre": "می\u200cخواهم 👩\u200d🌾 王伟 Œuvre",
}
NOTHING = ["\u200b", "\u200d\ufe0f", "\u202e \u2066", "\u3164", "\u2800", "\u0301", " \r\n "]


@pytest.mark.parametrize(("typed", "kept"), HOSTILE.items())
def test_a_title_is_one_line_and_reads_the_way_it_is_kept(typed, kept, cast, code, sign_in):
    sign_in(cast.alice).post("/proposals/new/", {"title": typed, "body": "Words", "visibility": "members"})
    assert Proposal.objects.get().title == kept
    meeting = {"title": typed, "meets_at": f"{make.today().year + 1}-01-05T18:00", "place": typed}
    assert sign_in(cast.sara).post(reverse("meetings:plan"), meeting).status_code == 302
    assert (Meeting.objects.get().title, Meeting.objects.get().place) == (kept, kept)
    circle = form(
        "memberships", "roles", name=typed, slug="x", position="0", aim="Aim", domain="", icon="circle-dot"
    )
    sign_in(cast.erik).post(address(Circle, "add"), circle)
    assert Circle.objects.get(slug="x").name == kept


@pytest.mark.parametrize("typed", NOTHING)
def test_a_title_of_which_nothing_is_seen_is_none(typed, cast, code, sign_in):
    answer = sign_in(cast.alice).post(
        "/proposals/new/", {"title": typed, "body": "Words", "visibility": "members"}
    )
    assert (answer.status_code, Proposal.objects.exists()) == (422, False)


def test_an_option_is_called_something_that_is_seen():
    assert [one.title for one in read("\u202eyadnuS\u200b | open\nMonday")] == ["yadnuS", "Monday"]
    for typed in ("\u200b", "\u3164", "\u202e"):
        with translation.override("en"), pytest.raises(BadOptions, match="give a title"):
            read(f"{typed} | words\nAnother")


def every_form():
    """The forms of the house, as its modules write them: those that a page makes for itself come and go."""
    found, more = set(), [forms.BaseForm]
    while more:
        more += (kinds := [kind for kind in more.pop().__subclasses__() if kind not in found])
        found |= set(kinds)
    ours = {
        kind for kind in found if kind.__module__.split(".")[0] in {"core", "members", "votes", "governance"}
    }
    return {kind for kind in ours if getattr(sys.modules[kind.__module__], kind.__name__, None) is kind}


def test_no_form_reads_one_line_otherwise(cast, sign_in):
    """A field that a browser shows on one line is one; what is a code, and looked up, is not kept."""
    sign_in(cast.sara).get("/members/new/")  # every page is loaded, and with them every form
    for name in settings.ACCOUNT_FORMS.values():
        import_string(name)
    ours = every_form()
    loose = {
        f"{kind.__name__}.{name}"
        for kind in ours
        for name, field in getattr(kind, "base_fields", {}).items()
        if type(field) is forms.CharField and type(field.widget) is forms.TextInput
    }
    assert loose == {"FindForm.code", "CodeForm.code"}
    assert any(isinstance(field, LineField) for kind in ours for field in kind.base_fields.values())
