"""What districts say of their own facts, and the yearly confirmation."""

from django.urls import URLPattern, path

from consortia.views import confirmations, facts

urlpatterns: list[URLPattern] = [
    path("districts/<leaid:leaid>/facts/", facts.district_facts, name="district_facts"),
    path("districts/<leaid:leaid>/facts/<slug:field>/", facts.district_fact_dispute, name="district_fact_dispute"),
    path("districts/<leaid:leaid>/confirm/", confirmations.district_confirm, name="district_confirm"),
    path("schools/<ncessch:ncessch>/facts/", facts.school_facts, name="school_facts"),
    path("schools/<ncessch:ncessch>/facts/<slug:field>/", facts.school_fact_dispute, name="school_fact_dispute"),
    path("schools/<ncessch:ncessch>/confirm/", confirmations.school_confirm, name="school_confirm"),
    path("disputes/", facts.dispute_list, name="dispute_list"),
    path("disputes/<int:pk>/", facts.dispute_answer, name="dispute_answer"),
    path("disputes/<int:pk>/withdraw/", facts.dispute_withdraw, name="dispute_withdraw"),
]
