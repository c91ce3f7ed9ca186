"""The whole file of one application as one download, once its decision is released."""

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, desk_readers
from grants.exports.application_file import application_file_chunks
from grants.models import Application
from grants.reads.application_file import has_file


@allow(desk_readers)
@require_safe
def application_file(request: SignedInRequest, reference: str) -> StreamingHttpResponse:
    """A zip with what was submitted and every record of its review, decision, and award."""
    application = get_object_or_404(Application.objects.on_desk_of(request.user), reference=reference)
    if not has_file(application):
        raise Http404
    chunks = application_file_chunks(application, by=request.user.name, at=timezone.now())
    attachment = {"Content-Disposition": f'attachment; filename="{reference}-file.zip"'}
    return StreamingHttpResponse(chunks, content_type="application/zip", headers=attachment)
