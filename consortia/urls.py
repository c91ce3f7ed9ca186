"""Addresses of the consortia app: every page that shows who works with whom."""

from django.urls import path, register_converter

from consortia.views import consortia, districts, regions, schools


class _Text:
    """Part of an address as it stands."""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FileType(_Text):
    """The type in which a list is taken out."""

    regex = "csv|json"


class Leaid(_Text):
    """A district's federal id; anything else is no address of ours."""

    regex = "[0-9]{7}"


class Ncessch(_Text):
    """A school's federal id."""

    regex = "[0-9]{12}"


register_converter(FileType, "filetype")
register_converter(Leaid, "leaid")
register_converter(Ncessch, "ncessch")

app_name = "consortia"
urlpatterns = [
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
