"""Markdown to clean HTML: no raw HTML goes in, and only an allow-list comes out."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
_LOWER = {f"h{level}": f"h{min(level + 2, 6)}" for level in range(1, 7)}


def markdown(text: str) -> SafeString:
    """Render a member's Markdown as safe HTML; a title in the text never outranks the page's own."""
    tokens = _PARSER.parse(text)
    for token in tokens:
        token.tag = _LOWER.get(token.tag, token.tag)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)  # noqa: S308 — cleaned by nh3 just above


def plain(text: str, length: int = 200) -> str:
    """Return the words of a Markdown text on one line, cut at a word."""
    inline = [token.content for token in _PARSER.parse(text) if token.type == "inline"]
    words = " ".join(" ".join(inline).replace("*", "").replace("_", "").split())
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + "…"
