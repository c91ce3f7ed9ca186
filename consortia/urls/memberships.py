"""Memberships, by the people they concern: proposals, answers, papers, letters."""

from django.urls import URLPattern, path

from consortia.views import membership_claims, membership_deeds, membership_pages

urlpatterns: list[URLPattern] = [
    path("consortia/propose/", membership_claims.consortium_propose, name="consortium_propose"),
    path("consortia/<slug:slug>/proposal/", membership_claims.consortium_proposal, name="consortium_proposal"),
    path("consortia/<slug:slug>/invite/", membership_claims.consortium_invite, name="consortium_invite"),
    path("consortia/<slug:slug>/join/", membership_claims.consortium_join, name="consortium_join"),
    path("memberships/<int:pk>/", membership_pages.membership_detail, name="membership_detail"),
    path("memberships/<int:pk>/accept/", membership_deeds.membership_accept, name="membership_accept"),
    path("memberships/<int:pk>/papers/", membership_deeds.paper_add, name="paper_add"),
    path(
        "memberships/<int:pk>/papers/<int:paper>.<papertype:kind>",
        membership_pages.paper_download,
        name="paper_download",
    ),
    path("memberships/<int:pk>/<slug:deed>/", membership_deeds.membership_deed, name="membership_deed"),
]
