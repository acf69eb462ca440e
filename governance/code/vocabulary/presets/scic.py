"""A SCIC, where colleges weigh the votes of its categories of members."""

from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.presets import company, shared
from governance.code.vocabulary.presets.shapes import ArticleText, Preset, chosen, known, read, reported

COLLEGES = "Loi 47-1775 art. 19 octies"
BY_COLLEGE = chosen("proportional", "Report le plus courant ; les statuts choisissent")

PRESET = Preset(
    name="scic",
    title=_("SCIC with colleges"),
    meaning=_(
        "A co-operative of collective interest: three categories of members or more, votes weighed by college. The weights are equal until you say otherwise."
    ),
    asks={"capital.floor_of": "highest"},
    limits=(
        _("The part of the capital that public bodies hold, half of it at most, is not checked."),
        _(
            "Create in the register the colleges that the article on colleges weighs, or change their weights."
        ),
    ),
    texts=(
        ArticleText(
            "1",
            "Intérêt collectif",
            "La société produit des biens ou des services d’intérêt collectif, qui présentent un caractère d’utilité sociale.",
        ),
        ArticleText(
            "2",
            "Catégories de sociétaires",
            "Peut devenir sociétaire qui contribue par tout moyen à l’activité. Il y a au moins trois catégories, dont deux "
            "obligées : les personnes qui bénéficient habituellement de l’activité, et les salariés ou, à défaut, les "
            "producteurs. Les collectivités publiques tiennent ensemble au plus la moitié du capital.",
        ),
        ArticleText(
            "3",
            "Collèges de vote",
            "Chaque sociétaire a une voix dans son collège. Les collèges pèsent : [[colleges.weights]]. Le report est "
            "[[colleges.result_base]] ; dans un collège on compte sur [[colleges.base]]. Un collège dont personne ne s’exprime "
            "est [[colleges.inactive]]. Le capital apporté n’est jamais un critère.\n\n"
            "Aucun collège ne pèse plus de la moitié des voix, ni moins d’un dixième quand il y a dix collèges ou moins.",
            {
                "colleges.weights": known({"S": "1/3", "B": "1/3", "P": "1/3"}, COLLEGES),
                "colleges.inactive": chosen(
                    "excluded", "À fixer avant tout vote : le choix peut inverser un résultat"
                ),
                "colleges.base": chosen("expressed", "L’abstention dans un collège sort du compte"),
                "colleges.result_base": chosen("expressed", "À fixer avant tout vote"),
            },
        ),
        ArticleText(
            "4",
            "Admission",
            "L’admission est décidée par [[admission.by]]. La prochaine assemblée la ratifie : [[admission.ratified]].",
            {
                "admission.by": chosen("centre", "Loi 47-1775 art. 19 septies : les statuts le disent"),
                "admission.ratified": chosen(True, "Les statuts"),
            },
        ),
        company.capital("5", **company.quarter_of_highest()),
        shared.exclusion("6", source="C. com. L231-6"),
        company.notice("7", days=chosen(15, company.LIMITED.format("R225-69"))),
        company.ordinary("8", colleges=BY_COLLEGE),
        company.extraordinary("9", colleges=BY_COLLEGE),
        shared.presence("10", source="Selon la forme de la société et les statuts"),
        shared.proxies(
            "11",
            body="Un sociétaire se fait représenter par un autre sociétaire ; dans le même collège seulement : "
            "[[proxy.same_college]]. Un sociétaire porte au plus, outre sa voix, ce nombre de pouvoirs : [[proxy.most]].",
            limit={
                "proxy.limit": chosen("number", "Les statuts"),
                "proxy.most": chosen(2, "Les statuts"),
                "proxy.same_college": chosen(False, "Les statuts"),
            },
        ),
        shared.postal("12", allowed=read(True, "Loi 47-1775 art. 10 : si les statuts le permettent")),
        shared.interested("13", source="Selon la forme de la société et les statuts"),
        shared.secrecy("14", elections=reported("always", "Loi 47-1775 art. 8, si les statuts le veulent")),
        shared.circles("15"),
        shared.circle_votes("16"),
        shared.roles("17", term=chosen(12, "Loi 47-1775 art. 6 : six ans au plus pour un mandat")),
        shared.consultations("18"),
        shared.amendments("19", by=chosen("extraordinary", "Selon la forme de la société et les statuts")),
        shared.openness("20"),
    ),
)
