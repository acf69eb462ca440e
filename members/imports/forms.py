"""What the desk is asked: which file, of what; and what each of its columns is."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.imports.columns import letter
from members.imports.models import Import
from members.imports.weighing import KINDS

IGNORED = ""


class FileForm(forms.Form):
    """A file, and what it is a table of."""

    kind = forms.ChoiceField(
        label=_("What it is a table of"), choices=Import.Kind.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, with the headings on the first line; 100,000 lines and 30 MB at most"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"empty": _("This file is empty. Choose another one.")},
    )


class ColumnsForm(forms.Form):
    """For each column of a file, the field that it is."""

    def __init__(self, *args: Any, job: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job, self.kind = job, KINDS[job.kind]
        names = {position: name for name, position in job.columns.items()}
        choices = [(IGNORED, _("— ignore —")), *((field.name, field.label) for field in self.kind.fields)]
        for position, head in enumerate(job.form.heads):
            self.fields[f"c{position}"] = forms.ChoiceField(
                label=head or _("column %(letter)s") % {"letter": letter(position)},
                choices=choices,
                required=False,
                initial=names.get(position, IGNORED),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = self.columns
        for name, field in list(cleaned.items()):
            if field and chosen.get(field) != int(name[1:]):
                self.add_error(name, _("Another column is this already: choose one of the two."))
        for labels in self._missing(chosen):
            self.add_error(
                None,
                gettext("No column says: %(field)s. Choose it among the columns, or add it to the file.")
                % {"field": labels},
            )
        return cleaned

    def _missing(self, chosen: Mapping[str, int]) -> list[str]:
        """The fields that every file of this kind has, and this one does not; where one of two is enough, both."""
        labels = {field.name: str(field.label) for field in self.kind.fields}
        return [
            " / ".join(labels[name] for name in names)
            for names in self.kind.one_of
            if not set(names) & set(chosen)
        ]

    @property
    def missing(self) -> list[str]:
        """What the headings alone do not say yet."""
        return [] if self.is_bound else self._missing(self.job.columns)

    @property
    def columns(self) -> dict[str, int]:
        """Which column holds each field; the first one where two were chosen."""
        columns: dict[str, int] = {}
        for name, field in self.cleaned_data.items():
            if field:
                columns.setdefault(field, int(name[1:]))
        return columns

    def rows(self) -> list[dict[str, Any]]:
        """Each column with its letter, its heading and a sample of what it holds."""
        samples = self.job.form.samples
        return [
            {
                "letter": letter(position),
                "head": head,
                "samples": [row[position] for row in samples if row[position]],
                "field": self[f"c{position}"],
            }
            for position, head in enumerate(self.job.form.heads)
        ]
