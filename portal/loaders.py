"""How the site's own templates are loaded, and which of their parts are rendered once instead of on every page."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.template import Context, Node, NodeList, Origin, Template
from django.template.base import FilterExpression, TextNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.loaders import base, cached, filesystem
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.translation import gettext

from portal.nodes import quick

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


def _is_page(origin: Origin) -> bool:
    return str(origin.name).endswith(".html")


class UnindentedLoader(filesystem.Loader):
    """Templates have one element a line, indented for their authors; readers get the lines without the indentation.

    That is about a seventh of a page. Plain-text emails are sent as they are written.
    """

    def get_contents(self, origin: Origin) -> str:
        """The source of the template; that of a page without indentation, line for line."""
        source = super().get_contents(origin)
        return INDENTATION.sub("", source) if _is_page(origin) else source


class FoldedTemplates(base.Loader):
    """Loads the site's page templates with the parts that never change already rendered.

    A page has about a hundred fixed words, addresses of pages, and addresses of files. Django renders each of them
    again for every visitor, which on a short page takes longer than everything else.
    """

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """The template by that name, loaded again. Raises TemplateDoesNotExist."""
        template = super().get_template(template_name, skip)
        if _is_page(template.origin) and isinstance(template.origin.loader, UnindentedLoader):
            fold(template.nodelist)
        return template


class FoldingLoader(cached.Loader, FoldedTemplates):
    """Keeps each template, folded before the first thread uses it."""


def fold(nodes: NodeList) -> None:
    """Replace the nodes that give the same text on every page by that text, and join neighboring texts."""
    folded: list[Node] = []
    for node in nodes:
        text = _fixed_text(node)
        if text is None:
            for inner in _lists_in(node):
                fold(inner)
            folded.append(quick(node))
        elif text and folded and isinstance(folded[-1], TextNode):
            folded[-1] = _text_at(folded[-1], folded[-1].s + text)
        elif text:
            folded.append(_text_at(node, text))
    nodes[:] = folded


def _fixed_text(node: Node) -> str | None:
    """The text that the node gives on every page; None where that depends on the page."""
    if isinstance(node, TextNode):
        return str(node.s)
    if isinstance(node, LoadNode | CommentNode):
        return ""
    try:
        if _is_fixed(node):
            return str(node.render(Context()))
    except (NoReverseMatch, ValueError):  # an unknown address or file: rendering the page raises the error
        return None
    if isinstance(node, BlockTranslateNode) and not settings.USE_I18N:
        return _fixed_block(node)
    return None


def _is_fixed(node: Any) -> bool:
    if isinstance(node, TranslateNode):
        return not settings.USE_I18N and not node.asvar and not node.message_context and _is_literal(node)
    if isinstance(node, URLNode):
        return not node.asvar and not node.args and not node.kwargs and isinstance(node.view_name.var, str)
    return isinstance(node, StaticNode) and node.varname is None and isinstance(node.path.var, str)


def _is_literal(node: Any) -> bool:
    words: FilterExpression = node.filter_expression
    return not words.filters and words.var.literal is not None


def _fixed_block(node: Any) -> str | None:
    if node.plural or node.extra_context or node.asvar or node.message_context:
        return None
    words, names = node.render_token_list(node.singular)
    return None if names else gettext(words) % {}


def _lists_in(node: Any) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (nodes for _, nodes in node.conditions_nodelists)
    else:
        yield from (getattr(node, name) for name in node.child_nodelists if getattr(node, name, None))


def _text_at(node: Node, text: str) -> Node:
    folded = TextNode(text)
    folded.token, folded.origin = node.token, node.origin
    return folded
