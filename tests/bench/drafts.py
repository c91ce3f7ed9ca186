"""Drafts to submit: the plans of applications of the sample state, copied into new rounds that are open."""

import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import models, transaction
from django.utils import timezone

from accounts.models import OutgoingEmail, User
from audit.models import Entry
from districts.models import Appointment
from grants.actions.competition import open_competition
from grants.actions.findings import recheck_application
from grants.models import (
    Activity,
    Answer,
    Application,
    BudgetLine,
    Commitment,
    Competition,
    Participant,
    Recheck,
    Signature,
    Version,
)
from grants.reads.packets import packet_of
from grants.states import Status
from signing.rules import digest_of

DAY = datetime.timedelta(days=1)
NAME = "Measured round"
# Of the budget that is opened.
LINES = 60


def say_drafts(count: int) -> None:
    """Print as JSON: of that many new drafts, of all sizes, what `_ready` says."""
    print(json.dumps(_ready(make_drafts(count))))


def largest_drafts(count: int) -> list[list[str]]:
    """The same of that many new drafts of the plans with the most members."""
    most = Application.objects.aggregate(most=models.Max("participants_count"))["most"]
    drafts: list[Application] = []
    while len(drafts) < count:
        drafts += make_drafts(count - len(drafts), least_members=most)
    fill_budget(drafts[-1], LINES)
    return _ready(drafts)


def fill_budget(draft: Application, count: int) -> None:
    """Add lines for one member after the other until the draft's budget has that many."""
    members = list(draft.participants.all())
    place = draft.budget_lines.count()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            application=draft, line=f"Line {number}", amount=1_000, source="grant",
            payee=members[number % len(members)], benefits_all=True, category="personnel", year=1,
            position=number + 1_000,
        )
        for number in range(place, count)
    )  # fmt: skip


def say_whole(references: list[str]) -> None:
    """Print as JSON what is wrong with these submitted drafts, and how many rows wait for the worker.

    Each must have one version, one entry of the log, and once it doesn't wait any more, one receipt for each recipient.
    """
    waiting = Recheck.objects.count()
    receipts = _receipts_of(references)
    wrong, doubled = [], 0
    for application in Application.objects.filter(reference__in=references).prefetch_related("versions"):
        entries = Entry.objects.filter(event="application.submitted", subject=f"grants.application:{application.pk}")
        sealed = sorted((version.number, version.digest) for version in application.versions.all())
        logged = sorted((entry.detail["version"], entry.detail["digest"]) for entry in entries)
        if application.status != Status.SUBMITTED or len(sealed) != 1 or sealed != logged:
            wrong.append(f"{application.reference}: {application.status}, sealed {sealed}, in the log {logged}")
        senders = {version.sealed_by_id for version in application.versions.all()}
        of_draft = receipts[application.reference]
        doubled += len(sealed) > 1 or any(count > 1 for count in of_draft.values())
        if not waiting and (set(of_draft.values()) != {1} or not senders <= of_draft.keys()):
            wrong.append(f"{application.reference}: receipts by recipient {dict(of_draft)}")
    print(
        json.dumps(
            {
                "wrong": wrong,
                "doubled": doubled,
                "waiting": waiting,
                "versions": Version.objects.filter(_measured()).count(),
            }
        )
    )


def _receipts_of(references: list[str]) -> dict[str, Counter[int | None]]:
    """By reference: how many receipts each person got."""
    found: dict[str, Counter[int | None]] = defaultdict(Counter)
    emails = OutgoingEmail.objects.of_kind("receipt").filter(values__application__in=references)
    for reference, person in emails.values_list("values__application", "to_user"):
        found[reference][person] += 1
    return found


def say_differences(references: list[str]) -> None:
    """Print of how many of these applications a complete check would find anything else."""
    applications = Application.objects.filter(reference__in=references)
    print(sum(recheck_application(application=application, at=timezone.now()) for application in applications))


def make_drafts(count: int, least_members: int = 0) -> list[Application]:
    """At most that many drafts, with signatures, in a new round that is open now; fewer if there are fewer plans."""
    now = timezone.now()
    patterns = Application.objects.exclude(versions=None).exclude(competition__name__startswith=NAME)
    patterns = patterns.filter(participants_count__gte=least_members).order_by("reference")
    # One for each consortium, which applies once in a round.
    of_consortia = {pattern.consortium_id: pattern for pattern in patterns}
    competition = open_competition(
        name=f"{NAME} {now:%Y-%m-%d %H:%M:%S.%f}",
        opens_at=now - DAY,
        closes_at=now + DAY,
        project_starts_on=(now + 90 * DAY).date(),
        project_ends_on=(now + 800 * DAY).date(),
        ceiling_single=1_000_000,
        ceiling_consortium=15_000_000,
        by="bench",
        at=now,
    )
    return _copies(list(of_consortia.values())[:count], competition, now)


def lead_of(application: Application) -> User:
    """Someone who may submit the application."""
    lead = application.participants.get(role=Participant.Role.LEAD)
    signers = Appointment.objects.in_force(timezone.localdate()).filter(can_sign_applications=True)
    return signers.filter(district=lead.district_id).select_related("user")[0].user


def session_of(user: User) -> str:
    """A signed-in session's key."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(timezone.now() + DAY / 12)
    session.save()
    return str(session.session_key)


def _ready(drafts: Iterable[Application]) -> list[list[str]]:
    """The reference, the lead's session, and the digest that the page to submit carries, of each."""
    return [[draft.reference, session_of(lead_of(draft)), digest_of(packet_of(_again(draft)))] for draft in drafts]


def _again(draft: Application) -> Application:
    return Application.objects.for_applicant().get(pk=draft.pk)


def _measured() -> models.Q:
    return models.Q(application__competition__name__startswith=NAME)


@transaction.atomic
def _copies(patterns: list[Application], competition: Competition, now: datetime.datetime) -> list[Application]:
    drafts = {
        pattern.pk: Application(
            reference=f"B{competition.pk}-{number:04d}",
            competition=competition,
            consortium_id=pattern.consortium_id,
            started_at=now,
            started_by_id=pattern.started_by_id,
            signing_opened_at=pattern.signing_opened_at,
            participants_count=pattern.participants_count,
        )
        for number, pattern in enumerate(patterns, start=1)
    }
    Application.objects.bulk_create(drafts.values())
    of_patterns = {"application__in": list(drafts)}
    parts = _copy(Participant.objects.filter(**of_patterns), application=drafts)
    _copy(Answer.objects.filter(**of_patterns), application=drafts)
    activities = _copy(Activity.objects.filter(**of_patterns), application=drafts, owner=parts)
    _copy(Commitment.objects.filter(activity__in=list(activities)), activity=activities, participant=parts)
    owners = {"application": drafts, "payer": parts, "payee": parts, "activity": activities}
    lines = _copy(BudgetLine.objects.filter(**of_patterns), **owners)
    beneficiaries = BudgetLine.beneficiaries.through.objects.filter(budgetline__in=list(lines))
    _copy(beneficiaries, budgetline=lines, participant=parts)
    _copy(Signature.objects.filter(**of_patterns), application=drafts, participant=parts)
    return list(drafts.values())


def _copy(rows: Iterable[Any], **owners: dict[int, Any]) -> dict[int, Any]:
    """Copies of the rows that belong to the copies of their owners, by the key of the original."""
    copies = {}
    for row in rows:
        key, row.pk = row.pk, None
        row._state.adding = True
        for name, copied in owners.items():
            if owner := getattr(row, f"{name}_id"):
                setattr(row, name, copied[owner])
        copies[key] = row
    if copies:
        next(iter(copies.values()))._meta.model._base_manager.bulk_create(copies.values(), batch_size=1000)
    return copies
