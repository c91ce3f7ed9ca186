"""The proxy file of docs/setting-up.md: its limits are the portal's, and nginx, where it is installed, runs it so."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve, reverse

from grants.states import LONGEST_WAIT
from portal.components.request_size import ENVELOPE, most_bytes_of

MB = 1024 * 1024
FILE = re.search(
    r"`/etc/nginx/sites-enabled/registry`:\n\n```nginx\n(.*?)```",
    (settings.BASE_DIR / "docs/setting-up.md").read_text(encoding="utf-8"),
    re.DOTALL,
)[1]  # type: ignore[index]
TOKENS = re.compile(r"\"[^\"]*\"|'[^']*'|[{};]|[^\s{};\"']+")
DIRECTIVES = {
    "log_format", "server", "listen", "server_name", "ssl_certificate", "ssl_certificate_key", "access_log",
    "client_max_body_size", "client_body_timeout", "proxy_request_buffering", "proxy_connect_timeout",
    "proxy_read_timeout", "proxy_set_header", "proxy_pass", "location", "return",
}  # fmt: skip

Block = list[tuple[list[str], "Block | None"]]


def parsed(text: str) -> Block:
    """The directives as (words, block or None). Fails on a directive without an end or an unbalanced brace."""
    blocks: list[Block] = [[]]
    words: list[str] = []
    for token in TOKENS.findall(re.sub(r"#.*", "", text)):
        if token == ";":
            assert words, "a semicolon without a directive"
            blocks[-1].append((words, None))
            words = []
        elif token == "{":
            inside: Block = []
            blocks[-1].append((words, inside))
            blocks.append(inside)
            words = []
        elif token == "}":
            assert not words, f"{' '.join(words)}: no semicolon"
            blocks.pop()
            assert blocks, "a closing brace too many"
        else:
            words.append(token)
    assert len(blocks) == 1, "a closing brace is missing"
    assert not words, f"{' '.join(words)}: no semicolon"
    return blocks[0]


def values_of(block: Block, name: str) -> list[list[str]]:
    """What every directive of that name in the block says."""
    return [words[1:] for words, _ in block if words[0] == name]


def blocks_of(block: Block, name: str) -> dict[str, Block]:
    """The blocks of that name, by what follows the name."""
    return {" ".join(words[1:]): inside for words, inside in block if words[0] == name and inside is not None}


def the_portals_server() -> Block:
    """The server that passes requests on."""
    return next(
        block for words, block in parsed(FILE) if words[0] == "server" and block and blocks_of(block, "location")
    )


def names_in(block: Block) -> set[str]:
    """The names of all directives, those of inner blocks too."""
    return {words[0] for words, _ in block} | {n for _, inside in block if inside for n in names_in(inside)}


def test_the_file_has_directives_that_nginx_has_and_is_balanced():
    assert names_in(parsed(FILE)) - DIRECTIVES == set()


def test_the_proxy_refuses_what_the_portal_would_refuse_and_nothing_else():
    server = the_portals_server()
    upload = reverse("registrar:import_new")

    assert values_of(server, "client_max_body_size") == [[f"{settings.MOST_REQUEST_BYTES // MB}m"]]
    inside = blocks_of(server, "location")[upload]
    assert values_of(inside, "client_max_body_size") == [[f"{(most_bytes_of(resolve(upload).func) + ENVELOPE) // MB}m"]]


def test_the_proxy_waits_at_least_as_long_as_the_portal_and_a_click_counts_for_as_long():
    [[waits]] = values_of(the_portals_server(), "proxy_read_timeout")

    assert int(waits.removesuffix("s")) >= settings.REQUEST_DEADLINE
    assert int(waits.removesuffix("s")) <= LONGEST_WAIT.total_seconds()


def test_headers_that_the_portal_trusts_are_set_for_every_location():
    server = the_portals_server()

    assert values_of(server, "proxy_set_header") == [
        ["Host", "$host"],
        ["X-Forwarded-Proto", "$scheme"],
        ["X-Forwarded-For", "$proxy_add_x_forwarded_for"],
        ["X-Request-Start", '"t=$msec"'],
    ]
    # One such directive in a location would drop all of these there.
    assert [path for path, block in blocks_of(server, "location").items() if values_of(block, "proxy_set_header")] == []


def test_the_address_of_a_link_to_sign_is_in_no_log():
    assert reverse("applicant:sign_link", args=["a-token"]) == "/sign/link/a-token/"
    assert values_of(blocks_of(the_portals_server(), "location")["/sign/link/"], "access_log") == [["off"]]
    [plain] = [inside for words, inside in parsed(FILE) if words[0] == "server" and not blocks_of(inside, "location")]
    assert values_of(plain, "access_log") == [["off"]]


# ---- with nginx ----


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers it got, and notes when the whole request had come."""

    came: list[str] = []

    def do_POST(self) -> None:  # as http.server calls it
        self.came.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = str(self.headers).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Proxy:
    """A running nginx with the documented file, in front of Echo."""

    def __init__(self, https: int, http: int, log: Path) -> None:
        self.https, self.http, self.log = https, http, log

    def ask(self, path: str, *, size: int = 0, method: str = "POST", **headers: str) -> tuple[int, str]:
        """The status and the body of the answer to a request over HTTPS that sends this many bytes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with self.connection() as connection:
            connection.request(method, path, body=b"x" * size, headers={"Host": "registry.example.gov", **named})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def connection(self) -> "closing[HTTPSConnection]":
        """An open connection over HTTPS; the certificate is this test's own."""
        context = ssl._create_unverified_context()
        return closing(HTTPSConnection("127.0.0.1", self.https, context=context, timeout=20))


@pytest.fixture(scope="module")
def proxy(tmp_path_factory) -> Iterator[Proxy]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None or shutil.which("openssl") is None:
        pytest.skip("no nginx on this machine (install package “nginx”)")
    folder = tmp_path_factory.mktemp("nginx")
    key, certificate = folder / "registry.key", folder / "registry.pem"
    subject = ["-subj", "/CN=registry.example.gov", "-days", "2", "-nodes"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-keyout", str(key), "-out", str(certificate), *subject]
    subprocess.run(made, check=True, capture_output=True)
    portal = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=portal.serve_forever, daemon=True).start()
    https, http = free_port(), free_port()
    text = FILE
    for written, here in (
        ("listen 443", f"listen 127.0.0.1:{https}"),
        ("listen 80", f"listen 127.0.0.1:{http}"),
        ("/etc/ssl/registry.pem", str(certificate)),
        ("/etc/ssl/private/registry.key", str(key)),
        ("/var/log/nginx/registry.log", str(folder / "registry.log")),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{portal.server_port}"),
    ):
        assert written in text, written
        text = text.replace(written, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    user = "user root;" if os.getuid() == 0 else ""  # whose the temporary folder is
    paths = "".join(f"{kind}_temp_path {folder / kind};\n" for kind in kinds)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user} daemon off; pid {folder / 'pid'}; error_log {folder / 'error.log'}; worker_processes 1;\n"
        f"events {{}}\nhttp {{\n{paths}{text}\n}}\n"
    )
    command = [nginx, "-e", str(folder / "error.log"), "-c", str(whole), "-p", str(folder)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen(command) as running:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", https), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield Proxy(https, http, folder / "registry.log")
        running.terminate()
    portal.shutdown()
    portal.server_close()


def test_nginx_refuses_a_large_body_before_the_portal_sees_it(proxy):
    Echo.came.clear()

    assert proxy.ask("/accounts/login/", size=8 * MB + 1)[0] == 413
    assert proxy.ask("/imports/new/", size=65 * MB + 1)[0] == 413
    assert Echo.came == []
    assert proxy.ask("/accounts/login/", size=8 * MB)[0] == 200
    assert proxy.ask("/imports/new/", size=9 * MB)[0] == 200


def test_nginx_overwrites_what_a_visitor_says_about_the_time_and_the_way(proxy):
    began = time.time()
    _, headers = proxy.ask(
        "/", X_Request_Start="t=1000000000.000", X_Forwarded_Proto="http", X_Forwarded_For="203.0.113.9"
    )

    [start] = re.findall(r"(?i)^x-request-start: t=([0-9]+\.[0-9]{3})$", headers, re.MULTILINE)
    assert began - 1 <= float(start) <= time.time() + 1
    assert re.findall(r"(?i)^x-forwarded-proto: (\w+)$", headers, re.MULTILINE) == ["https"]
    assert re.findall(r"(?i)^x-forwarded-for: (.+)$", headers, re.MULTILINE) == ["203.0.113.9, 127.0.0.1"]
    assert re.findall(r"(?i)^host: (.+)$", headers, re.MULTILINE) == ["registry.example.gov"]


def test_nginx_holds_a_body_that_comes_slowly_until_all_of_it_is_there(proxy):
    Echo.came.clear()
    with proxy.connection() as connection:
        connection.putrequest("POST", "/slow/")
        connection.putheader("Content-Length", "4")
        connection.endheaders()
        for _ in range(3):
            connection.send(b"x")
            time.sleep(0.2)
            assert Echo.came == []
        connection.send(b"x")

        assert connection.getresponse().status == 200
        assert Echo.came == ["/slow/"]


def test_nginx_logs_requests_with_the_time_they_took_except_links_to_sign(proxy):
    proxy.ask("/regions/", method="GET")
    proxy.ask("/sign/link/a-secret-token/", method="GET")
    proxy.ask("/sign/link/a-secret-token/")
    time.sleep(0.2)

    log = proxy.log.read_text()
    assert re.search(r'"GET /regions/ HTTP/1\.1" 200 \d+ [\d.]+ [\d.]+$', log, re.MULTILINE)
    assert "a-secret-token" not in log


def test_nginx_leads_from_http_to_https(proxy):
    with closing(HTTPConnection("127.0.0.1", proxy.http, timeout=20)) as connection:
        connection.request("GET", "/regions/", headers={"Host": "registry.example.gov"})
        answer = connection.getresponse()

        assert (answer.status, answer.headers["Location"]) == (301, "https://registry.example.gov/regions/")
