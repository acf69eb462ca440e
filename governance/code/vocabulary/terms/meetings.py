"""Words on general meetings: the notice, who takes part, proxies, votes by post, interested members."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.shapes import Kind, Term

_notice = partial(Term, section="notice")
_quorum = partial(Term, kind=Kind.YESNO, section="presence", default=True, confidence="R")
_proxy = partial(Term, section="proxies")
_postal = partial(Term, section="postal")
_interested = partial(Term, kind=Kind.YESNO, section="interested")

NOTICE: tuple[Term, ...] = (
    _notice(
        "notice.days",
        Kind.DAYS,
        name=_("Notice"),
        meaning=_("Days between the sending of the notice and the meeting, at least."),
        most=366,
        source="C. com. R225-69, R223-20",
    ),
    _notice(
        "record.on",
        Kind.CHOICE,
        name=_("Register read on"),
        meaning=_("The day whose register says who may vote and what the quorum is a part of."),
        words={"notice": _("the day of the notice"), "meeting": _("the day of the meeting")},
        default="notice",
        because=_("The members inscribed at the date of the notice, as in a consumer co-operative."),
        source="loi du 7 mai 1917 art. 4",
        confidence="R",
    ),
    _notice(
        "second_call.allowed",
        Kind.YESNO,
        name=_("Second call"),
        meaning=_("A meeting that missed its quorum may be called again on the same agenda."),
        default=False,
        because=_("A second call exists where the rules give one."),
        confidence="R",
    ),
    _notice(
        "second_call.days",
        Kind.DAYS,
        name=_("Notice of the second call"),
        meaning=_("Days between the second notice and the second meeting, at least."),
        most=366,
        like="notice.days",
        because=_("The notice of the first call holds unless the code shortens it."),
        source="C. com. R225-69",
        confidence="R",
    ),
    # To confirm with counsel outside limited companies, where only the statutes say it.
    _notice(
        "agenda.added",
        Kind.CHOICE,
        name=_("A question added to the agenda"),
        meaning=_("Once the notice runs: blank proxies and postal forms that came before never vote on it."),
        words={
            "never": _("is never taken"),
            "dismissal": _("is taken only if it dismisses somebody in office"),
            "always": _("is taken until the meeting is over"),
        },
        default="dismissal",
        because=_("Members vote on what they were called for; a director may be dismissed at any time."),
        source="C. com. L225-105",
        confidence="R",
    ),
)

PRESENCE: tuple[Term, ...] = (
    _quorum(
        "quorum.represented",
        name=_("Represented members count"),
        meaning=_("Who gave a proxy counts for the quorum."),
        because=_("Those present or represented make the quorum."),
        source="loi 78-763 art. 14",
    ),
    _quorum(
        "quorum.remote",
        name=_("Remote members count"),
        meaning=_("Who takes part from afar, and is identified, counts for the quorum."),
        because=_("To take part from afar is to take part."),
        source="C. com. R225-97, R225-98",
    ),
    _quorum(
        "quorum.postal",
        name=_("Postal forms count"),
        meaning=_("A form received in time counts for the quorum, even blank."),
        because=_("Forms received in time count, as in a limited company."),
        source="C. com. L225-107",
    ),
)

PROXIES: tuple[Term, ...] = (
    _proxy(
        "proxy.limit",
        Kind.CHOICE,
        name=_("Limit of proxies"),
        meaning=_("How the number of voices that one member carries for others is limited."),
        words={
            "number": _("a fixed number"),
            "scop": _("one under twenty members, then a twentieth of them"),
            "none": _("no limit"),
        },
        default="number",
        because=_("The statutes say how many."),
        source="loi 78-763 art. 14",
        confidence="R",
    ),
    _proxy(
        "proxy.most",
        Kind.WHOLE,
        name=_("Proxies that one member may hold"),
        meaning=_("Besides their own voices, where the limit is a fixed number."),
        most=1000,
        default=0,
        because=_("Nobody carries another’s voice unless the code allows it."),
        confidence="R",
        when=(("proxy.limit", ("number",)),),
    ),
    _proxy(
        "proxy.counted_per",
        Kind.CHOICE,
        name=_("Limit counted for"),
        meaning=_("Whether somebody who acts for several members holds the limit once, or once for each."),
        words={
            "person": _("each person, whatever seats they act for"),
            "seat": _("each seat of the register"),
        },
        default="person",
        because=_("The limit keeps many voices out of one hand."),
        source="loi 78-763 art. 14",
        confidence="R",
    ),
    _proxy(
        "proxy.overflow",
        Kind.CHOICE,
        name=_("A proxy over the limit"),
        meaning=_("What becomes of the latest received."),
        words={
            "refuse": _("refused, and its giver is told at once"),
            "blank": _("turned into a blank proxy"),
        },
        default="refuse",
        because=_("It turns blank only if the statutes say so."),
        confidence="R",
    ),
    _proxy(
        "proxy.same_college",
        Kind.YESNO,
        name=_("Within one college only"),
        meaning=_("A proxy goes to a member of the giver’s own college."),
        default=False,
        because=_("Free unless the code says otherwise."),
        confidence="R",
    ),
    _proxy(
        "proxy.presence_cancels",
        Kind.YESNO,
        name=_("Presence cancels a proxy"),
        meaning=_("Who comes after all votes in person."),
        default=True,
        because=_("Co-operatives usually let whoever comes vote."),
        confidence="R",
    ),
    _proxy(
        "proxy.blank",
        Kind.CHOICE,
        name=_("A blank proxy"),
        meaning=_(
            "The chair votes for the drafts presented or approved by the board, and against all others."
        ),
        words={"chair": _("goes to the chair"), "refused": _("is refused")},
        default="chair",
        because=_("The rule of the limited company, which many statutes copy."),
        source="C. com. L225-106 III",
        confidence="R",
    ),
    _proxy(
        "proxy.carried_over",
        Kind.YESNO,
        name=_("Valid for the second call"),
        meaning=_("A proxy stands for the later meetings called on the same agenda."),
        default=True,
        because=_("As in a limited company."),
        source="C. com. R225-79",
        confidence="R",
    ),
    _proxy(
        "proxy.of_interested",
        Kind.CHOICE,
        name=_("Proxies held by interested members"),
        meaning=_("Whether members who may not vote on a matter still carry others’ voices on it."),
        words={
            "kept": _("they still carry the voices given to them"),
            "lost": _("the voices given to them are lost with theirs"),
        },
        default="kept",
        because=_("Sources differ; the statutes say it best."),
        confidence="K",
    ),
)

POSTAL: tuple[Term, ...] = (
    _postal(
        "postal.allowed",
        Kind.YESNO,
        name=_("Vote by post"),
        meaning=_("Members may vote beforehand, on paper or on line."),
        default=False,
        because=_("A co-operative votes by post if its statutes allow it."),
        source="loi 47-1775 art. 10",
        confidence="T",
    ),
    _postal(
        "postal.paper_days",
        Kind.DAYS,
        name=_("Paper forms, before the meeting"),
        meaning=_("Days before the meeting by which paper forms must be in."),
        most=60,
        default=3,
        because=_("At most three days before, as in a limited company."),
        source="C. com. R225-77",
        confidence="R",
    ),
    _postal(
        "postal.eve_hour",
        Kind.WHOLE,
        name=_("Electronic forms, on the eve"),
        meaning=_("The hour of the eve until which electronic forms come in, from 0 to 23, included."),
        most=23,
        default=15,
        because=_("Three in the afternoon on the eve, as in a limited company."),
        source="C. com. R225-77, R225-80",
        confidence="R",
    ),
    _postal(
        "postal.with_proxy",
        Kind.CHOICE,
        name=_("A proxy and a form from the same member"),
        meaning=_("What counts when both came in."),
        words={
            "proxy_unless_marked": _("the proxy, but the votes marked on the form count first"),
            "form_wins": _("the form"),
            "proxy_wins": _("the proxy"),
        },
        default="proxy_unless_marked",
        because=_("As in a limited company."),
        source="C. com. R225-81",
        confidence="R",
    ),
    _postal(
        "postal.presence_cancels",
        Kind.YESNO,
        name=_("Presence cancels a form"),
        meaning=_("Who comes after all votes in person."),
        default=False,
        because=_("Who has voted from afar may not switch, unless the statutes say so."),
        source="C. com. R225-85 III",
        confidence="R",
    ),
)

INTERESTED: tuple[Term, ...] = (
    _interested(
        "interested.vote",
        name=_("Interested members vote"),
        meaning=_("On a resolution that names them as interested, such as an agreement with them."),
        default=False,
        because=_("Interested members do not vote in a limited company; a SAS says it in its statutes."),
        source="C. com. L225-40, L227-10",
        confidence="R",
    ),
    _interested(
        "interested.majority",
        name=_("Interested members stay in the majority"),
        meaning=_("Whether their voices stay in what the majority is counted on."),
        default=False,
        because=_("Their shares leave the majority in a limited company."),
        source="C. com. L225-40",
        confidence="K",
    ),
    _interested(
        "interested.quorum",
        name=_("Interested members stay in the quorum"),
        meaning=_(
            "Whether they are there for the quorum of that resolution, and those whose voice is lost with theirs; else they are in neither part of it."
        ),
        default=True,
        because=_("Since 2019 their shares are reported to leave the majority only."),
        source="C. com. L225-40",
        confidence="K",
    ),
)
