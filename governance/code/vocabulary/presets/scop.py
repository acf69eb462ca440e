"""A SCOP: those who work there decide, one voice each, within the limit of its law on proxies."""

from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.presets import company, shared
from governance.code.vocabulary.presets.shapes import ArticleText, Preset, chosen, read, reported

ONE_VOICE = read("none", "Loi 78-763 art. 14 : une personne, une voix")
ADMITTED = reported("members", "Loi 78-763 : l’assemblée ordinaire")

PRESET = Preset(
    name="scop",
    title=_("SCOP"),
    meaning=_(
        "A co-operative of those who work in it: one person, one voice, members admitted by the meeting, proxies limited by law."
    ),
    asks={
        "ordinary.colleges": "none",
        "extraordinary.colleges": "none",
        "proxy.limit": "scop",
        "admission.by": "members",
        "capital.floor_of": "highest",
    },
    limits=(
        _(
            "Leaving the job ends the membership, and the other way round: the register leaves both acts to you."
        ),
    ),
    texts=(
        ArticleText(
            "1",
            "But",
            "La société réunit celles et ceux qui y travaillent, pour exercer en commun leur métier et décider ensemble.",
        ),
        ArticleText(
            "2",
            "Admission",
            "L’admission est décidée par [[admission.by]], en assemblée ordinaire. L’assemblée se prononce sur la demande de "
            "toute personne majeure employée sans interruption depuis un an ; une demande refusée peut être renouvelée chaque "
            "année.",
            {"admission.by": ADMITTED},
        ),
        ArticleText(
            "3",
            "Travail et sociétariat",
            "Sauf clause contraire, la fin du contrat de travail met fin à la qualité d’associé, et y renoncer met fin au "
            "contrat ; la retraite, le licenciement économique et l’invalidité font exception.",
        ),
        company.capital("4", **company.quarter_of_highest()),
        shared.exclusion("5", source="C. com. L231-6"),
        company.notice("6", days=chosen(15, "C. com. R225-69 (SA) ou R223-20 (SARL), selon la forme")),
        company.ordinary("7", colleges=ONE_VOICE),
        company.extraordinary("8", colleges=ONE_VOICE),
        shared.presence("9", source="Loi 78-763 art. 14 : voix que peuvent exprimer présents et représentés"),
        shared.proxies(
            "10",
            body="Un associé ne se fait représenter que par un autre associé. Limite des pouvoirs qu’un associé porte, outre sa "
            "voix : [[proxy.limit]].",
            limit={"proxy.limit": read("scop", "Loi 78-763 art. 14")},
        ),
        shared.postal("11", allowed=read(True, "Loi 47-1775 art. 10 : si les statuts le permettent")),
        shared.interested("12", source="Selon la forme de la société et les statuts"),
        shared.secrecy("13", elections=reported("always", "Loi 47-1775 art. 8, si les statuts le veulent")),
        shared.circles("14"),
        shared.circle_votes("15"),
        shared.roles("16", term=chosen(12, "Loi 47-1775 art. 6 : six ans au plus pour un mandat")),
        shared.consultations("17"),
        shared.amendments("18", by=chosen("extraordinary", "Selon la forme de la société et les statuts")),
        shared.openness("19"),
    ),
)
