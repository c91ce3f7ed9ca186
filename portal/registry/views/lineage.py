"""Where a consortium comes from and what became of it: the page, and the registrar's forms."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, anyone, registrars
from accounts.refusals import Refused, Unready
from consortia.actions.lineage import link_consortia, remove_link, state_total
from consortia.models import Consortium, ConsortiumLink, Membership, StatedTotal
from consortia.reads.rosters import RosterLine, lines_now, of_consortia
from consortia.rules import lineage as rules
from portal.registry.forms.lineage import LinkForm, TotalForm
from portal.registry.pages.lineage import overlap, roll_up, sentence_of
from portal.registry.pages.timeline import Joint, Life, picture_of


@allow(anyone)
@require_safe
def consortium_lineage(request: HttpRequest, slug: str) -> HttpResponse:
    """Grew out of, merged into, partner in: as a picture and as a table, with the members carried over counted."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    today = timezone.localdate()
    family = rules.family(ConsortiumLink.objects.visible_to(request.user).edges(), consortium.pk)
    links = list(ConsortiumLink.objects.visible_to(request.user).among(family))
    lines = _lines(request, family)
    totals: dict[int, list[StatedTotal]] = defaultdict(list)
    for total in StatedTotal.objects.visible_to(request.user).of_consortia(family):
        totals[total.consortium_id].append(total)
    everyone = {one.pk: one for link in links for one in (link.earlier, link.later)} | {consortium.pk: consortium}
    lives = [
        Life(one.pk, one.name, reverse("registry:consortium_lineage", args=[one.slug]), one.formed_on, one.ended_on)
        for one in everyone.values()
    ]
    joints = [Joint(link.earlier_id, link.later_id, link.kind, link.on) for link in links]
    context = {
        "consortium": consortium,
        "rows": [(link, sentence_of(link), overlap(link, lines, totals)) for link in links],
        "picture": picture_of(lives, joints, focus=consortium.pk, today=today) if links else None,
        "roll_up": roll_up(consortium, links, lines, today),
        "totals": totals[consortium.pk],
        "today": today,
        "may_record": registrars(request.user),
        "trail": _trail(consortium, "Lineage"),
    }
    return TemplateResponse(request, "registry/lineage.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def lineage_link(request: SignedInRequest, slug: str) -> HttpResponse:
    """Record how this consortium and another one come from one another."""
    consortia = Consortium.objects.visible_to(request.user)
    consortium = get_object_or_404(consortia, slug=slug)
    form = LinkForm(request.POST or None, name=consortium.name, consortia=consortia)
    if form.is_valid():
        try:
            link = link_consortia(**form.said(consortium), by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, list(getattr(no, "problems", [str(no)])))
        else:
            messages.success(request, f"Recorded: {sentence_of(link)}")
            return redirect("registry:consortium_lineage", slug=slug)
    context = {"form": form, "consortium": consortium, "trail": _trail(consortium, "New link")}
    return TemplateResponse(request, "registry/lineage_link.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def lineage_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take back a link that was recorded in error."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    link = get_object_or_404(ConsortiumLink.objects.visible_to(request.user).of_consortium(slug), pk=pk)
    if request.method == "POST":
        remove_link(link=link, by=request.user, at=timezone.now())
        messages.success(request, f"Taken back: {sentence_of(link)}")
        return redirect("registry:consortium_lineage", slug=slug)
    context = {
        "sentence": f"{sentence_of(link)} It then stands on no page any more; the log keeps it.",
        "cancel": reverse("registry:consortium_lineage", args=[slug]),
        "trail": _trail(consortium, "Take back"),
    }
    return TemplateResponse(request, "registry/lineage_remove.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def lineage_total(request: SignedInRequest, slug: str) -> HttpResponse:
    """Record what a source says of the size of this consortium."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    form = TotalForm(request.POST or None)
    if form.is_valid():
        try:
            state_total(consortium=consortium, **form.cleaned_data, by=request.user, at=timezone.now())
        except (Refused, Unready) as no:
            form.add_error(None, list(getattr(no, "problems", [str(no)])))
        else:
            messages.success(request, "The total is recorded with its source.")
            return redirect("registry:consortium_lineage", slug=slug)
    context = {"form": form, "consortium": consortium, "trail": _trail(consortium, "A total that a source states")}
    return TemplateResponse(request, "registry/lineage_total.html", context)


def _lines(request: HttpRequest, family: set[int]) -> dict[str, list[RosterLine]]:
    lines: dict[str, list[RosterLine]] = defaultdict(list)
    for line in lines_now(of_consortia(Membership.objects.visible_to(request.user), family)):
        lines[line.consortium].append(line)
    return lines


def _trail(consortium: Consortium, here: str) -> list[tuple[str, Any]]:
    trail: list[tuple[str, Any]] = [
        ("Consortia", reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
    ]
    if here != "Lineage":
        trail.append(("Lineage", reverse("registry:consortium_lineage", args=[consortium.slug])))
    return [*trail, (here, None)]
