"""Rural program eligibility: a district's answers for SRSA and RLIS, and the state's designation."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, anyone, registrars
from accounts.refusals import Refusal
from districts.actions.rural import designate_rural
from districts.models import District, RuralDesignation, rural_facts
from districts.rules.places import last_day_of, school_year_of
from districts.rules.rural import schools_in_order, verdicts, years_with_rules
from portal.components.refusals import show_problems
from portal.registry.forms.rural import DesignationForm

SCHOOLS_SHOWN = 100


@allow(anyone)
@require_safe
def district_rural(request: HttpRequest, leaid: str) -> HttpResponse:
    """The answers for SRSA and RLIS for a school year, with each fact beside its threshold."""
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    today = timezone.localdate()
    years = years_with_rules(school_year_of(today))
    year = request.GET.get("year") or years[0]
    if year not in years:
        raise Http404("No rules are on record for this school year.")
    facts = rural_facts(District.objects.known_by(leaid), on=min(today, last_day_of(year)))[district.pk]
    schools = schools_in_order(facts)
    context = {
        "district": district,
        "verdicts": verdicts(facts, school_year=year),
        "year": year,
        "other_years": [other for other in years if other != year],
        "schools": schools[:SCHOOLS_SHOWN],
        "school_count": len(schools),
        "all_schools": reverse("registry:school_list") + f"?district={leaid}",
        "designations": RuralDesignation.objects.visible_to(request.user).of_district(district),
        "may_designate": registrars(request.user),
        "trail": _trail(district, gettext("Rural program eligibility")),
    }
    return TemplateResponse(request, "registry/district_rural.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def district_designate(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Record the state's designation of a district as rural or not rural, or withdraw it."""
    district = get_object_or_404(District.objects.visible_to(request.user), leaid=leaid)
    form = DesignationForm(request.POST or None, initial={"decided_on": timezone.localdate()})
    if form.is_valid():
        try:
            designate_rural(district=district, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            show_problems(form, refusal)
        else:
            messages.success(
                request, gettext("The designation is recorded. SRSA and RLIS eligibility has been updated.")
            )
            return redirect("registry:district_rural", leaid=leaid)
    context = {"form": form, "district": district, "trail": _trail(district, gettext("State designation"))}
    return TemplateResponse(request, "registry/district_designate.html", context)


def _trail(district: District, here: str) -> list[tuple[str, str | None]]:
    return [
        (gettext("Districts"), reverse("registry:district_list")),
        (district.name, district.get_absolute_url()),
        (here, None),
    ]
