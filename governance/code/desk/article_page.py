"""What stands beside the form of an article: its preview, its values, the keys that no article says yet."""

from collections.abc import Mapping
from typing import Any

from governance.code.models import Article, Edition
from governance.code.review import review
from governance.code.vocabulary import SECTIONS, TERMS
from members.people.queries import college_names


def unsaid_keys(edition: Edition) -> list[tuple[str, list[tuple[str, str]]]]:
    """The keys that an edition does not say yet, by section, as a list to choose from."""
    stated = set(edition.parameters.values_list("key", flat=True))
    listed: dict[str, list[tuple[str, str]]] = {section: [] for section in SECTIONS}
    for key, term in TERMS.items():
        if key not in stated:
            listed[term.section].append((key, str(term.name)))
    return [(str(SECTIONS[section]), keys) for section, keys in listed.items() if keys]


def article_page(edition: Edition, article: Article | None, typed: Mapping[str, str]) -> dict[str, Any]:
    """What stands beside the form of an article: its values, its preview, and the state of the draft."""
    preview = preview_of(edition, typed or (_words(article) if article else {}))
    living = preview.living.values()  # type: ignore[attr-defined]
    return {
        "edition": edition,
        "article": article,
        "preview": preview,
        "parameters": [row for row in living if article and row.article_id == article.pk],
        "choices": unsaid_keys(edition) if article else [],
        "colleges": college_names(),
        "review": review(edition),
    }


def _words(article: Article) -> dict[str, str]:
    return {"number": article.number, "title": article.title, "body": article.body}


def preview_of(edition: Edition, typed: Mapping[str, str]) -> Article:
    """An article as it is being typed, with the living values of its edition; nothing is kept."""
    article = Article(
        number=typed.get("number", "")[:12],
        title=typed.get("title", "")[:160],
        body=typed.get("body", "")[:20_000],
    )
    article.living = {row.key: row for row in edition.parameters.all()}  # type: ignore[attr-defined]
    return article
