"""The site search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from portal.components.page_cache import cached_for_visitors
from portal.registry.lists.exact_ids import with_exact_id
from portal.registry.lists.search import NamesFound, plain_words, suggestions_for, with_name


@allow(anyone)
@require_safe
@cached_for_visitors
def search(request: HttpRequest) -> HttpResponse:
    """An exact ID, number, or address leads to its page; other words find names and places, or similar names."""
    words = plain_words(request.GET.get("q", ""))
    exact = with_exact_id(request.user, words)
    if len({hit.address for hit in exact}) == 1:
        return redirect(exact[0].address)
    found = with_name(request.user, words, on=timezone.localdate()) if len(words) >= 2 else NamesFound()
    groups = found.groups
    number = len(exact) + sum(len(group.hits) for group in groups)
    context = {
        "trail": [(gettext("Search"), None)],
        "title": gettext("Search: %(words)s") % {"words": words} if words else gettext("Search"),
        "words": words,
        "result": _result(words, number, has_more=any(group.has_more for group in groups)),
        "exact": exact,
        "groups": groups,
        "is_place": found.is_place,
        "suggestions": suggestions_for(request.user, words) if len(words) >= 3 and not number else [],
    }
    return TemplateResponse(request, "registry/search.html", context)


def _result(words: str, number: int, *, has_more: bool) -> str:
    """“9 results for ‘Otter Run’”."""
    if not number:
        return gettext("No results for “%(words)s”.") % {"words": words}
    if has_more:
        return gettext("More than %(number)s results for “%(words)s”.") % {"words": words, "number": number}
    return ngettext("%(number)s result for “%(words)s”.", "%(number)s results for “%(words)s”.", number) % {
        "words": words, "number": number,
    }  # fmt: skip
