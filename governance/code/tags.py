"""Template tags of the code social: an article with its living values, a parameter in words."""

import re
from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.prose.markdown import markdown
from governance.code.models import Article, Parameter
from governance.code.stamps import value_stamp
from governance.code.vocabulary import TERMS, Term, name_of
from governance.code.vocabulary.shapes import NAMED_KEY, Confidence
from governance.code.wording import default_in_words, value_in_words

register = template.Library()
RANKS = {key: rank for rank, key in enumerate(TERMS)}


@register.simple_tag
def article_text(article: Article, colleges: Mapping[str, str]) -> SafeString:
    """Render an article; where its text says [[key]], show the value that the software applies.

    The values are those of the article, and of the whole edition where the page read them (`living`).
    """
    living_values: Mapping[str, Parameter] | None = getattr(article, "living", None)
    values = {row.key: row for row in article.parameters.all()} if living_values is None else living_values

    def living(named: re.Match[str]) -> str:
        parameter = values.get(named[1])
        if parameter is None:
            return named[0]
        return f'<strong class="living">{escape(value_in_words(parameter, colleges))}</strong>'

    # Markdown is cleaned before, values are escaped.
    return mark_safe(NAMED_KEY.sub(living, str(markdown(article.body))))  # noqa: S308


@register.filter
def key_name(key: str) -> str:
    """Say what a parameter is about; its own key where nobody gave it a name."""
    return name_of(key)


@register.filter
def stamped(parameter: Parameter) -> str:
    """The stamp of a value, for the button that takes it away."""
    return value_stamp(parameter)


@register.filter
def in_order(parameters: Iterable[Parameter]) -> list[Parameter]:
    """Put parameters in the order of the vocabulary, where the majority comes before what it is counted on."""
    return sorted(parameters, key=lambda parameter: RANKS.get(parameter.key, len(RANKS)))


@register.filter(name="silence")
def silence_filter(term: Term) -> str:
    """Say what stands in where a code does not say a term."""
    return default_in_words(term)


@register.filter
def sureness(confidence: str) -> str:
    """Say how sure one is of a source; nothing where nobody said."""
    return str(Confidence(confidence).label) if confidence in Confidence.values else ""


@register.simple_tag
def value_of(parameter: Parameter | None, colleges: Mapping[str, str]) -> str:
    """Say a parameter's value in words; nothing where there is none."""
    return value_in_words(parameter, colleges) if parameter is not None else "–"
