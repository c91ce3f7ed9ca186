"""The addresses of an area, found by their first part: the portal has 400 forms of addresses, and Django tries each."""

from functools import cached_property
from importlib import import_module

from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

AnyPattern = URLPattern | URLResolver


class AreaResolver(URLResolver):
    """What `path("", include(module))` gives, with the same answers."""

    @cached_property
    def _by_first_part(self) -> dict[str, URLResolver]:
        """For the first part of an address, such as "districts", the patterns that may match, in their order."""
        return {first: self._of(first) for pattern in self.url_patterns if (first := _first_part(pattern)) is not None}

    @cached_property
    def _others(self) -> URLResolver:
        """For every other address, the patterns that don't begin with a fixed part."""
        return self._of(None)

    def _of(self, first: str | None) -> URLResolver:
        """The patterns with this first part, and those without a fixed one."""
        patterns = [pattern for pattern in self.url_patterns if _first_part(pattern) in (first, None)]
        return URLResolver(self.pattern, patterns, app_name=self.app_name, namespace=self.namespace)

    def resolve(self, path: str) -> ResolverMatch:
        """The view for this address. Raises Resolver404."""
        return self._by_first_part.get(path.partition("/")[0], self._others).resolve(path)


def area(module: str) -> AreaResolver:
    """The addresses in this module, whose `app_name` is the beginning of their names."""
    urls = import_module(module)
    return AreaResolver(RoutePattern("", is_endpoint=False), urls, app_name=urls.app_name, namespace=urls.app_name)


def _first_part(pattern: AnyPattern) -> str | None:
    """What the addresses of this pattern have before their first slash; None where that differs."""
    if not isinstance(pattern.pattern, RoutePattern):
        return None
    first, slash, _rest = str(pattern.pattern).partition("/")
    is_whole = bool(slash) or isinstance(pattern, URLPattern)
    return first if is_whole and "<" not in first else None
