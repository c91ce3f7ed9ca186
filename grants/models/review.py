"""An officer's review of one submitted version: marks with citations, responses to findings, determinations."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Role, User, Visitor
from grants.models.application import Application
from grants.models.review_request import ReviewRequest
from grants.models.sealed import StoredFinding, Version
from grants.states import ResponseKind
from reviews.models import AbstractCitation, AbstractDetermination, AbstractMark, Verdict


class ReviewQuerySet(models.QuerySet["Review"]):
    def of(self, user: Visitor) -> "ReviewQuerySet":
        """The reviews by this person."""
        return self.filter(officer=user) if user.is_authenticated else self.none()

    def visible_to(self, user: Visitor) -> "ReviewQuerySet":
        """Officers see their own reviews, and others' where they have recorded a determination on nine marks.

        An officer who is asked to decide where others differ sees theirs, too.

        Administrators and auditors, who don't review, see all. No one sees reviews of an application that he or she
        may not read.
        """
        if not user.is_authenticated:
            return self.none()
        return self.opened_to(user).filter(application__in=Application.objects.on_desk_of(user).order_by().values("pk"))

    def opened_to(self, user: User) -> "ReviewQuerySet":
        """The same of applications that are known to be on the official's desk."""
        if not user.has_role(Role.GRANTS_OFFICER):
            return self
        asked = ReviewRequest.objects.open().to_decide().filter(officer=user, application=OuterRef("application"))
        return self.filter(Q(officer=user) | Exists(Determination.objects.on_nine_marks_by(user)) | Exists(asked))

    def for_desk(self, application: Application) -> "ReviewQuerySet":
        """The reviews of one application with everything in them, in five queries."""
        return (
            self.filter(application=application)
            .select_related("officer")
            .prefetch_related(
                models.Prefetch("marks", Mark.objects.order_by("element")),
                models.Prefetch("marks__citations", Citation.objects.order_by("cited_at", "pk")),
                "answers",
                models.Prefetch("determinations", Determination.objects.order_by("recorded_at", "pk")),
            )
        )


class Review(models.Model):
    """One officer's review of one application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    started_at = models.DateTimeField()
    # For the queue, updated with every mark: one letter for each element, e(xplained), p(artly), n(ot), or -.
    marks_line = models.CharField(max_length=9, default="-" * 9)
    standing_verdict = models.CharField(max_length=20, choices=Verdict, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(fields=["application", "officer"], name="grants_review_once_an_officer"),
        ]
        indexes = [models.Index(fields=["officer", "standing_verdict"], name="grants_review_officer")]

    def __str__(self) -> str:
        return f"{self.application}, reviewed by {self.officer}"


class Mark(AbstractMark):
    """The officer's verdict on one element."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="marks")

    class Meta:
        ordering = ["element"]
        constraints = [
            models.UniqueConstraint(fields=["review", "element"], name="grants_mark_once_an_element"),
            models.CheckConstraint(condition=Q(element__range=(1, 9)), name="grants_mark_element_is_one_of_nine"),
        ]


class CitationQuerySet(models.QuerySet["Citation"]):
    def written_by(self, user: Visitor, application: Application) -> "CitationQuerySet":
        """The citations that this person made in one application, with their marks."""
        return self.filter(mark__review__officer=user, mark__review__application=application).select_related("mark")


class Citation(AbstractCitation):
    """What a mark is based on."""

    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="citations")
    removed_at = models.DateTimeField(null=True, blank=True)  # stays in the history

    objects = CitationQuerySet.as_manager()

    class Meta(AbstractCitation.Meta):
        abstract = False


class DeterminationQuerySet(models.QuerySet["Determination"]):
    def on_nine_marks_by(self, user: User) -> "DeterminationQuerySet":
        """This officer's determinations with all elements marked, of the application of the outer review."""
        complete = self.filter(marks_line__gt="").exclude(marks_line__contains="-")
        return complete.filter(review__officer=user, review__application=OuterRef("application"))


class Determination(AbstractDetermination):
    """The officer's conclusion on the state's question."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="determinations")

    objects = DeterminationQuerySet.as_manager()

    class Meta(AbstractDetermination.Meta):
        abstract = False
        ordering = ["recorded_at", "pk"]


class FindingAnswerQuerySet(models.QuerySet["FindingAnswer"]):
    def not_so(self, rule: str, user: Visitor) -> "FindingAnswerQuerySet":
        """Responses that call a finding of this rule incorrect, in reviews that this person can see, latest first."""
        reviews = Review.objects.visible_to(user).order_by().values("pk")
        answers = self.filter(kind=ResponseKind.NOT_SO, finding__rule=rule, review__in=reviews)
        return answers.select_related("finding__application", "review__officer").order_by("-answered_at", "-pk")


class FindingAnswer(models.Model):
    """The officer's response to a finding. Changed in place; `revision` grows with every change."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="answers")
    finding = models.ForeignKey(StoredFinding, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(
        max_length=10, choices=ResponseKind, default=ResponseKind.CONSIDERED, db_default="considered"
    )
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField()

    objects = FindingAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["answered_at"]
        constraints = [
            models.UniqueConstraint(fields=["review", "finding"], name="grants_finding_answer_once"),
        ]

    def __str__(self) -> str:
        return self.text or self.get_kind_display()
