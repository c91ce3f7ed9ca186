"""The data dictionary: the columns of every file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from portal.components.downloads import csv_response
from portal.registry.files import FILES
from portal.registry.files.awards import OTHER_NAMES
from portal.registry.files.dictionary import DICTIONARY, ExplainedColumn


@allow(anyone)
@require_safe
def data_dictionary(request: HttpRequest) -> HttpResponse:
    """Every file that can be downloaded, column by column."""
    context = {
        "files": FILES,
        "names": OTHER_NAMES,
        "trail": [(gettext("Data dictionary"), None)],
    }
    return TemplateResponse(request, "registry/data_dictionary.html", context)


@allow(anyone)
@require_safe
def data_dictionary_download(request: HttpRequest) -> StreamingHttpResponse:
    """The data dictionary as a file."""
    rows = DICTIONARY.rows(ExplainedColumn(file, column) for file in FILES for column in file.columns)
    return csv_response(DICTIONARY.name, DICTIONARY.header, rows, on=timezone.localdate())
