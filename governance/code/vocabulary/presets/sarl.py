"""A SARL, whose votes the law counts by share: said honestly, because here each member has one voice."""

from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.presets import company, shared
from governance.code.vocabulary.presets.shapes import ArticleText, Preset, chosen, known, read, reported

PRESET = Preset(
    name="sarl",
    title=_("SARL"),
    meaning=_(
        "A company with limited liability: the law says most of it. The law counts votes by share; this software gives each member one voice."
    ),
    asks={"ordinary.colleges": "none", "extraordinary.colleges": "none"},
    notice=15,
    limits=(
        _(
            "The law gives a SARL one vote for each share; here each member has one voice. Do not take a decision of the company with it unless every member holds as many shares."
        ),
        _(
            "On second consultation a SARL decides by the majority of the votes cast; here the majority of the first one still holds."
        ),
        _("A husband or wife may carry a proxy in a SARL; here only another member may."),
    ),
    texts=(
        ArticleText(
            "1",
            "But",
            "La société a pour objet l’activité que disent ses statuts. La loi donne à chaque part une voix ; ce code ne vaut "
            "donc pour les décisions de la société que si tous les associés ont autant de parts.",
        ),
        ArticleText(
            "2",
            "Admission",
            "L’admission est décidée par [[admission.by]].",
            {"admission.by": chosen("members", "Les statuts")},
        ),
        company.capital("3", **company.tenth_of_stated()),
        shared.exclusion("4", source="C. com. L231-6"),
        ArticleText(
            "5",
            "Convocation",
            "Le gérant convoque l’assemblée au moins [[notice.days]] avant sa date. La moitié des parts, ou un dixième des "
            "associés ayant un dixième des parts, peut demander une assemblée. L’assemblée annuelle se tient dans les six mois "
            "de la clôture. Les membres et le quorum se lisent au registre : [[record.on]].\n\n"
            "Une deuxième convocation est possible : [[second_call.allowed]], au moins [[second_call.days]] avant. Par écrit, "
            "chaque associé a quinze jours au moins depuis la réception des projets pour répondre.",
            {
                "notice.days": read(15, "C. com. R223-20"),
                "record.on": chosen("notice", "Comme la loi du 7 mai 1917 art. 4"),
                "second_call.allowed": read(True, "C. com. L223-29"),
                "second_call.days": chosen(15, "C. com. R223-20"),
            },
        ),
        ArticleText(
            "6",
            "Décisions ordinaires",
            "La majorité est de [[ordinary.threshold]], [[ordinary.comparator]], comptée sur [[ordinary.base]]. Jamais un texte "
            "n’est adopté avec autant de contre que de pour : [[ordinary.floor_guard]].",
            {
                "ordinary.threshold": read("1/2", "C. com. L223-29"),
                "ordinary.comparator": read("gt", "C. com. L223-29"),
                "ordinary.base": read("registered", "C. com. L223-29"),
                "ordinary.floor_guard": shared.FLOOR,
                "ordinary.colleges": shared.ONE_EACH,
                "ordinary.may_change": chosen(True),
            },
        ),
        ArticleText(
            "7",
            "Décisions extraordinaires",
            "Changer les statuts demande une majorité de [[extraordinary.threshold]], [[extraordinary.comparator]], comptée sur "
            "[[extraordinary.base]]. Quorum : [[extraordinary.quorum]] ; sur deuxième convocation : "
            "[[extraordinary.quorum_second]]. Une société d’avant août 2005 qui n’a pas choisi ces règles demande trois quarts "
            "de toutes les parts.",
            {
                "extraordinary.threshold": known("2/3", "C. com. L223-30"),
                "extraordinary.comparator": known("gte", "C. com. L223-30"),
                "extraordinary.base": known("present_or_represented", "C. com. L223-30"),
                "extraordinary.floor_guard": shared.FLOOR,
                "extraordinary.quorum": read("1/4", "C. com. L223-30"),
                "extraordinary.quorum_second": read("1/5", "C. com. L223-30"),
                "extraordinary.colleges": shared.ONE_EACH,
                "extraordinary.may_change": chosen(True),
            },
        ),
        shared.presence("8", source="C. com. L223-30 : parts présentes ou représentées"),
        shared.proxies(
            "9",
            body="Un associé se fait représenter par un autre associé. Limite des pouvoirs : [[proxy.limit]].",
            limit={"proxy.limit": chosen("none", "C. com. L223-28 ne fixe pas de nombre")},
        ),
        shared.postal(
            "10",
            allowed=reported(True, "Loi 2024-537 art. 18 et décret 2024-904 : si les statuts le permettent"),
        ),
        shared.interested("11", source="Les statuts"),
        shared.secrecy("12", elections=chosen("never", "Les statuts")),
        shared.circles("13"),
        shared.circle_votes("14"),
        shared.roles("15", term=chosen(12)),
        shared.consultations("16"),
        shared.amendments("17", by=read("extraordinary", "C. com. L223-30")),
        shared.openness("18"),
    ),
)
