from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.shapes import Confidence, Kind


class EditionQuerySet(models.QuerySet["Edition"]):
    def enacted(self) -> "EditionQuerySet":
        """The editions that were adopted, in the order in which they apply; of two on one day, the later act holds."""
        return self.exclude(enacted_at=None).order_by("effective_from", "enacted_at", "number")

    def last_enacted(self) -> "Edition | None":
        """The edition that an amendment changes: the last that was adopted, in force already or not yet."""
        return self.enacted().last()

    def in_force(self, day: date) -> "Edition | None":
        """The edition whose rules apply on a day, or None before the first one."""
        return self.enacted().filter(effective_from__lte=day).last()


class Edition(models.Model):
    """The whole code social as it stood from a day on; never edited once enacted."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=160)
    effective_from = models.DateField(_("in force from"))
    enacted_at = models.DateTimeField(_("enacted"), null=True, editable=False)
    # While it is voted on, nobody writes in it.
    frozen_at = models.DateTimeField(null=True, editable=False)
    adopted_by = models.CharField(_("adopted by"), max_length=160, blank=True)
    # The edition whose text and values it changes; null for the first one. What it changes is read against it.
    base = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="amendments",
        verbose_name=_("starts from"),
    )
    # The legal form whose preset it grew from: what deserves a second look depends on it.
    form = models.CharField(_("legal form"), max_length=20, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of the code")
        verbose_name_plural = _("editions of the code")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_draft(self) -> bool:
        """Whether it may still be written."""
        return self.enacted_at is None and self.frozen_at is None


class Article(models.Model):
    """One numbered article; [[key]] in its text shows the parameter as it is applied."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="articles", verbose_name=_("edition")
    )
    number = models.CharField(_("number"), max_length=12)
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="code_article_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Parameter(models.Model):
    """A value that the software applies, where the article says it in words."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="parameters")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="parameters")
    key = models.CharField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.JSONField(_("value"))
    # Where the value comes from, for whoever prepares or reads the code; nothing applies it.
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("how sure"), max_length=1, choices=Confidence.choices, blank=True)

    class Meta:
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        ordering = ["edition", "article__position", "key"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="code_parameter_key")]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
