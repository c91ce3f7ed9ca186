"""Documents of a contract: anyone opens them, the lead of the consortium or a registrar adds them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, anyone, signed_in
from accounts.refusals import Refusal
from portal.components.refusals import show_problems
from portal.purchasing.forms import ContractDocumentForm
from portal.purchasing.pages.editing import ContractDocumentsPage
from portal.purchasing.views.addressed import contract_of, contract_to_change
from purchasing.actions.documents import add_contract_document, remove_contract_document
from purchasing.models import ContractDocument


@allow(anyone)
@require_safe
def contract_document(request: HttpRequest, slug: str, pk: int, document: int, kind: str) -> HttpResponse:
    """The document as a download that no browser opens as a page."""
    contract = contract_of(request, slug, pk)
    documents = ContractDocument.objects.of_contract(contract).with_content().files()
    file = get_object_or_404(documents, pk=document)
    headers = {
        "Content-Type": file.content_type,
        "Content-Disposition": file.disposition,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return HttpResponse(bytes(file.content), headers=headers)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_documents(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The documents of a contract, and a form that adds one."""
    contract = contract_to_change(request, slug, pk)
    form = ContractDocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            document = add_contract_document(
                contract=contract, upload=form.upload(), by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"{document} is added. Anyone can open it.")
            return redirect("purchasing:contract_documents", slug=slug, pk=pk)
    page = ContractDocumentsPage(contract, list(ContractDocument.objects.of_contract(contract)))
    return TemplateResponse(request, "purchasing/contract_documents.html", {"page": page, "form": form})


@allow(signed_in)
@require_POST
def contract_document_remove(request: SignedInRequest, slug: str, pk: int, document: int) -> HttpResponse:
    """Take a document off the contract's page."""
    contract = contract_to_change(request, slug, pk)
    row = get_object_or_404(ContractDocument.objects.of_contract(contract), pk=document)
    try:
        remove_contract_document(document=row, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, " ".join(no.problems))
    else:
        messages.success(request, f"{row} is removed from the contract’s page.")
    return redirect("purchasing:contract_documents", slug=slug, pk=pk)
