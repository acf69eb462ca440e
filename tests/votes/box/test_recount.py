"""A stranger counts a published box again, on a computer that has nothing but Python."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core import canonical, standalone
from core.ed25519 import ORDER, fingerprint, is_signed
from governance.decisions import recount
from tests.votes.box.secret import WEIGHING, for_or_against, held, of_earlier
from tests.votes.test_options import DAYS, GRADES
from votes.ballots import signing
from votes.rounds.paper import Paper
from votes.rules.frame import CollegeRule
from votes.rules.motion import MotionRule
from votes.rules.quorum import Quorum
from votes.rules.shapes import Threshold, fraction
from votes.rules.terms import Terms
from votes.tally import published
from votes.tally.recount import program
from votes.tally.result_words import why_left_open

pytestmark = pytest.mark.django_db
MOTION = ["for", "for", "against", "abstain", "for", "against", "for", "for"]
JUDGED = ["4,1,0", "3,3,1", "0,3,4", "", "2,2,2"]
RANKED = ["1,2,3", "1,2", "2,3,1", "3", "", "2,1"]
EIGHT = "AAAABBBB"
HALF = Threshold(fraction("1/2"), "gt")
BOTH = CollegeRule("double_majority", {}, needed=2)
# More than half of each college must take part.
EACH = MotionRule("expressed", HALF, True, None, Quorum(each_college=HALF), None)


HOUSE = "the key of this house"


def recounted(box, *, key=HOUSE, head=""):
    """Check and count a box as the program does: (status, outcome, codes of what is wrong or open, codes of what is right)."""
    key = fingerprint(signing.public_key()) if key is HOUSE else key
    report, counted = recount.examine((canonical.write(box) + "\n").encode(), key=key, head=head)
    return report.status, counted, report.codes, [said.code for said in report.right]


def vote(kind):
    return {
        "motion": lambda: held(MOTION, for_or_against()),
        "motion by college": lambda: held(MOTION, for_or_against(WEIGHING), colleges=EIGHT, smallest=4),
        "blank motion": lambda: held([*MOTION[:6], "blank", "blank"], for_or_against()),
        "double majority": lambda: held(MOTION, for_or_against(BOTH), colleges=EIGHT, smallest=4),
        "quorum of each college": lambda: held(MOTION, EACH, colleges=EIGHT, smallest=4),
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
    "blank motion",
    "double majority",
    "quorum of each college",
    "judgment",
    "transferable",
    "lot",
    "plurality by college",
    "nobody voted",
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_count_of_a_stranger_is_the_published_one(kind):
    """No decision came of these rounds: all is right that the box itself can prove, and the rest is said to be missing."""
    round_, _receipts = vote(kind)
    status, counted, codes, right = recounted(published.box(round_))
    assert counted == round_.result.outcome
    assert (status, codes, right) == (2, ["no_decision"], ["codes_signed", "counted"])


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
    ("changed", "code"),
    [
        ("a mark", "box_digest"),
        ("a ballot", "box_digest"),
        ("a code", "ballots_order"),
        ("one twice", "code_twice"),
        ("a signature", "ballot_signature"),
        ("the text", "text"),
        ("the roll", "too_many"),
        ("the outcome", "other_outcome"),
        ("the rule", "other_outcome"),
    ],
)
def test_whatever_was_changed_is_named(changed, code):
    box = published.box(vote("motion")[0])
    spoil(box, changed)
    status, _counted, codes, _right = recounted(box)
    assert status == 1
    assert code in codes


def test_whoever_forges_the_box_and_its_fingerprint_still_needs_the_outcome():
    box = published.box(vote("motion")[0])
    spoil(box, "a mark")
    box["box_sha256"] = program.box_digest(box["ballots"])
    assert recounted(box)[0] == 1
    assert "other_outcome" in recounted(box)[2]


def test_a_lot_whose_number_is_not_the_sealed_one_is_noticed():
    box = {**published.box(vote("lot")[0]), "lot_nonce": "f" * 32}
    assert "lot" in recounted(box)[2]


def test_something_else_than_a_box_is_not_checked():
    assert recounted({"format": "photograph"})[:3] == (2, None, ["no_box"])


def test_nothing_is_right_with_the_key_that_came_in_the_file():
    """Somebody else signs another box with another key: without the fingerprint of ours, nobody can tell."""
    box = published.box(vote("motion")[0])
    forger = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
    box["public_key"] = forger.public_key().public_bytes_raw().hex()
    for ballot in box["ballots"]:
        ballot["signature"] = forger.sign(program.message(box["round"], ballot["code"])).hex()
    status, _counted, codes, right = recounted(box, key="")
    assert (status, codes, right) == (2, ["no_key", "no_decision"], ["counted"])
    assert recounted(box)[2] == ["other_key"]


def test_with_a_small_college_the_heads_are_counted_and_the_program_says_what_it_cannot_do():
    round_, _receipts = held(MOTION, for_or_against(WEIGHING), colleges="AAAAAABB", smallest=3)
    box = published.box(round_)
    assert {ballot["college"] for ballot in box["ballots"]} == {None}
    status, counted, codes, right = recounted(box)
    assert (status, counted["for"], counted["against"], counted["cast"]) == (2, 5, 2, 8)
    assert (codes, right) == (["not_weighed", "no_decision"], ["codes_signed", "heads_counted"])


def test_with_a_small_college_nobody_learns_which_were_in_favour_nor_how_many_of_each_voted():
    small = {"colleges": "AAAAAABB", "smallest": 3}
    round_, _receipts = held(MOTION, for_or_against(BOTH), **small)
    assert published.box(round_)["outcome"]["double"] == {"needed": 2}
    status, _counted, codes, right = recounted(published.box(round_))
    assert (status, codes, right) == (2, ["not_weighed", "no_decision"], ["codes_signed", "heads_counted"])
    round_, _receipts = held([*MOTION[:7], None], EACH, named="V", **small)
    told = published.box(round_)["outcome"]["college_quorums"]
    assert told == [{"code": "A", "met": True}, {"code": "B", "met": False}]
    with translation.override("en"):
        assert why_left_open(round_, round_.result.outcome).startswith(
            "The quorum of each college was missed in: B."
        )


def small_plurality():
    return held(
        "12312312", Terms(colleges=WEIGHING), paper=Paper("plurality", DAYS), colleges="AAAAAABB", smallest=3
    )


def test_between_options_too_the_heads_are_counted_where_a_college_is_small():
    round_, _receipts = small_plurality()
    status, counted, codes, right = recounted(published.box(round_))
    assert (status, codes, right) == (2, ["not_weighed", "no_decision"], ["codes_signed", "heads_counted"])
    assert counted["heads"] == round_.result.outcome["heads"]


def test_a_box_of_before_results_had_a_salt_holds_the_codes_alone_between_options():
    """The result of such a vote told the weights and hid the heads: it is published as it was sealed."""
    round_, receipts = small_plurality()
    box = published.box(of_earlier(round_))
    assert {(ballot["college"], ballot["content"]) for ballot in box["ballots"]} == {(None, None)}
    assert sorted(receipt.code for receipt in receipts) == [ballot["code"] for ballot in box["ballots"]]
    assert box["outcome"]["heads"] is None
    status, counted, codes, right = recounted(box)
    assert (status, counted, codes, right) == (2, None, ["not_counted", "no_decision"], ["codes_signed"])


def test_a_house_whose_key_changed_publishes_no_signature_of_another():
    round_, _receipts = held(MOTION, for_or_against(), public_key="ab" * 32)
    box = published.box(round_)
    assert not any("signature" in ballot for ballot in box["ballots"])
    assert recounted(box, key="")[:1] + recounted(box, key="")[2:] == (
        2,
        ["no_key", "unsigned", "no_decision"],
        ["counted"],
    )


def test_the_program_is_the_same_each_time_it_is_made():
    standalone.build.cache_clear()
    first = standalone.build("governance.decisions.recount")
    standalone.build.cache_clear()
    assert standalone.build("governance.decisions.recount") == first
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
    assert program.message(7, "ab") == signing.message(7, "ab")
