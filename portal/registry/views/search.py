"""The one search box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from portal.registry.lists import search as filters


@allow(anyone)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """An exact id, number or address leads to its page; other words find names, and near misses are asked back."""
    words = filters.plain_words(request.GET.get("q", ""))
    exact = filters.known_as(request.user, words)
    if len({hit.address for hit in exact}) == 1:
        return redirect(exact[0].address)
    groups = filters.named(request.user, words) if len(words) >= 2 else []
    context = {
        "trail": [("Search", None)],
        "words": words,
        "exact": exact,
        "groups": groups,
        "meant": filters.meant_by(request.user, words) if len(words) >= 3 and not groups and not exact else [],
    }
    return TemplateResponse(request, "registry/search.html", context)
