"""Fingerprints of what an edition says: stamps, by which a form knows what was read, and the digest that a vote freezes."""

import hashlib
import json

from core.stamps import stamp
from governance.code.models import Article, Edition, Parameter


def text_stamp(article: Article) -> str:
    """The fingerprint of an article's words, by which a form knows that they are still what was read."""
    return stamp(article.number, article.title, article.body)


def article_stamp(article: Article) -> str:
    """The stamp of an article with its values, for the page that asks before it is taken out."""
    stated = sorted([p.key, value_stamp(p)] for p in article.parameters.all())
    return stamp(text_stamp(article), stated)


def edition_stamp(edition: Edition) -> str:
    """The stamp of all that an edition says, for pages that speak of the whole of it."""
    rows = edition.articles.prefetch_related("parameters")
    return stamp(heading_stamp(edition), [article_stamp(article) for article in rows])


def heading_stamp(edition: Edition) -> str:
    """The stamp of the title and the day of an edition."""
    return stamp(edition.title, edition.effective_from)


def value_stamp(parameter: Parameter | None) -> str:
    """The stamp of a value with its source, also of one that an article does not say."""
    stated = parameter and [parameter.value, parameter.source, parameter.confidence]
    return stamp(stated)


def edition_digest(edition: Edition) -> str:
    """The fingerprint of an edition's words and values, for a vote to freeze."""
    content = [
        [
            article.number,
            article.title,
            article.body,
            sorted([p.key, p.kind, p.value] for p in article.parameters.all()),
        ]
        for article in edition.articles.prefetch_related("parameters")
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
