"""What the desk fills in: a draft to start, an article, and one value of the vocabulary."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import DayField, LineField
from core.stamps import FIELD, Seen
from governance.code.merging import Place, places_in_words
from governance.code.models import Article, Edition, Parameter
from governance.code.stamps import text_stamp, value_stamp
from governance.code.vocabulary import Term
from governance.code.vocabulary.presets import PRESETS
from governance.code.vocabulary.presets.shapes import Preset
from governance.code.vocabulary.shapes import Confidence, Kind, fault

LONGEST = 20_000
HOLDERS = (("draft", _("what this draft says")), ("last", _("what the last edition says")))
FRACTION = _("A fraction such as 2/3, or a percentage")


class FirstDayField(DayField):
    """The day from which an edition applies."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("In force from"),
            help_text=_("An amendment never applies before the decision that adopts it"),
            **kwargs,
        )


class EditionForm(Seen):
    """The title of an edition, and its first day."""

    title = LineField(label=_("Title"), max_length=160)
    effective_from = FirstDayField()


class StartForm(forms.Form):
    """What a draft starts from: an edition of this house, or the preset of a legal form."""

    start_from = forms.ChoiceField(label=_("Start from"), widget=forms.RadioSelect)
    effective_from = FirstDayField()

    def __init__(self, *args: Any, editions: Mapping[str, Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editions = editions
        names = [(number, _named(edition)) for number, edition in editions.items()]
        presets = [(preset.name, preset.title) for preset in PRESETS.values()]
        self.fields["start_from"].choices = [*names, *presets]  # type: ignore[attr-defined]
        self.fields["effective_from"].initial = timezone.localdate

    def ways(self) -> Iterator[tuple[Any, Preset | None]]:
        """Each radio with the preset that it stands for, None for an edition."""
        for option in self["start_from"]:
            yield option, PRESETS.get(str(option.data["value"]))


class UpdateForm(Seen):
    """For each place that a draft and the last edition both change: which of them holds. No answer is assumed."""

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for number, place in enumerate(places):
            self.fields[f"place-{number}"] = forms.ChoiceField(
                label=places_in_words([place]), choices=HOLDERS, widget=forms.RadioSelect
            )

    def places_to_keep(self) -> list[Place]:
        """The places where the draft holds."""
        answers = self.cleaned_data
        return [place for n, place in enumerate(self.places) if answers[f"place-{n}"] == "draft"]


def confirmation_form(request: HttpRequest, stamp: str) -> Seen:
    """The form of a page that asks once: it says what was read there."""
    return Seen(request.POST if request.method == "POST" else None, initial={FIELD: stamp})


def confirmation_status(form: Seen) -> int:
    """Nothing is typed there: what is wrong was refused."""
    return 409 if form.errors else 200


def _named(edition: Edition) -> str:
    return _("Edition %(number)d, %(title)s") % {"number": edition.number, "title": edition.title}


class ArticleForm(Seen):
    """The number, the title, the text and the place of an article."""

    number = LineField(
        label=_("Number"),
        max_length=12,
        validators=[RegexValidator(r"^[\w][\w .-]*$", _("Use letters, figures, spaces, dots and hyphens."))],
    )
    title = LineField(label=_("Title"), max_length=160)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_(
            "Markdown works. [[key]] shows the value that the software applies, such as [[notice.days]]"
        ),
    )
    after = forms.ModelChoiceField(
        label=_("Placed after"), queryset=Article.objects.none(), required=False, empty_label=_("At the top")
    )

    def __init__(self, *args: Any, edition: Edition, article: Article | None = None, **kwargs: Any) -> None:
        neighbours = edition.articles.exclude(pk=article.pk) if article else edition.articles.all()
        kwargs["initial"] = _initial(list(neighbours), article)
        super().__init__(*args, **kwargs)
        self.fields["after"].queryset = neighbours  # type: ignore[attr-defined]


def _initial(neighbours: list[Article], article: Article | None) -> dict[str, Any]:
    if article is None:
        return {"after": neighbours[-1] if neighbours else None}
    before = [neighbour for neighbour in neighbours if neighbour.position < article.position]
    facts = {name: getattr(article, name) for name in ("number", "title", "body")}
    return {**facts, "after": before[-1] if before else None, "seen": text_stamp(article)}


class FractionField(forms.CharField):
    """A part of a whole, typed as 2/3, 66.5 % or 0.5; `clean` gives it exactly, as text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs.update({"autocomplete": "off"})

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value)).replace("\u202f", "").replace("\xa0", "").replace(" ", "")
        if not typed:
            return ""
        percent, typed = typed.endswith("%"), typed.removesuffix("%").replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,9}(/[0-9]{1,9}|[.][0-9]{1,9})?", typed) or re.search(r"/0+$", typed):
            raise forms.ValidationError(_("Write a fraction such as 2/3, or a percentage such as 50 %."))
        share = Fraction(typed)
        return str(share / 100 if percent else share)


def _number(term: Term) -> forms.Field:
    most = int(term.most) if term.most is not None else None
    return forms.IntegerField(min_value=int(term.least), max_value=most)


def _yes_or_no(_term: Term) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )


def _one_word(term: Term) -> forms.Field:
    return forms.ChoiceField(choices=list(term.words.items()), widget=forms.RadioSelect)


def _euros(term: Term) -> forms.Field:
    return forms.DecimalField(min_value=0, max_digits=14, decimal_places=2, help_text=_("In euros"))


FIELDS = {
    Kind.FRACTION: lambda term: FractionField(help_text=FRACTION),
    Kind.WHOLE: _number,
    Kind.DAYS: _number,
    Kind.HOURS: _number,
    Kind.YESNO: _yes_or_no,
    Kind.CHOICE: _one_word,
    Kind.AMOUNT: _euros,
}


class ValueForm(Seen):
    """One value of the vocabulary, with the field that its kind asks for; where it comes from, and how sure.

    Weights have one field a college of the house, and one for each that the value already weighs.
    """

    source = LineField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("The law, the statutes or the decision that it comes from"),
    )
    confidence = forms.ChoiceField(
        label=_("How sure is it?"), choices=[("", _("Not said")), *Confidence.choices], required=False
    )

    def __init__(
        self,
        *args: Any,
        term: Term,
        colleges: Mapping[str, str],
        parameter: Parameter | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.term = term
        self.before: Any = parameter.value if parameter else None
        if term.kind == Kind.WEIGHTS and not isinstance(self.before, dict):
            self.before = {}
        self.weighed = _colleges(colleges, self.before) if term.kind == Kind.WEIGHTS else {}
        for name, field in self._fields():
            self.fields[name] = field
        self.order_fields([*(name for name in self.fields if name not in ("source", "confidence", "seen"))])
        self.initial["seen"] = value_stamp(parameter)
        if parameter:
            self.initial.update(source=parameter.source, confidence=parameter.confidence)

    def _fields(self) -> Iterator[tuple[str, forms.Field]]:
        if self.term.kind != Kind.WEIGHTS:
            field = FIELDS[self.term.kind](self.term)
            field.label, field.initial = self.term.name, self._shown()
            yield "value", field
        for code, name in self.weighed.items():
            weight = self.before.get(code)
            yield (
                f"weight_{code}",
                FractionField(label=name, required=False, initial=weight, help_text=FRACTION),
            )

    def _shown(self) -> Any:
        """The value as its field shows it; what stands in where the code is silent is not proposed."""
        if self.term.kind == Kind.YESNO and self.before is not None:
            return "yes" if self.before else "no"
        return self.before

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        weights = self.term.kind == Kind.WEIGHTS
        if weights and not self.weighed:
            self.add_error(None, _("This house has no college yet. Create them in the register first."))
        elif not self.errors and (wrong := fault(self.term, self.written())):
            self.add_error(None if weights else "value", wrong)
        return cleaned

    def written(self) -> Any:
        """The value as JSON has it."""
        if self.term.kind == Kind.WEIGHTS:
            weights = {code: self.cleaned_data.get(f"weight_{code}") for code in self.weighed}
            return {code: weight for code, weight in weights.items() if weight}
        value = self.cleaned_data["value"]
        return str(value) if self.term.kind == Kind.AMOUNT else value


def _colleges(names: Mapping[str, str], weighed: Mapping[str, Any]) -> dict[str, str]:
    """The colleges of the house by name, then those that a weight names and the house does not have."""
    return {**names, **{code: code for code in weighed if code not in names}}
