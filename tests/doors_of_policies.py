# the table is read across
"""The addresses of policies and reported barriers, and how they answer. See tests/doors.py."""

from tests.answers import EVERYBODY, GET, POST, REGISTRARS, SIGNED_IN

# Officials read every report; registrars and administrators answer.
DOCKET = "302 403  200 200 403 403 403 403 200  403 403 403 403"
# Superintendents report. A principal doesn't.
REPORTS = "302 403  403 403 403 403 403 403 403  200 200 403 200"
OF_STRANGER = "302 404  200 200 404 404 404 404 200  404 404 404 200"
UNPUBLISHED = "404 404  302 302 404 404 404 404 302  404 404 404 404"
NO_STEP = "302 403  404 404 403 403 403 403 403  403 403 403 403"

_POLICY = {"slug": "{policy.slug}"}
_BARRIER = {"pk": "{barrier.pk}"}
_RECEIVED = {"pk": "{received_barrier.pk}"}

# fmt: off
DOORS_OF_POLICIES = [
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    ("policies:policy_list",    {},                                  GET,  EVERYBODY),
    ("policies:policy_detail",  _POLICY,                             GET,  EVERYBODY),
    ("policies:policy_new",     {},                                  GET,  REGISTRARS),
    ("policies:policy_new",     {},                                  POST, REGISTRARS),
    ("policies:policy_edit",    _POLICY,                             GET,  REGISTRARS),
    ("policies:policy_edit",    _POLICY,                             POST, REGISTRARS),
    ("policies:policy_repeal",  _POLICY,                             GET,  REGISTRARS),
    ("policies:policy_repeal",  _POLICY,                             POST, REGISTRARS),
    ("policies:barrier_list",   {},                                  GET,  EVERYBODY),
    ("policies:barrier_detail", _BARRIER,                            GET,  EVERYBODY),
    ("policies:barrier_detail", _RECEIVED,                           GET,  UNPUBLISHED),
    ("policies:barrier_docket", {},                                  GET,  DOCKET),
    ("policies:barrier_review", _RECEIVED,                           GET,  DOCKET),
    ("policies:barrier_step",   {**_RECEIVED, "step": "publish"},    GET,  REGISTRARS),
    ("policies:barrier_step",   {**_RECEIVED, "step": "publish"},    POST, REGISTRARS),
    ("policies:barrier_step",   {**_RECEIVED, "step": "nothing"},    GET,  NO_STEP),
    ("policies:barrier_report", {},                                  GET,  REPORTS),
    ("policies:barrier_report", {},                                  POST, REPORTS),
    ("policies:report_list",    {},                                  GET,  SIGNED_IN),
    ("policies:report_detail",  {"pk": "{barrier_report.pk}"},       GET,  OF_STRANGER),
]
