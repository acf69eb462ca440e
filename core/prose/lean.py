"""Templates are laid out for who writes them, and sent without that layout: pages hold no indentation.

White space that a browser does not show goes as a template is read, once: around what stands on lines of its own, and
between the attributes of a tag. What is shown as it is typed (`pre`) is left alone.
"""

import re

from django.template import Origin
from django.template.loaders import filesystem

_BLOCKS = (
    "html|head|body|meta|link|title|script|main|header|footer|nav|aside|section|article|div|form|fieldset|legend|details|summary|"
    "p|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|th|td|caption|h[1-6]|hr|br|figure|figcaption|blockquote|option|optgroup"
)
# What a tag holds: what Django writes there is not looked into.
_INSIDE = r"(?:(?>\{[%{].*?[%}]\})|[^<>{]|\{(?![%{]))*+"
_TAG = re.compile(rf"<[a-zA-Z/!]{_INSIDE}>", re.DOTALL)
_BESIDE = re.compile(rf"\s*\n\s*(</?(?:{_BLOCKS})\b)|(</?(?:{_BLOCKS})\b{_INSIDE}>)\s*\n\s*", re.DOTALL)
# What shows nothing by itself, and stands on a line of its own.
_SILENT = re.compile(r"(\{% (?:load|extends) [^%]*%\}|\{% endcomment %\})\s*\n\s*")
_AS_TYPED = re.compile(r"<(?:pre|textarea)\b")


def lean(text: str) -> str:
    """The same page in fewer letters.

    >>> lean('<ul\\n  class="rows"\\n>\\n  <li>\\n    One\\n    two\\n  </li>\\n</ul>\\n')
    '<ul class="rows"><li>One\\ntwo</li></ul>'
    >>> lean("<pre>\\n  as typed\\n</pre>")
    '<pre>\\n  as typed\\n</pre>'
    >>> lean("{% load i18n %}\\n<span>a part of a sentence</span>\\n")
    '{% load i18n %}<span>a part of a sentence</span>'
    """
    if _AS_TYPED.search(text):
        return text
    text = _TAG.sub(_on_one_line, text)
    before = ""
    while before != text:
        before, text = text, _BESIDE.sub(lambda match: match[1] or match[2], text)
    return re.sub(r"\n\s+", "\n", _SILENT.sub(r"\1", text)).strip()


def _on_one_line(tag: re.Match[str]) -> str:
    return re.sub(r"\s+>$", ">", re.sub(r"\s*\n\s*", " ", tag[0]))


class Loader(filesystem.Loader):
    """Reads the pages of this house, leaner than they are written."""

    def get_contents(self, origin: Origin) -> str:
        """The text of a template. Raises TemplateDoesNotExist."""
        text = super().get_contents(origin)
        return lean(text) if str(origin.name).endswith(".html") else text
