"""The year of Les Lisières, played by hand: an admission, a general meeting, a withdrawal, to the exact figure."""

from playwright.sync_api import expect

from demo.assembly import IN_THE_ROOM, ON_LINE, choices, seat
from demo.load import load
from demo.story import YEAR, Tale
from governance.decisions.models import Decision
from governance.proposals.models import Proposal
from tests import make
from tests.browser.pages import DESK, PHONE, Window
from votes.ballots.actions import cast_ballot

FRENCH = {"locale": "fr-FR"}
# Weighted “for” and outcome of each resolution that is voted on in the open. Source: the company's minutes.
RESOLUTIONS = [
    ("Comptes de l’exercice", "96,44 %", True),
    ("Affectation du résultat", "100 %", True),
    ("fonds pour les communs", "44,86 %", False),
    ("Ratifier les admissions", "98 %", True),
    ("Élargir l’objet", "69,92 %", True),
]


def plain(text):
    """Figures as they are typed: French typography puts narrow spaces into them."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def figures(window, path="/shares/"):
    return plain(window.open(path).page.locator("main").inner_text())


def test_an_admission_is_decided_by_the_circle_and_enters_both_registers(browser, served):
    load("january")
    desk = Window(browser, served, **FRENCH, **DESK).be("administrator")
    assert "41 250 €" in figures(desk)
    desk.open("/join/applications/1/")
    desk.page.get_by_role("link", name="Préparer la décision").click()
    desk.page.get_by_role("button", name="Enregistrer mon brouillon").click()
    desk.page.get_by_role("button", name="L’ouvrir à la discussion").click()
    desk.page.get_by_role("link", name="Mettre au vote").click()
    form = desk.page
    form.get_by_label("Décision de cercle").check()
    form.get_by_label("Cercle d’ancrage").check()
    form.get_by_label("Clôture du vote").fill(f"{make.today().year + 1}-01-15T18:00")
    form.get_by_role("button", name="Expliquer comment ce sera compté").click()
    form.get_by_role("button", name="Ouvrir le vote").click()
    proposal = Proposal.objects.current().latest("pk")
    for voice in proposal.round.voices.all():
        cast_ballot(voice.bearer, proposal.round_id, "for")
    desk.open(f"/proposals/{proposal.number}/").page.get_by_role("link", name="Clore maintenant").click()
    desk.page.get_by_role("button", name="Clore le vote").click()
    expect(desk.page.locator(".verdict-word")).to_have_text("Adoptée")
    reference = Decision.objects.latest("no").reference

    desk.open("/join/applications/1/")
    admission = desk.page.locator("form").filter(has_text="Noter l’admission")
    admission.get_by_label("Décision").fill(reference)
    admission.get_by_role("button", name="Admettre").click()
    assert "41 400 €" in figures(desk)
    row = desk.page.locator(".movements tbody tr").first
    expect(row).to_contain_text("Inès Carlier")
    cells = [plain(cell) for cell in row.locator("td").all_inner_texts()]
    assert [cells[k] for k in (4, 5, 6)] == ["U", "3", "150 €"]
    assert reference in cells[1]
    assert "60 associé" in figures(desk, "/members/")
    assert desk.complaints == []


def test_the_general_meeting_counts_its_proxies_and_comes_out_to_the_last_fraction(browser, served):
    load("june")
    desk = Window(browser, served, **FRENCH, **DESK).be("secretary").open("/meetings/1/attendance/")
    assert "6 sur 60" in plain(desk.page.locator(".ring-small").text_content())
    for name in (*IN_THE_ROOM, *ON_LINE):
        member = str(seat(name))
        how = "À distance" if name in ON_LINE else "Arrive"
        desk.page.get_by_role("button", name=f"{how} {member}", exact=True).click()
        expect(desk.page.get_by_role("button", name=f"Part {member}", exact=True)).to_be_visible()
    quorum = plain(desk.page.locator(".quorum-head").inner_text())
    for words in ("75 %", "45 sur 60", "il en faut 20", "il en faut 30", "25 présent", "dont 7 à distance"):
        assert words in quorum
    for words in ("14 par pouvoir", "6 par correspondance"):
        assert words in quorum
    colleges = desk.page.locator(".college-bars dd b").all_inner_texts()
    assert colleges == ["6/6", "8/9", "17/24", "10/13", "4/8"]

    desk.open("/meetings/1/voices/")
    expect(desk.page.locator("tr", has_text="Omar Tahri")).to_contain_text("absent")
    expect(desk.page.locator("tr", has_text="Gaspard Lenoir")).to_contain_text("Inès Delattre")

    chair = Window(browser, served, **FRENCH, **DESK).be("chair").open("/meetings/1/")
    expect(chair.page.get_by_role("heading", name="Vous portez 4 voix")).to_be_visible()
    asked(chair, "Ouvrir la séance")
    phone = Window(browser, served, **FRENCH, **PHONE).be("associate")
    for words, share, adopted in RESOLUTIONS:
        decide(chair, phone, words, share, adopted)
    asked(chair.open("/meetings/1/"), "Lever la séance")
    expect(chair.page.get_by_text("Terminée", exact=True)).to_be_visible()
    assert chair.complaints == desk.complaints == phone.complaints == []


def asked(chair, act):
    """What cannot be undone is asked first, on a page of its own."""
    chair.page.get_by_role("link", name=act).click()
    chair.page.get_by_role("button", name=act).click()


def decide(chair, phone, words, share, adopted):
    """One question: the chair opens, an associate votes for three on her phone, the others vote, the chair closes."""
    chair.open("/meetings/1/")
    question = chair.page.locator(".agenda li", has_text=words)
    question.get_by_role("link", name="Mettre au vote").click()
    chair.page.get_by_role("button", name="Expliquer comment ce sera compté").click()
    expect(chair.page.locator(".facts").first).to_contain_text("45 associé·es sur 60 prennent part")
    chair.page.get_by_role("button", name="Ouvrir le vote").click()
    proposal = Proposal.objects.current().get(item__title__contains=words)
    told = next(tale for tale in YEAR if isinstance(tale, Tale) and words in plain(tale.title))
    hers = {}
    for voice, choice in list(choices(proposal.round, told.votes)):
        if voice.bearer.email == "ines.delattre@lisieres.example":
            hers[voice.pk] = choice
        else:
            cast_ballot(voice.bearer, proposal.round_id, {voice.pk: choice})
    vote_by_phone(phone, proposal.round_id, hers)
    chair.open(f"/proposals/{proposal.number}/").page.get_by_role("link", name="Clore maintenant").click()
    chair.page.get_by_role("button", name="Clore le vote").click()
    verdict = chair.page.locator(".verdict")
    expect(verdict.locator(".verdict-word")).to_have_text("Adoptée" if adopted else "Rejetée")
    assert share in plain(verdict.inner_text())


def vote_by_phone(phone, round_id, mine):
    """She carries three voices: the same choice in one tap, or voice by voice."""
    phone.open(f"/rounds/{round_id}/ballot/")
    expect(phone.page.get_by_text("Vous portez 3 voix")).to_be_visible()
    words = {"for": "Pour", "against": "Contre", "abstain": "Je m’abstiens"}
    if len(set(mine.values())) == 1:
        phone.page.get_by_role("button", name=words[mine.popitem()[1]], exact=True).click()
    else:
        phone.page.get_by_text("Voter différemment pour chaque voix").click()
        for voice, choice in mine.items():
            phone.page.locator(f'input[name="choice_{voice}"][value="{choice}"]').check()
        phone.page.get_by_role("button", name="Poser mes 3 voix").click()
    expect(phone.page.get_by_role("heading", name="Vos voix sont posées")).to_be_visible()


def test_a_withdrawal_takes_ten_shares_back_and_leaves_fifty_nine_members(browser, served, town):
    desk = Window(browser, served, **FRENCH, **DESK).be("administrator")
    assert "41 400 €" in figures(desk)
    member = seat("P6")
    desk.open(f"/members/{member.number}/leave/")
    desk.page.get_by_role("button", name="Noter un départ").click()
    desk.open("/shares/new/refund/")
    desk.page.get_by_label("Associé·e").fill(str(member.number))
    desk.page.get_by_label("Nombre de parts").fill("10")
    desk.page.get_by_role("button", name="Voir ce que cela change").click()
    foreseen = plain(desk.page.locator(".checks").inner_text())
    assert "500 €" in foreseen
    assert "41 400 € à 40 900 €" in foreseen
    desk.page.get_by_role("button", name="Inscrire au registre").click()
    assert "40 900 €" in figures(desk)
    account = figures(desk, f"/shares/of/{member.number}/")
    assert str(make.today().year + 5) in account
    last_day = f"/members/?status=active&day={make.today().replace(year=make.today().year + 1)}"
    assert "59 associé" in figures(desk, last_day)
    assert desk.complaints == []
