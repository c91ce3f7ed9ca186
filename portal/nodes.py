"""Parts of templates that give what Django's own give, in less time; `portal.loaders` puts them in their place.

Where a value is missing, or is anything unusual, they ask Django's own.
"""

import html
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.template import Context, Node, NodeList, VariableDoesNotExist
from django.template.base import Variable, VariableNode, render_value_in_context
from django.template.defaulttags import ForNode, IfNode, TemplateLiteral, URLNode, WithNode
from django.template.loader_tags import IncludeNode
from django.utils.html import escape
from django.utils.safestring import SafeString

from portal.address_forms import address_of


class QuickVariable(Variable):
    """A name, or an attribute of a name, such as `row.reference`."""

    __slots__ = ("first", "rest")

    def __init__(self, name: Any) -> None:
        super().__init__(name)
        self.first, *rest = self.lookups or ()
        self.rest = tuple(rest)

    def resolve(self, context: Any) -> Any:
        """The value. Raises VariableDoesNotExist."""
        first = self.first
        for values in reversed(context.dicts):
            if first in values:
                value = values[first]
                break
        else:
            return super().resolve(context)
        try:
            for name in self.rest:
                if callable(value):
                    return super().resolve(context)
                kind = type(value)
                if kind is dict:
                    value = value[name]
                elif not hasattr(kind, "__getitem__") or kind.__getitem__ is tuple.__getitem__:
                    value = getattr(value, name)
                else:
                    return super().resolve(context)
        except Exception:  # noqa: BLE001  # Django decides which of them show nothing
            return super().resolve(context)
        return super().resolve(context) if callable(value) else value


# Types of values that are written without asking Django.
QUICK = frozenset([str, SafeString, int, float])


def _as_html(value: Any, context: Context) -> str:
    """What Django writes for a value."""
    kind = type(value)
    if kind is SafeString:
        return str(value)
    if kind is str and context.autoescape:
        return html.escape(value)  # what django.utils.html.escape does
    if kind is int and not settings.USE_THOUSAND_SEPARATOR:
        return str(value)
    if kind is float and not settings.USE_I18N and (not value or 1e-4 <= abs(value) < 1e16):  # no exponent
        return str(value)
    return str(render_value_in_context(value, context))


class EscapedVariableNode(VariableNode):
    """`{{ name }}`, with a shortcut for values that are text or numbers, as most are."""

    def render(self, context: Context) -> SafeString:
        """The value as HTML."""
        return SafeString(_as_html(self.filter_expression.resolve(context), context))


class EscapedNameNode(EscapedVariableNode):
    """The same without filters."""

    def render_annotated(self, context: Context) -> str:
        """The value as HTML."""
        try:
            value = self.filter_expression.var.resolve(context)
        except Exception:  # noqa: BLE001  # Django decides what it shows, and says where it is
            return str(super().render_annotated(context))
        if type(value) in QUICK:
            return _as_html(value, context)
        return str(super().render_annotated(context))


class PageAddressNode(URLNode):
    """`{% url %}`, for pages with hundreds of links."""

    def render(self, context: Context) -> str:
        """The address."""
        parts = [part.resolve(context) for part in self.args]
        named = {name: part.resolve(context) for name, part in self.kwargs.items()}
        return str(escape(address_of(self.view_name.var, *parts, **named)))


class QuickIfNode(IfNode):
    """`{% if %}`, with a shortcut for a name."""

    def __init__(self, conditions: list[tuple[Any, NodeList]]) -> None:
        super().__init__(conditions)
        self.branches = [(_name_in(condition), condition, nodes) for condition, nodes in conditions]

    def render(self, context: Context) -> SafeString:
        """The first branch whose condition is met."""
        for name, condition, nodes in self.branches:
            try:
                match = name.resolve(context) if name else condition is None or condition.eval(context)
            except VariableDoesNotExist:
                continue
            if match:
                return nodes.render(context)
        return SafeString("")


class QuickIncludeNode(IncludeNode):
    """`{% include %}` of a template that is named in the source."""

    included: Any = None  # the template, once it was found

    def render(self, context: Context) -> SafeString:
        """The included template with these values; with `only`, it sees no others."""
        if self.included is None:
            whole: Any = context.template
            self.included = whole.engine.get_template(self.template.resolve(context))
        template, state, before = self.included, context.render_context, context.dicts
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        outer, state.template = state.template, template
        state.dicts.append({})  # as `push_state` does
        context.dicts = [before[0], values] if self.isolated_context else [*before, values]
        try:
            return SafeString(template._render(context))
        finally:
            context.dicts, state.template = before, outer
            state.dicts.pop()


def quick(node: Any) -> Node:
    """The node, or a faster one with the same result."""
    for expression in _expressions_in(node):
        if type(expression.var) is Variable and expression.var.lookups and not expression.var.translate:
            expression.var = QuickVariable(expression.var.var)
    if type(node) is VariableNode:
        kind = EscapedNameNode if _is_name(node.filter_expression) else EscapedVariableNode
        return _placed_as(node, kind(node.filter_expression))
    if type(node) is URLNode and not node.asvar and isinstance(node.view_name.var, str):
        return _placed_as(node, PageAddressNode(node.view_name, node.args, node.kwargs, None))
    if type(node) is IfNode:
        return _placed_as(node, QuickIfNode(node.conditions_nodelists))
    if type(node) is IncludeNode and _is_plain_name(node.template.var):
        quicker = QuickIncludeNode(
            node.template, extra_context=node.extra_context, isolated_context=node.isolated_context
        )
        return _placed_as(node, quicker)
    return node


def _expressions_in(node: Any) -> Iterator[Any]:
    """The expressions of the node itself, not of nodes in it."""
    if isinstance(node, VariableNode):
        yield node.filter_expression
    elif isinstance(node, ForNode):
        yield node.sequence
    elif isinstance(node, URLNode):
        yield from (*node.args, *node.kwargs.values())
    elif isinstance(node, IncludeNode | WithNode):
        yield from node.extra_context.values()
    elif isinstance(node, IfNode):
        for condition, _nodes in node.conditions_nodelists:
            yield from _expressions_of(condition)


def _expressions_of(condition: Any) -> Iterator[Any]:
    if isinstance(condition, TemplateLiteral):
        yield condition.value
    elif condition is not None:
        for side in (condition.first, condition.second):
            yield from _expressions_of(side)


def _is_name(expression: Any) -> bool:
    return type(expression.var) is QuickVariable and not expression.filters


def _name_in(condition: Any) -> Variable | None:
    """The name that the condition is; None where it is more."""
    is_name = isinstance(condition, TemplateLiteral) and _is_name(condition.value)
    return condition.value.var if is_name else None


def _is_plain_name(template: Any) -> bool:
    return isinstance(template, str) and not template.startswith(("./", "../"))


def _placed_as(old: Any, new: Any) -> Node:
    """The new node, with the place in the source that the old one has."""
    new.token, new.origin = old.token, old.origin
    return new
