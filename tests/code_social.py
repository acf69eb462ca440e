"""The code social that tests live under: two editions, of which the second lowered a quorum and let votes be changed.

Plain data, written and enacted by the real acts. What a test expects of a rule, a figure or an article is said here, so
that nobody's story but its own moves it. Numbers leave gaps, as those of any code that was amended.
"""

from datetime import date, timedelta
from typing import Any

from governance.code.actions.drafts import write_articles
from governance.code.actions.enacting import enact
from governance.code.models import Edition
from governance.code.vocabulary.presets.shapes import ArticleText, SourcedValue, chosen, read, reported

RULING = "Cass. ass. plén. 15 nov. 2024, n° 23-16.670"
EVERY_KIND = ("ordinary", "extraordinary", "circle", "consultation")
# Each article: its number, its title, its text, and the values that it gives; a bare value is one without a source.
ARTICLES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("1", "Aim", "We decide together what we do together.", {}),
    ("2", "Members", "Every member is in one of five colleges: founders, staff, users, partners, commons.", {}),
    (
        "5", "Admission", "[[admission.by]] admits; the meeting ratifies: [[admission.ratified]]. A share is [[shares.nominal]].",
        {"admission.by": "centre", "admission.ratified": True, "shares.nominal": "50"},
    ),
    (
        "6", "Capital", "At least [[capital.floor]] of it stays: [[capital.floor_of]]; the statutes state [[capital.stated]].",
        {"capital.floor": "1/4", "capital.floor_of": "highest", "capital.stated": "30000"},
    ),
    (
        "7", "Exclusion", "[[exclusion.by]], by [[exclusion.kind]], after a hearing called [[exclusion.hearing]] before.",
        {
            "exclusion.by": read("members", "C. com. L231-6"),
            "exclusion.kind": read("extraordinary", "C. com. L231-6"),
            "exclusion.hearing": chosen(8, "Loi du 7 mai 1917 art. 5"),
        },
    ),
    (
        "8", "Weight of the colleges", "Each weighs its part: [[colleges.weights]]. One that is silent is [[colleges.inactive]].",
        {
            "colleges.weights": {"F": "1/5", "S": "3/10", "U": "1/5", "P": "1/5", "C": "1/10"},
            "colleges.inactive": "excluded",
            "colleges.tie": "neutral",
            "colleges.base": "expressed",
            "colleges.result_base": "expressed",
        },
    ),
    (
        "11", "Notice", "A meeting is called [[notice.days]] before; its roll is of [[record.on]]. Again: [[second_call.allowed]].",
        {
            "notice.days": 15,
            "record.on": "notice",
            "second_call.allowed": True,
            "second_call.days": chosen(10, "C. com. R225-69 (SA)"),
        },
    ),
    (
        "12", "Ordinary decisions",
        "An ordinary decision takes [[ordinary.threshold]] of the votes expressed, by college, and [[ordinary.quorum]] of the "
        "members take part. A vote may be changed: [[ordinary.may_change]].",
        {
            "ordinary.threshold": "1/2",
            "ordinary.comparator": "gt",
            "ordinary.base": "expressed",
            "ordinary.floor_guard": reported(True, RULING),
            "ordinary.quorum": "1/3",
            "ordinary.colleges": "proportional",
            "ordinary.may_change": True,
        },
    ),
    (
        "13", "Extraordinary decisions",
        "Changing the statutes takes [[extraordinary.threshold]] of the votes expressed, by college, and "
        "[[extraordinary.quorum]] of the members take part.",
        {
            "extraordinary.threshold": "2/3",
            "extraordinary.comparator": "gte",
            "extraordinary.base": "expressed",
            "extraordinary.floor_guard": reported(True, RULING),
            "extraordinary.quorum": "1/2",
            "extraordinary.colleges": "proportional",
            "extraordinary.may_change": True,
        },
    ),
    (
        "14", "Proxies", "A member carries [[proxy.most]] at most; one more is [[proxy.overflow]]. A blank one: [[proxy.blank]].",
        {
            "proxy.limit": "number",
            "proxy.most": 2,
            "proxy.overflow": "refuse",
            "proxy.blank": chosen("chair", "C. com. L225-106 III (SA)"),
            "proxy.presence_cancels": True,
        },
    ),
    (
        "15", "Votes by post", "Open: [[postal.allowed]]. On paper [[postal.paper_days]] before, else the eve at [[postal.eve_hour]] h.",
        {
            "postal.allowed": True,
            "postal.paper_days": chosen(3, "C. com. R225-77 (SA)"),
            "postal.eve_hour": chosen(15, "C. com. R225-77, R225-80 (SA)"),
            "postal.with_proxy": chosen("proxy_unless_marked", "C. com. R225-81 (SA)"),
            "postal.presence_cancels": True,
        },
    ),
    (
        "16", "Who counts for the quorum", "By proxy: [[quorum.represented]]; remotely: [[quorum.remote]]; by post: [[quorum.postal]].",
        {"quorum.represented": True, "quorum.remote": True, "quorum.postal": True},
    ),
    (
        "17", "Secrecy, ties and proofs", "About a person: [[election.secret]]. A tie: [[tie.rule]]. Kept by [[proofs.witnesses]].",
        {
            "election.secret": "always",
            "proofs.witnesses": "both",
            "secret.smallest_college": chosen(5, "Four voices alike would tell each of them"),
            "casting_vote": False,
            "tie.rule": "further_ballot",
        },
    ),
    (
        "18", "How long votes last", "May be extended: [[ordinary.may_extend]]. Closes early: [[ordinary.closes_early]].",
        {
            f"{kind}.{key}": value
            for kind in EVERY_KIND
            for key, value in (("may_extend", True), ("closes_early", "led"), ("secret", "on_request"))
        },
    ),
    (
        "21", "Circles", "By consent. Questions: [[consent.questions]]; reactions: [[consent.reactions]]; then [[consent.positions]].",
        {
            "consent.questions": 4,
            "consent.reactions": 3,
            "consent.positions": 4,
            "consent.absent": "all",
            "consent.extension": True,
        },
    ),
    (
        "22", "Votes of a circle", "More than [[circle.threshold]] of the votes expressed; [[circle.quorum]] of the circle take part.",
        {
            "circle.threshold": "1/2",
            "circle.comparator": "gt",
            "circle.base": "expressed",
            "circle.floor_guard": True,
            "circle.quorum": "1/2",
            "circle.colleges": "none",
            "circle.may_change": True,
        },
    ),
    ("23", "Roles", "A role is given for [[election.term_months]] months.", {"election.term_months": 12}),
    (
        "25", "Consultations", "An opinion of everybody, without a quorum, one voice each.",
        {
            "consultation.threshold": "1/2",
            "consultation.comparator": "gt",
            "consultation.base": "expressed",
            "consultation.floor_guard": True,
            "consultation.quorum": "0",
            "consultation.colleges": "none",
            "consultation.may_change": True,
        },
    ),
    ("30", "Openness", "Rules, accounts and decisions are public, but for what the law or a person protects.", {}),
    (
        "31", "Changing this code", "This code is changed by [[code.amended_by]], and changes no past result.",
        {"code.amended_by": "extraordinary"},
    ),
]  # fmt: skip
# What the edition before said otherwise.
BEFORE = {"ordinary.quorum": "1/2", "proxy.most": 1, "ordinary.may_change": False}


def given() -> dict[str, Any]:
    """The values that the code in force gives, as JSON has them."""
    return {key: _sourced(said).value for *_words, values in ARTICLES for key, said in values.items()}


def enact_editions(today: date) -> None:
    """Enact edition 3, then edition 4, both in force since long ago."""
    _enact(3, today - timedelta(days=1400), "Founding meeting", BEFORE)
    _enact(4, today - timedelta(days=420), "D-12, general meeting", {})


def _enact(number: int, on: date, adopted_by: str, otherwise: dict[str, Any]) -> None:
    edition = Edition.objects.create(
        number=number, title="Code of the house", effective_from=on, adopted_by=adopted_by, form="sas_esus"
    )
    write_articles(edition, [_article(*article, otherwise) for article in ARTICLES])
    enact(edition)


def _article(
    number: str, title: str, body: str, values: dict[str, Any], otherwise: dict[str, Any]
) -> ArticleText:
    sourced = {key: _sourced(otherwise.get(key, said)) for key, said in values.items()}
    return ArticleText(number, title, body, sourced)


def _sourced(said: Any) -> SourcedValue:
    return said if isinstance(said, SourcedValue) else SourcedValue(said)
