"""What in the registry is old, incomplete, or waiting."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, registrars
from consortia.reads.registry_health import registry_health
from portal.registrar.pages.registry_health import health_rows, last_import_in_words


@allow(registrars)
@require_safe
def registry_health_page(request: HttpRequest) -> HttpResponse:
    """Counts of the portal's own state, each with what to do about it."""
    on, state = timezone.localdate(), settings.STATE_CODE
    health = registry_health(request.user, state, on=on)
    context = {
        "rows": health_rows(health, state),
        "last_import": last_import_in_words(health),
        "on": on,
        "trail": [("Registry health", None)],
    }
    return TemplateResponse(request, "registrar/registry_health.html", context)
