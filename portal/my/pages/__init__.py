"""The `/my/` page: a person's tasks, and what is waiting on others. Pure: rows in, page out. By noun."""

from portal.my.pages.applying import (
    amendment_signing_tasks,
    declined_tasks,
    departure_tasks,
    proposal_tasks,
    section_tasks,
    signing_tasks,
    writing_tasks,
)
from portal.my.pages.dashboard import (
    DashboardPage,
    WaitingRow,
    consortium_rows,
    contract_rows,
    leader_links,
    open_round_links,
    registry_links,
    review_rows,
    role_rows,
    round_links,
    submitted_rows,
    summary_of,
)
from portal.my.pages.deciding import call_row, rows_left_to_others
from portal.my.pages.facts import (
    blocked_closure_tasks,
    confirmation_tasks,
    consortium_confirmation_tasks,
    dispute_tasks,
    reported_rows,
)
from portal.my.pages.memberships import (
    may_propose,
    membership_tasks,
    memberships_that_invite,
    page_of_appointments,
    registrar_tasks,
    waiting_on_others,
)
from portal.my.pages.partners import introduction_tasks, introductions_to_others, partners_link
from portal.my.pages.people import delegation_tasks, email_tasks, offer_tasks, second_step_tasks
from portal.my.pages.reviewing import amendment_tasks, conflict_tasks, late_request_tasks, reading_tasks, taking_tasks
from portal.my.pages.tasks import Task, in_order

__all__ = [
    "DashboardPage",
    "Task",
    "WaitingRow",
    "amendment_signing_tasks",
    "amendment_tasks",
    "blocked_closure_tasks",
    "call_row",
    "confirmation_tasks",
    "conflict_tasks",
    "consortium_confirmation_tasks",
    "consortium_rows",
    "contract_rows",
    "declined_tasks",
    "delegation_tasks",
    "departure_tasks",
    "dispute_tasks",
    "email_tasks",
    "in_order",
    "introduction_tasks",
    "introductions_to_others",
    "late_request_tasks",
    "leader_links",
    "may_propose",
    "membership_tasks",
    "memberships_that_invite",
    "offer_tasks",
    "open_round_links",
    "page_of_appointments",
    "partners_link",
    "proposal_tasks",
    "reading_tasks",
    "registrar_tasks",
    "registry_links",
    "reported_rows",
    "review_rows",
    "role_rows",
    "round_links",
    "rows_left_to_others",
    "second_step_tasks",
    "section_tasks",
    "signing_tasks",
    "submitted_rows",
    "summary_of",
    "taking_tasks",
    "waiting_on_others",
    "writing_tasks",
]
