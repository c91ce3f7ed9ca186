"""Everything that people do with a membership, by noun: requests, answers, disputes, dates, documents."""

from consortia.actions.memberships.answers import (
    accept,
    confirm_agreed,
    decline,
    refuse_agreed,
    withdraw,
)
from consortia.actions.memberships.dates import change_role_or_class, correct_dates, leave_from, stay
from consortia.actions.memberships.disputes import answer, dispute, reconcile, settle_dispute
from consortia.actions.memberships.documents import UploadedDocument, add_document
from consortia.actions.memberships.requests import ask_to_join, invite_member

__all__ = [
    "UploadedDocument",
    "accept",
    "add_document",
    "answer",
    "ask_to_join",
    "change_role_or_class",
    "confirm_agreed",
    "correct_dates",
    "decline",
    "dispute",
    "invite_member",
    "leave_from",
    "reconcile",
    "refuse_agreed",
    "settle_dispute",
    "stay",
    "withdraw",
]
