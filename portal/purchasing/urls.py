"""Shared contracts of consortia."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.purchasing.views import (
    amending,
    calculator,
    calendar,
    compare,
    cost_editing,
    costs,
    diligence,
    documents,
    editing,
    erate,
    files,
    joinders,
    orders,
    prices,
    records,
    savings,
    savings_editing,
    suppliers,
    uptake,
)

app_name = "purchasing"
ORDERS = "consortia/<slug:slug>/contracts/<number:pk>/orders/<leaid:leaid>"
urlpatterns: list[URLPattern] = [
    path("consortia/<slug:slug>/contracts/new/", editing.contract_new, name="contract_new"),
    path("consortia/<slug:slug>/contracts/<number:pk>/edit/", editing.contract_edit, name="contract_edit"),
    path("consortia/<slug:slug>/contracts/<number:pk>/amend/", amending.contract_amend, name="contract_amend"),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/terminate/",
        amending.contract_terminate,
        name="contract_terminate",
    ),
    path("consortia/<slug:slug>/contracts/<number:pk>/joinders/", joinders.joinder_list, name="joinder_list"),
    path("consortia/<slug:slug>/contracts/<number:pk>/joinders/ask/", joinders.joinder_ask, name="joinder_ask"),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/joinders/<number:joinder>/",
        joinders.joinder_detail,
        name="joinder_detail",
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/joinders/<number:joinder>/end/",
        joinders.joinder_end,
        name="joinder_end",
    ),
    path("consortia/<slug:slug>/contracts/<number:pk>/join/<leaid:leaid>/", joinders.joinder_sign, name="joinder_sign"),
    path(f"{ORDERS}/", orders.district_orders, name="district_orders"),
    path(f"{ORDERS}.zip", orders.district_orders_file, name="district_orders_file"),
    path(f"{ORDERS}/new/", orders.order_record, name="order_record"),
    path(f"{ORDERS}/<number:order>/correct/", orders.order_correct, name="order_correct"),
    path(f"{ORDERS}/<number:order>/cancel/", orders.order_cancel, name="order_cancel"),
    path(f"{ORDERS}/commitments/new/", orders.commitment_record, name="commitment_record"),
    path(f"{ORDERS}/commitments/<number:commitment>/cancel/", orders.commitment_cancel, name="commitment_cancel"),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/documents/",
        documents.contract_documents,
        name="contract_documents",
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/documents/<number:document>/remove/",
        documents.contract_document_remove,
        name="contract_document_remove",
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/documents/<number:document>.<documenttype:kind>",
        documents.contract_document,
        name="contract_document",
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/savings/claims/new/", savings_editing.claim_add, name="claim_add"
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/savings/claims/<number:claim>/withdraw/",
        savings_editing.claim_withdraw,
        name="claim_withdraw",
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/savings/prices/new/",
        savings_editing.baseline_add,
        name="baseline_add",
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/savings/prices/<number:baseline>/withdraw/",
        savings_editing.baseline_withdraw,
        name="baseline_withdraw",
    ),
    path("consortia/<slug:slug>/contracts/<number:pk>/costs/declare/", cost_editing.cost_declare, name="cost_declare"),
    path("consortia/<slug:slug>/contracts/<number:pk>/costs/<number:cost>/", costs.cost_detail, name="cost_detail"),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/costs/<number:cost>/change/",
        cost_editing.cost_change,
        name="cost_change",
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/costs/<number:cost>/withdraw/",
        cost_editing.cost_withdraw,
        name="cost_withdraw",
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/due-diligence/",
        diligence.contract_diligence,
        name="contract_diligence",
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/due-diligence.zip",
        diligence.contract_diligence_file,
        name="contract_diligence_file",
    ),
    path("consortia/<slug:slug>/e-rate/", erate.erate, name="erate"),
    path("consortia/<slug:slug>/e-rate.csv", erate.erate_download, name="erate_download"),
    path("consortia/<slug:slug>/e-rate/<leaid:leaid>/<number:year>/", erate.erate_edit, name="erate_edit"),
    path("contracts/calendar/", calendar.contract_calendar, name="contract_calendar"),
    path("contracts/calendar.ics", calendar.contract_calendar_file, name="contract_calendar_file"),
    path("contracts/ocds.json", files.contracts_ocds, name="contracts_ocds"),
    path("contracts/compare/", compare.contract_compare, name="contract_compare"),
    path("contracts/suppliers/<slug:slug>/", suppliers.supplier_detail, name="supplier_detail"),
    path("contracts/suppliers/<slug:slug>/rename/", suppliers.supplier_rename, name="supplier_rename"),
    path("contracts/<contractnumber:number>.json", files.contract_json, name="contract_json"),
    path("contracts/<contractnumber:number>/calculator/", calculator.contract_calculator, name="contract_calculator"),
    path("contracts/<contractnumber:number>/costs/", costs.contract_costs, name="contract_costs"),
    path("contracts/<contractnumber:number>/costs.csv", costs.costs_download, name="costs_download"),
    path("contracts/<contractnumber:number>/prices/", prices.contract_prices, name="contract_prices"),
    path("contracts/<contractnumber:number>/savings/", savings.contract_savings, name="contract_savings"),
    path("contracts/<contractnumber:number>/savings.csv", savings.savings_download, name="savings_download"),
    path("contracts/<contractnumber:number>/savings-claims.csv", savings.claims_download, name="claims_download"),
    path("contracts/<contractnumber:number>/uptake/", uptake.contract_uptake, name="contract_uptake"),
    path("contracts/<contractnumber:number>/uptake.csv", uptake.uptake_download, name="uptake_download"),
    path("contracts/<contractnumber:number>/", records.contract_detail, name="contract_detail"),
]
