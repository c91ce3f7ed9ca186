"""Documents of a contract: uploaded files, or links to where they are published. All of them are public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.http import content_disposition_header

from purchasing.models.contracts import Contract
from purchasing.states import DocumentKind


class ContractDocumentQuerySet(models.QuerySet["ContractDocument"]):
    def of_contract(self, contract: Contract) -> "ContractDocumentQuerySet":
        """The documents of the contract, without removed ones."""
        return self.filter(contract=contract, removed_at=None).select_related("contract__consortium")

    def files(self) -> "ContractDocumentQuerySet":
        """Uploaded files, without links."""
        return self.exclude(name="")

    def with_content(self) -> "ContractDocumentQuerySet":
        """Include the file content, which is deferred by default."""
        return self.defer(None)


class ContractDocumentManager(models.Manager["ContractDocument"].from_queryset(ContractDocumentQuerySet)):  # type: ignore[misc]  # made at run time
    def get_queryset(self) -> ContractDocumentQuerySet:
        """Documents without their content."""
        return super().get_queryset().defer("content")


class ContractDocument(models.Model):
    """A document about a contract, such as its solicitation: a file in the database (ADR 7) or a link."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    # Of an uploaded file; empty for a link.
    name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=60, blank=True)
    size = models.PositiveIntegerField("bytes", default=0)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    content = models.BinaryField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    # One that was added by mistake is no longer shown.
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ContractDocumentManager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url="", content__isnull=False) | (~Q(url="") & Q(content__isnull=True)),
                name="purchasing_document_is_a_file_or_a_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def extension(self) -> str:
        """The end of its file name, without the dot: pdf, png, or jpg; empty for a link."""
        return self.name.rsplit(".", 1)[-1] if self.name else ""

    @property
    def disposition(self) -> str:
        """The header that makes browsers save it as a file with its name."""
        return content_disposition_header(as_attachment=True, filename=self.name) or "attachment"
