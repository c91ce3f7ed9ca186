"""Calendar files (.ics, RFC 5545) with one event for each deadline: UTC, CRLF, lines of at most 75 octets."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

CONTENT_TYPE = "text/calendar; charset=utf-8"
_MOST_OCTETS = 75


@dataclass(frozen=True)
class CalendarEvent:
    """One moment, or a whole day of the state.

    `uid` stays the same when its time changes, so that calendars move it instead of adding another.
    """

    uid: str
    at: datetime.datetime
    title: str
    description: str
    address: str
    is_all_day: bool = False


def calendar_answer(request: HttpRequest, name: str, title: str, events: Iterable[CalendarEvent]) -> HttpResponse:
    """The file as a download; its events are named after the portal's host."""
    host = request.get_host()
    named = [replace(event, uid=f"{event.uid}@{host}") for event in events]
    response = HttpResponse(calendar_file(title, named, made_at=timezone.now()), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.ics") or ""
    return response


def calendar_file(name: str, events: Iterable[CalendarEvent], *, made_at: datetime.datetime) -> bytes:
    """The file with these events, in the order given."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//District Consortium Registry//Deadlines//EN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(event.uid)}",
            f"DTSTAMP:{_utc(made_at)}",
            _start(event),
            f"SUMMARY:{_escaped(event.title)}",
            f"DESCRIPTION:{_escaped(event.description)}",
            f"URL:{event.address}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _start(event: CalendarEvent) -> str:
    if event.is_all_day:
        return f"DTSTART;VALUE=DATE:{timezone.localdate(event.at):%Y%m%d}"
    return f"DTSTART:{_utc(event.at)}"


def _utc(at: datetime.datetime) -> str:
    return f"{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Text as RFC 5545 writes it: backslashes, semicolons, commas, and line ends escaped; nothing unprintable."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = "\\n".join(plain.splitlines())
    return "".join(character for character in lines if character.isprintable())


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, each after the first led by a space; no character is cut."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _MOST_OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece])
