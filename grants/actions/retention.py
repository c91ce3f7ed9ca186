"""Deleting what members kept of a draft, long after its round."""

import datetime

from django.db import transaction

from audit import log
from grants.models import AnswerVersion, Application, ApplicationVisit, BudgetUpload, PlanChange, SectionComment

# From the end of the round: by then, every decision and appeal is over.
KEPT_FOR = datetime.timedelta(days=730)


@transaction.atomic
def delete_old_histories(*, by: str, at: datetime.datetime) -> int:
    """Delete the histories and comments of rounds that closed two years ago; the number of applications.

    Answers stay as they are, and sealed versions are never touched.
    """
    applications = list(Application.objects.with_history_from_before(at - KEPT_FOR))
    AnswerVersion.objects.filter(answer__application__in=applications).delete()
    BudgetUpload.objects.filter(application__in=applications).delete()
    PlanChange.objects.filter(application__in=applications).delete()
    SectionComment.objects.filter(application__in=applications).delete()
    ApplicationVisit.objects.filter(application__in=applications).delete()
    for application in applications:
        log.record("application.history_deleted", application, by=by, at=at)
    return len(applications)
