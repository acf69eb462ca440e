"""Every page in a real browser: axe has nothing to say, nothing runs sideways, the console is silent."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core.clock import database_now
from governance.code.actions.drafts import copy_edition
from governance.code.models import Edition, Parameter
from governance.meetings.actions.agenda import add_item
from governance.meetings.actions.planning import plan
from governance.meetings.models import Meeting
from governance.proposals.models import Proposal
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import ProxyRequest
from members.imports.actions import processing, requesting
from members.people.models import Member, Person
from tests.browser.pages import DESK, PHONE, Window
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Voice

MEMBER = [
    "/home/", "/proposals/", "/proposals/new/", "/proposals/21/", "/proposals/18/", "/proposals/25/",
    "/proposals/21/versions/", "/proposals/11/result/", "/proposals/5/result/", "/proposals/7/result/",
    "/rounds/17/ballot/", "/rounds/20/receipt/", "/rounds/25/ballot/", "/rounds/26/ballot/", "/rounds/28/ballot/",
    "/proposals/27/result/", "/proposals/28/result/", "/proposals/29/result/", "/proposals/30/", "/proposals/34/", "/circles/", "/circles/lieux-ateliers/", "/me/", "/notices/", "/shares/of/16/", "/join/apply/", "/join/leave/16/", "/members/16/", "/me/data/", "/me/forget/",
    "/meetings/", "/meetings/1/", "/meetings/{coming}/", "/meetings/{coming}/give/16/", "/account/email/", "/account/2fa/", "/account/sessions/",
]  # fmt: skip
VISITOR = [
    "/open/", "/open/?q=vélo", "/open/functioning/", "/open/functioning/?day=2024-06-01", "/open/code/", "/open/code/compare/", "/open/code/3/", "/open/verify/", "/open/follow/21/", "/open/follow/11/",
    "/open/decisions/{year}/20/", "/open/decisions/{year}/14/", "/demo/", "/demo/mailbox/", "/account/login/", "/join/", "/open/secrecy/", "/open/anchors/", "/rounds/22/box/",
    "/account/signup/", "/account/login/code/", "/proposals/21/why/", "/nothing-here/",
]  # fmt: skip
LEADER = [
    "/proposals/17/vote/",
    "/proposals/34/vote/plan/",
    "/proposals/34/vote/try/",
    "/proposals/30/",
    "/proposals/30/vote/again/",
    "/proposals/33/vote/extend/",
    "/proposals/23/vote/close/",
    "/proposals/23/vote/cancel/",
    "/proposals/17/withdraw/",
]
KEEPER = [
    "/join/applications/",
    "/join/applications/1/",
    "/members/",
    "/members/53/",
    "/members/16/leave/",
    "/members/16/correct/",
    "/members/new/",
    "/members/staff/",
    "/join/exclusions/",
    "/join/exclusions/new/16/",
    "/members/staff/give/",
    "/members/same/",
    "/desk/",
    "/desk/journal/",
    "/notices/letters/",
    "/shares/",
    "/shares/?day=2025-12-31",
    "/shares/new/refund/",
    "/shares/61/correct/",
    "/shares/of/16/",
    "/meetings/new/",
    "/meetings/1/attendance/",
    "/meetings/1/voices/?item=3",
    "/meetings/{coming}/",
    "/meetings/{coming}/edit/",
    "/meetings/{coming}/paper/",
    "/meetings/{coming}/attendance/",
    "/meetings/{coming}/items/new/",
    "/proposals/17/agenda/",
    "/proposals/33/vote/waiting/",
    "/rounds/27/paper/",
    "/rounds/27/paper/control/",
    "/meetings/1/forms/",
    "/desk/code/",
    "/desk/code/start/",
    "/desk/code/4/",
    "/desk/code/{draft}/",
    "/desk/code/{draft}/about/",
    "/desk/code/{draft}/changes/",
    "/desk/code/{draft}/discard/",
    "/desk/code/{draft}/articles/new/",
    "/desk/code/{draft}/articles/{article}/",
    "/desk/code/{draft}/articles/{article}/remove/",
    "/desk/code/{draft}/articles/{article}/values/colleges.weights/",
    "/desk/code/{draft}/articles/{article}/values/ordinary.base/",
    "/desk/imports/",
    "/desk/imports/new/",
    "/desk/imports/1/columns/",
    "/desk/imports/2/",
    "/desk/imports/2/?only=errors",
    "/desk/imports/3/",
    "/desk/imports/4/",
    "/desk/imports/5/",
]


def bring_files():
    """One import of each kind of page: columns to match, errors, work under way, done, refused."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    keeper = Person.objects.get(email="nadia.costa@lisieres.example")
    good = "Code;Nom\nX;Autres\n"
    for text in (good, "Code;Nom\nX;Autres\nY Z;\nF;Fondateurs et garants\n", good, good, good):
        upload = SimpleUploadedFile("colleges-2026.csv", text.encode())
        job = requesting.receive(upload, "colleges", actor=keeper)
        if job.pk > 1:
            requesting.choose_columns(job, job.columns, actor=keeper)
        if job.pk in (2, 4):
            processing.check(job.pk, 1)
        if job.pk == 4:
            job.refresh_from_db()
            requesting.confirm(job, actor=keeper)
            processing.carry_out(job.pk, 1)
        if job.pk == 5:
            type(job).objects.filter(pk=5).update(refused="Line 2 cannot be read.")


def look(window, paths, widths, *, colours_alone):
    """What is wrong with some pages in a window: what axe finds, what is wider than it, and whatever the console says."""
    from governance.decisions.models import Decision

    year = Decision.objects.latest("no").year
    weights = Parameter.objects.filter(edition__enacted_at=None, key="colleges.weights").first()
    draft = {"draft": weights.edition.number, "article": weights.article_id} if weights else {}
    draft["coming"] = Meeting.objects.coming().values_list("pk", flat=True).first()
    faults = []
    for path in paths:
        window.open(path.format(year=year, **draft))
        faults += [f"{path}: {fault}" for fault in window.faults(colours_alone=colours_alone)]
        faults += [f"{path} runs sideways at {width}" for width in window.runs_sideways_at(widths)]
    expected = ["404 (Not Found)"] if "/nothing-here/" in paths else []
    faults += [c for c in window.complaints if not any(word in c for word in expected)]
    return faults


def convene(ines):
    """A meeting to come, for which somebody gave their voice to Inès."""
    seat = Member.objects.get(person=ines)
    meets_at = database_now() + timedelta(days=20)
    meeting = plan("Assemblée générale", meets_at=meets_at, chair=seat)
    add_item(meeting, title="Une question", decision_type="ordinary")
    giver = Member.objects.exclude(pk=seat.pk).filter(kind="natural").first()
    give(ProxyRequest(giver, meeting, seat, {"1": "against"}), actor=giver.person)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("look_like", "scheme", "locale", "widths"),
    # French has the longer words: on the narrowest screen too.
    [(PHONE, "light", "fr-FR", (390, 320)), (DESK, "dark", "en-GB", (1280, 320))],
    ids=["phone, light, French", "desk, dark, English"],
)
def test_axe_has_nothing_to_say_and_nothing_runs_sideways(
    browser, served, town, look_like, scheme, locale, widths, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    bring_files()
    ines = Person.objects.get(email="ines.delattre@lisieres.example")
    ines.language = locale[:2]
    ines.save()
    voice = Voice.objects.carried_by(ines).get(round_id=20)
    cast_ballot(ines, 20, {voice.pk: "abstain"})
    copy_edition(Edition.objects.enacted().last())
    convene(ines)
    faults = []
    for role, paths in (("associate", MEMBER), ("chair", LEADER), ("administrator", KEEPER), (None, VISITOR)):
        window = Window(browser, served, color_scheme=scheme, locale=locale, **look_like)
        if role:
            window.be(role)
        # What a page says of itself is the same in the dark: there, its colours are looked at.
        faults += look(window, paths, widths, colours_alone=scheme == "dark")
        window.close()
    assert faults == []


def test_a_vote_is_cast_with_the_keyboard_alone(browser, served, town):
    window = Window(browser, served, **DESK).be("associate").open("/rounds/17/ballot/")
    for _press in range(30):
        window.page.keyboard.press("Tab")
        focused = window.page.evaluate("document.activeElement.value")
        if focused == "against":
            break
    outline = window.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert (focused, outline) == ("against", "3px")
    window.page.keyboard.press("Enter")
    expect(window.page.locator(".receipt-vote")).to_contain_text("Contre")
    window.close()


def test_without_script_everything_but_live_works(browser, served, town):
    window = Window(browser, served, java_script_enabled=False, **PHONE).be("representative")
    window.open("/proposals/21/")
    window.page.locator("summary", has_text="Voter différemment").click()
    for name, choice in (("Hugo Lemaire", "Pour"), ("Les Copeaux, menuiserie SCOP", "Contre")):
        window.page.get_by_role("group", name=name).get_by_label(choice).check()
    window.page.get_by_role("button", name="Poser mes 2 voix").click()
    expect(window.page.locator(".receipt")).to_have_count(2)
    assert window.complaints == []
    window.close()


def test_words_typed_survive_a_lost_network(browser, served, town):
    window = Window(browser, served, **PHONE).be("associate").open("/proposals/new/")
    window.page.fill("#id_title", "Un titre tapé dans le train")
    window.page.fill("#id_body", "Des mots qu’il ne faut pas perdre.")
    window.context.set_offline(True)
    window.page.get_by_role("button", name="Enregistrer mon brouillon").click()
    expect(window.page.locator("[data-offline]")).to_be_visible()
    window.context.set_offline(False)
    window.open("/proposals/new/")
    expect(window.page.locator("#id_body")).to_have_value("Des mots qu’il ne faut pas perdre.")
    window.page.get_by_role("button", name="Enregistrer mon brouillon").click()
    expect(window.page.get_by_role("heading", name="Un titre tapé dans le train")).to_be_visible()
    window.open("/proposals/new/")
    expect(window.page.locator("#id_body")).to_have_value("")
    window.close()


def test_a_double_click_is_one_vote(browser, served, town):
    window = Window(browser, served, **PHONE).be("associate").open("/rounds/17/ballot/")
    window.page.get_by_role("button", name="Pour", exact=True).dblclick()
    expect(window.page.get_by_role("heading", name="Votre voix est posée")).to_be_visible()
    voice = Voice.objects.get(round_id=17, bearer__email="ines.delattre@lisieres.example")
    assert voice.ballot.content == "for"
    window.close()


def test_somebody_signs_in_with_a_code_read_in_their_mail(browser, served, town, settings):
    settings.EMAIL_BACKEND = "demo.mailbox.MailboxBackend"
    window = Window(browser, served, locale="fr-FR", **PHONE).open("/account/login/")
    window.page.fill("#code-email", "amel.haddad@lisieres.example")
    window.page.get_by_role("button", name="M’envoyer un code").click()
    window.page.wait_for_url("**/login/code/confirm/")
    expect(window.page.get_by_text("Le courriel est en route")).to_be_visible()
    from core.outbox.actions import drain
    from demo.models import Letter

    drain("code")
    # The page hears of it by itself, while the code is being typed.
    expect(window.page.get_by_text("Le courriel a été remis")).to_be_visible()
    code = Letter.objects.latest("pk").text
    import re

    window.page.fill("input[name=code]", re.search(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b", code)[0])
    window.page.keyboard.press("Enter")
    window.page.wait_for_url("**/home/")
    expect(window.page.get_by_text("Bonjour Amel")).to_be_visible()
    window.close()


def test_a_page_open_since_before_the_vote_was_closed_shows_the_result_and_refuses_the_ballot(
    browser, served, town
):
    """A stale form: the click gets a sentence, and nothing is recorded."""
    from governance.proposals.vote.actions.settling import settle

    window = (
        Window(browser, served, java_script_enabled=False, **PHONE).be("associate").open("/rounds/17/ballot/")
    )
    proposal = Proposal.objects.get(number=21)
    settle(proposal.round_id, early=True)
    window.page.get_by_role("button", name="Pour", exact=True).click()
    expect(window.page.get_by_text("votre voix est arrivée après la clôture")).to_be_visible()
    assert not Voice.objects.get(round_id=17, bearer__email="ines.delattre@lisieres.example").voted_at
    window.close()


def test_an_import_says_how_far_it_is_and_how_it_ended_without_being_asked(
    browser, served, town, settings, tmp_path
):
    """The page moves by itself while the work goes on, and shows what came of it."""
    from core.outbox.actions import drain
    from members.people.models import College

    settings.MEDIA_ROOT = tmp_path
    window = Window(browser, served, locale="en-GB", **PHONE).be("administrator").open("/desk/imports/new/")
    window.page.check("input[value=colleges]")
    table = {"name": "colleges.csv", "mimeType": "text/csv", "buffer": b"Code;Nom\nX;Les autres\n"}
    window.page.set_input_files("input[type=file]", table)
    window.page.locator("form.sheet .btn--ink").click()
    window.page.locator("form.sheet .btn--ink").click()
    expect(window.page.locator("#import-state[hx-trigger]")).to_be_visible()
    drain("work")
    expect(window.page.locator(".found")).to_contain_text("Les autres")
    window.page.locator(".btn--l").click()
    expect(window.page.locator("#import-state[hx-trigger]")).to_be_visible()
    drain("work")
    expect(window.page.locator(".sheet--teal")).to_be_visible()
    expect(window.page.locator("#import-said[role=status]")).not_to_be_empty()
    expect(window.page.locator("#import-state")).not_to_have_attribute("hx-trigger", "every 1s")
    assert College.objects.get(code="X").name == "Les autres"
    assert window.complaints == []
    window.close()
