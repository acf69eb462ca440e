"""Markdown to clean HTML: no raw HTML goes in, and only an allow-list comes out."""

import re
from collections.abc import Iterator

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
# The same, with what was escaped or written as an entity left apart.
_LISTENER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable("text_join")  # fmt: skip
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
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


def spoken(text: str) -> Iterator[str]:
    """The words of a Markdown text that its author says themselves: neither code, nor a comment, nor the text of a link.

    A sign that was escaped is no sign: it stands for itself, and words on both sides of it are apart.
    """
    for block in _LISTENER.parse(_COMMENT.sub(" ", text)):
        linked, passage = 0, ""
        for part in block.children or ():
            linked += part.nesting if part.type in {"link_open", "link_close"} else 0
            if part.type == "text" and not linked:
                passage += part.content
            else:
                yield from [passage] if passage else []
                passage = ""
        yield from [passage] if passage else []


def plain(text: str, length: int = 200) -> str:
    """Return the words of a Markdown text on one line, cut at a word."""
    inline = [token.content for token in _PARSER.parse(text) if token.type == "inline"]
    words = " ".join(" ".join(inline).replace("*", "").replace("_", "").split())
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + "…"
