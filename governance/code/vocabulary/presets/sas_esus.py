"""A SAS that is a company of the social and solidarity economy, with the ESUS agreement."""

from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.presets import company, shared
from governance.code.vocabulary.presets.shapes import ArticleText, Preset, chosen

STATUTES = "SAS : les statuts (C. com. L227-9)"

PRESET = Preset(
    name="sas_esus",
    title=_("SAS with the ESUS agreement"),
    meaning=_(
        "A simplified company of the social economy: nearly everything is for the statutes to say. One person, one voice; values follow the limited company where the law is silent."
    ),
    limits=(
        _(
            "Some clauses of a SAS are adopted or changed by all its members together: this vote is not modelled."
        ),
        _(
            "What the ESUS agreement asks of pay and of spending is to be confirmed with the administration before one relies on it."
        ),
    ),
    texts=(
        ArticleText(
            "1",
            "But et utilité sociale",
            "La société poursuit un but d’utilité sociale, autre que le seul partage des bénéfices. Les bénéfices vont "
            "d’abord au maintien et au développement de l’activité ; les réserves obligatoires ne se partagent pas ; le "
            "capital n’est pas réduit, sauf pour pertes.",
        ),
        ArticleText(
            "2",
            "Une personne, une voix",
            "Chaque associé a une voix, quel que soit son capital. Associés, salariés et parties prenantes sont informés et "
            "prennent part aux décisions comme le dit ce code.",
        ),
        ArticleText(
            "3",
            "Politique de rémunération",
            "La moyenne des cinq rémunérations les plus élevées ne dépasse pas sept fois le salaire minimum annuel ; la plus "
            "élevée, dix fois. L’un et l’autre multiples sont publiés chaque année.",
        ),
        ArticleText(
            "4",
            "Admission",
            "L’admission est décidée par [[admission.by]]. La prochaine assemblée la ratifie : [[admission.ratified]].",
            {
                "admission.by": chosen("centre", STATUTES),
                "admission.ratified": chosen(True, STATUTES),
            },
        ),
        company.capital("5", **company.tenth_of_stated()),
        shared.exclusion("6", source="C. com. L231-6"),
        company.notice("7", days=chosen(15, company.LIMITED.format("R225-69"))),
        company.ordinary("8"),
        company.extraordinary("9"),
        shared.presence("10", source=STATUTES),
        shared.proxies(
            "11",
            body="Un associé se fait représenter par un autre associé, qui porte au plus, outre sa voix, ce nombre de "
            "pouvoirs : [[proxy.most]].",
            limit={"proxy.limit": chosen("number", STATUTES), "proxy.most": chosen(2, STATUTES)},
        ),
        shared.postal("12", allowed=chosen(True, STATUTES)),
        shared.interested("13", source="SAS : C. com. L227-10 ne demande qu’un rapport et un vote"),
        shared.secrecy(
            "14", elections=chosen("always", "Comme la loi 47-1775 art. 8 le permet aux coopératives")
        ),
        shared.circles("15"),
        shared.circle_votes("16"),
        shared.roles("17", term=chosen(12)),
        shared.consultations("18"),
        shared.amendments("19", by=chosen("extraordinary", STATUTES)),
        shared.openness("20"),
    ),
)
