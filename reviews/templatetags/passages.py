"""A submitted paragraph as HTML, with names, words of findings, and citations marked and every character escaped."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reviews.rules import Piece, Span

register = template.Library()

# What a marked name means; names of other kinds are plain text.
TITLES = {"outsider": "In the registry, but not a member", "ambiguous": "Several agencies have this name"}


@register.filter
def marked_up(pieces: Iterable[Piece]) -> SafeString:
    """The paragraph's pieces as HTML. Its text content is exactly the paragraph: citing counts characters in it."""
    return mark_safe("".join(_html(piece) for piece in pieces))  # each part is escaped below


def _html(piece: Piece) -> str:
    html: str = escape(piece.text)
    name = next((span for span in reversed(piece.spans) if span.kind not in ("citation", "finding")), None)
    if name:
        html = _named(name, html)
    if any(span.kind == "finding" for span in piece.spans):
        html = f'<mark class="found">{html}</mark>'
    citations = [span for span in piece.spans if span.kind == "citation"]
    if citations:
        cited = sorted({span.what for span in citations})
        ends = sorted({span.what for span in piece.ends if span.kind == "citation"})
        last = f' data-ends="{escape(" ".join(ends))}"' if ends else ""
        for_what = escape(f"{citations[0].label or 'element'} {', '.join(cited)}".strip())
        html = f'<mark class="cited" title="Cited for {for_what}"{last}>{html}</mark>'
    return html + "".join(_link_to_finding(span) for span in piece.ends if span.kind == "finding")


def _link_to_finding(span: Span) -> str:
    """A link without any text, which its style draws, after the words: in a link, no selection can begin."""
    key, label = escape(span.what), escape(span.label)
    return f'<a class="to-finding" id="words-{key}" href="#finding-{key}" aria-label="Finding: {label}"></a>'


def _named(span: Span, html: str) -> str:
    if span.why:
        return _explained(span, html)
    if span.kind == "participant":
        return f'<a class="named" href="#member-{escape(span.what)}" title="{escape(span.label)}">{html}</a>'
    if span.kind in TITLES:
        return f'<span class="named named--{span.kind}" title="{TITLES[span.kind]}">{html}</span>'
    return html


def _explained(span: Span, html: str) -> str:
    """A name that can be focused. Its description says what it was understood to mean and why, and shows beside it."""
    why = f'aria-describedby="{escape(span.why_id)}" data-why="{escape(span.why)}"'
    if span.kind == "participant":
        return f'<a class="named" href="#member-{escape(span.what)}" {why}>{html}</a>'
    kind = span.kind if span.kind in TITLES else "read"
    return f'<span class="named named--{kind}" tabindex="0" {why}>{html}</span>'
