"""The registrar dissolves a consortium, merges it into another, or merges a duplicate record."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, registrars
from consortia.actions.guided_changes import (
    close_consortium,
    preview_close_of_consortium,
    preview_duplicate_consortium,
    set_consortium_aside,
)
from consortia.models import Consortium
from consortia.reads.duplicates import consortia_called
from portal.registrar.forms.closures import DuplicateForm, EndOfConsortiumForm, MergeConsortiumForm
from portal.registrar.pages.closures import ClosureFormPage
from portal.registrar.views.closing_districts import MOST_SUGGESTIONS, at_ends_of_chains, preview_or_record


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_dissolve(request: SignedInRequest, slug: str) -> HttpResponse:
    """Dissolve a consortium without a successor."""
    consortium = _consortium(request, slug)
    return preview_or_record(
        request,
        EndOfConsortiumForm(request.POST or None),
        ClosureFormPage(f"Dissolve {consortium}", "Dissolve", "Record dissolution", consortium),
        preview=preview_close_of_consortium,
        record=close_consortium,
        consortium=consortium,
    )


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_merge(request: SignedInRequest, slug: str) -> HttpResponse:
    """Merge a consortium into another."""
    consortium = _consortium(request, slug)
    return preview_or_record(
        request,
        MergeConsortiumForm(request.POST or None, find=_finder(request, consortium)),
        ClosureFormPage(f"Merge {consortium} into another consortium", "Merge", "Record merger", consortium),
        preview=preview_close_of_consortium,
        record=close_consortium,
        consortium=consortium,
    )


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_duplicate(request: SignedInRequest, slug: str) -> HttpResponse:
    """Compare two records of one consortium side by side and merge them."""
    consortium = _consortium(request, slug)
    form = DuplicateForm(
        request.POST or None,
        find=_finder(request, consortium),
        help_text="Enter its name or the last part of its web address. This record will be set aside, and everything "
        "linked to it will move to the one you keep.",
        initial={"kept": request.GET.get("kept", "")},
    )
    return preview_or_record(
        request,
        form,
        ClosureFormPage(
            f"Merge a duplicate of {consortium}", "Merge duplicate", "Merge records", consortium, is_duplicate=True
        ),
        preview=preview_duplicate_consortium,
        record=set_consortium_aside,
        consortium=consortium,
    )


def _consortium(request: HttpRequest, slug: str) -> Consortium:
    return get_object_or_404(Consortium.objects.visible_to(request.user).for_record(), slug=slug)


def _finder(request: HttpRequest, consortium: Consortium) -> Callable[[str], list[Consortium]]:
    """Finds consortia by name or address."""
    return lambda text: at_ends_of_chains(consortia_called(request.user, text, most=MOST_SUGGESTIONS), text, consortium)
