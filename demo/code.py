"""The code social of Les Lisières: two editions, so that one can see what changed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from governance.code.actions.drafts import write_articles
from governance.code.actions.enacting import enact
from governance.code.models import Edition
from governance.code.vocabulary.presets.shapes import ArticleText, SourcedValue, chosen, read, reported

LAW = "Cass. ass. plén. 15 nov. 2024, n° 23-16.670"


def own(values: dict[str, Any]) -> dict[str, SourcedValue]:
    """Values that the members chose, without a source."""
    return {key: SourcedValue(value) for key, value in values.items()}


ARTICLES = [
    ArticleText(
        "1",
        "Notre but",
        "Les Lisières aident des personnes, des collectifs et des territoires à agir pour la transition sociale et "
        "écologique : formations, lieux partagés, accompagnement, culture numérique. Le but n’est pas le partage des bénéfices.",
    ),
    ArticleText(
        "2",
        "Qui nous sommes",
        "Les associés se répartissent en cinq collèges : fondateurs et garants, salarié·es, usager·es, partenaires, communs et "
        "soutiens. Chacun n’appartient qu’à un collège. Une personne, une voix dans son collège, quel que soit son capital.",
    ),
    ArticleText(
        "5",
        "Admission",
        "L’admission est décidée par [[admission.by]], ici le cercle d’ancrage ; l’assemblée la ratifie à sa prochaine réunion : "
        "[[admission.ratified]]. La part vaut [[shares.nominal]].",
        own({"admission.by": "centre", "admission.ratified": True, "shares.nominal": "50"}),
    ),
    ArticleText(
        "6",
        "Capital variable et départs",
        "Le capital monte par les souscriptions et baisse par les retraits, sans descendre sous [[capital.floor]] de "
        "ce montant : [[capital.floor_of]] ; les statuts en mentionnent [[capital.stated]]. Qui part est remboursé de la valeur "
        "nominale de ses parts, diminuée de leur part des pertes du bilan, et répond cinq ans des obligations nées avant son "
        "départ. On part quand on veut.",
        own({"capital.floor": "1/4", "capital.floor_of": "highest", "capital.stated": "30000"}),
    ),
    ArticleText(
        "7",
        "Exclusion",
        "Une exclusion est décidée par [[exclusion.by]], comme on change les statuts : [[exclusion.kind]]. Ses motifs sont écrits. "
        "La personne est invitée au moins [[exclusion.hearing]] avant, et entendue si elle le souhaite.",
        {
            "exclusion.by": read("members", "C. com. L231-6"),
            "exclusion.kind": read("extraordinary", "C. com. L231-6"),
            "exclusion.hearing": chosen(8, "Repris de la loi du 7 mai 1917 art. 5"),
        },
    ),
    ArticleText(
        "8",
        "Poids des collèges",
        "Chaque collège pèse sa part, dans la proportion de ses voix pour et contre : [[colleges.weights]]. Le report est "
        "[[colleges.result_base]]. Un collège dont personne ne s’exprime est [[colleges.inactive]]. "
        "Les abstentions sont comptées et publiées ; elles ne pèsent d’aucun côté.",
        own(
            {
                "colleges.weights": {"F": "1/5", "S": "3/10", "U": "1/5", "P": "1/5", "C": "1/10"},
                "colleges.inactive": "excluded",
                "colleges.tie": "neutral",
                "colleges.base": "expressed",
                "colleges.result_base": "expressed",
            }
        ),
    ),
    ArticleText(
        "11",
        "Convocation",
        "L’assemblée est convoquée au moins [[notice.days]] avant sa date, par courriel ou par lettre. Qui vote et de quoi le "
        "quorum est une part se lisent au registre : [[record.on]]. Faute de quorum, une deuxième convocation, sur le même ordre "
        "du jour : [[second_call.allowed]], au moins [[second_call.days]] avant.",
        {
            **own({"notice.days": 15, "record.on": "notice", "second_call.allowed": True}),
            "second_call.days": chosen(10, "Repris de C. com. R225-69 (SA)"),
        },
    ),
    ArticleText(
        "12",
        "Décisions ordinaires",
        "Une décision ordinaire est adoptée si le pour dépasse [[ordinary.threshold]] des suffrages exprimés, pondérés par "
        "collège. Il faut qu’au moins [[ordinary.quorum]] des associés prennent part au vote. Le vote peut être changé "
        "jusqu’à la clôture : [[ordinary.may_change]]. Jamais un texte n’est adopté avec autant de contre que de pour.",
        {
            **own({"ordinary.threshold": "1/2", "ordinary.comparator": "gt", "ordinary.base": "expressed"}),
            "ordinary.floor_guard": reported(True, LAW),
            **own(
                {"ordinary.quorum": "1/3", "ordinary.colleges": "proportional", "ordinary.may_change": True}
            ),
        },
    ),
    ArticleText(
        "13",
        "Décisions extraordinaires",
        "Changer les statuts, l’objet ou le capital demande au moins [[extraordinary.threshold]] des suffrages exprimés, "
        "pondérés par collège, et la participation d’au moins [[extraordinary.quorum]] des associés.",
        {
            **own(
                {
                    "extraordinary.threshold": "2/3",
                    "extraordinary.comparator": "gte",
                    "extraordinary.base": "expressed",
                }
            ),
            "extraordinary.floor_guard": reported(True, LAW),
            **own(
                {
                    "extraordinary.quorum": "1/2",
                    "extraordinary.colleges": "proportional",
                    "extraordinary.may_change": True,
                }
            ),
        },
    ),
    ArticleText(
        "14",
        "Pouvoirs",
        "Un associé porte au plus [[proxy.most]] pouvoirs ; le suivant est [[proxy.overflow]]. Un pouvoir en blanc "
        "[[proxy.blank]], qui vote pour les textes qu’elle agrée et contre les autres. La présence du mandant annule son "
        "pouvoir : [[proxy.presence_cancels]].",
        {
            **own({"proxy.limit": "number", "proxy.most": 2, "proxy.overflow": "refuse"}),
            "proxy.blank": chosen("chair", "Repris de C. com. L225-106 III (SA)"),
            **own({"proxy.presence_cancels": True}),
        },
    ),
    ArticleText(
        "15",
        "Vote par correspondance",
        "Le vote par correspondance est ouvert : [[postal.allowed]]. Le formulaire papier arrive au plus tard "
        "[[postal.paper_days]] avant l’assemblée ; le formulaire électronique, la veille à [[postal.eve_hour]] h. Si l’on a donné "
        "aussi un pouvoir, vaut [[postal.with_proxy]]. Qui vient vote en séance : [[postal.presence_cancels]].",
        {
            **own({"postal.allowed": True}),
            "postal.paper_days": chosen(3, "Repris de C. com. R225-77 (SA)"),
            "postal.eve_hour": chosen(15, "Repris de C. com. R225-77 et R225-80 (SA)"),
            "postal.with_proxy": chosen("proxy_unless_marked", "Repris de C. com. R225-81 (SA)"),
            **own({"postal.presence_cancels": True}),
        },
    ),
    ArticleText(
        "16",
        "Qui compte dans le quorum",
        "Comptent avec les présents : les associés représentés, [[quorum.represented]] ; à distance et identifiés, "
        "[[quorum.remote]] ; par correspondance, [[quorum.postal]].",
        own({"quorum.represented": True, "quorum.remote": True, "quorum.postal": True}),
    ),
    ArticleText(
        "17",
        "Secret, égalités et preuves",
        "Pour élire, révoquer ou exclure quelqu’un : [[election.secret]]. On ne publie pas à part les voix d’un collège de moins "
        "de [[secret.smallest_college]] votants. Une égalité est un rejet, sans voix prépondérante ; entre personnes à égalité : "
        "[[tie.rule]].\n\n"
        "Chaque jour, les empreintes du registre des décisions et du journal sont envoyées, pour qu’elles soient gardées hors du site, à : "
        "[[proofs.witnesses]].",
        {
            **own({"election.secret": "always", "proofs.witnesses": "both"}),
            "secret.smallest_college": chosen(5, "Quatre voix unanimes diraient le vote de chacun"),
            **own({"casting_vote": False, "tie.rule": "further_ballot"}),
        },
    ),
    ArticleText(
        "18",
        "Durée et secret des votes",
        "Qui conduit un vote peut en reculer la clôture, en disant pourquoi : [[ordinary.may_extend]]. Clôture avant "
        "l’heure annoncée : [[ordinary.closes_early]]. Secret : [[ordinary.secret]].",
        own(
            {
                f"{kind}.{key}": value
                for kind in ("ordinary", "extraordinary", "circle", "consultation")
                for key, value in (("may_extend", True), ("closes_early", "led"), ("secret", "on_request"))
            }
        ),
    ),
    ArticleText(
        "21",
        "Cercles",
        "Un cercle décide dans son domaine, d’abord par consentement. Questions : [[consent.questions]]. Réactions : "
        "[[consent.reactions]]. Consentement : [[consent.positions]]. Qui n’a pas répondu : [[consent.absent]], avec une "
        "prolongation : [[consent.extension]]. Aucune décision n’est prise par l’horloge tant qu’une objection est ouverte.",
        own(
            {
                "consent.questions": 4,
                "consent.reactions": 3,
                "consent.positions": 4,
                "consent.absent": "all",
                "consent.extension": True,
            }
        ),
    ),
    ArticleText(
        "22",
        "Vote d’un cercle",
        "Un cercle peut voter ce qu’il choisit de ne pas décider par consentement : le pour doit dépasser "
        "[[circle.threshold]] des suffrages exprimés, et au moins [[circle.quorum]] du cercle prendre part.",
        own(
            {
                "circle.threshold": "1/2",
                "circle.comparator": "gt",
                "circle.base": "expressed",
                "circle.floor_guard": True,
                "circle.quorum": "1/2",
                "circle.colleges": "none",
                "circle.may_change": True,
            }
        ),
    ),
    ArticleText(
        "23",
        "Rôles",
        "Un rôle se confie par élection sans candidat, pour [[election.term_months]] mois sauf autre choix du cercle.",
        own({"election.term_months": 12}),
    ),
    ArticleText(
        "25",
        "Consultations",
        "Une consultation demande un avis, sans quorum. Elle compte une voix par associé, sans pondération.",
        own(
            {
                "consultation.threshold": "1/2",
                "consultation.comparator": "gt",
                "consultation.base": "expressed",
                "consultation.floor_guard": True,
                "consultation.quorum": "0",
                "consultation.colleges": "none",
                "consultation.may_change": True,
            }
        ),
    ),
    ArticleText(
        "30",
        "Transparence",
        "Nos règles, nos comptes, nos projets et nos décisions sont publics, sauf ce que la loi ou une personne protège. "
        "Ce que nous publions porte une licence libre.",
    ),
    ArticleText(
        "31",
        "Changer ce code",
        "Ce code change par le vote que voici : [[code.amended_by]]. Il ne change aucun résultat passé.",
        own({"code.amended_by": "extraordinary"}),
    ),
]


def enact_codes(today: date) -> None:
    """Enact edition 3, then edition 4, which lowered the quorum and let votes be changed."""
    before = {"ordinary.quorum": "1/2", "proxy.most": 1, "ordinary.may_change": False}
    _write(3, today - timedelta(days=1400), "Assemblée constitutive", before)
    _write(4, today - timedelta(days=420), "D-12, assemblée générale", {})


def _write(number: int, on: date, adopted_by: str, changed_values: dict[str, Any]) -> None:
    edition = Edition.objects.create(
        number=number,
        title="Code social des Lisières",
        effective_from=on,
        adopted_by=adopted_by,
        form="sas_esus",
    )
    write_articles(edition, [_with(text, changed_values) for text in ARTICLES])
    enact(edition)


def _with(text: ArticleText, changed_values: dict[str, Any]) -> ArticleText:
    values = {
        key: replace(value, value=changed_values[key]) if key in changed_values else value
        for key, value in text.values.items()
    }
    return replace(text, values=values)
