# ruff: noqa: E501  # the table is read across
"""Access: every address of the portal, and how it answers every kind of visitor.

A new page gets one row: its name, its arguments (attributes of the world in tests/world.py) and one answer for
each visitor, in the order of `tests.world.VISITORS`. 200 is the page, 302 the way to sign in (or away, after a
POST), 403 "not you", 404 "you cannot see that there is such a thing". A POST is sent without data.
"""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.world import NOON, VISITORS, a_world

# Without it, a run of this file alone would read the real database instead of a test database.
pytestmark = pytest.mark.django_db
GET, POST = "get", "post"
EVERYBODY = "200 200  200 200 200 200 200 200 200  200 200 200 200"
SIGNED_IN = "302 200  200 200 200 200 200 200 200  200 200 200 200"
SIGNED_IN_POST = "302 302  302 302 302 302 302 302 302  302 302 302 302"
# Applications: who takes part reads and, where a line says so, officials do; others do not see that there is one.
TAKE_PART = "302 404  404 404 404 404 404 404 404  200 200 404 404"
TAKE_PART_POST = "302 404  404 404 404 404 404 404 404  302 302 404 404"
ADMINS = "302 403  200 403 403 403 403 403 403  403 403 403 403"
REGISTRARS = "302 403  200 200 403 403 403 403 403  403 403 403 403"
DESK = "302 403  200 403 200 200 403 403 200  403 403 403 403"
ROUNDS = "302 403  200 403 200 200 403 403 403  403 403 403 403"
DRAFT_ROUND = "404 404  200 404 200 200 404 404 404  404 404 404 404"
NOT_THERE = "404 404  404 404 404 404 404 404 404  404 404 404 404"
BOTH_SIDES = "302 404  200 200 404 404 404 404 404  200 404 404 200"
# fmt: off
DOORS = [
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    # portal
    ("home:home",                 {},                                GET,  EVERYBODY),
    ("my:dashboard",                   {},                                GET,  SIGNED_IN),
    ("registry:search",               {},                                GET,  EVERYBODY),
    ("home:help",                 {},                                GET,  EVERYBODY),
    ("home:help_officials",       {},                                GET,  EVERYBODY),
    ("home:help_leaders",         {},                                GET,  EVERYBODY),
    ("home:help_public",          {},                                GET,  EVERYBODY),
    ("home:glossary",             {},                                GET,  EVERYBODY),
    ("home:privacy",              {},                                GET,  EVERYBODY),
    ("home:accessibility",        {},                                GET,  EVERYBODY),
    ("home:health",               {},                                GET,  EVERYBODY),
    ("home:robots",               {},                                GET,  EVERYBODY),
    ("home:favicon",              {},                                GET,  "301 301  301 301 301 301 301 301 301  301 301 301 301"),
    # accounts: the ways in
    ("account_login",               {},                                GET,  EVERYBODY),  # the sample state
    ("account_signup",              {},                                GET,  "403 403  403 403 403 403 403 403 403  403 403 403 403"),
    ("account:sample_sign_in",     {"kind": "auditor"},               POST, "302 302  302 302 302 302 302 302 302  302 302 302 302"),
    ("account:sample_sign_in",     {"kind": "nobody"},                POST, "404 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("account:invitation_accept",  {"token": "{token}"},              GET,  EVERYBODY),
    ("account:my_settings",        {},                                GET,  SIGNED_IN),
    # accounts: allauth's pages, whose views have no `allow`
    ("account_change_password",     {},                                GET,  SIGNED_IN),
    ("account_reset_password",      {},                                GET,  EVERYBODY),
    ("mfa_index",                   {},                                GET,  SIGNED_IN),
    ("mfa_list_webauthn",           {},                                GET,  SIGNED_IN),
    # accounts: the administrators' pages
    ("staff:person_list",        {},                                GET,  ADMINS),
    ("staff:person_invite",      {},                                GET,  ADMINS),
    ("staff:person_detail",      {"pk": "{person.pk}"},             GET,  ADMINS),
    ("staff:role_give",          {"pk": "{person.pk}"},             GET,  ADMINS),
    ("staff:role_end",           {"pk": "{person.pk}", "role": "{role.pk}"},
                                                                       GET,  ADMINS),
    ("staff:role_end",           {"pk": "{auditor.pk}", "role": "{role.pk}"},
                                                                       GET,  "302 403  404 403 403 403 403 403 403  403 403 403 403"),
    ("staff:invitation_renew",   {"pk": "{invited.person_id}"},     POST, "302 403  302 403 403 403 403 403 403  403 403 403 403"),
    ("staff:invitation_withdraw", {"pk": "{invited.person_id}"},    POST, "302 403  302 403 403 403 403 403 403  403 403 403 403"),
    ("staff:account_close",      {"pk": "{person.pk}"},             POST, "302 403  302 403 403 403 403 403 403  403 403 403 403"),
    ("staff:account_reopen",     {"pk": "{person.pk}"},             POST, "302 403  302 403 403 403 403 403 403  403 403 403 403"),
    # the register
    ("registry:region_list",       {},                                GET,  EVERYBODY),
    ("registry:region_download",   {"kind": "csv"},                   GET,  EVERYBODY),
    ("registry:region_download",   {"kind": "geojson"},               GET,  EVERYBODY),
    ("registry:region_detail",     {"slug": "{region.slug}"},         GET,  EVERYBODY),
    ("registry:data_dictionary",   {},                                GET,  EVERYBODY),
    ("registry:data_dictionary_download", {},                         GET,  EVERYBODY),
    ("registry:district_list",     {},                                GET,  EVERYBODY),
    ("registry:district_download", {"kind": "csv"},                   GET,  EVERYBODY),
    ("registry:district_download", {"kind": "geojson"},               GET,  EVERYBODY),
    ("registry:district_download", {"kind": "json"},                  GET,  EVERYBODY),
    ("registry:district_detail",   {"leaid": "{district.leaid}"},     GET,  EVERYBODY),
    ("registry:school_list",       {},                                GET,  EVERYBODY),
    ("registry:school_download",   {"kind": "csv"},                   GET,  EVERYBODY),
    ("registry:school_download",   {"kind": "geojson"},               GET,  EVERYBODY),
    ("registry:school_detail",     {"ncessch": "{school.ncessch}"},   GET,  EVERYBODY),
    ("registry:consortium_list",   {},                                GET,  EVERYBODY),
    ("registry:consortium_download", {"kind": "csv"},                  GET,  EVERYBODY),
    ("registry:consortium_download", {"kind": "geojson"},              GET,  EVERYBODY),
    ("registry:consortium_detail", {"slug": "{consortium.slug}"},     GET,  EVERYBODY),
    ("registry:region_detail",     {"slug": "nowhere"},               GET,  "404 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("registry:district_detail",   {"leaid": "0000000"},              GET,  "404 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("registry:school_detail",     {"ncessch": "000000000000"},       GET,  "404 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("registry:consortium_detail", {"slug": "nobody"},                GET,  "404 404  404 404 404 404 404 404 404  404 404 404 404"),
    # consortia entered and edited by hand
    ("registrar:consortium_new",   {},                                GET,  REGISTRARS),
    ("registrar:consortium_new",   {},                                POST, REGISTRARS),
    ("registrar:member_add",       {"slug": "{consortium.slug}"},     GET,  REGISTRARS),
    ("registrar:member_add",       {"slug": "{consortium.slug}"},     POST, REGISTRARS),
    ("registrar:member_add",       {"slug": "nobody"},                GET,  "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("registrar:consortium_edit",  {"slug": "{consortium.slug}"},     GET,  REGISTRARS),
    ("registrar:consortium_edit",  {"slug": "{consortium.slug}"},     POST, REGISTRARS),
    ("registrar:purpose_add",      {"slug": "{consortium.slug}"},     GET,  REGISTRARS),
    ("registrar:purpose_add",      {"slug": "{consortium.slug}"},     POST, REGISTRARS),
    ("registrar:purpose_end",      {"slug": "{consortium.slug}", "pk": "{purpose.pk}"},
                                                                       GET,  REGISTRARS),
    ("registrar:purpose_end",      {"slug": "{consortium.slug}", "pk": "{purpose.pk}"},
                                                                       POST, REGISTRARS),
    ("registrar:purpose_end",      {"slug": "{earlier.slug}", "pk": "{purpose.pk}"},
                                                                       GET,  "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("membership:consortium_details", {"slug": "{consortium.slug}"},  GET,  "302 403  403 403 403 403 403 403 403  200 403 403 403"),
    ("membership:consortium_details", {"slug": "{consortium.slug}"},  POST, "302 403  403 403 403 403 403 403 403  200 403 403 403"),
    ("membership:consortium_details", {"slug": "{earlier.slug}"},     GET,  REGISTRARS),  # its lead has no one to act
    ("membership:consortium_details", {"slug": "nobody"},             GET,  "302 404  404 404 404 404 404 404 404  404 404 404 404"),
    # rosters, comparisons, lineage, services
    ("registry:roster",            {"slug": "{consortium.slug}"},     GET,  EVERYBODY),
    ("registry:roster",            {"slug": "nobody"},                GET,  "404 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("registry:roster_download",   {"slug": "{consortium.slug}", "kind": "csv"}, GET, EVERYBODY),
    ("registry:roster_download",   {"slug": "{consortium.slug}", "kind": "geojson"}, GET, EVERYBODY),
    ("registry:roster_changes",    {"slug": "{consortium.slug}"},     GET,  EVERYBODY),
    ("registry:roster_changes_download", {"slug": "{consortium.slug}"}, GET, EVERYBODY),
    ("registry:consortium_changes", {},                               GET,  EVERYBODY),
    ("registry:consortium_changes_download", {},                      GET,  EVERYBODY),
    ("registry:consortium_lineage", {"slug": "{consortium.slug}"},    GET,  EVERYBODY),
    ("registry:lineage_link",      {"slug": "{consortium.slug}"},     GET,  "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registry:lineage_link",      {"slug": "{consortium.slug}"},     POST, "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registry:lineage_total",     {"slug": "{consortium.slug}"},     GET,  "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registry:lineage_remove",    {"slug": "{consortium.slug}", "pk": "{lineage.pk}"},
                                                                       GET,  "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registry:lineage_remove",    {"slug": "{consortium.slug}", "pk": "{lineage.pk}"},
                                                                       POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    ("exchange:service_list",      {"slug": "{consortium.slug}"},     GET,  EVERYBODY),
    ("exchange:service_download",  {"slug": "{consortium.slug}"},     GET,  EVERYBODY),
    ("exchange:service_register",  {"slug": "{consortium.slug}"},     GET,  "302 403  200 200 403 403 403 403 403  200 403 403 403"),
    ("exchange:service_agree",     {"slug": "{consortium.slug}", "pk": "{service.pk}", "year": "2026-27"},
                                                                       GET,  "302 403  200 200 403 403 403 403 403  200 403 403 403"),
    # Without data no button was pressed: everybody is sent back with a sentence.
    ("exchange:service_take_part", {"slug": "{consortium.slug}", "pk": "{service.pk}", "year": "2026-27", "leaid": "{member_district.leaid}"},
                                                                       POST, SIGNED_IN_POST),
    ("exchange:services_copy",     {"slug": "{consortium.slug}", "year": "2026-27"},
                                                                       POST, "302 403  302 302 403 403 403 403 403  302 403 403 403"),
    ("registry:district_consortia", {"leaid": "{district.leaid}"},    GET,  EVERYBODY),
    ("registry:district_consortia_download", {"leaid": "{district.leaid}"}, GET, EVERYBODY),
    # small and rural
    ("registry:district_rural",    {"leaid": "{district.leaid}"},     GET,  EVERYBODY),
    ("registry:district_rural",    {"leaid": "0000000"},              GET,  "404 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("registry:district_designate", {"leaid": "{district.leaid}"},    GET,  "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registry:district_designate", {"leaid": "{district.leaid}"},    POST, "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    # partners: a district outside the consortium asks a member district to be introduced
    ("membership:district_partners", {"leaid": "{other_district.leaid}"}, GET,  SIGNED_IN),
    ("membership:district_partners", {"leaid": "0000000"},              GET,  "302 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("membership:introduction_ask",  {"leaid": "{other_district.leaid}", "to": "{consortium.slug}"}, GET, SIGNED_IN),
    ("membership:introduction_ask",  {"leaid": "{other_district.leaid}", "to": "nobody"}, GET, "302 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("membership:unserved_list",     {},                                GET,  EVERYBODY),
    ("membership:unserved_download", {},                                GET,  EVERYBODY),
    ("membership:wish_withdraw",     {"pk": "{wish.pk}"},               POST, "302 302  302 302 302 302 302 302 302  302 302 302 302"),
    ("membership:introduction_detail", {"pk": "{introduction.pk}"},     GET,  "302 404  200 200 404 404 404 404 404  404 200 404 200"),
    ("membership:introduction_answer", {"pk": "{introduction.pk}"},     POST, "302 404  302 302 404 404 404 404 404  404 302 404 302"),
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
    ("registrar:closure_undo",     {"pk": "{closure.pk}"},             POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    # imports: previewed row by row, applied or discarded, undone
    ("registrar:import_list",       {},                                GET,  REGISTRARS),
    ("registrar:import_new",        {},                                GET,  REGISTRARS),
    ("registrar:import_new",        {},                                POST, REGISTRARS),
    ("registrar:import_detail",     {"pk": "{batch.pk}"},           GET,  REGISTRARS),
    ("registrar:import_detail",     {"pk": "999999"},                  GET,  "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("registrar:import_rows",       {"pk": "{batch.pk}"},           GET,  REGISTRARS),
    ("registrar:import_apply",      {"pk": "{batch.pk}"},           POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    ("registrar:import_refresh", {"pk": "{batch.pk}"},           POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    ("registrar:import_discard",      {"pk": "{batch.pk}"},           POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    ("registrar:import_undo",       {"pk": "{batch.pk}"},           POST, "302 403  409 409 403 403 403 403 403  403 403 403 403"),
    # rounds, and applications: a draft, and one that is handed in
    ("applicant:competition_list",     {},                             GET,  EVERYBODY),
    ("applicant:competition_detail",   {"slug": "{competition.slug}"}, GET,  EVERYBODY),
    ("applicant:competition_detail",   {"slug": "{draft_round.slug}"}, GET,  DRAFT_ROUND),
    ("applicant:competition_rules",    {"slug": "{changed_round.slug}", "number": "1"}, GET, EVERYBODY),
    ("applicant:competition_rules",    {"slug": "{changed_round.slug}", "number": "2"}, GET, EVERYBODY),
    ("applicant:competition_rules",    {"slug": "{changed_round.slug}", "number": "3"}, GET, NOT_THERE),
    ("applicant:competition_rules",    {"slug": "{draft_round.slug}", "number": "1"}, GET, NOT_THERE),
    ("applicant:application_start",    {"slug": "{competition.slug}"}, GET,  SIGNED_IN),
    ("applicant:application_start",    {"slug": "{draft_round.slug}"}, GET,  "302 404  200 404 200 200 404 404 404  404 404 404 404"),
    # the state's pages of funding rounds
    ("staff:round_list",           {},                                GET,  ROUNDS),
    ("staff:round_new",            {},                                GET,  ROUNDS),
    ("staff:round_new",            {},                                POST, ROUNDS),
    ("staff:round_detail",         {"slug": "{draft_round.slug}"},    GET,  ROUNDS),
    ("staff:round_detail",         {"slug": "{changed_round.slug}"},  GET,  ROUNDS),
    ("staff:round_detail",         {"slug": "nowhere"},               GET,  "302 403  404 403 404 404 403 403 403  403 403 403 403"),
    ("staff:round_dates",          {"slug": "{draft_round.slug}"},    GET,  ROUNDS),
    ("staff:round_dates",          {"slug": "{changed_round.slug}"},  POST, ROUNDS),
    ("staff:round_awards",         {"slug": "{draft_round.slug}"},    GET,  ROUNDS),
    ("staff:round_awards",         {"slug": "{changed_round.slug}"},  POST, ROUNDS),
    ("staff:round_question",       {"slug": "{draft_round.slug}", "number": "3"}, GET, ROUNDS),
    ("staff:round_question",       {"slug": "{draft_round.slug}", "number": "10"}, GET, "302 403  404 403 404 404 403 403 403  403 403 403 403"),
    ("staff:round_publish",        {"slug": "{draft_round.slug}"},    GET,  ROUNDS),
    ("staff:round_publish",        {"slug": "{draft_round.slug}"},    POST, "302 403  409 403 409 409 403 403 403  403 403 403 403"),
    ("staff:round_close",          {"slug": "{changed_round.slug}"},  GET,  ROUNDS),
    ("staff:round_close",          {"slug": "{changed_round.slug}"},  POST, ROUNDS),
    ("staff:round_discard",        {"slug": "{draft_round.slug}"},    GET,  ROUNDS),
    ("staff:round_discard",        {"slug": "{draft_round.slug}"},    POST, "302 403  302 403 302 302 403 403 403  403 403 403 403"),
    ("applicant:application_list",     {},                             GET,  SIGNED_IN),
    ("applicant:application_detail",   {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:application_detail",   {"reference": "{submitted.reference}"}, GET,  "302 404  200 404 200 200 404 404 200  200 200 404 404"),
    ("applicant:application_submit",   {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:application_submit",   {"reference": "{submitted.reference}"}, GET,  TAKE_PART),
    ("applicant:application_reopen",   {"reference": "{submitted.reference}"}, GET,  TAKE_PART),
    ("applicant:application_withdraw", {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:application_members",  {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:application_members",  {"reference": "{submitted.reference}"}, GET,  TAKE_PART),
    ("applicant:member_add",           {"reference": "{draft.reference}"}, POST, TAKE_PART_POST),
    ("applicant:members_update",       {"reference": "{draft.reference}"}, POST, TAKE_PART_POST),
    ("applicant:member_remove",        {"reference": "{draft.reference}", "key": "{member_district.leaid}"}, GET,  TAKE_PART),
    ("applicant:application_plan",     {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:application_plan",     {"reference": "{submitted.reference}"}, GET,  TAKE_PART),
    ("applicant:reading_summary",      {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:answer_save",          {"reference": "{draft.reference}", "position": "1"}, POST, "302 404  404 404 404 404 404 404 404  409 409 404 404"),
    ("applicant:activity_new",         {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:activity_edit",        {"reference": "{draft.reference}", "position": "1"}, GET,  TAKE_PART),
    ("applicant:activity_remove",      {"reference": "{draft.reference}", "position": "1"}, GET,  TAKE_PART),
    ("applicant:partner_add",          {"reference": "{draft.reference}"}, POST, TAKE_PART_POST),
    ("applicant:partner_remove",       {"reference": "{submitted.reference}", "pk": "{partner.pk}"}, POST, TAKE_PART_POST),
    ("applicant:application_budget",   {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:budget_line_new",      {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:budget_line_edit",     {"reference": "{draft.reference}", "position": "1"}, GET,  TAKE_PART),
    ("applicant:budget_line_remove",   {"reference": "{draft.reference}", "position": "1"}, GET,  TAKE_PART),
    ("applicant:application_signatures", {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:signing_open",         {"reference": "{draft.reference}"}, POST, TAKE_PART_POST),
    ("applicant:application_sign",     {"reference": "{draft.reference}", "key": "{district.leaid}"}, GET,  TAKE_PART),
    ("applicant:application_findings", {"reference": "{draft.reference}"}, GET,  TAKE_PART),
    ("applicant:finding_explain",      {"reference": "{draft.reference}"}, POST, TAKE_PART_POST),
    # officers: the queue and the desk; administrators and auditors read
    ("review:review_list",          {},                                GET,  DESK),
    ("review:review_list_csv",      {},                                GET,  DESK),
    ("review:review_shortcuts",     {},                                POST, "302 403  302 403 302 302 403 403 302  403 403 403 403"),
    ("review:review_desk",          {"reference": "{reviewed.reference}"}, GET, DESK),
    ("review:review_desk",          {"reference": "26-9999"},          GET,  "302 403  404 403 404 404 403 403 404  403 403 403 403"),
    ("review:review_print",         {"reference": "{reviewed.reference}"}, GET, DESK),
    ("review:review_pdf",           {"reference": "{reviewed.reference}"}, GET, DESK),
    ("review:review_cite",          {"reference": "{reviewed.reference}"}, GET, "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    ("review:review_assign",          {"reference": "{reviewed.reference}"}, POST, "302 403  403 403 302 302 403 403 403  403 403 403 403"),
    ("review:review_reassign",     {"reference": "{reviewed.reference}"}, GET, DESK),
    ("review:review_mark",          {"reference": "{reviewed.reference}"}, POST, "302 403  403 403 422 422 403 403 403  403 403 403 403"),
    ("review:review_citation_remove", {"reference": "{reviewed.reference}", "pk": "{citation.pk}"},
                                                                       POST, "302 403  403 403 302 404 403 403 403  403 403 403 403"),
    ("review:review_citation_restore", {"reference": "{reviewed.reference}", "pk": "{citation.pk}"},
                                                                       POST, "302 403  403 403 302 404 403 403 403  403 403 403 403"),
    ("review:review_answer",        {"reference": "{reviewed.reference}", "pk": "{finding.pk}"},
                                                                       POST, "302 403  403 403 422 422 403 403 403  403 403 403 403"),
    ("review:review_determine",     {"reference": "{reviewed.reference}"}, POST, "302 403  403 403 422 422 403 403 403  403 403 403 403"),
    # appointments: registrars everywhere, a superintendent in their own district; delegations by the person
    ("registrar:appointment_list",         {"leaid": "{district.leaid}"},     GET,  "302 403  200 200 403 403 403 403 403  200 403 403 403"),
    ("registrar:appointment_list",         {"leaid": "0000000"},              GET,  "302 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("registrar:appointment_new",         {"leaid": "{district.leaid}"},     GET,  "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registrar:appointment_new",         {"leaid": "{district.leaid}"},     POST, "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registrar:appointment_transfer",    {"leaid": "{district.leaid}", "pk": "{appointment.pk}"}, GET, "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registrar:appointment_end",          {"leaid": "{district.leaid}", "pk": "{appointment.pk}"}, GET, "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registrar:appointment_correct_email", {"leaid": "{district.leaid}", "pk": "{appointment.pk}"}, GET, "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registrar:appointment_resend_invitation", {"leaid": "{district.leaid}", "pk": "{appointment.pk}"}, POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    ("my:delegate_list",     {},                                GET,  SIGNED_IN),
    ("my:delegate_give",     {},                                GET,  SIGNED_IN),
    ("my:delegate_end",      {"pk": "{delegation.pk}"},         GET,  "302 404  404 404 404 404 404 404 404  200 404 404 404"),
    ("my:delegate_end",      {"pk": "{left.pk}"},               GET,  "302 404  404 404 404 404 404 404 404  404 200 404 404"),
    ("my:delegate_keep",     {"pk": "{left.pk}"},               POST, "302 404  404 404 404 404 404 404 404  404 302 404 404"),
    # emails: the list of registrars and administrators, and each person’s own
    ("staff:email_list",         {},                                GET,  "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("staff:email_detail",       {"pk": "{email.pk}"},              GET,  "302 404  200 200 404 404 404 404 404  404 200 404 404"),
    ("staff:email_resend",   {"pk": "{email.pk}"},              POST, "302 403  302 302 403 403 403 403 403  403 403 403 403"),
    ("staff:email_resend",   {"pk": "999999"},                  POST, "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("staff:my_messages",          {},                                GET,  SIGNED_IN),
    # facts: people with a post in the lead district or its school; the registrar answers
    ("membership:district_facts",    {"leaid": "{district.leaid}"},     GET,  "302 403  403 403 403 403 403 403 403  200 403 403 403"),
    ("membership:district_facts",    {"leaid": "{district.leaid}"},     POST, "302 403  403 403 403 403 403 403 403  200 403 403 403"),
    ("membership:district_facts",    {"leaid": "0000000"},              GET,  "302 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("membership:district_fact_dispute", {"leaid": "{district.leaid}", "field": "name"},
                                                                       GET,  "302 403  403 403 403 403 403 403 403  200 403 403 403"),
    ("membership:district_fact_dispute", {"leaid": "{district.leaid}", "field": "name"},
                                                                       POST, "302 403  403 403 403 403 403 403 403  200 403 403 403"),
    ("membership:district_fact_dispute", {"leaid": "{district.leaid}", "field": "phone"},
                                                                       GET,  "302 403  403 403 403 403 403 403 403  404 403 403 403"),
    ("membership:district_confirm",  {"leaid": "{district.leaid}"},     GET,  "302 403  403 403 403 403 403 403 403  200 403 403 403"),
    ("membership:district_confirm",  {"leaid": "{district.leaid}"},     POST, "302 403  403 403 403 403 403 403 403  200 403 403 403"),
    ("membership:school_facts",      {"ncessch": "{school.ncessch}"},   GET,  "302 403  403 403 403 403 403 403 403  200 403 200 403"),
    ("membership:school_facts",      {"ncessch": "{school.ncessch}"},   POST, "302 403  403 403 403 403 403 403 403  200 403 200 403"),
    ("membership:school_fact_dispute", {"ncessch": "{school.ncessch}", "field": "locale"},
                                                                       GET,  "302 403  403 403 403 403 403 403 403  200 403 200 403"),
    ("membership:school_fact_dispute", {"ncessch": "{school.ncessch}", "field": "locale"},
                                                                       POST, "302 403  403 403 403 403 403 403 403  200 403 200 403"),
    ("membership:school_confirm",    {"ncessch": "{school.ncessch}"},   GET,  "302 403  403 403 403 403 403 403 403  200 403 200 403"),
    ("membership:school_confirm",    {"ncessch": "{school.ncessch}"},   POST, "302 403  403 403 403 403 403 403 403  200 403 200 403"),
    ("registrar:dispute_list",      {},                                GET,  "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registrar:dispute_answer",    {"pk": "{dispute.pk}"},            GET,  "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registrar:dispute_answer",    {"pk": "{dispute.pk}"},            POST, "302 403  200 200 403 403 403 403 403  403 403 403 403"),
    ("registrar:dispute_answer",    {"pk": "999999"},                  GET,  "302 403  404 404 403 403 403 403 403  403 403 403 403"),
    ("membership:dispute_withdraw",  {"pk": "{dispute.pk}"},            POST, "302 404  403 403 404 404 404 404 404  302 404 404 404"),
    # memberships: both sides of a line and the registrars
    ("membership:membership_detail", {"pk": "{invitation.pk}"},         GET,  EVERYBODY),
    ("membership:membership_detail", {"pk": "999999"},                  GET,  "302 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("membership:membership_accept", {"pk": "{invitation.pk}"},         POST, "302 404  422 422 404 404 404 404 404  422 404 404 302"),
    ("membership:membership_action", {"pk": "{invitation.pk}", "action": "decline"}, GET, BOTH_SIDES),
    ("membership:membership_action", {"pk": "{invitation.pk}", "action": "change"}, GET, BOTH_SIDES),
    ("membership:membership_action", {"pk": "{invitation.pk}", "action": "settle"}, GET, BOTH_SIDES),
    ("membership:membership_action", {"pk": "{invitation.pk}", "action": "nothing"}, GET, "302 404  404 404 404 404 404 404 404  404 404 404 404"),
    ("membership:document_add",         {"pk": "{invitation.pk}"},         GET,  BOTH_SIDES),
    ("membership:document_download",    {"pk": "{invitation.pk}", "document": "{document.pk}", "kind": "pdf"}, GET, BOTH_SIDES),
    ("membership:consortium_propose", {},                               GET,  SIGNED_IN),
    ("membership:consortium_proposal", {"slug": "{proposal.slug}"},     GET,  "302 404  200 200 404 404 404 404 404  404 404 404 200"),
    ("membership:consortium_invite", {"slug": "{network.slug}"},        GET,  "302 403  403 403 403 403 403 403 403  200 403 403 403"),
    ("membership:consortium_join",   {"slug": "{network.slug}"},        GET,  SIGNED_IN),
    # the inspectors' log
    ("staff:audit_log",            {},                                GET,  "302 403  403 403 403 403 403 403 200  403 403 403 403"),
    # repair
    ("admin:index",                 {},                                GET,  "302 302  302 302 302 302 302 302 302  302 302 302 302"),
]
# fmt: on
# Addresses of others' views. Rows above still say how the more important of them answer.
THIRD_PARTY = (
    "accounts/logout/",
    "accounts/inactive/",
    "accounts/reauthenticate/",
    "accounts/password/",
    "accounts/2fa/",
    "admin/",
    "static/",
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """One world for the whole table, with everyone signed in; every visit is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = a_world()
        with time_machine.travel(NOON):
            world.sessions = {visitor: _signed_in(world, visitor) for visitor in VISITORS}
        yield world
        transaction.set_rollback(True)


def _signed_in(world: SimpleNamespace, visitor: str) -> str:
    """The session key of the visitor; "" for the public."""
    if visitor == "public":
        return ""
    client = Client()
    client.force_login(getattr(world, visitor))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _visit(world: SimpleNamespace, visitor: str, name: str, arguments: dict[str, str], method: str):
    path = reverse(name, kwargs={key: value.format(**vars(world)) for key, value in arguments.items()})
    client = Client()
    with transaction.atomic():
        if session := world.sessions[visitor]:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize(
    ("name", "arguments", "method", "answers"),
    [pytest.param(*row, marks=[pytest.mark.pdf] if row[0] == "review:review_pdf" else []) for row in DOORS],
    ids=[f"{row[0]}-{'-'.join(row[1].values())}" for row in DOORS],
)
@time_machine.travel(NOON)
def test_every_address_answers_every_visitor_as_the_table_says(name, arguments, method, answers, world):
    expected = dict(zip(VISITORS, map(int, answers.split()), strict=True))

    got = {visitor: _visit(world, visitor, name, arguments, method) for visitor in VISITORS}

    assert {visitor: answer.status_code for visitor, answer in got.items()} == expected
    for answer in got.values():
        if answer.status_code in (403, 404):
            said = answer.content.decode()
            assert [secret for secret in world.secrets if secret in said] == []
    if got["public"].status_code == 302 and method == GET:
        assert got["public"].url.startswith(("/accounts/login/?next=", "/admin/login/?next="))


def _addresses(patterns, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, object]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _addresses(pattern.url_patterns, address, inner)
        elif isinstance(pattern, URLPattern):
            yield address, f"{namespace}{pattern.name}", pattern.callback


OURS = [
    (address, name, view)
    for address, name, view in _addresses(get_resolver().url_patterns)
    if not address.startswith(THIRD_PARTY)
]


@pytest.mark.parametrize(("address", "name", "view"), OURS, ids=[address or "/" for address, _, _ in OURS])
def test_every_view_of_ours_says_who_may_open_it_and_is_in_the_table(address, name, view):
    assert hasattr(view, "allow"), f"/{address}: @allow(...) is missing"
    assert name in {row[0] for row in DOORS}, f"/{address}: a row for {name} is missing in the table"


@time_machine.travel(NOON)
def test_a_record_without_access_looks_like_one_that_does_not_exist(world):
    there = _visit(world, "administrator", "staff:role_end", {"pk": "{auditor.pk}", "role": "{role.pk}"}, GET)
    not_there = _visit(world, "administrator", "staff:role_end", {"pk": "{auditor.pk}", "role": "999999"}, GET)

    assert there.status_code == not_there.status_code == 404
    assert len(there.content) == len(not_there.content)
