"""The registrar's guided steps with a consortium: it is dissolved, merged, or was entered twice."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, registrars
from consortia.models import Consortium
from consortia.reads.duplicates import consortia_called
from grants.actions import closures, duplicates, mergers
from portal.registrar.forms.closures import DuplicateForm, EndOfConsortiumForm, MergeConsortiumForm
from portal.registrar.views.closing_districts import OFFERED, guided


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_dissolve(request: SignedInRequest, slug: str) -> HttpResponse:
    """A consortium ends and nobody follows it."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user).for_record(), slug=slug)
    page = {
        "title": f"Dissolution of {consortium}",
        "button": "Record the dissolution",
        "trail": _trail(consortium, "Dissolution"),
        "is_duplicate": False,
        "ended": consortium,
    }
    return guided(
        request,
        EndOfConsortiumForm(request.POST or None),
        page,
        preview=mergers.preview_close_of_consortium,
        record=mergers.close_consortium,
        consortium=consortium,
    )


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_merge(request: SignedInRequest, slug: str) -> HttpResponse:
    """A consortium becomes part of another."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user).for_record(), slug=slug)
    page = {
        "title": f"Merger of {consortium} into another",
        "button": "Record the merger",
        "trail": _trail(consortium, "Merger"),
        "is_duplicate": False,
        "ended": consortium,
    }
    return guided(
        request,
        MergeConsortiumForm(request.POST or None, find=_finder(request, consortium)),
        page,
        preview=mergers.preview_close_of_consortium,
        record=mergers.close_consortium,
        consortium=consortium,
    )


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_duplicate(request: SignedInRequest, slug: str) -> HttpResponse:
    """A consortium that is in the register twice: both entries side by side, then one of them."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user).for_record(), slug=slug)
    form = DuplicateForm(
        request.POST or None,
        find=_finder(request, consortium),
        help_text="Its name, or the last part of its address. This entry is set aside; all that points to it then "
        "points to that one.",
        initial={"kept": request.GET.get("kept", "")},
    )
    page = {
        "title": f"{consortium} was entered twice",
        "button": "Make them one",
        "trail": _trail(consortium, "Entered twice"),
        "is_duplicate": True,
        "ended": consortium,
    }
    return guided(
        request,
        form,
        page,
        preview=duplicates.preview_duplicate_consortium,
        record=duplicates.set_consortium_aside,
        consortium=consortium,
    )


def _finder(request: HttpRequest, consortium: Consortium) -> Callable[[str], list[Consortium]]:
    def find(words: str) -> list[Consortium]:
        rows = consortia_called(request.user, words, most=OFFERED)
        rows = [row for row in rows if row.name.casefold() == words.casefold()] or rows
        return list({row.pk: row for row in (_at_end_of_chain(row, consortium) for row in rows)}.values())

    return find


def _at_end_of_chain(row: Consortium, consortium: Consortium) -> Consortium:
    end = closures.last_successor(row)
    if end is None or end in (row, consortium):
        end, row.instead_of = row, None  # type: ignore[attr-defined]  # read by the page
    else:
        end.instead_of = row  # type: ignore[attr-defined]
    return end


def _trail(consortium: Consortium, here: str) -> list[tuple[str, str | None]]:
    return [
        ("Consortia", reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
        (here, None),
    ]
