"""Words on votes: each kind of decision, how colleges weigh, secrecy, ties, and how the code amends itself."""

from dataclasses import replace
from functools import partial

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.shapes import Kind, Term
from votes.rounds.explain import decision_name

DECISION_TYPES = ("ordinary", "extraordinary", "circle", "consultation")
KINDS_OF_VOTE = {kind: lazy(decision_name, str)(kind) for kind in DECISION_TYPES}
# Those by which the members decide: a circle decides for itself, and an opinion binds nobody.
OF_MEMBERS = ("ordinary", "extraordinary")
VOTES_OF_MEMBERS = {kind: KINDS_OF_VOTE[kind] for kind in OF_MEMBERS}

_SECRECY = {
    "never": _("open ballot"),
    "on_request": _("secret as soon as one voter asks"),
    "always": _("secret ballot"),
}
_own = partial(Term, section="")

# What each kind of decision says of itself, as `ordinary.threshold`.
OWN: tuple[Term, ...] = (
    _own(
        "threshold",
        Kind.FRACTION,
        name=_("Majority"),
        meaning=_("The part of the base that “for” must pass or reach."),
        most=1,
    ),
    _own(
        "comparator",
        Kind.CHOICE,
        name=_("Reached or passed"),
        meaning=_("More than half is passed; two thirds are usually reached."),
        words={"gt": _("to be passed"), "gte": _("to be reached")},
        when=(("threshold", ()),),
    ),
    _own(
        "base",
        Kind.CHOICE,
        name=_("Counted on"),
        meaning=_(
            "What the majority is a part of, inside each college where colleges weigh. On votes expressed, abstention is not a no."
        ),
        words={
            "expressed": _("the votes expressed, for and against"),
            "expressed_with_blank": _("the votes expressed, blank ones too"),
            "cast": _("all the ballots cast"),
            "present_or_represented": _("the members present or represented"),
            "registered": _("all the members on the roll"),
        },
        source="C. com. L225-96, L225-98, L223-29",
        when=(("threshold", ()),),
    ),
    _own(
        "floor_guard",
        Kind.YESNO,
        name=_("Never with more against than for"),
        meaning=_("Whatever the majority, a text with as many against as for is rejected."),
        default=True,
        because=_("A company decides at least by the majority of the votes expressed."),
        source="Cass. ass. plén. 15 nov. 2024, n° 23-16.670",
        confidence="S",
    ),
    _own(
        "quorum",
        Kind.FRACTION,
        name=_("Quorum"),
        meaning=_("The part of the roll that must take part; 0: none is asked."),
        most=1,
        default="0",
        because=_("Where nothing asks for a quorum there is none."),
        confidence="R",
    ),
    _own(
        "quorum_second",
        Kind.FRACTION,
        name=_("Quorum on second call"),
        meaning=_("The part of the roll that must take part when the meeting is called again."),
        most=1,
        like="quorum",
        because=_("The quorum of the first call holds unless the code lowers it."),
        source="C. com. L225-96, L225-98",
        confidence="R",
    ),
    _own(
        "quorum_college",
        Kind.FRACTION,
        name=_("Quorum of each college"),
        meaning=_("The part of each college that must take part, beside that of the roll; 0: none is asked."),
        most=1,
        default="0",
        because=_("Where nothing asks for a quorum there is none."),
        confidence="R",
    ),
    _own(
        "quorum_college_second",
        Kind.FRACTION,
        name=_("Quorum of each college on second call"),
        meaning=_("The part of each college that must take part when the meeting is called again."),
        most=1,
        like="quorum_college",
        because=_("The quorum of the first call holds unless the code lowers it."),
        confidence="R",
    ),
    _own(
        "quorum_comparator",
        Kind.CHOICE,
        name=_("Quorum reached or passed"),
        meaning=_("Whether exactly that part is enough; “more than half” is passed."),
        words={"gt": _("to be passed"), "gte": _("to be reached")},
        default="gte",
        because=_("A quorum is reached unless the code says that it is passed."),
        confidence="R",
    ),
    _own(
        "colleges",
        Kind.CHOICE,
        name=_("Count by college"),
        meaning=_("How the weights of the colleges enter the result."),
        words={
            "none": _("one voice each, without colleges"),
            "flat": _("one voice each, colleges only shown"),
            "proportional": _("each college in proportion to its votes"),
            "bloc": _("each college as one block, to its own majority"),
            "per_capita": _("each college spread over all its members"),
            "double_majority": _("a majority of persons, and of colleges"),
        },
        default="none",
        because=_("Colleges are optional."),
        source="loi 47-1775 art. 19 octies",
        confidence="K",
    ),
    _own(
        "may_change",
        Kind.YESNO,
        name=_("A vote may be changed until the closing"),
        meaning=_("Who has voted may change their mind while it is open."),
        default=False,
        because=_("A ballot is final unless the code says otherwise."),
        confidence="R",
    ),
    _own(
        "secret",
        Kind.CHOICE,
        name=_("Secrecy"),
        meaning=_("Whether somebody can know who chose what."),
        words=_SECRECY,
        default="never",
        because=_("A vote is open unless the code says otherwise."),
        confidence="R",
    ),
    _own(
        "may_extend",
        Kind.YESNO,
        name=_("A vote may be extended"),
        meaning=_("Whoever leads it may set a later closing while it is open."),
        default=False,
        because=_("A closing that was announced holds."),
        confidence="R",
    ),
    _own(
        "closes_early",
        Kind.CHOICE,
        name=_("Closing before its hour"),
        meaning=_(
            "Whether a vote may close before the moment that was announced; in a meeting the chair closes it."
        ),
        words={
            "never": _("never"),
            "all_in": _("as soon as every voice is in"),
            "led": _("when whoever leads it closes it"),
        },
        default="never",
        because=_("A closing that was announced holds."),
        confidence="R",
    ),
)


# Nobody calls a circle a second time: a vote of it that misses its quorum is over.
NOT_OF_CIRCLES = ("quorum_second", "quorum_college_second")


def _of(kind: str) -> list[Term]:
    """The words of one kind of decision, under their whole keys."""
    return [
        replace(
            term,
            key=f"{kind}.{term.key}",
            section=kind,
            like=f"{kind}.{term.like}" if term.like else "",
            when=tuple((f"{kind}.{key}", values) for key, values in term.when),
        )
        for term in OWN
        if kind != "circle" or term.key not in NOT_OF_CIRCLES
    ]


KINDS: tuple[Term, ...] = tuple(term for kind in DECISION_TYPES for term in _of(kind))

_WEIGHED = tuple(
    (f"{kind}.colleges", ("flat", "proportional", "bloc", "per_capita")) for kind in DECISION_TYPES
)
_college = partial(Term, section="colleges", when=_WEIGHED)

COLLEGES: tuple[Term, ...] = (
    _college(
        "colleges.weights",
        Kind.WEIGHTS,
        name=_("Weights of the colleges"),
        meaning=_("The part of the whole that each college weighs; together they make 1."),
        source="loi 47-1775 art. 19 octies",
        confidence="K",
    ),
    _college(
        "colleges.inactive",
        Kind.CHOICE,
        name=_("A college without votes"),
        meaning=_("What becomes of its weight when nobody in it expresses a vote."),
        words={
            "excluded": _("left out of the count"),
            "kept": _("kept in the count, and the result made on the total weight"),
        },
    ),
    _college(
        "colleges.tie",
        Kind.CHOICE,
        name=_("A tie inside a college"),
        meaning=_("Where a college counts as one block, what becomes of its weight on a tie."),
        words={
            "neutral": _("weighs on neither side"),
            "split": _("is shared between both sides"),
            "against": _("counts as against"),
        },
        default="neutral",
        because=_("Only colleges that count as blocks can tie."),
        confidence="R",
        when=(),
    ),
    _college(
        "colleges.base",
        Kind.CHOICE,
        name=_("Counted in a college on"),
        meaning=_(
            "Whether abstentions inside a college carry their part of its weight, where the majority is a part of the votes expressed."
        ),
        words={
            "expressed": _("its votes expressed"),
            "present": _("those of it who took part, abstentions included"),
        },
    ),
    _college(
        "colleges.result_base",
        Kind.CHOICE,
        name=_("Result"),
        meaning=_(
            "What the weighted “for” is compared with, where the majority is a part of the votes expressed; else it is the total weight."
        ),
        words={
            "expressed": _("made on the votes expressed"),
            "total": _("made on the total weight"),
        },
    ),
    _college(
        "colleges.needed",
        Kind.WHOLE,
        name=_("Colleges in favour"),
        meaning=_("Beside a majority of persons, how many colleges must have more voices for than against."),
        least=1,
        most=100,
        when=tuple((f"{kind}.colleges", ("double_majority",)) for kind in DECISION_TYPES),
    ),
)

_count = partial(Term, section="counting")

COUNTING: tuple[Term, ...] = (
    _count(
        "election.secret",
        Kind.CHOICE,
        name=_("Votes on persons"),
        meaning=_("Elections, dismissals and exclusions."),
        words=_SECRECY,
        default="never",
        because=_("Statutes may ask for a secret ballot; silent, they do not."),
        source="loi 47-1775 art. 8",
        confidence="S",
    ),
    _count(
        "secret.smallest_college",
        Kind.WHOLE,
        name=_("Smallest college shown"),
        meaning=_("In a secret vote, a college with fewer voters is only shown in the total."),
        least=2,
        most=1000,
        default=5,
        because=_("A unanimous college of four says how each of them voted."),
        confidence="R",
    ),
    _count(
        "secret.small_colleges",
        Kind.CHOICE,
        name=_("Secret votes with a smaller college"),
        meaning=_("What becomes of a secret vote in which a college has fewer voters than that."),
        words={
            "total": _("only the total is published"),
            "refused": _("the vote is not secret"),
        },
        default="total",
        because=_("The vote goes on, and its small colleges are masked."),
        confidence="R",
    ),
    _count(
        "casting_vote",
        Kind.YESNO,
        name=_("Casting vote"),
        meaning=_(
            "In a meeting, who chairs it decides a tie of more than half of the votes expressed, by their own voice; never under another majority, nor in a secret vote."
        ),
        default=False,
        because=_("A tie is rejected unless the rules give a casting vote."),
        confidence="R",
    ),
    _count(
        "tie.rule",
        Kind.CHOICE,
        name=_("Tie between persons or options"),
        meaning=_("How a tie for the last place is decided."),
        words={
            "further_ballot": _("a further ballot between the tied"),
            "elder": _("the eldest of them"),
            "lot": _("a draw, whose seed is published"),
        },
        default="further_ballot",
        because=_("Without a rule of the statutes, those who are tied are voted on again."),
        confidence="R",
    ),
    _count(
        "code.amended_by",
        Kind.CHOICE,
        name=_("How this code is amended"),
        meaning=_("The kind of vote that adopts a new edition."),
        words=VOTES_OF_MEMBERS,
        default="extraordinary",
        because=_("Statutes are changed by the extraordinary vote."),
        source="C. com. L225-96",
        confidence="R",
    ),
)
