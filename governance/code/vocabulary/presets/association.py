"""An association of the law of 1901: its statutes say everything, and there are no shares."""

from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.presets import shared
from governance.code.vocabulary.presets.shapes import ArticleText, Preset, chosen, reported

STATUTES = "Loi de 1901 : les statuts"
PRESENT = "CA Colmar, 16 oct. 2013, dans le silence des statuts"

PRESET = Preset(
    name="association",
    title=_("Association (law of 1901)"),
    meaning=_(
        "The statutes say everything. One member, one voice, no shares; where they are silent, the members present or represented decide."
    ),
    limits=(
        _("An association of public utility elects its board by secret ballot: keep that value."),
        _("Subscriptions are not shares: the register of shares stays empty."),
    ),
    texts=(
        ArticleText(
            "1", "But", "L’association agit, sans but lucratif, dans l’objet que disent ses statuts."
        ),
        ArticleText(
            "2",
            "Adhésion",
            "L’adhésion est décidée par [[admission.by]]. La prochaine assemblée la ratifie : [[admission.ratified]]. Chaque "
            "adhérent a une voix. On quitte l’association quand on veut ; délai pour l’annoncer : [[leaving.notice]].",
            {
                "admission.by": chosen("centre", STATUTES),
                "admission.ratified": chosen(False, STATUTES),
                "leaving.notice": chosen(0, STATUTES),
            },
        ),
        shared.exclusion("3", source=STATUTES),
        ArticleText(
            "4",
            "Convocation",
            "L’assemblée se réunit au moins une fois par an. Elle est convoquée au moins [[notice.days]] avant sa date, avec son "
            "ordre du jour. Les adhérents et le quorum se lisent au registre : [[record.on]]. Faute de quorum, une seconde "
            "convocation est possible : [[second_call.allowed]], au moins [[second_call.days]] avant.",
            {
                "notice.days": chosen(15, STATUTES),
                "record.on": chosen("notice", STATUTES),
                "second_call.allowed": chosen(True, STATUTES),
                "second_call.days": chosen(10, STATUTES),
            },
        ),
        ArticleText(
            "5",
            "Décisions ordinaires",
            "La majorité est de [[ordinary.threshold]], [[ordinary.comparator]], comptée sur [[ordinary.base]]. Quorum : "
            "[[ordinary.quorum]]. Jamais un texte n’est adopté avec autant de contre que de pour : [[ordinary.floor_guard]].",
            {
                "ordinary.threshold": reported("1/2", PRESENT),
                "ordinary.comparator": reported("gt", PRESENT),
                "ordinary.base": reported("present_or_represented", PRESENT),
                "ordinary.floor_guard": chosen(True, STATUTES),
                "ordinary.quorum": chosen("0", "Aucun quorum si les statuts n’en fixent pas"),
                "ordinary.colleges": shared.ONE_EACH,
                "ordinary.may_change": chosen(True),
            },
        ),
        ArticleText(
            "6",
            "Décisions extraordinaires",
            "Changer les statuts demande une majorité de [[extraordinary.threshold]], [[extraordinary.comparator]], comptée sur "
            "[[extraordinary.base]]. Quorum : [[extraordinary.quorum]] ; sur deuxième convocation : "
            "[[extraordinary.quorum_second]].",
            {
                "extraordinary.threshold": chosen("2/3", STATUTES),
                "extraordinary.comparator": chosen("gte", STATUTES),
                "extraordinary.base": chosen("expressed", STATUTES),
                "extraordinary.floor_guard": chosen(True, STATUTES),
                "extraordinary.quorum": chosen("1/4", STATUTES),
                "extraordinary.quorum_second": chosen("0", STATUTES),
                "extraordinary.colleges": shared.ONE_EACH,
                "extraordinary.may_change": chosen(True),
            },
        ),
        shared.presence("7", source=STATUTES),
        shared.proxies(
            "8",
            body="Un adhérent se fait représenter par un autre adhérent, qui porte au plus, outre sa voix, ce nombre de pouvoirs : "
            "[[proxy.most]].",
            limit={"proxy.limit": chosen("number", STATUTES), "proxy.most": chosen(2, STATUTES)},
        ),
        shared.postal("9", allowed=chosen(True, STATUTES)),
        shared.interested("10", source=STATUTES),
        shared.secrecy(
            "11", elections=reported("always", "Obligé pour le conseil d’une association d’utilité publique")
        ),
        shared.circles("12"),
        shared.circle_votes("13"),
        shared.roles("14", term=chosen(12)),
        shared.consultations("15"),
        shared.amendments("16", by=chosen("extraordinary", STATUTES)),
        shared.openness("17"),
    ),
)
