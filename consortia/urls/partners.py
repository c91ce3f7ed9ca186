"""Who looks for partners, and introductions."""

from django.urls import URLPattern, path

from consortia.views import partners, unserved

urlpatterns: list[URLPattern] = [
    path("districts/<leaid:leaid>/partners/", partners.district_partners, name="district_partners"),
    path("districts/<leaid:leaid>/partners/ask/<slug:to>/", partners.introduction_ask, name="introduction_ask"),
    path("partners/", unserved.unserved_list, name="unserved_list"),
    path("partners.csv", unserved.unserved_download, name="unserved_download"),
    path("wishes/<int:pk>/withdraw/", partners.wish_withdraw, name="wish_withdraw"),
    path("introductions/<int:pk>/", partners.introduction_detail, name="introduction_detail"),
    path("introductions/<int:pk>/answer/", partners.introduction_answer, name="introduction_answer"),
]
