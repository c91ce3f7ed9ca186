# ruff: noqa: E501  # the table is read across
"""How the pages of the state's answer answer every kind of visitor; see tests/doors.py."""

from tests.answers import DESK, GET, POST

# fmt: off
DOORS_OF_CONCLUSIONS = [
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    ("review:state_answer",        {"reference": "{reviewed.reference}"}, GET,  DESK),
    ("review:state_answer",        {"reference": "26-9999"},          GET,  "302 403  404 403 404 404 403 403 404  403 403 403 403"),
    ("review:state_answer",        {"reference": "{reviewed.reference}"}, POST, "302 403  422 403 422 422 403 403 422  403 403 403 403"),
    ("review:state_answer_agree",  {"reference": "{reviewed.reference}", "pk": "99999"}, POST, "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    ("review:state_answer_cancel", {"reference": "{reviewed.reference}", "pk": "99999"}, POST, "302 403  404 403 404 404 403 403 403  403 403 403 403"),
    ("review:review_ask",          {"reference": "{reviewed.reference}"}, GET,  DESK),
    ("review:review_ask",          {"reference": "{reviewed.reference}"}, POST, "302 403  422 403 422 422 403 403 422  403 403 403 403"),
    ("review:review_ask_end",      {"reference": "{reviewed.reference}", "pk": "99999"}, GET, "302 403  404 403 404 404 403 403 404  403 403 403 403"),
    ("review:review_ask_end",      {"reference": "{reviewed.reference}", "pk": "99999"}, POST, "302 403  404 403 404 404 403 403 404  403 403 403 403"),
]
