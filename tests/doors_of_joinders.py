# the table is read across
"""The addresses of joinders and of districts' orders, and how they answer. See tests/doors.py."""

from tests.answers import GET, POST

# Who sees every member's papers, who changes the contract, and who acts for the district of the joinder.
PAPERS = "302 403  200 200 403 403 403 403 200  200 403 403 403"
CHANGES = "302 403  200 200 403 403 403 403 403  200 403 403 403"
SIGNS = "302 403  403 403 403 403 403 403 403  403 200 403 403"
OF_DISTRICT = "302 403  200 200 403 403 403 403 200  200 200 403 403"
ENDS = "302 403  200 200 403 403 403 403 403  200 200 403 403"
OTHER_CONSORTIUM = "302 404  404 404 404 404 404 404 404  404 404 404 404"

_CONTRACT = {"slug": "{consortium.slug}", "pk": "{contract.pk}"}
_DISTRICT = {**_CONTRACT, "leaid": "{member_district.leaid}"}
_ORDER = {**_DISTRICT, "order": "{order.pk}"}
_COMMITMENT = {**_DISTRICT, "commitment": "{commitment.pk}"}
_ORDER_ELSEWHERE = {**_ORDER, "slug": "{earlier.slug}"}
_JOINDER = {**_CONTRACT, "joinder": "{joinder.pk}"}

# fmt: off
DOORS_OF_JOINDERS = [
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    ("purchasing:joinder_list",    _CONTRACT,                         GET,  PAPERS),
    ("purchasing:joinder_list",    {"slug": "{earlier.slug}", "pk": "{contract.pk}"}, GET, OTHER_CONSORTIUM),
    ("purchasing:joinder_ask",     _CONTRACT,                         POST, CHANGES),
    ("purchasing:joinder_sign",    {**_CONTRACT, "leaid": "{member_district.leaid}"}, GET,  SIGNS),
    ("purchasing:joinder_sign",    {**_CONTRACT, "leaid": "{member_district.leaid}"}, POST, SIGNS),
    ("purchasing:joinder_detail",  _JOINDER,                          GET,  OF_DISTRICT),
    ("purchasing:joinder_end",     _JOINDER,                          GET,  ENDS),
    ("purchasing:joinder_end",     _JOINDER,                          POST, ENDS),
    ("purchasing:district_orders", _DISTRICT,                         GET,  OF_DISTRICT),
    ("purchasing:district_orders_file", _DISTRICT,                    GET,  OF_DISTRICT),
    ("purchasing:order_record",    _DISTRICT,                         GET,  SIGNS),
    ("purchasing:order_record",    _DISTRICT,                         POST, SIGNS),
    ("purchasing:order_correct",   _ORDER,                            GET,  SIGNS),
    ("purchasing:order_correct",   _ORDER,                            POST, SIGNS),
    ("purchasing:order_correct",   _ORDER_ELSEWHERE,                  GET,  OTHER_CONSORTIUM),
    ("purchasing:order_cancel",    _ORDER,                            GET,  SIGNS),
    ("purchasing:order_cancel",    _ORDER,                            POST, SIGNS),
    ("purchasing:commitment_record", _DISTRICT,                       GET,  SIGNS),
    ("purchasing:commitment_record", _DISTRICT,                       POST, SIGNS),
    ("purchasing:commitment_cancel", _COMMITMENT,                     GET,  SIGNS),
    ("purchasing:commitment_cancel", _COMMITMENT,                     POST, SIGNS),
]
