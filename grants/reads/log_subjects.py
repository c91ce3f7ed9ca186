"""Which subjects of log entries have a page that the reader may open."""

from collections import defaultdict
from collections.abc import Iterable

from accounts.addresses import page
from accounts.models import User
from consortia.models import Consortium, Membership
from districts.models import District, Region, School
from grants.models import Application, Award, Competition


def pages_of_subjects(subjects: Iterable[str], reader: User) -> dict[str, str]:
    """The addresses of these subjects' pages, by the subject's key in the log (“grants.application:7”).

    Only of those that the reader may open. One query for each kind of subject, eight at most.
    """
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for subject in subjects:
        kind, found, key = subject.partition(":")
        if found and key.isdigit():
            keys[kind].add(key)
    pages: dict[str, str] = {}
    for model in (Region, District, School, Consortium, Membership, Competition, Application):
        kind = model._meta.label_lower
        if keys[kind]:
            rows = model.objects.visible_to(reader).filter(pk__in=keys[kind])
            pages |= {f"{kind}:{row.pk}": row.get_absolute_url() for row in rows}
    kind = Award._meta.label_lower
    if keys[kind]:
        awards = Award.objects.visible_to(reader).filter(pk__in=keys[kind]).select_related("application")
        pages |= {f"{kind}:{award.pk}": page("award", award.application.reference) for award in awards}
    return pages
