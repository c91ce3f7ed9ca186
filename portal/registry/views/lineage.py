"""The history of a consortium: its links to others, and the registrar's forms."""

from collections import defaultdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, anyone, registrars
from accounts.refusals import Refusal
from consortia.actions.lineage import link_consortia, remove_link, state_total
from consortia.models import Consortium, ConsortiumLink, Membership, StatedTotal
from consortia.reads.rosters import RosterEntry, entries_now, of_consortia
from consortia.rules.lineage import family as family_of
from portal.components.page_cache import cached_for_visitors
from portal.components.refusals import show_problems
from portal.registry.forms.lineage import LinkForm, TotalForm
from portal.registry.pages.lineage import LinkRow, network_of, overlap, sentence_of
from portal.registry.pages.timeline import Joint, Life, Picture, picture_of


@allow(anyone)
@require_safe
@cached_for_visitors
def consortium_lineage(request: HttpRequest, slug: str) -> HttpResponse:
    """Grew out of, merged into, partner in: as a picture and as a table, with the members carried over counted."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    today = timezone.localdate()
    family = family_of(ConsortiumLink.objects.visible_to(request.user).edges(), consortium.pk)
    links = list(ConsortiumLink.objects.visible_to(request.user).among(family))
    entries = _entries(request, family)
    totals: dict[int, list[StatedTotal]] = defaultdict(list)
    for total in StatedTotal.objects.visible_to(request.user).of_consortia(family):
        totals[total.consortium_id].append(total)
    network = network_of(consortium, links, entries, today)
    context = {
        "consortium": consortium,
        "rows": [LinkRow(link, overlap(link, entries, totals), consortium) for link in links],
        "picture": _picture(consortium, links) if links else None,
        "network": network.sentences if network else [],
        "totals": totals[consortium.pk],
        "may_record": registrars(request.user),
        "trail": _trail(consortium, ""),
    }
    return TemplateResponse(request, "registry/lineage.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def lineage_link(request: SignedInRequest, slug: str) -> HttpResponse:
    """Record how this consortium and another one are linked."""
    consortia = Consortium.objects.visible_to(request.user)
    consortium = get_object_or_404(consortia, slug=slug)
    form = LinkForm(request.POST or None, name=consortium.name, consortia=consortia)
    if form.is_valid():
        try:
            link = link_consortia(**form.link_from(consortium), by=request.user, at=timezone.now())
        except Refusal as refusal:
            show_problems(form, refusal)
        else:
            messages.success(request, gettext("Recorded: %(link)s") % {"link": sentence_of(link)})
            return redirect("registry:consortium_lineage", slug=slug)
    context = {"form": form, "consortium": consortium, "trail": _trail(consortium, gettext("Record a link"))}
    return TemplateResponse(request, "registry/lineage_link.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def lineage_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a link that was recorded by mistake."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    link = get_object_or_404(ConsortiumLink.objects.visible_to(request.user).of_consortium(slug), pk=pk)
    if request.method == "POST":
        remove_link(link=link, by=request.user, at=timezone.now())
        messages.success(request, gettext("Removed: %(link)s") % {"link": sentence_of(link)})
        return redirect("registry:consortium_lineage", slug=slug)
    consequence = gettext("%(link)s It will no longer appear on any page. The audit log keeps a record of it.")
    context = {
        "sentence": consequence % {"link": sentence_of(link)},
        "cancel": reverse("registry:consortium_lineage", args=[slug]),
        "trail": _trail(consortium, gettext("Remove link")),
    }
    return TemplateResponse(request, "registry/lineage_remove.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def lineage_total(request: SignedInRequest, slug: str) -> HttpResponse:
    """Record the size of this consortium as a source reports it."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    form = TotalForm(request.POST or None)
    if form.is_valid():
        try:
            state_total(consortium=consortium, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            show_problems(form, refusal)
        else:
            messages.success(request, gettext("The total and its source are recorded."))
            return redirect("registry:consortium_lineage", slug=slug)
    context = {"form": form, "consortium": consortium, "trail": _trail(consortium, gettext("Reported size"))}
    return TemplateResponse(request, "registry/lineage_total.html", context)


def _picture(focus: Consortium, links: list[ConsortiumLink]) -> Picture:
    consortia = {consortium.pk: consortium for link in links for consortium in (link.earlier, link.later)}
    lives = [
        Life(
            consortium.pk,
            consortium.name,
            reverse("registry:consortium_lineage", args=[consortium.slug]),
            consortium.formed_on,
            consortium.ended_on,
        )
        for consortium in (consortia | {focus.pk: focus}).values()
    ]
    joints = [Joint(link.earlier_id, link.later_id, link.kind, link.on) for link in links]
    return picture_of(lives, joints, focus=focus.pk, today=timezone.localdate())


def _entries(request: HttpRequest, family: set[int]) -> dict[str, list[RosterEntry]]:
    entries: dict[str, list[RosterEntry]] = defaultdict(list)
    for entry in entries_now(of_consortia(Membership.objects.visible_to(request.user), family)):
        entries[entry.consortium].append(entry)
    return entries


def _trail(consortium: Consortium, here: str) -> list[tuple[str, str | None]]:
    """The breadcrumbs of the history of a consortium, or of a form below it."""
    trail: list[tuple[str, str | None]] = [
        (gettext("Consortia"), reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
    ]
    if not here:
        return [*trail, (gettext("History"), None)]
    history = reverse("registry:consortium_lineage", args=[consortium.slug])
    return [*trail, (gettext("History"), history), (here, None)]
