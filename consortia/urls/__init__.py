"""Addresses of the consortia app: every page that shows who works with whom, by what people do there."""

import consortia.urls.parts  # noqa: F401  # the parts of addresses are registered before they are used
from consortia.urls import facts, memberships, partners, registry, rosters

app_name = "consortia"
urlpatterns = [
    *rosters.urlpatterns,
    *memberships.urlpatterns,
    *partners.urlpatterns,
    *facts.urlpatterns,
    *registry.urlpatterns,
]
