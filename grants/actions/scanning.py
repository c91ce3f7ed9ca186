"""The virus scan by clamd, over its INSTREAM command: https://linux.die.net/man/8/clamd."""

import socket

from django.conf import settings

CHUNK = 64 * 1024
SECONDS = 30


class ScannerDown(Exception):
    """The scanner doesn't answer, or its answer makes no sense."""


def scan(content: bytes) -> str:
    """The name of the virus in the content; "" for none. Raises ScannerDown."""
    try:
        with _connected(settings.CLAMD_ADDRESS) as wire:
            wire.settimeout(SECONDS)
            wire.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                wire.sendall(len(chunk).to_bytes(4) + chunk)
            wire.sendall(bytes(4))
            answer = _answer_from(wire)
    except OSError as no:
        raise ScannerDown(str(no)) from no
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")[:100]
    raise ScannerDown(answer[:200])


def _connected(address: str) -> socket.socket:
    """A connection to "host:port", or to the socket at an absolute path."""
    if address.startswith("/"):
        wire = socket.socket(socket.AF_UNIX)
        wire.settimeout(SECONDS)
        wire.connect(address)
        return wire
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=5)


def _answer_from(wire: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < CHUNK and (more := wire.recv(4096)):
        answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")
