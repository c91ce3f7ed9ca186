"""Suppliers: their contracts and former names, and a new name."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, anyone, registrars
from accounts.refusals import Refusal
from portal.components.page_cache import cached_for_visitors
from portal.components.refusals import show_problems
from portal.purchasing.forms import SupplierNameForm
from portal.purchasing.pages.suppliers import SupplierPage
from purchasing.actions.suppliers import rename_supplier
from purchasing.models import Contract, Supplier


@allow(anyone)
@require_safe
@cached_for_visitors
def supplier_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A supplier with its contracts and former names."""
    supplier = get_object_or_404(Supplier, slug=slug)
    contracts = Contract.objects.visible_to(request.user).supplied_by([slug]).for_list().order_by("title", "pk")
    page = SupplierPage(
        supplier,
        list(supplier.former_names.all()),
        list(contracts),
        timezone.localdate(),
        may_rename=registrars(request.user),
    )
    return TemplateResponse(request, "purchasing/supplier_detail.html", {"page": page})


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def supplier_rename(request: SignedInRequest, slug: str) -> HttpResponse:
    """Record a supplier's new name."""
    supplier = get_object_or_404(Supplier, slug=slug)
    form = SupplierNameForm(request.POST or None)
    if form.is_valid():
        try:
            rename_supplier(supplier=supplier, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The new name is recorded. The supplier is still found by its old name.")
            return redirect(supplier)
    page = SupplierPage(supplier, [], [], timezone.localdate(), may_rename=True)
    return TemplateResponse(request, "purchasing/supplier_rename.html", {"page": page, "form": form})
