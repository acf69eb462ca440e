"""A corpus of forged registers and boxes: each refused, and for its own reason, by two verifiers that share nothing.

The true exports are downloaded once, from the pages, of two houses with another key each. What a forger could do is in
`forger.py`; what an outsider reads, in docs/proofs.md; the second verifier was written from that alone.
"""

import copy
import io
import json
import random
import subprocess
import sys
from functools import cache
from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from core import canonical, verdict
from core.clock import database_now
from core.ed25519 import fingerprint
from governance.decisions import chain, recount, verifier
from governance.decisions.actions.register import NewDecision, enter
from governance.decisions.models import Decision
from governance.proposals.vote.actions import settling
from tests import make
from tests.security import forger, second_verifier
from tests.security.forger import FORGERIES, Truth
from tests.votes.box.secret import WEIGHING, for_or_against, held
from votes.ballots import signing
from votes.ballots.models import SecretBallot
from votes.ballots.secrecy import cast_secret
from votes.tally import published
from votes.tally.recount import program

MARKS = {"alice": "for", "bob": "for", "dana": "against", "fay": "for", "gus": "abstain"}
ALL = {f"{one}": one for one in FORGERIES}


def enter_plain(title, visibility="public"):
    return enter(
        NewDecision(
            title=title, text="Words.", adopted=True, body="Here", source="history", ground={"how": "consent"},
            visibility=visibility, decided_at=database_now(),
        )
    )  # fmt: skip


def enter_masked():
    """A secret vote in which one college was small, and its decision."""
    return enter_voted(
        *held(["for"] * 4 + ["against"] * 2, for_or_against(WEIGHING), colleges="AAAABB", smallest=3)
    )


def enter_voted(round_, _receipts):
    """Enter the decision of a secret vote as the house enters those of its votes."""
    deed = NewDecision(
        title=round_.title, text=round_.text, adopted=round_.result.adopted, body="", source=round_.subject,
        ground=settling._ground(round_, round_.result), visibility="public", decided_at=round_.closed_at,
    )  # fmt: skip
    return round_, enter(deed)


@pytest.mark.django_db
def test_the_box_of_a_vote_that_opened_under_an_earlier_release_is_right_as_it_was_sealed(cast, code):
    round_, decision = enter_voted(*held(["for", "against", "for"], for_or_against(), frozen_format=1))
    box = published.box(round_)
    assert (box["format"], "frozen" in box) == ("assemblage box 2", False)
    written, known = (
        canonical.write(box).encode() + b"\n",
        {"key": fingerprint(signing.public_key()), "head": decision.hash},
    )
    assert (report_on("box", written, **known).status, second("box", written, **known)) == (0, 0)
    box["second_call"] = True
    assert report_on("box", canonical.write(box).encode(), **known).codes == ["decision_published"]


def download(name, *arguments):
    answer = Client().get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def publish(seed, other=None):
    """Let a house decide and vote, and download what it publishes; nothing of it stays in the database."""
    with override_settings(SIGNING_KEY=seed.hex(), ROUND_READER=""), transaction.atomic():
        signing._key.cache_clear()
        cast = make.cast()
        make.code()
        make.old_decision("One")
        make.old_decision("Between us", visibility="members")
        make.old_decision("Three")
        early, early_head = download("portal:export"), Decision.objects.get(no=3).hash
        enter_plain("Four")
        enter_plain("Five")
        round_ = make.secret_round(*(getattr(cast, name) for name in MARKS), visibility="public")
        for name, mark in MARKS.items():
            cast_secret(getattr(cast, name), round_.pk, mark)
        settling.settle(round_.pk, early=True)
        enter_plain("Between us again", "members")
        small, small_decision = enter_masked()
        made = Truth(
            register=download("portal:export"), early=early, early_head=early_head,
            box=download("tally:box_json", round_.pk), masked=download("tally:box_json", small.pk),
            head=Decision.objects.order_by("no").last().hash, masked_head=small_decision.hash,
            key=fingerprint(signing.public_key()), signing_key=Ed25519PrivateKey.from_private_bytes(seed),
            other_register=other.register if other else b"", other_box=other.box if other else b"",
        )  # fmt: skip
        transaction.set_rollback(True)
    signing._key.cache_clear()
    return made


@pytest.fixture(scope="module")
def truth(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield publish(b"t" * 32, other=publish(b"o" * 32))


def report_on(of, written, **known):
    """What our verifier says of a file: a register or a box."""
    if of in ("box", "masked"):
        return recount.examine(written, **known)[0]
    return verifier.examine(io.BytesIO(written), **known)


@cache
def report_of(forgery, truth):
    """What our verifier says of a forgery; asked twice, looked at once."""
    return report_on(forgery.of, forgery.make(truth), **known_of(forgery, truth))


def second(of, written, **known):
    return (second_verifier.box if of in ("box", "masked") else second_verifier.register)(written, **known)


def known_of(forgery, truth):
    return {
        name: truth.head if value == "TRUE HEAD" else value for name, value in forgery.knows(truth).items()
    }


@pytest.mark.parametrize("of", ["register", "box"])
def test_what_the_house_publishes_is_right_for_both_verifiers(of, truth):
    known = {"head": truth.head, "key": truth.key}
    report = report_on(of, getattr(truth, of), **known)
    assert (report.status, report.codes) == (0, [])
    assert second(of, getattr(truth, of), **known) == 0


def test_the_corpus_is_large_and_no_two_forgeries_are_the_same_file(truth):
    assert len(FORGERIES) >= 40
    files = {(one.of, one.make(truth), tuple(sorted(known_of(one, truth).items()))) for one in FORGERIES}
    assert len(files) == len(FORGERIES) == len(ALL)


@pytest.mark.parametrize("value", [[], {}, 1, None, [[]]])
@pytest.mark.parametrize("part", ["ground", "frozen"])
def test_a_key_of_another_type_is_another_key(part, value, truth):
    """Whatever stands there: the program says that the box is wrong, and does not break."""
    box = canonical.read(truth.box.removesuffix(b"\n"))
    for content in [line["content"] for line in box["register"] if "content" in line]:
        (content["ground"] if part == "ground" else box["frozen"])["public_key"] = value
    written = canonical.write(box).encode() + b"\n"
    report = report_on("box", written, head=truth.head, key=truth.key)
    assert report.status == verdict.WRONG
    assert second("box", written, head=truth.head, key=truth.key) == verdict.WRONG


@pytest.mark.parametrize("name", ALL)
def test_each_forgery_is_refused_for_its_own_reason_by_both_verifiers(name, truth):
    forgery = ALL[name]
    written, known = forgery.make(truth), known_of(forgery, truth)
    report = report_of(forgery, truth)
    assert (report.status, report.codes) == (forgery.status, forgery.codes)
    assert second(forgery.of, written, **known) == forgery.status


def test_every_reason_is_a_sentence_in_both_languages_and_nothing_of_the_file_is_repeated_raw(truth):
    for forgery, language in product(FORGERIES, verdict.LANGUAGES):
        report = report_of(forgery, truth)
        told = list(report.told(recount.WORDS, language))
        assert told[0] == verdict.HEADLINES[forgery.status][language]
        assert len(told) > 1
        assert all(len(line) < 400 and line.isprintable() for line in told)
        assert not report.wrong or verdict.MARKS[verdict.RIGHT][language] not in "".join(told)


# --- That the corpus can fail: a verifier that leaves one check out lets forgeries pass ---------------------------------------


def passing(truth):
    """The forgeries that our verifier finds right now."""
    return {
        forgery.name
        for forgery in FORGERIES
        if report_on(forgery.of, forgery.make(truth), **known_of(forgery, truth)).status == 0
    }


ABLATIONS = {
    "that words have their seal": ([(chain, "seal", lambda line, past="": line["hash"])], "words of one entry"),
    "that there is one writing": ([(canonical, "read", lambda raw: json.loads(raw))], "a title twice"),
    "who signed a register": ([(verifier, "_signed", lambda *_: None)], "the true entries signed with another key"),
    "what is known from elsewhere": (
        [(verifier, "_anchored", lambda *_: None)], "everything sealed again and signed by the house itself",
    ),
    "what is missing": ([(verifier, "_withheld", lambda *_: None)], "every entry withheld"),
    "that the decision is that of the box": (
        [(recount, "_odd", lambda *_: []), (recount, "_other", lambda *_: [])],
        "codes of two unlike ballots swapped and the fingerprint made again",
    ),
    "that the decision is in the register": (
        [(recount, "_anchored", lambda *_: None)], "everything made again up to the decision with the true codes",
    ),
    "who signed the codes": ([(program, "_signatures", lambda *_: None)], "another signature under one code"),
}  # fmt: skip


@pytest.mark.parametrize("left_out", ABLATIONS)
def test_a_verifier_that_does_not_look_lets_a_forgery_pass(left_out, truth, monkeypatch):
    patches, forgery = ABLATIONS[left_out]
    [caught] = [one for one in FORGERIES if one.name == forgery]
    for where, name, instead in patches:
        monkeypatch.setattr(where, name, instead)
    assert report_on(caught.of, caught.make(truth), **known_of(caught, truth)).status == 0


# --- Mutants: every field, and bytes anywhere -------------------------------------------------------------------------------


def leaves(value, path=()):
    """The path of every value within a value, boxes too."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from leaves(one, (*path, key))


def mutant(value, path):
    """The same value with one of its fields changed a little."""
    changed = copy.deepcopy(value)
    place = changed
    for key in path[:-1]:
        place = place[key]
    old = place[path[-1]]
    if isinstance(old, bool):
        new = not old
    elif isinstance(old, int):
        new = old + 1
    elif isinstance(old, str):
        new = (
            old[:-1]
            if old.endswith("0")
            else old + "0"
            if len(old) % 32 or not old
            else "0" + old[1:]
            if old[0] != "0"
            else "1" + old[1:]
        )
    elif isinstance(old, list):
        new = [*old, 0]
    elif isinstance(old, dict):
        new = {**old, "more": 0}
    else:
        new = 0
    place[path[-1]] = new
    return changed


@pytest.mark.parametrize("of", ["register", "box"])
def test_no_change_to_any_field_is_right(of, truth):
    """At least 110 fields, spread over the whole file, each changed a little: 0 accepted, and the two agree."""
    parsed, known = forger.parse(getattr(truth, of), of), {"head": truth.head, "key": truth.key}
    paths = [path for path in leaves(parsed) if path]
    some = paths if len(paths) < 120 else random.Random(1).sample(paths, 120)
    assert len(some) >= 110
    found = {}
    for path in some:
        written = forger.write(mutant(parsed, path))
        report = report_on(of, written, **known)
        found[path] = (report.status, second(of, written, **known))
    assert {path: both for path, both in found.items() if both[0] == 0 or both[0] != both[1]} == {}


@pytest.mark.parametrize("of", ["register", "box"])
def test_no_change_to_any_byte_is_right_and_nothing_breaks(of, truth):
    written, known, chance = getattr(truth, of), {"head": truth.head, "key": truth.key}, random.Random(2)
    for _ in range(110):
        at = chance.randrange(len(written))
        new = chance.choice(
            [b"", bytes([written[at] ^ 1 << chance.randrange(8)]), bytes([chance.randrange(256)]) * 2]
        )
        changed = written[:at] + new + written[at + 1 :]
        report = report_on(of, changed, **known)
        assert report.status == second(of, changed, **known)
        assert report.status or changed == written


# --- As a person does it ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_somebody_downloads_the_pages_and_runs_the_programs_on_another_computer(cast, code, tmp_path):
    """Through HTTP and `python -I`: right with what they know, wrong once the operator stuffs the box by SQL, or cuts the register."""
    round_ = make.secret_round(cast.alice, cast.bob, cast.dana, visibility="public")
    for voice in round_.voices.order_by("pk")[:5]:
        cast_secret(voice.bearer, round_.pk, "for")
    decision = settling.settle(round_.pk, early=True)
    client = Client(headers={"accept-language": "fr"})
    for name, arguments in {
        "portal:export": [],
        "portal:verifier": [],
        "tally:recount": [round_.pk],
        "tally:box_json": [round_.pk],
    }.items():
        answer = client.get(reverse(name, args=arguments))
        content = b"".join(answer) if answer.streaming else answer.content
        (tmp_path / answer.headers["Content-Disposition"].split('"')[1]).write_bytes(content)
    key = fingerprint(signing.public_key())
    for page in (reverse("portal:verify"), reverse("tally:box", args=[round_.pk])):
        shown = client.get(page).content.decode()
        assert key in shown
        assert decision.hash in shown

    def run(*words):
        done = subprocess.run(
            [sys.executable, "-I", "-S", *words], cwd=tmp_path, capture_output=True, text=True, env={}
        )
        return done.returncode, done.stdout + done.stderr

    box = f"box-{round_.pk}.json"
    status, said = run("verify_register.py", "register.jsonl", "--head", decision.hash, "--key", key)
    assert (status, "VÉRIFIÉ ET JUSTE" in said, key in said) == (0, True, True)
    status, said = run("recount.py", box, "--head", decision.hash, "--key", " ".join(key.upper()))
    assert (status, "CHECKED AND RIGHT" in said, key in said) == (0, True, True)
    assert json.loads(said.splitlines()[0])["for"] == 5
    assert run("recount.py", box)[0] == 2
    # The operator adds a ballot for somebody who did not vote.
    SecretBallot.objects.create(round=round_, code="0" * 32, content="for")
    (tmp_path / box).write_bytes(client.get(reverse("tally:box_json", args=[round_.pk])).content)
    status, said = run("recount.py", box, "--head", decision.hash, "--key", key)
    assert (status, "VÉRIFIÉ ET FAUX" in said, "d’autres bulletins ont été comptés" in said) == (
        1,
        True,
        True,
    )
    (tmp_path / "register.jsonl").write_bytes(b"[" * 10_000)
    status, said = run("verify_register.py", "register.jsonl", "--head", decision.hash)
    assert (status, "Traceback" in said, "NON VÉRIFIÉ" in said) == (2, False, True)
