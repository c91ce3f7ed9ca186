"""Membership: propose, invite, join, answer, verify, and find partners."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.membership.views import confirmations, detail, facts, partners, proposals, requests, steps, unserved

app_name = "membership"
urlpatterns: list[URLPattern] = [
    path("districts/<leaid:leaid>/facts/", facts.district_facts, name="district_facts"),
    path("districts/<leaid:leaid>/facts/<slug:field>/", facts.district_fact_dispute, name="district_fact_dispute"),
    path("districts/<leaid:leaid>/confirm/", confirmations.district_confirm, name="district_confirm"),
    path("schools/<ncessch:ncessch>/facts/", facts.school_facts, name="school_facts"),
    path("schools/<ncessch:ncessch>/facts/<slug:field>/", facts.school_fact_dispute, name="school_fact_dispute"),
    path("schools/<ncessch:ncessch>/confirm/", confirmations.school_confirm, name="school_confirm"),
    path("disputes/<number:pk>/withdraw/", facts.dispute_withdraw, name="dispute_withdraw"),
    path("consortia/propose/", proposals.consortium_propose, name="consortium_propose"),
    path("consortia/<slug:slug>/confirm/", confirmations.consortium_confirm, name="consortium_confirm"),
    path("consortia/<slug:slug>/details/", facts.consortium_details, name="consortium_details"),
    path("consortia/<slug:slug>/proposal/", proposals.consortium_proposal, name="consortium_proposal"),
    path("consortia/<slug:slug>/proposal/edit/", proposals.proposal_edit, name="proposal_edit"),
    path("consortia/<slug:slug>/proposal/withdraw/", proposals.proposal_withdraw, name="proposal_withdraw"),
    path("consortia/<slug:slug>/invite/", requests.consortium_invite, name="consortium_invite"),
    path("consortia/<slug:slug>/join/", requests.consortium_join, name="consortium_join"),
    path("memberships/<number:pk>/", detail.membership_detail, name="membership_detail"),
    path("memberships/<number:pk>/accept/", steps.membership_accept, name="membership_accept"),
    path("memberships/<number:pk>/papers/", steps.document_add, name="document_add"),
    path(
        "memberships/<number:pk>/papers/<number:document>.<documenttype:kind>",
        detail.document_download,
        name="document_download",
    ),
    path("memberships/<number:pk>/<slug:action>/", steps.membership_action, name="membership_action"),
    path("districts/<leaid:leaid>/partners/", partners.district_partners, name="district_partners"),
    path("districts/<leaid:leaid>/partners/ask/<slug:to>/", partners.introduction_ask, name="introduction_ask"),
    path("partners/", unserved.unserved_list, name="unserved_list"),
    path("partners.csv", unserved.unserved_download, name="unserved_download"),
    path("wishes/<number:pk>/withdraw/", partners.wish_withdraw, name="wish_withdraw"),
    path("introductions/<number:pk>/", partners.introduction_detail, name="introduction_detail"),
    path("introductions/<number:pk>/answer/", partners.introduction_answer, name="introduction_answer"),
]
