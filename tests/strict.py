"""What the tests refuse of every page, whichever test asks for it."""

import inspect
import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.template import Node
from django.test import Client

from tests import counted

# Sessions and sign-in keep their own books; they may do so on a GET.
BOOKKEEPING = ("django_session", "account_", "mfa_", "usersessions_", "portal_cache")
WRITE = re.compile(r"\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|REPLACE\s+INTO)\s+[\"`]?(\w+)", re.IGNORECASE)
TAG_BEGINS = re.compile("<[A-Za-z]")
TAG = re.compile(r"""<[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
# The repair pages are Django's own.
NOT_OURS = ("/admin/",)


class UndefinedVariable(AssertionError):
    """A template of ours names something that its page does not give it."""


class Undefined(str):
    """Stands in for Django's `string_if_invalid`: raises for our templates, is empty for others'."""

    def __new__(cls) -> "Undefined":
        return super().__new__(cls, "%s")

    def __mod__(self, variable: Any) -> str:
        file = _template_being_rendered()
        if file is None or not _is_ours(file):
            return ""
        raise UndefinedVariable(f"{file.relative_to(settings.BASE_DIR)}: “{variable}” is not defined")


def _template_being_rendered() -> Path | None:
    """The file of the innermost template node on the stack: where the variable is written."""
    frame = inspect.currentframe()
    while frame := frame.f_back if frame else None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return Path(node.origin.name)
    return None


def _is_ours(file: Path) -> bool:
    return file.is_relative_to(settings.BASE_DIR) and not file.is_relative_to(settings.BASE_DIR / ".venv")


def refusing(request: Callable[..., Any]) -> Callable[..., Any]:
    """The test client's `request`, which fails on a GET that writes and on a page with inline script or style."""

    def strict_request(client: Client, **environ: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        with ExitStack() as stack:
            if environ.get("REQUEST_METHOD") in ("GET", "HEAD"):
                for alias in connections:
                    stack.enter_context(connections[alias].execute_wrapper(refuse_writes))
            else:
                stack.enter_context(counted.request(f"{environ.get('REQUEST_METHOD')} {path}"))
            response = request(client, **environ)
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        is_page &= not response.has_header("Content-Encoding")  # compressed, as only a test of that asks for
        if is_page and not path.startswith(NOT_OURS):
            found = inline_code_in(response.content.decode(response.charset))
            assert not found, f"{path}: the browser will refuse {', '.join(found)}"
        return response

    return strict_request


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A database wrapper that lets only reads through, and the entry that a file was taken out."""
    write = WRITE.match(sql)
    is_log_of_files = write and (write[2] == "audit_head" or (write[2] == "audit_entry" and "file.taken" in params))
    if write and not write[2].startswith(BOOKKEEPING) and not is_log_of_files:
        raise AssertionError(f"A GET wrote to the database: {sql[:200]}")
    return execute(sql, params, many, context)


def inline_code_in(html: str) -> list[str]:
    """What in a page the Content-Security-Policy refuses: scripts, styles and handlers written into it."""
    tags = TAG.findall(html)
    # Most tags were on another page. In what isn't written as ours are, a tag may hide from the pattern.
    if len(tags) == len(TAG_BEGINS.findall(html)) and not any(map(_code_in, {*tags})):
        return []
    return _code_in_all(html)


@lru_cache(maxsize=50_000)
def _code_in(tag: str) -> bool:
    return bool(_code_in_all(tag))


def _code_in_all(html: str) -> list[str]:
    finder = _InlineCode()
    finder.feed(html)
    return finder.found


class _InlineCode(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = "json" in (given.get("type") or "")
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.found.append(f"an inline <{tag}>")
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.found.append(f"{name}= on <{tag}>")
            if name in ("href", "src", "action", "formaction") and (value or "").strip().lower().startswith(
                "javascript:"
            ):
                self.found.append(f"a javascript: address on <{tag}>")
