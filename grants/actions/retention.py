"""Deleting what members kept of a draft, long after its round."""

import datetime

from django.db import transaction

from audit import log
from grants.models import (
    AnswerVersion,
    Application,
    ApplicationVisit,
    BudgetUpload,
    LegalHold,
    PlanChange,
    SectionComment,
)

# From the end of the round: by then, every decision and appeal is over.
KEPT_FOR = datetime.timedelta(days=730)


@transaction.atomic
def delete_old_histories(*, by: str, at: datetime.datetime) -> int:
    """Delete the histories and comments of rounds that closed two years ago; the number of applications.

    Answers stay as they are, and sealed versions are never touched. Nothing of a round on legal hold is deleted.
    """
    due = Application.objects.with_history_from_before(at - KEPT_FOR)
    applications = list(due.exclude(competition__in=LegalHold.objects.in_force().rounds()))
    AnswerVersion.objects.filter(answer__application__in=applications).delete()
    BudgetUpload.objects.filter(application__in=applications).delete()
    PlanChange.objects.filter(application__in=applications).delete()
    SectionComment.objects.filter(application__in=applications).delete()
    ApplicationVisit.objects.filter(application__in=applications).delete()
    for application in applications:
        log.record("application.history_deleted", application, by=by, at=at)
    return len(applications)
