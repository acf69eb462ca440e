"""Articles that companies share, with what the law of commerce or of co-operatives says of them."""

from governance.code.vocabulary.presets.shapes import ArticleText, SourcedValue, chosen, example, read
from governance.code.vocabulary.presets.shared import FLOOR, ONE_EACH

LIMITED = "Repris de C. com. {} (SA) ; ici, les statuts"


def capital(number: str, *, floor: SourcedValue, floor_of: SourcedValue) -> ArticleText:
    """Variable capital, its floor, and the refund of shares."""
    return ArticleText(
        number,
        "Parts et capital variable",
        "La part vaut [[shares.nominal]]. Le capital est variable : il monte par les souscriptions et baisse par les "
        "remboursements, sans descendre sous [[capital.floor]] de ce montant : [[capital.floor_of]]. Les "
        "statuts mentionnent [[capital.stated]].\n\n"
        "Qui part est remboursé de la valeur nominale de ses parts, diminuée de leur quote-part des pertes du bilan ; le "
        "remboursement attend si le capital devait passer sous son plancher. Qui part reste tenu cinq ans des obligations "
        "nées avant son départ. Délai pour annoncer son départ : [[leaving.notice]].",
        {
            "shares.nominal": example("50"),
            "capital.floor": floor,
            "capital.floor_of": floor_of,
            "capital.stated": example("10000"),
            "leaving.notice": read(0, "C. com. L231-6"),
        },
    )


def tenth_of_stated() -> dict[str, SourcedValue]:
    """The floor of any company with variable capital."""
    return {"floor": read("1/10", "C. com. L231-5"), "floor_of": read("stated", "C. com. L231-5")}


def quarter_of_highest() -> dict[str, SourcedValue]:
    """The floor of a co-operative."""
    source = "Loi 47-1775 art. 13"
    return {"floor": read("1/4", source), "floor_of": read("highest", source)}


def notice(number: str, *, days: SourcedValue) -> ArticleText:
    """The notice of a meeting, and its second call."""
    return ArticleText(
        number,
        "Convocation",
        "L’assemblée se réunit au moins une fois par an. Elle est convoquée au moins [[notice.days]] avant sa date, par "
        "lettre, ou par courriel à qui y a consenti par écrit ; l’avis porte l’ordre du jour et le texte des résolutions. "
        "Les membres et le quorum se lisent au registre : [[record.on]].\n\n"
        "Faute de quorum, une deuxième convocation est possible : [[second_call.allowed]], au moins [[second_call.days]] "
        "avant, sur le même ordre du jour.",
        {
            "notice.days": days,
            "record.on": chosen("notice", "Comme la loi du 7 mai 1917 art. 4"),
            "second_call.allowed": chosen(True, "Procès-verbal de carence, C. com. R225-107 (SA)"),
            "second_call.days": chosen(10, LIMITED.format("R225-69")),
        },
    )


def ordinary(number: str, *, colleges: SourcedValue = ONE_EACH) -> ArticleText:
    """Ordinary decisions on the votes expressed, on the quorum of the limited company."""
    return ArticleText(
        number,
        "Décisions ordinaires",
        "Sont ordinaires les comptes, l’affectation du résultat, les nominations et tout ce qui ne change pas les statuts. "
        "La majorité est de [[ordinary.threshold]], [[ordinary.comparator]], comptée sur [[ordinary.base]]. Quorum : "
        "[[ordinary.quorum]] ; sur deuxième convocation : [[ordinary.quorum_second]]. Voix : [[ordinary.colleges]]. Jamais un "
        "texte n’est adopté avec autant de contre que de pour : [[ordinary.floor_guard]].",
        {
            "ordinary.threshold": chosen("1/2", LIMITED.format("L225-98")),
            "ordinary.comparator": chosen("gt", LIMITED.format("L225-98")),
            "ordinary.base": chosen("expressed", LIMITED.format("L225-98")),
            "ordinary.floor_guard": FLOOR,
            "ordinary.quorum": chosen("1/5", LIMITED.format("L225-98")),
            "ordinary.quorum_second": chosen("0", LIMITED.format("L225-98")),
            "ordinary.colleges": colleges,
            "ordinary.may_change": chosen(True),
        },
    )


def extraordinary(number: str, *, colleges: SourcedValue = ONE_EACH) -> ArticleText:
    """Decisions that change the statutes, on the majority and quorum of the limited company."""
    return ArticleText(
        number,
        "Décisions extraordinaires",
        "Changer les statuts demande une majorité de [[extraordinary.threshold]], [[extraordinary.comparator]], comptée sur "
        "[[extraordinary.base]]. Quorum : [[extraordinary.quorum]] ; sur deuxième convocation : "
        "[[extraordinary.quorum_second]]. Voix : [[extraordinary.colleges]].",
        {
            "extraordinary.threshold": chosen("2/3", LIMITED.format("L225-96")),
            "extraordinary.comparator": chosen("gte", LIMITED.format("L225-96")),
            "extraordinary.base": chosen("expressed", LIMITED.format("L225-96")),
            "extraordinary.floor_guard": FLOOR,
            "extraordinary.quorum": chosen("1/4", LIMITED.format("L225-96")),
            "extraordinary.quorum_second": chosen("1/5", LIMITED.format("L225-96")),
            "extraordinary.colleges": colleges,
            "extraordinary.may_change": chosen(True),
        },
    )
