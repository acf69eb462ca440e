"""Words on proofs: who keeps, outside the site, what shows that nothing was rewritten."""

from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.shapes import Kind, Term

TERMS: tuple[Term, ...] = (
    Term(
        "proofs.witnesses",
        Kind.CHOICE,
        section="proofs",
        name=_("Who keeps the fingerprints"),
        meaning=_(
            "Each day, the fingerprints of the register and of the journal are sent to them by e-mail: with those, a later change is found out."
        ),
        words={
            "nobody": _("nobody"),
            "tellers": _("the tellers"),
            "auditors": _("the auditors"),
            "both": _("the tellers and the auditors"),
        },
        default="nobody",
        because=_("Nobody is sent anything that the code social does not say."),
        confidence="R",
    ),
)
