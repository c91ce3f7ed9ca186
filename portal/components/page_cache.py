"""Whole pages for visitors who are signed out, in the memory of the process, valid until the registry changes.

docs/adr/0019-pages-in-the-memory-of-a-process.md says why. `tests/counted.py` fails a view that reads more than the
revision covers.
"""

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import chain
from threading import Lock

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.template import loader
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from accounts.access import View
from districts.reads.revision import revision_now

# The one part of a page that is different for each visitor: the time, in the footer.
TIMES, END_OF_TIMES = b'<p class="site-footer__times">', b"</p>"
# How many addresses are remembered as requested once. A page is stored when its address is requested again, so that
# a crawler that asks for each filter of a list once fills no memory and removes no page.
MOST_ADDRESSES = 20_000
# A file that is no longer than this is stored; a longer one is sent while it is read.
SMALL_FILE = 256 * 1024
# No page may take more than this part of the memory.
LARGEST_PART = 8
# What an entry takes besides its bytes.
OVERHEAD = 1_000
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

Address = tuple[str, str, str, str | None]
Validity = tuple[int, str]


@dataclass(frozen=True)
class StoredPage:
    """A response in two parts: what is the same for everyone, compressed, and what follows the time in the footer.

    The first part ends at a byte of its own and refers to nothing after it, so that a visitor's own end can be
    compressed and added.
    """

    headers: dict[str, str]
    digest: str
    packed: bytes
    checksum: int
    length: int
    end: bytes | None  # None: this is a file, or a page without the time

    @classmethod
    def of(cls, response: HttpResponse) -> "StoredPage":
        """This response, to be sent again."""
        content, after = _split(response.content)
        end = None if after is None else after.partition(END_OF_TIMES)[2]
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        packed = packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)
        return cls(dict(response.headers), digest_of(response), packed, zlib.crc32(content), len(content), end)

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return len(self.packed) + OVERHEAD

    def response_to(self, request: HttpRequest) -> HttpResponseBase:
        """The response, with the time of this request; 304 if the visitor has it already."""
        end = b"" if self.end is None else _times() + self.end
        if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
            body = GZIP_HEAD + self.packed + packer.compress(end) + packer.flush()
            body += zlib.crc32(end, self.checksum).to_bytes(4, "little")
            body += ((self.length + len(end)) % 2**32).to_bytes(4, "little")
            response = HttpResponse(body, headers={**self.headers, "Content-Encoding": "gzip"})
        else:
            response = HttpResponse(
                zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.packed) + end, headers=self.headers
            )
        patch_vary_headers(response, ["Accept-Encoding"])
        return _for_browsers(request, response, self.digest)


class PageCache:
    """The pages requested last, at most as many bytes as the setting PAGE_CACHE_MB allows."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Address, tuple[Validity, StoredPage]] = OrderedDict()
        self._requested: OrderedDict[int, None] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def answer(self, request: HttpRequest, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """The stored page if it is still right, or else what `make` returns.

        The revision is read before the page is: a change meanwhile makes it stale, never lasting.
        """
        if not settings.PAGE_CACHE_MB:
            return self.whole(make, is_kept=False)
        address = (request.scheme or "", request.get_host(), request.get_full_path(), get_language())
        revision = revision_now() if self._was_requested(address) else None
        validity = None if revision is None else (revision, timezone.localdate().isoformat())
        if validity and (page := self._get(address, validity)):
            return page.response_to(request)
        response = self.whole(make, is_kept=validity is not None)
        if not isinstance(response, HttpResponse) or not _is_for_anyone(request, response):
            return response
        if validity:
            self._put(address, validity, StoredPage.of(response))
        return _for_browsers(request, response, digest_of(response))

    @staticmethod
    def whole(make: Callable[[], HttpResponseBase], *, is_kept: bool) -> HttpResponseBase:
        """The response with its template rendered, and if it is to be kept, a small file in one piece."""
        response = make()
        if isinstance(response, SimpleTemplateResponse):
            return response.render()
        return _in_one_piece(response) if is_kept and response.streaming else response

    def clear(self) -> None:
        """Forget every page and what was requested."""
        with self._lock:
            self._pages.clear()
            self._requested.clear()
            self._bytes = 0

    def _was_requested(self, address: Address) -> bool:
        with self._lock:
            key = hash(address)
            was = key in self._requested
            self._requested[key] = None
            self._requested.move_to_end(key)
            if len(self._requested) > MOST_ADDRESSES:
                self._requested.popitem(last=False)
            return was

    def _get(self, address: Address, validity: Validity) -> StoredPage | None:
        with self._lock:
            stored_for, page = self._pages.get(address, (None, None))
            if stored_for != validity:
                return None
            self._pages.move_to_end(address)
            return page

    def _put(self, address: Address, validity: Validity, page: StoredPage) -> None:
        most = settings.PAGE_CACHE_MB * 1024 * 1024
        if page.size > most // LARGEST_PART:
            return
        with self._lock:
            if address in self._pages:
                self._bytes -= self._pages.pop(address)[1].size
            self._pages[address] = validity, page
            self._bytes += page.size
            while self._bytes > most:
                self._bytes -= self._pages.popitem(last=False)[1][1].size


PAGE_CACHE = PageCache()


def cached_for_visitors(view: View) -> View:
    """Declare that visitors who are signed out may get a stored page of this view.

    Only for a view that reads nothing but what the revision covers, the address, the day, and the settings.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        cookies_of_one_visitor = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
        if request.method != "GET" or not cookies_of_one_visitor.isdisjoint(request.COOKIES):
            return view(request, *args, **kwargs)
        return PAGE_CACHE.answer(request, lambda: view(request, *args, **kwargs))

    answer.may_be_stored = True  # type: ignore[attr-defined]  # tests walk the views that have it
    return answer


def digest_of(response: HttpResponse) -> str:
    """The same for two responses that differ in nothing but the time in the footer."""
    return hashlib.blake2b(_split(response.content)[0], digest_size=16).hexdigest()


def _split(content: bytes) -> tuple[bytes, bytes | None]:
    """What is before the time in the footer, and what begins with it; None where there is no time."""
    before, marker, after = content.rpartition(TIMES)
    return (before, after) if marker else (content, None)


def _for_browsers(request: HttpRequest, response: HttpResponse, digest: str) -> HttpResponseBase:
    """The response, to be asked for again each time; 304 if the visitor got the same one in this hour.

    A browser that gets a 304 shows the time of its own copy, so a copy serves for an hour at most.
    """
    etag = f'W/"{digest}-{timezone.now():%Y%m%d%H}"'
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=etag, response=response) or response


def _is_for_anyone(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether nothing in the response is this visitor's own: no cookie, message, or token of a form."""
    storage = getattr(request, "_messages", None)
    has_messages = storage is not None and (storage.added_new or storage.used)
    has_token = "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    is_plain = response.status_code == 200 and not response.cookies and not response.has_header("Set-Cookie")
    return is_plain and not has_messages and not has_token and not request.session.modified


def _in_one_piece(response: HttpResponseBase) -> HttpResponseBase:
    """A small file as one response; a longer one as it was, its first rows read."""
    pieces, length, rest = [], 0, iter(response.streaming_content)  # type: ignore[attr-defined]
    for piece in rest:
        pieces.append(piece)
        length += len(piece)
        if length > SMALL_FILE:
            response.streaming_content = chain(pieces, rest)  # type: ignore[attr-defined]
            return response
    return HttpResponse(b"".join(pieces), headers=dict(response.headers))


def _times() -> bytes:
    """The time of this request, as the footer shows it."""
    html = loader.get_template("components/site_footer_times.html").render({"STATE_NAME": settings.STATE_NAME})
    return html.strip().encode()
