"""Words on who joins and leaves, and on the capital."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.shapes import Kind, Term
from governance.code.vocabulary.terms.votes import VOTES_OF_MEMBERS

_capital = partial(Term, section="capital")
_joining = partial(Term, section="joining")
_WITH_SHARES = (("shares.nominal", ()),)
_WITH_FLOOR = (("capital.floor", ()),)

TERMS: tuple[Term, ...] = (
    _capital(
        "shares.nominal",
        Kind.AMOUNT,
        name=_("Nominal value"),
        meaning=_("The price of one share, at which it is also refunded."),
        most=1_000_000,
        source="C. com. R228-9",
    ),
    _capital(
        "capital.floor",
        Kind.FRACTION,
        name=_("Floor of the capital"),
        meaning=_(
            "The capital never falls under this part by refunds. A tenth in a company with variable capital, a quarter in a co-operative."
        ),
        most=1,
        source="C. com. L231-5 ; loi 47-1775 art. 13",
        when=_WITH_SHARES,
    ),
    _capital(
        "capital.floor_of",
        Kind.CHOICE,
        name=_("Floor counted on"),
        meaning=_("What the floor is a part of."),
        words={
            "stated": _("the capital stated in the statutes"),
            "highest": _("the highest capital ever reached"),
        },
        source="C. com. L231-5 ; loi 47-1775 art. 13",
        when=_WITH_FLOOR,
    ),
    _capital(
        "capital.stated",
        Kind.AMOUNT,
        name=_("Capital stated in the statutes"),
        meaning=_("The amount that the statutes state, in euros."),
        source="C. com. L231-5",
        when=_WITH_FLOOR,
    ),
    _joining(
        "admission.by",
        Kind.CHOICE,
        name=_("Who admits"),
        meaning=_("The body that answers an application."),
        words={
            "centre": _("the circle at the centre, by consent"),
            "members": _("a vote of the members"),
            "desk": _("the management"),
        },
        default="centre",
        because=_("A circle of people who know the house answers soonest."),
        source="loi 47-1775 art. 11",
        confidence="R",
    ),
    _joining(
        "admission.ratified",
        Kind.YESNO,
        name=_("Ratified by the members"),
        meaning=_("The next general meeting confirms each admission."),
        default=False,
        because=_("Nothing more is asked than the code asks."),
        confidence="R",
    ),
    _joining(
        "leaving.notice",
        Kind.DAYS,
        name=_("Notice before leaving"),
        meaning=_("How long before their last day a member says that they leave."),
        most=730,
        default=0,
        because=_("A member leaves freely unless agreed otherwise."),
        source="C. com. L231-6",
        confidence="T",
    ),
    _joining(
        "exclusion.by",
        Kind.CHOICE,
        name=_("Who excludes"),
        meaning=_("The body that may exclude a member; a code that does not say excludes nobody."),
        words={
            "members": _("a vote of the members"),
            "centre": _("the circle at the centre, by consent"),
        },
        source="C. com. L231-6",
        confidence="T",
    ),
    _joining(
        "exclusion.hearing",
        Kind.DAYS,
        name=_("Before an exclusion is decided"),
        meaning=_("Days between the invitation to be heard and the hearing, at least."),
        most=365,
        default=8,
        because=_("The law of consumer co-operatives, taken as the rule for everybody."),
        source="loi du 7 mai 1917 art. 5",
        confidence="R",
    ),
    _joining(
        "exclusion.kind",
        Kind.CHOICE,
        name=_("Vote on an exclusion"),
        meaning=_("The kind of vote by which members exclude."),
        words=VOTES_OF_MEMBERS,
        default="extraordinary",
        because=_("Members exclude by the majority that amends the statutes."),
        source="C. com. L231-6",
        confidence="T",
    ),
)
