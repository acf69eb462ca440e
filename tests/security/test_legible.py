"""Whatever is sent is answered: with the page, or with a plain sentence, and never with a 500."""

import pytest
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from config import legible
from core.fields import DayField, MomentField
from core.legible import is_clean, whole
from governance.proposals.models import Comment, Proposal
from members.imports.reading import LARGEST
from members.people.models import Person
from tests import make
from tests.governance.test_doors import patterns
from tests.security.asking import ODD, UNSEEN, answer
from tests.security.test_image import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.both]

THEIRS = ("account_", "mfa_", "usersessions_", "admin:")


def test_other_people_s_pages_are_no_worse(cast, sign_in):
    """allauth's, and the back office, whose search would ask the database for a NUL."""
    failures, client = [], sign_in(cast.erik)
    paths = [
        f"/{pattern.pattern}" for name, pattern in patterns(get_resolver()) if name.startswith(THEIRS) and not pattern.pattern.converters
    ]  # fmt: skip
    paths += [
        "/admin/",
        "/admin/people/person/",
        "/account/login/",
        "/account/login/code/",
        "/account/email/",
        "/account/signup/",
    ]
    for path in dict.fromkeys(paths):
        for query in ("?q=%00", "?next=%00", "?p=%00", "?o=%00", "?id=%00"):
            assert answer(client, "get", path + query, {}, failures).status_code == 400
        for query in (
            "?q=%ff",
            f"?p={'9' * 30}",
            f"?o={'9' * 30}",
            "?id=%C2%B2",
            f"?id={'9' * 30}",
            "?next=none:such",
            "?q=%ED%A0%80",
        ):
            answer(client, "get", path + query, {}, failures)
    assert failures == []


@pytest.mark.parametrize("page", ["login/", "login/code/", "signup/", "password/reset/"])
def test_a_visitor_may_type_anything_at_the_entrance(page, client):
    failures = []
    fields = ("login", "email", "password", "code", "next")
    for value in [*UNSEEN, *ODD]:
        answer(client, "post", f"/account/{page}", dict.fromkeys(fields, value), failures)
        answer(
            client,
            "post",
            f"/account/{page}",
            dict.fromkeys(fields, f"a{value[:50]}@example.example"),
            failures,
        )
    assert failures == []


# --- numbers, letters, lengths ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/%00", "/proposals/%00/", "/proposals/1%0a/", "/circles/a%00b/", "/static/%00", "/static/css/%00.css", "/members/1/%7f/", "/%1b"],
)  # fmt: skip
def test_a_path_with_signs_that_nobody_sees_is_refused(path, cast, sign_in):
    answered = sign_in(cast.bob).get(path)
    assert answered.status_code in {400, 404}
    assert b"\0" not in answered.content


@pytest.mark.parametrize(
    "path",
    [
        "/%ff",
        "/proposals/%ff%fe/",
        "/circles/%ed%a0%80/",
        "/circles/%/",
        "/open/?q=%ff",
        "/open/?q=%ED%A0%80",
        "/open/?%",
        "/open/?&&=&",
    ],
)
def test_letters_that_are_none_are_no_fault_of_ours(path, client):
    assert client.get(path).status_code in {200, 404}


def test_an_address_without_end_is_refused(client):
    assert client.get("/open/?q=" + "x" * 5000).status_code == 400
    assert client.get("/" + "x" * 5000).status_code == 400
    assert client.get("/open/?q=" + "x" * 3000).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "HTTP_USER_AGENT",
        "HTTP_REFERER",
        "HTTP_ACCEPT_LANGUAGE",
        "HTTP_X_FORWARDED_FOR",
        "HTTP_COOKIE",
        "HTTP_HX_REQUEST",
    ],
)
def test_a_header_with_signs_that_nobody_sees_is_refused(name, client):
    assert client.get("/open/", **{name: "a\0b"}).status_code == 400


@pytest.mark.parametrize("name", ["session", "csrftoken", "messages", "language", "x"])
def test_a_cookie_may_hold_anything(name, client):
    for value in ("9" * 3000, "%C3%A9", "{}", "a:b:c", "%E2%80%AE", '"', "..", "none"):
        client.cookies[name] = value
        assert client.get("/open/").status_code == 200
        assert client.post("/language/", {"language": "fr"}).status_code == 302


@pytest.mark.parametrize("host", ["x\0y", "evil.example", "a" * 300, "["])
def test_another_host_is_a_plain_page(host, client):
    client.raise_request_exception = False
    assert client.get("/open/", headers={"host": host}).status_code == 400


# --- what was typed -----------------------------------------------------------------------------------------


def test_a_comment_that_was_pasted_from_elsewhere_is_kept_without_what_nobody_sees(cast, code, sign_in):
    proposal = make.proposal(cast.alice, visibility="members")
    pasted = "First\x0b line\0\r\nSecond\tline \x1b[1mbold\x1b[0m 😀\ufffe"
    answered = sign_in(cast.bob).post(f"/proposals/{proposal.number}/comment/", {"body": pasted})
    assert answered.status_code == 302
    assert Comment.objects.get().body.replace("\r\n", "\n") == "First line\nSecond\tline [1mbold[0m 😀"


def test_a_title_cannot_break_the_feed_nor_a_workbook(cast, code, sign_in):
    sign_in(cast.alice).post(
        "/proposals/new/", {"title": "A\x01 title\x0c", "body": "x\x02", "visibility": "members"}
    )
    proposal = Proposal.objects.current().latest("pk")
    assert (proposal.title, is_clean(proposal.latest.body)) == ("A title", True)


def test_names_of_fields_and_of_files_are_cleaned_too(cast, code, sign_in):
    proposal = make.proposal(cast.alice, visibility="members")
    file = SimpleUploadedFile("no\0te\x01.txt", b"words")
    answered = sign_in(cast.alice).post(
        f"/proposals/{proposal.number}/attach/", {"file": file, "a\0b": "c\0d"}
    )
    assert answered.status_code in {302, 404, 422}


def test_a_person_s_name_is_cleaned(cast, sign_in):
    sign_in(cast.hana).post(
        "/me/", {"given_name": "Ha\0na\x07", "family_name": "V\x1bert", "language": "en", "theme": "auto"}
    )
    assert is_clean(Person.objects.get(pk=cast.hana.pk).get_full_name())


# --- too much -----------------------------------------------------------------------------------------------


def test_a_form_of_three_million_letters_is_refused_in_a_sentence(cast, code, sign_in):
    proposal = make.proposal(cast.alice, visibility="members")
    answered = sign_in(cast.bob).post(f"/proposals/{proposal.number}/comment/", {"body": "x" * 3_000_000})
    assert answered.status_code == 413
    assert "too large" in answered.content.decode()
    assert not Comment.objects.exists()


def test_a_form_of_two_thousand_fields_is_refused_in_a_sentence(cast, sign_in):
    answered = sign_in(cast.bob).post("/me/", {f"f{k}": "x" for k in range(2000)})
    assert answered.status_code == 400
    assert "cannot be read" in answered.content.decode()


def test_a_file_heavier_than_any_that_may_be_brought_is_refused_before_it_is_kept(cast, sign_in, monkeypatch):
    monkeypatch.setattr(legible, "HEAVIEST", 300_000)
    answered = sign_in(cast.sara).post(
        "/desk/imports/new/", {"kind": "members", "file": SimpleUploadedFile("x.csv", b"x" * 400_000)}
    )
    assert answered.status_code == 413


def test_a_file_that_does_not_say_what_it_weighs_is_weighed(monkeypatch):
    """In pieces, without a Content-Length, as a program may send it."""
    monkeypatch.setattr(legible, "HEAVIEST", 10)
    scales = legible.Weighed()
    scales.handle_raw_input(None, {}, 0, b"")
    assert scales.receive_data_chunk(b"12345", 0) == b"12345"
    with pytest.raises(RequestDataTooBig):
        scales.receive_data_chunk(b"1234567", 5)


def test_the_proxy_and_the_house_agree_on_what_is_too_heavy():
    assert "max_size 32MB" in (ROOT / "deploy/Caddyfile").read_text()
    assert LARGEST < legible.HEAVIEST == 32 << 20


# --- every form ---------------------------------------------------------------------------------------------


def all_forms(base=forms.BaseForm):
    for one in base.__subclasses__():
        yield one
        yield from all_forms(one)


def test_every_field_has_an_end():
    """A text has a longest, a whole number a largest, an amount its digits: nothing overflows a column, or a page."""
    import_everything()
    endless = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in all_forms()
        if form.__module__.split(".")[0] in {"core", "members", "votes", "governance"}
        and not form.__module__.endswith(".admin")
        for name, field in getattr(form, "base_fields", {}).items()
        if _is_endless(field)
    ]
    # Bounded where the form is made, with a sentence that says by how much a text is too long.
    made = {f"governance.proposals.forms.ProposalForm.{name}" for name in ("driver", "body", "measure")}
    assert set(endless) - made == set()


def _is_endless(field):
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return not isinstance(field, DayField | MomentField)
    if isinstance(field, forms.DecimalField):
        return field.max_digits is None and field.max_value is None
    if isinstance(field, forms.IntegerField):
        return field.max_value is None
    return type(field) is forms.CharField and field.max_length is None


def import_everything():
    get_resolver().url_patterns  # noqa: B018 — finding the addresses imports the pages, and they their forms


def test_whole_numbers_are_read_as_a_database_would():
    assert [whole(text) for text in ("7", "²", "①", "١", "1_0", " 1", "+1", "-1", "", None, "9" * 19)] == [
        7
    ] + [0] * 10
