"""Words on circles: consent over several days, and the terms of roles."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.shapes import Kind, Term

_consent = partial(Term, section="consent")
_phase = partial(
    Term,
    kind=Kind.DAYS,
    section="consent",
    most=90,
    because=_("The days that guides of sociocracy give as an example."),
    confidence="R",
)

TERMS: tuple[Term, ...] = (
    _phase(
        "consent.questions",
        name=_("Time for questions"),
        meaning=_("How long questions on a proposal stay open."),
        default=4,
    ),
    _phase(
        "consent.reactions",
        name=_("Time for reactions"),
        meaning=_("How long reactions stay open after the questions."),
        default=3,
    ),
    _phase(
        "consent.positions",
        name=_("Time for positions"),
        meaning=_("How long each has to consent or object."),
        default=4,
    ),
    _consent(
        "consent.absent",
        Kind.CHOICE,
        name=_("Who has not answered"),
        meaning=_("What silence means at the deadline. An open objection always stops the clock."),
        words={
            "all": _("nothing is adopted until each has answered"),
            "deadline": _("who stays silent no longer objects"),
            "beforehand": _("the absent gave their opinion beforehand"),
        },
        default="all",
        because=_("A decision is final when all have consented."),
        confidence="R",
    ),
    _consent(
        "consent.answers",
        Kind.WHOLE,
        name=_("Fewest answers"),
        meaning=_("Where silence no longer objects, how many must have answered."),
        least=1,
        most=10_000,
        when=(("consent.absent", ("deadline",)),),
    ),
    _consent(
        "consent.extension",
        Kind.YESNO,
        name=_("One extension"),
        meaning=_("The time for positions may be lengthened once, for those who have not answered."),
        default=True,
        because=_("One extension, then nothing is adopted."),
        confidence="R",
    ),
    _consent(
        "election.term_months",
        Kind.WHOLE,
        name=_("Term of a role"),
        meaning=_("Months for which a role is given, unless the election says otherwise."),
        least=1,
        most=120,
        default=12,
        because=_("A year, so that each role comes back to the circle."),
        source="loi 47-1775 art. 6",
        confidence="R",
    ),
)
