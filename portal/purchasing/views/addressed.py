"""The contracts that an address means: a number is unique only within a consortium (ADR 61)."""

from django.http import Http404, HttpRequest

from purchasing.models import Contract


def contracts_at(request: HttpRequest, number: str) -> list[Contract]:
    """The visible contracts with that number, of the consortium in `?consortium=` if one is given. Raises Http404."""
    visible = Contract.objects.visible_to(request.user).numbered(number)
    contracts = list(visible.of_consortium(slug) if (slug := request.GET.get("consortium", "")) else visible)
    if not contracts:
        raise Http404
    return contracts
