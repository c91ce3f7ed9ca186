"""Who looks for partners, and introductions."""

from django.urls import URLPattern, path

from consortia.views import partners

urlpatterns: list[URLPattern] = [
    path("districts/<leaid:leaid>/partners/", partners.district_partners, name="district_partners"),
    path("districts/<leaid:leaid>/partners/ask/<slug:to>/", partners.introduction_ask, name="introduction_ask"),
    path("wishes/<int:pk>/withdraw/", partners.wish_withdraw, name="wish_withdraw"),
    path("introductions/<int:pk>/", partners.introduction_detail, name="introduction_detail"),
    path("introductions/<int:pk>/answer/", partners.introduction_answer, name="introduction_answer"),
]
