"""The contracts that an address means: a number is unique only within a consortium (ADR 61)."""

import datetime

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.access import SignedInRequest
from accounts.refusals import Refused
from consortia.models import Consortium
from purchasing.models import Contract
from purchasing.permissions import check_can_change_contracts


def contracts_at(request: HttpRequest, number: str) -> list[Contract]:
    """The visible contracts with that number, of the consortium in `?consortium=` if one is given. Raises Http404."""
    visible = Contract.objects.visible_to(request.user).numbered(number)
    contracts = list(visible.of_consortium(slug) if (slug := request.GET.get("consortium", "")) else visible)
    if not contracts:
        raise Http404
    return contracts


def contract_of(request: HttpRequest, slug: str, pk: int) -> Contract:
    """That contract of that consortium, if it is visible. Raises Http404."""
    contracts = Contract.objects.visible_to(request.user).of_consortium(slug).for_list()
    return get_object_or_404(contracts.select_related("lead"), pk=pk)


def consortium_to_change(request: SignedInRequest, slug: str) -> Consortium:
    """The consortium, for people who may change its contracts. Raises PermissionDenied for others."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    try:
        check_can_change_contracts(request.user, consortium, request.user.as_of)
    except Refused as no:
        raise PermissionDenied from no
    return consortium


def contract_to_change(request: SignedInRequest, slug: str, pk: int) -> Contract:
    """That contract, for people who may change it. Raises PermissionDenied or Http404."""
    consortium_to_change(request, slug)
    return contract_of(request, slug, pk)


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
