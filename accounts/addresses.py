"""Where each thing has its page. The web site fills this table when it starts; domain apps ask it and know no page."""

from collections.abc import Callable, Mapping
from typing import Any

Address = Callable[..., str]
_addresses: dict[str, Address] = {}


class HasPage:
    """A record with a page of its own."""

    def get_absolute_url(self) -> str:
        """The path of the record's page."""
        return _addresses[self._meta.label_lower](self)  # type: ignore[attr-defined]  # every model has one


def page(name: str, *about: Any) -> str:
    """The path of a page that is not simply a record's own, by the name the web site gave it. Raises KeyError."""
    return _addresses[name](*about)


def fill(addresses: Mapping[str, Address]) -> None:
    """Called once by the web site: the path of each model's page ("districts.district") and of each named page."""
    _addresses.update(addresses)
