"""Officers’ determinations on an application, what officers are still asked for, and the state's answer."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Role, User, UserQuerySet
from grants.models import Application, Determination, Review, ReviewRequest, StateAnswer
from grants.models.application import ApplicationQuerySet
from grants.models.review_request import ReviewRequestQuerySet
from grants.rules.conclusion import CountedDetermination
from grants.states import AskedFor


def with_conclusion(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """With whether officers are asked for anything, and whether there is an answer of the state, proposed or recorded.

    `read_desk` then reads what there is; most applications have neither.
    """
    asked = ReviewRequest.objects.filter(application=OuterRef("pk"))
    answered = StateAnswer.objects.filter(application=OuterRef("pk"))
    return applications.annotate(asks_officers=Exists(asked), is_answered=Exists(answered))


def determinations_in(reviews: Iterable[Review]) -> list[CountedDetermination]:
    """The determinations that count in these reviews, which come with their officers and determinations. No query."""
    return [
        CountedDetermination(
            review.officer_id, review.officer.name, last.verdict, last.pk, is_complete="-" not in last.marks_line
        )
        for review in reviews
        if (last := _last(review)) is not None
    ]


def _last(review: Review) -> Determination | None:
    determinations = list(review.determinations.all())
    return determinations[-1] if determinations else None


def determinations_on(application: Application) -> list[CountedDetermination]:
    """The same of all reviews of an application, in two queries."""
    reviews = Review.objects.filter(application=application).select_related("officer")
    return determinations_in(reviews.prefetch_related("determinations"))


def reviewers_waited_for(application: Application) -> list[str]:
    """The names of officers who were asked for a second review that they haven't finished; one query."""
    rows = ReviewRequest.objects.of(application).open().filter(kind=AskedFor.SECOND_REVIEW)
    return [row.officer.name for row in rows]


def requests_shown_to(user: User) -> ReviewRequestQuerySet:
    """What officers were asked for, as this reader of the desk may know it.

    A request to decide says that determinations differ. Officers see it once they see others' determinations.
    """
    if not user.has_role(Role.GRANTS_OFFICER):
        return ReviewRequest.objects.all()
    own = Exists(Determination.objects.on_nine_marks_by(user))
    return ReviewRequest.objects.filter(own | Q(kind=AskedFor.SECOND_REVIEW) | Q(officer=user))


def decision_asked_of(user: User, application: Application) -> ReviewRequest | None:
    """The open request that this officer decides where others differ."""
    return ReviewRequest.objects.of(application).open().to_decide().filter(officer=user).first()


def officers_to_ask(application: Application, *, by: User, on: datetime.date) -> UserQuerySet:
    """Other grants officers without a determination on the application and without an open request, by name."""
    done = Review.objects.filter(application=application, officer=OuterRef("pk")).exclude(standing_verdict="")
    asked = ReviewRequest.objects.filter(application=application, officer=OuterRef("pk"), ended_at=None)
    officers = User.objects.holding(Role.GRANTS_OFFICER, on=on).exclude(pk=by.pk)
    return officers.exclude(Exists(done)).exclude(Exists(asked)).order_by("name", "pk")


def answers_to_consent(user: User) -> "QuerySet[StateAnswer]":
    """Proposed answers that wait for this officer, the first proposed first."""
    on_desk = Application.objects.on_desk_of(user).order_by().values("pk")
    rows = StateAnswer.objects.proposed().filter(consents__officer=user, consents__agrees=None, application__in=on_desk)
    return rows.select_related("application__consortium", "proposed_by").order_by("proposed_at", "pk")
