"""Forged exports, made of true ones by somebody who has the program, time, and sometimes the very key of the house.

Each forgery says what it is made of, what it does, and for which reasons it must be refused. `FORGERIES` is the corpus.
"""

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core import canonical
from governance.decisions import chain
from governance.decisions.recount import frozen
from governance.decisions.verifier import signed_message
from votes.tally.arithmetic import fingerprint
from votes.tally.recount import program

FORGER = Ed25519PrivateKey.from_private_bytes(b"f" * 32)


@dataclass(frozen=True, eq=False)
class Truth:
    """What one house publishes: files as they are downloaded, and what somebody knows of them from elsewhere."""

    register: bytes
    early: bytes  # the same register, before its first entry of format 2
    box: bytes
    masked: bytes  # the box of a vote in which a college was small
    key: str
    head: str
    early_head: str
    masked_head: str
    signing_key: Ed25519PrivateKey
    other_register: bytes
    other_box: bytes


@dataclass(frozen=True, eq=False)
class Forgery:
    """A way to forge a file, what the reader knows, and the codes of all that must be found wrong (or missing: status 2)."""

    name: str
    of: str
    forge: Callable
    codes: list
    status: int = 1
    known: dict = field(default_factory=dict)

    def __str__(self):
        return f"{self.of}: {self.name}"

    def make(self, truth):
        return self.forge(truth)

    def knows(self, truth):
        """What the reader holds from elsewhere: the true key and head, unless the forgery says otherwise."""
        head = {"early": truth.early_head, "masked": truth.masked_head}.get(self.of, truth.head)
        return {"head": head, "key": truth.key, **self.known}


FORGERIES = []


def forged(of, codes, status=1, **known):
    """Put a forgery of parsed lines (or of a parsed box) into the corpus, under the name of its function."""

    def put(forge):
        def make(truth):
            parsed = parse(getattr(truth, of), of)
            changed = forge(parsed, truth)
            return changed if isinstance(changed, bytes) else write(parsed if changed is None else changed)

        name = forge.__name__.replace("_", " ").strip()
        FORGERIES.append(
            Forgery(name, of, make, codes if isinstance(codes, list) else [codes], status, known)
        )
        return forge

    return put


def parse(written, of):
    if of in ("box", "masked"):
        return json.loads(written)
    return [json.loads(line) for line in written.splitlines()]


def write(value):
    lines = value if isinstance(value, list) else [value]
    return b"".join(canonical.write(line).encode() + b"\n" for line in lines)


def resealed(lines, key=FORGER):
    """Make a register agree with itself again: numbers, seals, count, head, and a signature, the forger's or the house's."""
    follow = chain.Chain()
    for line in lines[1:]:
        line["no"], line["previous"] = follow.no + 1, follow.head
        if line["format"] == 2 or "content" in line:
            line["hash"] = chain.seal(line, follow.past)
        follow.add(line)
    return signed(lines, key)


def signed(lines, key):
    header = lines[0]
    header["count"], header["head"] = len(lines) - 1, lines[-1]["hash"]
    header["public_key"] = key.public_key().public_bytes_raw().hex()
    header["signature"] = key.sign(signed_message(header["count"], header["head"])).hex()
    return lines


def shown(lines, format_=2):
    """An entry that is public and of a format: in the second one, not the first of them, which seals all old ones."""
    found = [line for line in lines[1:] if line["format"] == format_ and "content" in line]
    return found[format_ - 1]


def withhold(line):
    content = line.pop("content")
    if line["format"] == 2:
        line["content_sha256"] = canonical.sha256(content)


# --- The register -----------------------------------------------------------------------------------------------------


@forged("register", "words")
def words_of_one_entry(lines, truth):
    shown(lines)["content"]["title"] = "Forged"


@forged("register", "words")
def words_of_an_old_entry(lines, truth):
    shown(lines, 1)["content"]["text"] = "Forged"


@forged("register", "words")
def outcome_of_one_entry(lines, truth):
    shown(lines)["content"]["outcome"] = "rejected"


@forged("register", "words")
def a_word_of_the_ground(lines, truth):
    shown(lines)["content"]["ground"]["how"] = "objection"


@forged("register", "words")
def the_salt_of_one_entry(lines, truth):
    shown(lines)["content"]["salt"] = "0" * 32


@forged("register", "link")
def one_entry_sealed_again(lines, truth):
    line = shown(lines)
    line["content"]["title"] = "Forged"
    line["hash"] = chain.seal(line)


@forged("register", ["other_key", "head_unknown"])
def everything_sealed_again_and_signed_with_another_key(lines, truth):
    shown(lines)["content"]["title"] = "Forged"
    resealed(lines)


@forged("register", "head_unknown")
def everything_sealed_again_and_signed_by_the_house_itself(lines, truth):
    shown(lines)["content"]["title"] = "Forged"
    resealed(lines, truth.signing_key)


@forged("register", "no_anchor", 2, head="")
def everything_sealed_again_before_somebody_who_kept_nothing(lines, truth):
    shown(lines)["content"]["title"] = "Forged"
    resealed(lines, truth.signing_key)


@forged("register", "words")
def history_before_a_hidden_entry_with_the_seals_after_it_kept(lines, truth):
    at = next(k for k, line in enumerate(lines[1:], 1) if "content_sha256" in line)
    shown(lines)["content"]["title"] = "Forged"
    kept = [copy.deepcopy(line) for line in lines[at:]]
    resealed(lines[:at])
    lines[at:] = kept
    lines[at]["previous"] = lines[at - 1]["hash"]
    signed(lines, truth.signing_key)


@forged("register", "words")
def history_before_an_old_hidden_entry(lines, truth):
    """What the first format let pass."""
    at = next(k for k, line in enumerate(lines[1:], 1) if line["format"] == 1 and "content" not in line)
    lines[1]["content"]["title"] = "Forged"
    lines[1]["hash"] = chain.seal(lines[1])
    lines[2]["previous"] = lines[1]["hash"]
    assert at == 2


@forged("register", "words")
def what_stands_for_hidden_words(lines, truth):
    next(line for line in lines[1:] if "content_sha256" in line)["content_sha256"] = "a" * 64


@forged("register", "public_hidden", 2)
def one_public_entry_withheld(lines, truth):
    withhold(shown(lines))


@forged("register", "public_hidden", 2)
def one_old_public_entry_withheld(lines, truth):
    withhold(shown(lines, 1))


@forged("register", "public_hidden", 2)
def every_entry_withheld(lines, truth):
    for line in lines[1:]:
        if "content" in line:
            withhold(line)


@forged("register", "words")
def one_public_entry_withheld_and_called_private(lines, truth):
    line = shown(lines)
    withhold(line)
    line["public"] = False


@forged("register", "words")
def one_old_public_entry_withheld_and_called_private(lines, truth):
    """No seal of its own says that it is public; the first entry of the new format does."""
    line = shown(lines, 1)
    withhold(line)
    line["public"] = False


@forged("register", "head_unknown")
def the_end_cut_and_the_head_signed_again_by_the_house(lines, truth):
    del lines[-1]
    signed(lines, truth.signing_key)


@forged("register", ["count", "file_head", "head_unknown"])
def the_end_cut(lines, truth):
    del lines[-1]


@forged("register", "cut_line")
def the_last_line_cut_in_the_middle(lines, truth):
    return truth.register[:-40]


@forged("register", "cut_line")
def the_last_line_without_its_end(lines, truth):
    return truth.register[:-1]


@forged("register", ["number", "link", "words", "count"])
def the_beginning_cut(lines, truth):
    del lines[1]


@forged("register", ["number", "link", "words", "count"])
def one_entry_taken_out_of_the_middle(lines, truth):
    del lines[3]


@forged("register", ["head_unknown"])
def one_entry_taken_out_and_the_rest_sealed_again(lines, truth):
    del lines[3]
    resealed(lines, truth.signing_key)


@forged("register", ["number", "link", "number", "link", "number", "link", "words"])
def two_entries_in_the_other_order(lines, truth):
    lines[1], lines[2] = lines[2], lines[1]


@forged("register", ["number", "link", "words", "count"])
def one_entry_twice(lines, truth):
    lines.insert(2, copy.deepcopy(lines[1]))


@forged("register", "head_unknown")
def one_entry_slipped_in(lines, truth):
    lines.insert(-1, copy.deepcopy(shown(lines)))
    resealed(lines, truth.signing_key)


@forged("register", "head_earlier", 2)
def one_entry_more_after_the_head_that_is_known(lines, truth):
    new = {**copy.deepcopy(shown(lines)), "no": len(lines), "previous": lines[-1]["hash"]}
    new["hash"] = chain.seal(new)
    signed([*lines, new], truth.signing_key)
    lines.append(new)


@forged("register", ["other_key", "head_unknown"])
def the_register_of_another_house(lines, truth):
    return truth.other_register


@forged("register", "other_key")
def the_true_entries_signed_with_another_key(lines, truth):
    signed(lines, FORGER)


@forged("register", "signature")
def another_signature(lines, truth):
    lines[0]["signature"] = FORGER.sign(b"anything").hex()


@forged("register", "signature")
def another_key_beside_the_true_signature(lines, truth):
    lines[0]["public_key"] = FORGER.public_key().public_bytes_raw().hex()


@forged("register", ["count", "signature"])
def another_count(lines, truth):
    lines[0]["count"] += 1


@forged("register", ["file_head", "signature"])
def another_head_announced(lines, truth):
    lines[0]["head"] = "b" * 64


@forged("register", "no_register", 2)
def another_format_of_the_file(lines, truth):
    lines[0]["format"] = "assemblage register 3"


@forged("register", "no_register", 2)
def the_first_line_taken_away(lines, truth):
    del lines[0]


@forged("register", "no_register", 2)
def one_field_more_in_the_first_line(lines, truth):
    lines[0]["note"] = "trust me"


@forged("register", "line_format")
def an_entry_of_a_format_nobody_knows(lines, truth):
    shown(lines)["format"] = 3


@forged("register", ["older_format", "words"])
def hidden_entries_taken_back_to_the_first_format(lines, truth):
    for line in lines[1:]:
        if "content_sha256" in line:
            del line["content_sha256"]
            line["format"] = 1


@forged("register", "not_held", 2)
def everything_taken_back_to_the_first_format_and_hidden_under_the_true_head(lines, truth):
    """Nothing in it can be compared with anything, and its last line has the very fingerprint that people know."""
    before, last = chain.GENESIS, lines[-1]["hash"]
    for no in range(1, len(lines)):
        hash_ = last if no == len(lines) - 1 else hashlib.sha256(str(no).encode()).hexdigest()
        lines[no] = {"format": 1, "no": no, "previous": before, "hash": hash_, "public": False}
        before = hash_
    signed(lines, truth.signing_key)


@forged("register", "not_held", 2, head="", after="TRUE HEAD")
def a_true_fingerprint_on_a_hidden_line_before_invented_entries(lines, truth):
    first = {"format": 1, "no": 1, "previous": chain.GENESIS, "hash": lines[-1]["hash"], "public": False}
    rest = [shown(lines)]
    lines[1:] = [first, *rest]
    resealed(lines, truth.signing_key)


@forged("register", "fields")
def one_field_more_in_an_entry(lines, truth):
    shown(lines)["note"] = "trust me"


@forged("register", "fields")
def one_field_more_in_what_is_written(lines, truth):
    shown(lines)["content"]["note"] = "trust me"


@forged("register", "fields")
def one_field_less_in_an_entry(lines, truth):
    del shown(lines)["previous"]


@forged("register", "fields")
def words_and_what_stands_for_them_both(lines, truth):
    shown(lines)["content_sha256"] = "c" * 64


@forged("register", "public")
def a_public_entry_called_private(lines, truth):
    shown(lines)["public"] = False


@forged("register", "types")
def a_truth_value_for_a_number(lines, truth):
    lines[1]["no"] = True


@forged("register", "types")
def a_number_as_a_text(lines, truth):
    lines[1]["no"] = "1"


@forged("register", "types")
def a_number_for_a_truth_value(lines, truth):
    lines[1]["public"] = 1


@forged("register", "types")
def a_seal_in_capitals(lines, truth):
    lines[1]["hash"] = lines[1]["hash"].upper()


@forged("register", "fields")
def a_list_for_an_entry(lines, truth):
    lines[1] = [lines[1]]


def replaced(before, after, *, code, name, status=1, of="register"):
    """A forgery of the bytes: the first place after the first line (or anywhere in a box) is written otherwise."""

    def make(truth):
        written = getattr(truth, of)
        start = written.index(b"\n") + 1 if of == "register" else 0
        assert before in written[start:], before
        return written[:start] + written[start:].replace(before, after, 1)

    FORGERIES.append(Forgery(name, of, make, [code], status))


replaced(b'"no":1,', b'"no":1.0,', code="not_whole", name="1.0 for a number")
replaced(b'"no":1,', b'"no":1e0,', code="not_whole", name="1e0 for a number")
replaced(b'"no":1,', b'"no":NaN,', code="not_whole", name="NaN for a number")
replaced(b'"no":1,', b'"no":-Infinity,', code="not_whole", name="infinity for a number")
replaced(
    b'"no":1,', b'"no":' + b"9" * 10_000_000 + b",", code="long_number", name="a number of ten megabytes"
)
replaced(b'"no":1,', b'"no":01,', code="not_json", name="a number with a zero in front")
replaced(b'"no":1,', b'"no":-0,', code="not_canonical", name="minus zero for a number")
replaced(b'"no":1,', b'"no":1,"no":2,', code="duplicate_key", name="a number twice")
replaced(b'"text":"', b'"title":"Forged","text":"', code="duplicate_key", name="a title twice")
replaced(b'"no":1,', b'"no": 1,', code="not_canonical", name="a blank")
replaced(b'"no":1,', b'"no":1,\r', code="not_canonical", name="the end of a line as elsewhere")
replaced(b"Words", b"\\u0057ords", code="not_canonical", name="an escape that is not needed")
replaced(b"Words", b"\\ud800", code="surrogate", name="half a character")
replaced(b"Words", b"\xff\xfe", code="not_utf8", name="no UTF-8")
replaced(b"Words", b"\x00", code="not_json", name="a control character as it is")
replaced(b'{"how"', b"[" * 10_000 + b'{"how"', code="too_deep", name="ten thousand levels")
replaced(
    b'"ground":{', b'"ground":{"a":' + b"[" * 70 + b"]" * 70 + b",", code="too_deep", name="seventy levels"
)
replaced(b'{"content', b'\n{"content', code="not_json", name="an empty line")
replaced(b'{"content', b'\xef\xbb\xbf{"content', code="not_json", name="a mark of the order of bytes")
replaced(b'"format":1,"hash"', b'"hash":"","format":1,"hash"', code="duplicate_key", name="a seal twice")


@forged("register", "not_canonical")
def fields_in_another_order(lines, truth):
    other = [
        json.dumps(dict(reversed(line.items())), ensure_ascii=False, separators=(",", ":")) for line in lines
    ]
    return truth.register.splitlines(keepends=True)[0] + "\n".join([*other[1:], ""]).encode()


@forged("register", "empty", 2)
def nothing_at_all(lines, truth):
    return b""


@forged("register", "not_json", 2)
def a_photograph(lines, truth):
    return bytes(range(10, 128)) * 10 + b"\n"


@forged("register", "not_utf8", 2)
def a_file_in_sixteen_bits(lines, truth):
    return truth.register.decode().encode("utf-16")


@forged("register", "too_deep", 2)
def ten_thousand_levels_at_once(lines, truth):
    return b"[" * 10_000 + b"]" * 10_000 + b"\n"


@forged("register", "no_register", 2)
def a_box_for_a_register(lines, truth):
    return truth.box


@forged("early", "not_held", 2)
def history_before_an_old_hidden_entry_while_nothing_newer_holds_it(lines, truth):
    lines[1]["content"]["title"] = "Forged"
    lines[1]["hash"] = lines[2]["previous"] = chain.seal(lines[1])
    signed(lines, truth.signing_key)


# --- The box ----------------------------------------------------------------------------------------------------------


def against(box):
    """The first ballot that says "for", to be turned."""
    return next(ballot for ballot in box["ballots"] if ballot["content"] == "for")


def redigested(box):
    box["box_sha256"] = program.box_digest(box["ballots"])


def recounted(box):
    """Publish what the forged ballots give, with its fingerprint."""
    redigested(box)
    box["outcome"] = program.count(box)
    box["outcome_sha256"] = fingerprint(box["outcome"])


def resigned(box, key=FORGER):
    box["public_key"] = key.public_key().public_bytes_raw().hex()
    for ballot in box["ballots"]:
        ballot["signature"] = key.sign(program.message(box["round"], ballot["code"])).hex()


def decided(box):
    """Let the decision say what the box says, and seal the register again from there on."""
    line = next(line for line in box["register"] if "content" in line)
    content, told = line["content"], box["outcome"]
    content["title"], content["text"] = box["title"], box["text"]
    content["outcome"] = "adopted" if told["adopted"] else "rejected"
    content["ground"].update(
        rule=box["rule"], outcome=told, result_sha256=box["outcome_sha256"], box_sha256=box["box_sha256"],
        public_key=box["public_key"], frozen_sha256=frozen(box), published_sha256=program.published_sha256(box),
    )  # fmt: skip
    resealed([{}, *box["register"]])


@forged("box", ["box_digest", "other_outcome", "decision_published"])
def one_mark_turned(box, truth):
    against(box)["content"] = "against"


@forged("box", ["other_outcome", "decision_box"])
def one_mark_turned_and_the_fingerprint_made_again(box, truth):
    against(box)["content"] = "against"
    redigested(box)


@forged("box", ["decision_outcome", "decision_verdict", "decision_box"])
def all_marks_turned_with_fingerprints_and_outcome_made_again(box, truth):
    for ballot in box["ballots"]:
        ballot["content"] = "against"
    recounted(box)


@forged("box", "head_unknown")
def everything_made_again_up_to_the_decision_with_the_true_codes(box, truth):
    """What the operator can do: ballots, outcome, decision and all later seals; nobody signs what was marked."""
    for ballot in box["ballots"]:
        ballot["content"] = "against"
    recounted(box)
    decided(box)


@forged("box", "no_head", 2, head="")
def everything_made_again_before_somebody_who_kept_nothing(box, truth):
    for ballot in box["ballots"]:
        ballot["content"] = "against"
    recounted(box)
    decided(box)


@forged("box", ["other_key", "head_unknown"])
def everything_made_again_with_another_key(box, truth):
    for ballot in box["ballots"]:
        ballot["content"] = "against"
    resigned(box)
    box["frozen"]["public_key"] = box["public_key"]
    recounted(box)
    decided(box)


@forged("box", ["other_key", "decision_key"])
def the_true_ballots_signed_with_another_key(box, truth):
    resigned(box)


@forged("box", ["no_key"], 2, key="")
def a_key_that_came_in_the_file_is_all_that_is_known(box, truth):
    pass


@forged("box", ["ballot_signature"])
def another_signature_under_one_code(box, truth):
    box["ballots"][0]["signature"] = FORGER.sign(b"anything").hex()


@forged("box", ["ballot_signature"])
def signatures_of_two_ballots_swapped(box, truth):
    one, two = box["ballots"][:2]
    one["signature"], two["signature"] = two["signature"], one["signature"]


@forged("box", ["box_digest", "decision_published"])
def codes_of_two_unlike_ballots_swapped(box, truth):
    one = against(box)
    two = next(ballot for ballot in box["ballots"] if ballot["content"] != "for")
    one["content"], two["content"] = two["content"], one["content"]


@forged("box", ["decision_box"])
def codes_of_two_unlike_ballots_swapped_and_the_fingerprint_made_again(box, truth):
    """The count stays the same: only the decision can tell."""
    codes_of_two_unlike_ballots_swapped(box, truth)
    redigested(box)


@forged("box", ["cast", "ballot_signature", "other_outcome", "decision_box"])
def a_ballot_more_for_somebody_who_did_not_vote(box, truth):
    box["ballots"].append({**box["ballots"][-1], "code": "f" * 32})
    redigested(box)


@forged("box", ["ballot_signature", "decision_outcome", "decision_box"])
def a_ballot_more_and_the_outcome_made_again(box, truth):
    box["ballots"].append({**box["ballots"][-1], "code": "f" * 32})
    recounted(box)


@forged("box", ["too_many", "cast", "ballot_signature", "uncountable", "decision_box"])
def more_ballots_than_voices(box, truth):
    for k in range(20):
        box["ballots"].append({**box["ballots"][-1], "code": f"{k:x}".rjust(32, "f")})
    box["ballots"].sort(key=lambda ballot: ballot["code"])
    redigested(box)


@forged("box", ["cast", "other_outcome", "decision_box"])
def a_ballot_less(box, truth):
    del box["ballots"][0]
    redigested(box)


@forged("box", ["withheld", "cast", "decision_box"])
def an_empty_box_that_says_everything_is_withheld(box, truth):
    box["ballots"], box["withheld"] = [], ["college", "content"]
    redigested(box)


@forged("box", ["cast", "decision_outcome", "decision_box"])
def an_empty_box_with_an_outcome_to_match(box, truth):
    box["ballots"], box["withheld"] = [], ["college", "content"]
    box["outcome"]["colleges"] = None
    redigested(box)


@forged("masked", ["not_weighed"], 2)
def nothing_forged_where_a_small_college_is_withheld(box, truth):
    pass


@forged("masked", ["decision_box"])
def marks_withheld_where_the_college_alone_is(box, truth):
    box["withheld"] = ["college", "content"]
    for ballot in box["ballots"]:
        ballot["content"] = None
    redigested(box)


@forged("box", ["other_outcome", "decision_outcome"])
def the_figures_of_the_outcome(box, truth):
    box["outcome"]["for"] += 1
    box["outcome_sha256"] = fingerprint(box["outcome"])


@forged("box", ["other_outcome", "decision_outcome", "decision_verdict"])
def the_verdict_of_the_outcome(box, truth):
    box["outcome"]["adopted"] = not box["outcome"]["adopted"]
    box["outcome_sha256"] = fingerprint(box["outcome"])


@forged("box", ["outcome_digest", "other_outcome", "decision_outcome"])
def a_figure_more_in_the_outcome(box, truth):
    box["outcome"]["note"] = 1


@forged("box", ["other_outcome", "decision_rule"])
def the_rule(box, truth):
    box["rule"]["threshold"] = "99/100"


@forged("box", ["decision_rule"])
def the_roll_that_was_frozen(box, truth):
    box["roll_sha256"] = "d" * 64


@forged("box", ["other_outcome", "decision_published"])
def voices_on_the_roll(box, truth):
    box["roll"] = {"": sum(box["roll"].values()) + 5}


@forged("box", ["text", "decision_text", "decision_rule"])
def the_text_that_was_voted_on(box, truth):
    box["text"] = "Another question"
    box["text_sha256"] = "e" * 64


@forged("box", ["decision_text", "decision_rule"])
def the_title_of_the_vote(box, truth):
    box["title"] = "Another question"


@forged("box", ["lot", "decision_published"])
def a_number_for_the_lot(box, truth):
    box["lot_nonce"] = "1"


@forged("box", ["ballot_signature", "decision_round"])
def the_number_of_another_vote(box, truth):
    box["round"] += 1


@forged("box", ["other_key", "head_unknown"])
def the_box_of_another_house(box, truth):
    return truth.other_box


@forged("box", ["no_decision"], 2)
def no_register_beside_the_box(box, truth):
    box["register"] = []


@forged("box", ["no_decision"], 2)
def the_decision_withheld(box, truth):
    withhold(next(line for line in box["register"] if "content" in line))


@forged("box", ["head_unknown"])
def the_register_cut_after_the_decision(box, truth):
    at = next(k for k, line in enumerate(box["register"]) if "content" in line)
    del box["register"][at + 1 :]


@forged("box", ["words"])
def the_words_of_the_decision(box, truth):
    next(line for line in box["register"] if "content" in line)["content"]["body"] = "Forged"


@forged("box", ["two_decisions"])
def two_decisions_beside_the_box(box, truth):
    shown_twice = parse(truth.register, "register")[1]
    box["register"][0] = shown_twice


@forged("box", ["no_box"], 2)
def another_format_of_the_box(box, truth):
    box["format"] = "assemblage box 4"


@forged("box", ["decision_rule"])
def a_second_call_that_was_never_allowed(box, truth):
    box["second_call"] = not box["second_call"]


@forged("box", ["decision_rule"])
def another_condition_of_the_opening(box, truth):
    box["frozen"]["may_change"] = not box["frozen"]["may_change"]


@forged("box", ["decision_rule", "decision_key"])
def another_key_at_the_opening(box, truth):
    box["frozen"]["public_key"] = FORGER.public_key().public_bytes_raw().hex()


@forged("box", ["box_types"])
def a_condition_of_the_opening_left_out(box, truth):
    del box["frozen"]["electorate"]


@forged("box", ["box_types"])
def a_number_for_a_condition_of_the_opening(box, truth):
    box["frozen"]["may_change"] = 1


@forged("box", ["decision_rule"])
def the_box_told_as_one_of_an_earlier_vote(box, truth):
    box["format"] = "assemblage box 2"
    del box["frozen"]


@forged("box", ["box_fields"])
def an_earlier_format_with_the_fields_of_today(box, truth):
    box["format"] = "assemblage box 2"


@forged("box", ["no_box"], 2)
def a_box_of_the_first_format(box, truth):
    box["format"] = "assemblage box 1"
    del box["register"]


@forged("box", ["no_box"], 2)
def a_list_for_a_box(box, truth):
    return write([[1, 2]])


@forged("box", ["box_fields"])
def one_field_more_in_the_box(box, truth):
    box["note"] = "trust me"


@forged("box", ["box_types"])
def a_truth_value_for_the_number_of_the_vote(box, truth):
    box["round"] = True


@forged("box", ["box_types"])
def less_than_no_voice_on_the_roll(box, truth):
    box["roll"] = {"": -1}


@forged("box", ["box_types"])
def something_else_withheld(box, truth):
    box["withheld"] = ["content"]


@forged("box", ["ballot_fields"])
def one_field_more_in_a_ballot(box, truth):
    box["ballots"][0]["weight"] = 2


@forged("box", ["ballot_fields"])
def a_signature_missing(box, truth):
    del box["ballots"][0]["signature"]


@forged("box", ["ballot_fields"])
def one_mark_withheld(box, truth):
    box["ballots"][0]["content"] = None


@forged("box", ["ballot_fields"])
def a_code_that_is_none(box, truth):
    box["ballots"][0]["code"] = "0" * 31


@forged("box", ["code_twice"])
def a_ballot_twice(box, truth):
    box["ballots"].insert(1, dict(box["ballots"][0]))
    redigested(box)


@forged("box", ["ballots_order"])
def ballots_in_another_order(box, truth):
    box["ballots"].reverse()


@forged("box", ["unsigned"], 2)
def all_signatures_taken_away(box, truth):
    box["signed"] = False
    for ballot in box["ballots"]:
        del ballot["signature"]


@forged("box", ["box_digest", "other_outcome", "decision_published"])
def a_mark_that_no_rule_knows(box, truth):
    against(box)["content"] = "forever"


@forged("box", ["uncountable", "decision_rule"])
def a_rule_that_nobody_can_follow(box, truth):
    box["rule"] = {"threshold": {}}


@forged("box", ["not_json"], 2)
def half_a_box(box, truth):
    return truth.box[: len(truth.box) // 2]


@forged("box", ["not_json"], 2)
def no_box_at_all(box, truth):
    return b""


@forged("box", ["not_canonical"], 2)
def a_box_written_otherwise(box, truth):
    return json.dumps(box, indent=1).encode()


replaced(
    b'"round":',
    b'"round":0,"round":',
    code="duplicate_key",
    name="the number of the vote twice",
    of="box",
    status=2,
)
replaced(
    b'"smallest":',
    b'"smallest":0.0,"smallesu":',
    code="not_whole",
    name="0.0 for a number",
    of="box",
    status=2,
)
