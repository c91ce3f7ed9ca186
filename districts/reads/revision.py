"""The revision of the registry: what was cached at an earlier one is stale."""

from django.db.models import QuerySet

from accounts.models.statements import kept_statement
from districts.models import Revision


def revision_now() -> int | None:
    """The number of the registry's last change; None before the first."""
    return next(iter(_number()), None)


@kept_statement
def _number() -> QuerySet[Revision, int]:
    return Revision.objects.filter(pk=1).values_list("number", flat=True)
