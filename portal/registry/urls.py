"""The public registry: regions, districts, schools, consortia, rosters, lineage, search."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.registry.views import (
    all_rosters,
    awards,
    comparisons,
    consortia,
    contracts,
    dictionary,
    district_rosters,
    districts,
    lineage,
    regions,
    rosters,
    rural,
    schools,
    search,
)

app_name = "registry"
urlpatterns: list[URLPattern] = [
    path("awards/", awards.award_list, name="award_list"),
    path("awards.csv", awards.award_list_csv, name="award_list_csv"),
    path("awards.json", awards.award_list_json, name="award_list_json"),
    path("awards/<slug:reference>/outcomes.csv", awards.award_outcomes_csv, name="award_outcomes_csv"),
    path("awards/<slug:reference>/", awards.award_detail, name="award_detail"),
    path("consortia/changes/", comparisons.consortium_changes, name="consortium_changes"),
    path("consortia/changes.csv", comparisons.consortium_changes_download, name="consortium_changes_download"),
    path("consortia/members/", all_rosters.all_rosters, name="all_rosters"),
    path("consortia/members.<tablefile:kind>", all_rosters.all_rosters_download, name="all_rosters_download"),
    path("consortia/<slug:slug>/members/", rosters.roster, name="roster"),
    path("consortia/<slug:slug>/members.<rosterfile:kind>", rosters.roster_download, name="roster_download"),
    path("consortia/<slug:slug>/members/changes/", comparisons.roster_changes, name="roster_changes"),
    path(
        "consortia/<slug:slug>/members/changes.csv", comparisons.roster_changes_download, name="roster_changes_download"
    ),
    path("consortia/<slug:slug>/lineage/", lineage.consortium_lineage, name="consortium_lineage"),
    path("consortia/<slug:slug>/lineage/link/", lineage.lineage_link, name="lineage_link"),
    path("consortia/<slug:slug>/lineage/total/", lineage.lineage_total, name="lineage_total"),
    path("consortia/<slug:slug>/lineage/<number:pk>/remove/", lineage.lineage_remove, name="lineage_remove"),
    path("districts/<leaid:leaid>/consortia/", district_rosters.district_consortia, name="district_consortia"),
    path(
        "districts/<leaid:leaid>/consortia.csv",
        district_rosters.district_consortia_download,
        name="district_consortia_download",
    ),
    path("about/data/", dictionary.data_dictionary, name="data_dictionary"),
    path("about/data.csv", dictionary.data_dictionary_download, name="data_dictionary_download"),
    path("regions/", regions.region_list, name="region_list"),
    path("regions.<filetype:kind>", regions.region_download, name="region_download"),
    path("regions/find/", regions.region_find, name="region_find"),
    path("regions/<slug:slug>/", regions.region_detail, name="region_detail"),
    path("districts/", districts.district_list, name="district_list"),
    path("districts.<filetype:kind>", districts.district_download, name="district_download"),
    path("districts/<leaid:leaid>/", districts.district_detail, name="district_detail"),
    path("schools/", schools.school_list, name="school_list"),
    path("schools.<filetype:kind>", schools.school_download, name="school_download"),
    path("schools/<ncessch:ncessch>/", schools.school_detail, name="school_detail"),
    path("consortia/", consortia.consortium_list, name="consortium_list"),
    path("consortia.<filetype:kind>", consortia.consortium_download, name="consortium_download"),
    path("contracts/", contracts.contract_list, name="contract_list"),
    path("contracts.<tablefile:kind>", contracts.contract_download, name="contract_download"),
    path("consortia/<slug:slug>/", consortia.consortium_detail, name="consortium_detail"),
    path("districts/<leaid:leaid>/rural/", rural.district_rural, name="district_rural"),
    path("districts/<leaid:leaid>/rural/designate/", rural.district_designate, name="district_designate"),
    path("search/", search.search, name="search"),
]
