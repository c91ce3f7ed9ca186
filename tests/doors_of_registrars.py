# ruff: noqa: E501  # the table is read across
"""Regions, component districts, mergers, duplicates, and imports, and how each page answers every kind of visitor.

The rows are part of the table in tests/doors.py, which explains them.
"""

from tests.answers import GET, POST, REGISTRARS

# fmt: off
DOORS_OF_REGISTRARS = [
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    # regions edited by hand
    ("registrar:registry_health",  {},                                GET,  REGISTRARS),
    ("registrar:region_manage",    {},                                GET,  REGISTRARS),
    ("registrar:region_new",       {},                                GET,  REGISTRARS),
    ("registrar:region_new",       {},                                POST, REGISTRARS),
    ("registrar:region_edit",      {"slug": "{region.slug}"},         GET,  REGISTRARS),
    ("registrar:region_edit",      {"slug": "{region.slug}"},         POST, REGISTRARS),
    ("registrar:region_edit",      {"slug": "nowhere"},               GET,  "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("registrar:region_retire",    {"slug": "{region.slug}"},         GET,  REGISTRARS),
    ("registrar:region_retire",    {"slug": "{region.slug}"},         POST, REGISTRARS),
    # component districts of a service agency
    ("registrar:component_list",   {"leaid": "{agency.leaid}"},       GET,  REGISTRARS),
    ("registrar:component_list",   {"leaid": "{district.leaid}"},     GET,  "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("registrar:component_add",    {"leaid": "{agency.leaid}"},       GET,  REGISTRARS),
    ("registrar:component_add",    {"leaid": "{agency.leaid}"},       POST, REGISTRARS),
    ("registrar:component_edit",   {"leaid": "{agency.leaid}", "pk": "{component.pk}"}, GET, REGISTRARS),
    ("registrar:component_edit",   {"leaid": "{agency.leaid}", "pk": "{component.pk}"}, POST, REGISTRARS),
    ("registrar:component_edit",   {"leaid": "{district.leaid}", "pk": "{component.pk}"}, GET, "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("registrar:component_remove", {"leaid": "{agency.leaid}", "pk": "{component.pk}"}, GET, REGISTRARS),
    ("registrar:component_remove", {"leaid": "{agency.leaid}", "pk": "{component.pk}"}, POST, REGISTRARS),
    # registrars: mergers, dissolutions, duplicates
    ("registrar:district_merge",       {"leaid": "{other_district.leaid}"}, GET, REGISTRARS),
    ("registrar:district_merge",       {"leaid": "{other_district.leaid}"}, POST, REGISTRARS),
    ("registrar:district_merge",       {"leaid": "0000000"},              GET,  "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("registrar:district_duplicate",   {"leaid": "{twin_district.leaid}"}, GET,  REGISTRARS),
    ("registrar:consortium_dissolve",  {"slug": "{consortium.slug}"},     GET,  REGISTRARS),
    ("registrar:consortium_dissolve",  {"slug": "{consortium.slug}"},     POST, REGISTRARS),
    ("registrar:consortium_merge",     {"slug": "{consortium.slug}"},     GET,  REGISTRARS),
    ("registrar:consortium_duplicate", {"slug": "{consortium.slug}"},     GET,  REGISTRARS),
    ("registrar:duplicate_list",       {},                                GET,  REGISTRARS),
    ("registrar:closure_list",          {},                                GET,  REGISTRARS),
    ("registrar:closure_detail",        {"pk": "{closure.pk}"},             GET,  REGISTRARS),
    ("registrar:scheduled_closure",     {"pk": "{scheduled.pk}"},           GET,  REGISTRARS),
    ("registrar:scheduled_closure_cancel", {"pk": "{scheduled.pk}"},        GET,  REGISTRARS),
    ("registrar:scheduled_closure_cancel", {"pk": "{scheduled.pk}"},        POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    ("registrar:closure_undo",     {"pk": "{closure.pk}"},             POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    # imports: previewed row by row, applied or discarded, undone
    ("registrar:import_list",       {},                                GET,  REGISTRARS),
    ("registrar:import_new",        {},                                GET,  REGISTRARS),
    ("registrar:import_new",        {},                                POST, REGISTRARS),
    ("registrar:import_template",   {"kind": "consortia"},             GET,  REGISTRARS),
    ("registrar:import_template",   {"kind": "regions"},               GET,  REGISTRARS),
    ("registrar:import_template",   {"kind": "nces"},                  GET,  "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("registrar:import_detail",     {"pk": "{batch.pk}"},           GET,  REGISTRARS),
    ("registrar:import_detail",     {"pk": "999999"},                  GET,  "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("registrar:import_rows",       {"pk": "{batch.pk}"},           GET,  REGISTRARS),
    ("registrar:import_apply",      {"pk": "{batch.pk}"},           POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    ("registrar:import_refresh", {"pk": "{batch.pk}"},           POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    ("registrar:import_discard",      {"pk": "{batch.pk}"},           POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    ("registrar:import_undo",       {"pk": "{batch.pk}"},           POST, "302 403  409 409 403 403 403 403 403  403 403 403 403"),
]
# fmt: on
