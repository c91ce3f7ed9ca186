"""The contracts that an address means: a number is unique only within a consortium (ADR 61)."""

import datetime

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from purchasing.models import Contract


def contracts_at(request: HttpRequest, number: str) -> list[Contract]:
    """The visible contracts with that number, of the consortium in `?consortium=` if one is given. Raises Http404."""
    visible = Contract.objects.visible_to(request.user).numbered(number)
    contracts = list(visible.of_consortium(slug) if (slug := request.GET.get("consortium", "")) else visible)
    if not contracts:
        raise Http404
    return contracts


def day_asked(request: HttpRequest) -> datetime.date:
    """The date in `?on=`, by default today. Raises BadRequest for anything else."""
    text = request.GET.get("on", "")
    if not text:
        return timezone.localdate()
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise BadRequest("Enter the date like 2026-07-01.")
    return found
