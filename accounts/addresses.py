"""The addresses of records' pages. The web site fills this table at startup, so domain apps need not know its URLs."""

from collections.abc import Callable, Mapping

Address = Callable[..., str]
_addresses: dict[str, Address] = {}


class HasPage:
    """A record that has a page."""

    def get_absolute_url(self) -> str:
        """The path of the record's page."""
        return _addresses[self._meta.label_lower](self)  # type: ignore[attr-defined]  # every model has one


def page(name: str, *about: object) -> str:
    """The path of another page, by its name in the table. Raises KeyError for an unknown name."""
    return _addresses[name](*about)


def fill(addresses: Mapping[str, Address]) -> None:
    """Adds addresses, by model ("districts.district") or page name. The web site calls it once."""
    _addresses.update(addresses)
