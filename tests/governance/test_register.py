"""The register of decisions: numbered, chained, verifiable by anyone, never edited."""

import io
import subprocess
import sys

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import canonical
from core.clock import database_now
from core.ed25519 import fingerprint
from governance.decisions import chain, integrity, verifier
from governance.decisions.actions import register
from governance.decisions.models import Decision
from tests import make, owner
from votes.ballots import signing


def enter(title="A decision", visibility="public", ground=None):
    new = register.NewDecision(
        title=title,
        text="Words.",
        adopted=True,
        body="Here",
        source="history",
        ground={"how": "consent"} if ground is None else ground,
        visibility=visibility,
        decided_at=database_now(),
    )
    return register.enter(new)


def downloaded(client):
    return b"".join(client.get(reverse("portal:export")))


def examined(client, **known):
    return verifier.examine(io.BytesIO(downloaded(client)), **known)


@pytest.mark.django_db
def test_decisions_are_numbered_without_gap_and_chained():
    first, second = enter("One"), enter("Two")
    assert (first.no, second.no) == (1, 2)
    assert first.previous == "0" * 64
    assert second.previous == first.hash
    assert second.reference == f"D-{make.today().year}-002"
    assert integrity.verify_register() == []


@pytest.mark.django_db
def test_a_decision_needs_its_ground():
    with pytest.raises(register.NoGround, match="fondement"):
        enter(ground={})
    assert not Decision.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("ground", [{}, {"rule": "none"}, {"how": None}, {"how": ""}])
@pytest.mark.both
def test_the_database_refuses_a_decision_without_its_ground(ground):
    entry = enter()
    before = entry.hash
    entry.pk = entry.no = entry.no + 1
    entry.rank, entry.previous, entry.hash, entry.ground = entry.rank + 1, before, "f" * 64, ground
    with pytest.raises(IntegrityError, match="decisions_have_their_ground"), transaction.atomic():
        entry.save(force_insert=True)
    assert Decision.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_an_entry(verb):
    enter()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if verb == "update":
            Decision.objects.update(title="Rewritten")
        else:
            Decision.objects.all().delete()
    assert Decision.objects.get().title == "A decision"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("entered", [enter, make.old_decision])
def test_an_entry_changed_behind_the_house_is_named(entered, client):
    """Somebody with the owner's rights removes the guard and rewrites: the chain says which entry."""
    make.Organisation.objects.create(name="Example", legal_form="SAS", city="Here")
    entered("One")
    enter("Two")
    with owner.unguarded("decisions_decision"):
        Decision.objects.filter(no=1).update(title="Forged")
    [fault] = integrity.verify_register()
    assert (fault.no, fault.code) == (1, "words")
    page = client.get(reverse("portal:verify"), headers={"accept-language": "fr"}).content.decode()
    assert "elle a été changée après avoir été scellée" in page


@pytest.mark.django_db
def test_a_withheld_entry_says_nothing_of_its_words_and_still_holds_its_place(client):
    enter("Publique")
    secret = enter("Entre nous", visibility="members")
    *_others, line = [canonical.read(line) for line in downloaded(client).splitlines()]
    assert line == {
        "format": 2, "no": 2, "previous": secret.previous, "hash": secret.hash,
        "content_sha256": canonical.sha256(secret.content()), "public": False,
    }  # fmt: skip
    report = examined(client, head=secret.hash, key=fingerprint(signing.public_key()))
    assert (report.status, report.wrong, report.open) == (0, [], [])
    assert [said.code for said in report.right] == ["signed", "held", "to_the_end"]
    assert [(said.code, said.facts) for said in report.hidden] == [("words_hidden", {"count": 1})]


@pytest.mark.django_db
def test_the_same_words_entered_twice_have_two_seals_that_cannot_be_guessed():
    """A number drawn by lot is among what is sealed: nobody finds hidden words by trying."""
    one, two = enter("Entre nous", visibility="members"), enter("Entre nous", visibility="members")
    assert one.salt != two.salt
    without = {key: value for key, value in one.content().items() if key != "salt"}
    assert one.withheld()["content_sha256"] != canonical.sha256(without)


@pytest.mark.django_db
def test_nothing_is_right_without_something_known_from_elsewhere(client):
    enter("One")
    report = examined(client)
    assert (report.status, report.codes) == (2, ["no_anchor"])
    assert report.right == []


@pytest.mark.django_db
def test_an_earlier_fingerprint_vouches_for_what_came_before_it_and_no_more(client):
    kept = enter("One").hash
    enter("Two")
    by_after = examined(client, after=kept)
    assert by_after.status == 0
    assert [said.code for said in by_after.hidden] == ["no_key", "after_end"]
    by_head = examined(client, head=kept)
    assert (by_head.status, by_head.codes) == (2, ["head_earlier"])


@pytest.mark.django_db
def test_an_empty_register_is_right_to_its_end(client):
    assert examined(client, head=chain.GENESIS).status == 0
    assert examined(client, head="1" * 64).codes == ["head_unknown"]


@pytest.mark.django_db
def test_entries_of_both_formats_are_one_chain(client):
    """Old entries keep their seal, the first new one seals all of them, those that are withheld too."""
    old = [
        make.old_decision("One"),
        make.old_decision("Between us", visibility="members"),
        make.old_decision("Three"),
    ]
    assert old[2].previous == old[1].hash
    early = examined(client, head=old[2].hash)
    assert (early.status, early.codes) == (2, ["not_held"])
    assert early.open[0].facts == {"last": 2}
    new = enter("Four")
    assert new.previous == old[2].hash
    assert integrity.verify_register() == []
    assert integrity.is_sealed(new)
    assert all(integrity.is_sealed(entry) for entry in old)
    late = examined(client, head=new.hash)
    assert (late.status, late.codes) == (0, [])
    assert [(said.code, said.facts) for said in late.hidden if said.code == "old_hidden"] == [
        ("old_hidden", {"count": 1})
    ]


@pytest.mark.django_db
def test_history_rewritten_before_an_old_hidden_entry_is_seen(client):
    """What the first format let pass: a withheld line held nothing, so that whatever came before it could be rewritten."""
    make.old_decision("One")
    make.old_decision("Between us", visibility="members")
    kept = enter("Three").hash
    header, one, two, three = [canonical.read(line) for line in downloaded(client).splitlines()]
    one["content"]["title"] = "Rewritten"
    one["hash"] = two["previous"] = chain.seal(one)
    forged = "".join(canonical.write(line) + "\n" for line in (header, one, two, three))
    report = verifier.examine(io.BytesIO(forged.encode()), after=kept)
    assert (report.status, [said.code for said in report.wrong]) == (1, ["words"])


@pytest.mark.django_db
def test_anyone_checks_what_they_downloaded_with_the_program_beside_it(client, tmp_path):
    make.Organisation.objects.create(name="Example", legal_form="SAS", city="Here")
    enter("Publique")
    head = enter("Entre nous", visibility="members").hash
    (tmp_path / "register.jsonl").write_bytes(downloaded(client))
    (tmp_path / "verify_register.py").write_bytes(client.get(reverse("portal:verifier")).content)

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-I", "-S", "verify_register.py", *arguments], cwd=tmp_path, capture_output=True, text=True, env={}
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    status, said, complaint = run("register.jsonl", "--head", head)
    assert (status, complaint) == (0, "")
    assert "VÉRIFIÉ ET JUSTE" in said
    assert "CHECKED AND RIGHT" in said
    assert "Not checked: the words of 1 entries that are not public" in said
    assert run("register.jsonl", "--head", "f" * 64)[0] == 1
    assert "CHECKED AND WRONG" in run("register.jsonl", "--head", "f" * 64)[1]
    assert "COULD NOT CHECK" in run("register.jsonl")[1]
    assert (
        run("register.jsonl")[0],
        run("nowhere.jsonl")[0],
        run()[0],
        run("register.jsonl", "--head", "x")[0],
    ) == (2, 2, 2, 2)
    assert "verify_register.py register.jsonl --head" in run()[2]


LETTERS = st.text('aé\n"\\😀\u2028', max_size=5)


@given(st.dictionaries(LETTERS, LETTERS | st.integers() | st.none(), max_size=4))
def test_a_hash_depends_on_the_facts_and_not_on_their_order(facts):
    shuffled = dict(reversed(list(facts.items())))
    assert canonical.sha256(facts) == canonical.sha256(shuffled)
    assert canonical.sha256({**facts, "moremore": 1}) != canonical.sha256(facts)


@pytest.mark.parametrize("value", [1.0, float("nan"), {"a": [0.5]}, "\ud800", {"a": 10**1500}])
def test_what_could_not_be_read_back_is_never_sealed(value):
    with pytest.raises(ValueError):
        canonical.check(value)
