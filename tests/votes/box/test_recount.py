"""A stranger counts a published box again, on a computer that has nothing but Python."""

import json
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.box.secret import WEIGHING, for_or_against, held
from tests.votes.test_options import DAYS, GRADES
from votes.ballots import signing
from votes.rounds.paper import Paper
from votes.rules.terms import Terms
from votes.tally import published
from votes.tally.recount import build
from votes.tally.recount.ed25519 import ORDER, is_signed

pytestmark = pytest.mark.django_db
MOTION = ["for", "for", "against", "abstain", "for", "against", "for", "for"]
JUDGED = ["4,1,0", "3,3,1", "0,3,4", "", "2,2,2"]
RANKED = ["1,2,3", "1,2", "2,3,1", "3", "", "2,1"]
EIGHT = "AAAABBBB"


def recounted(box, tmp_path):
    """Run the program on a box, isolated from everything: (exit status, outcome, what it said)."""
    (tmp_path / "recount.py").write_text(build(), "utf-8")
    (tmp_path / "box.json").write_text(json.dumps(box, ensure_ascii=False), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "recount.py", "box.json"], cwd=tmp_path, capture_output=True, text=True, env={}
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout or "null"), done.stderr


def vote(kind):
    return {
        "motion": lambda: held(MOTION, for_or_against()),
        "motion by college": lambda: held(MOTION, for_or_against(WEIGHING), colleges=EIGHT, smallest=4),
        "judgment": lambda: held(JUDGED, paper=Paper("majority_judgment", DAYS, {"grades": GRADES})),
        "transferable": lambda: held(RANKED, paper=Paper("stv_scottish", DAYS, seats=2)),
        "lot": lambda: held("1122", Terms(tie="lot"), paper=Paper("plurality", DAYS)),
        "plurality by college": lambda: held(
            "12312312", Terms(colleges=WEIGHING), paper=Paper("plurality", DAYS), colleges=EIGHT, smallest=4
        ),
        "nobody voted": lambda: held([None, None], for_or_against()),
    }[kind]()


KINDS = (
    "motion",
    "motion by college",
    "judgment",
    "transferable",
    "lot",
    "plurality by college",
    "nobody voted",
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_count_of_a_stranger_is_the_published_one(kind, tmp_path):
    round_, _receipts = vote(kind)
    status, counted, said = recounted(published.box(round_), tmp_path)
    assert (status, counted) == (0, round_.result.outcome), said
    assert "signature" in said


def spoil(box, name):
    ballots = box["ballots"]
    {
        "a mark": lambda: ballots[0].update(content="against" if ballots[0]["content"] == "for" else "for"),
        "a ballot": ballots.pop,
        "a code": lambda: ballots[1].update(code="0" * 32),
        "one twice": lambda: ballots.append(dict(ballots[0])),
        "a signature": lambda: ballots[0].update(signature=ballots[1]["signature"]),
        "the text": lambda: box.update(text="Another question"),
        "the roll": lambda: box.update(roll={"": 3}),
        "the outcome": lambda: box["outcome"].update(adopted=not box["outcome"]["adopted"]),
        "the rule": lambda: box["rule"].update(threshold="9/10"),
    }[name]()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("a mark", "fingerprint of the box"),
        ("a ballot", "fingerprint of the box"),
        ("a code", "signature"),
        ("one twice", "twice"),
        ("a signature", "does not have the organisation's signature"),
        ("the text", "text that was voted on"),
        ("the roll", "holds more than its roll"),
        ("the outcome", "outcome"),
        ("the rule", "another outcome"),
    ],
)
def test_whatever_was_changed_is_said_in_a_sentence(changed, said, tmp_path):
    box = published.box(vote("motion")[0])
    spoil(box, changed)
    status, _counted, sentences = recounted(box, tmp_path)
    assert status == 1
    assert said in sentences


def test_whoever_forges_the_box_and_its_fingerprint_still_needs_the_outcome(tmp_path):
    box = published.box(vote("motion")[0])
    spoil(box, "a mark")
    box["box_sha256"] = published.box_digest(box["ballots"])
    status, _counted, said = recounted(box, tmp_path)
    assert status == 1
    assert "another outcome" in said


def test_a_lot_whose_number_is_not_the_sealed_one_is_noticed(tmp_path):
    box = {**published.box(vote("lot")[0]), "lot_nonce": "f" * 32}
    assert recounted(box, tmp_path)[0] == 1


def test_something_else_than_a_box_is_refused_in_a_sentence(tmp_path):
    status, counted, said = recounted({"format": "photograph"}, tmp_path)
    assert (status, counted) == (2, None)
    assert "format" in said


def test_with_a_small_college_the_heads_are_counted_and_the_program_says_what_it_cannot_do(tmp_path):
    round_, _receipts = held(MOTION, for_or_against(WEIGHING), colleges="AAAAAABB", smallest=3)
    box = published.box(round_)
    assert {ballot["college"] for ballot in box["ballots"]} == {None}
    status, counted, said = recounted(box, tmp_path)
    assert (status, counted["for"], counted["against"], counted["cast"]) == (0, 5, 2, 8)
    assert "weighing by college cannot be done" in said


def test_between_options_a_small_college_leaves_the_codes_alone_in_the_box(tmp_path):
    """The result of such a vote hides the heads, since they and the weights together tell the small college."""
    paper = Paper("plurality", DAYS)
    round_, receipts = held(
        "12312312", Terms(colleges=WEIGHING), paper=paper, colleges="AAAAAABB", smallest=3
    )
    box = published.box(round_)
    assert {(ballot["college"], ballot["content"]) for ballot in box["ballots"]} == {(None, None)}
    assert sorted(receipt.code for receipt in receipts) == [ballot["code"] for ballot in box["ballots"]]
    assert box["outcome"]["heads"] is None
    status, counted, said = recounted(box, tmp_path)
    assert (status, counted) == (0, None)
    assert "only the codes are published" in said


def test_a_house_whose_key_changed_publishes_no_signature_of_another(tmp_path):
    round_, _receipts = held(MOTION, for_or_against(), public_key="ab" * 32)
    box = published.box(round_)
    assert not any("signature" in ballot for ballot in box["ballots"])
    status, _counted, said = recounted(box, tmp_path)
    assert status == 0
    assert "another key" in said


def test_the_program_is_the_same_each_time_it_is_made():
    build.cache_clear()
    first = build()
    build.cache_clear()
    assert build() == first
    assert "import django" not in first


@given(seed=st.binary(min_size=32, max_size=32), told=st.binary(max_size=80), bit=st.integers(0, 511))
def test_our_check_of_signatures_agrees_with_the_library(seed, told, bit):
    """RFC 8032: what the library signs is signed; one bit off, or another message, is not."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signed = key.public_key().public_bytes_raw().hex(), key.sign(told)
    flipped = (int.from_bytes(signed, "big") ^ 1 << bit).to_bytes(64, "big")
    assert is_signed(public, told, signed.hex())
    assert not is_signed(public, told, flipped.hex())
    assert not is_signed(public, told + b"!", signed.hex())


def test_the_first_published_vector_of_the_standard_is_a_signature():
    """RFC 8032, 7.1, test 1: the empty message."""
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signed = (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b"
    )
    assert is_signed(public, b"", signed)
    # The same point with a scalar past the order would be a second signature of one message.
    scalar = int.from_bytes(bytes.fromhex(signed[64:]), "little") + ORDER
    assert not is_signed(public, b"", signed[:64] + scalar.to_bytes(32, "little").hex())


@pytest.mark.parametrize(
    ("key", "signature"),
    [("", ""), ("zz", "00" * 64), ("ff" * 32, "00" * 64), ("00" * 31, "00" * 64), ("02" + "00" * 31, "00" * 64)],
)  # fmt: skip
def test_what_is_no_key_and_no_signature_is_refused(key, signature):
    assert not is_signed(key, b"", signature)


def test_the_program_reads_the_message_that_receipts_sign():
    from votes.tally.recount.program import message

    assert message(7, "ab") == signing.message(7, "ab")
