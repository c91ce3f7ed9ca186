"""Documents about memberships, as uploaded: board resolutions, letters of commitment, and agreements."""

from django.conf import settings
from django.db import models
from django.utils.http import content_disposition_header

from accounts.addresses import HasPage
from accounts.models import Visitor
from consortia.models.membership import Membership


class AuthorityDocumentQuerySet(models.QuerySet["AuthorityDocument"]):
    def visible_to(self, user: Visitor) -> "AuthorityDocumentQuerySet":
        """Documents of memberships that this person acts for; for registrars, all."""
        return self.filter(membership__in=Membership.objects.order_by().answerable_by(user).values("pk"))

    def of_membership(self, membership: Membership) -> "AuthorityDocumentQuerySet":
        """The documents of that membership, with the people who uploaded them."""
        return self.filter(membership=membership).select_related("uploaded_by")

    def with_content(self) -> "AuthorityDocumentQuerySet":
        """Include the file content, which is deferred by default."""
        return self.defer(None)


class AuthorityDocumentManager(models.Manager["AuthorityDocument"].from_queryset(AuthorityDocumentQuerySet)):  # type: ignore[misc]  # made at run time
    def get_queryset(self) -> AuthorityDocumentQuerySet:
        """Documents without their content."""
        return super().get_queryset().defer("content")


class AuthorityDocument(HasPage, models.Model):
    """A document about a membership, such as a board resolution or a letter of commitment, as uploaded."""

    class Kind(models.TextChoices):
        BOARD_RESOLUTION = "board_resolution", "Board resolution"
        LETTER_OF_COMMITMENT = "letter_of_commitment", "Letter of commitment"
        AGREEMENT = "agreement", "Signed agreement"

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=25, choices=Kind)
    adopted_on = models.DateField("date of the vote or of the letter of commitment", null=True, blank=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField("bytes")
    digest = models.CharField("SHA-256", max_length=64)
    # In the database, so that it is stored in the same transaction as the membership.
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = AuthorityDocumentManager()

    class Meta:
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def extension(self) -> str:
        """The end of its file name, without the dot: pdf, png, or jpg."""
        return self.name.rsplit(".", 1)[-1]

    @property
    def disposition(self) -> str:
        """The header that makes browsers save it as a file with its name."""
        return content_disposition_header(as_attachment=True, filename=self.name) or "attachment"
