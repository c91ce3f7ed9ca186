"""The register: regions, districts, schools, consortia."""

from django.urls import URLPattern, path

from consortia.views import consortia, dictionary, districts, regions, schools

urlpatterns: list[URLPattern] = [
    path("about/data/", dictionary.data_dictionary, name="data_dictionary"),
    path("about/data.csv", dictionary.data_dictionary_download, name="data_dictionary_download"),
    path("regions/", regions.region_list, name="region_list"),
    path("regions.<filetype:kind>", regions.region_download, name="region_download"),
    path("regions/<slug:slug>/", regions.region_detail, name="region_detail"),
    path("districts/", districts.district_list, name="district_list"),
    path("districts.<filetype:kind>", districts.district_download, name="district_download"),
    path("districts/<leaid:leaid>/", districts.district_detail, name="district_detail"),
    path("schools/", schools.school_list, name="school_list"),
    path("schools.<filetype:kind>", schools.school_download, name="school_download"),
    path("schools/<ncessch:ncessch>/", schools.school_detail, name="school_detail"),
    path("consortia/", consortia.consortium_list, name="consortium_list"),
    path("consortia.<filetype:kind>", consortia.consortium_download, name="consortium_download"),
    path("consortia/<slug:slug>/", consortia.consortium_detail, name="consortium_detail"),
]
