"""Parts of addresses: public ids, and the types of files."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class _Text:
    """Part of an address that is used without a change."""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FileType(_Text):
    """The type in which a list is downloaded; every list has places."""

    regex = "csv|xlsx|json|geojson"


class RosterFile(_Text):
    """The type in which a roster is downloaded: with the places of its members too."""

    regex = "csv|xlsx|json|geojson"


class TableFile(_Text):
    """The type in which a table without places is downloaded."""

    regex = "csv|xlsx|json"


class Leaid(_Text):
    """A district's federal id; anything else is no address of ours."""

    regex = "[0-9]{7}"


class Ncessch(_Text):
    """A school's federal id."""

    regex = "[0-9]{12}"


class DocumentType(_Text):
    """How the name of a document ends."""

    regex = "pdf|png|jpg"


class Number(IntConverter):
    """A row's number, or a position: at most 18 digits, which every database can compare with its keys."""

    regex = "[0-9]{1,18}"


class ContractNumber(_Text):
    """A contract's number; a slash in it is a tilde in addresses."""

    regex = "[^/]+"

    def to_url(self, value: str) -> str:
        return value.replace("/", "~")


register_converter(ContractNumber, "contractnumber")
register_converter(Number, "number")
register_converter(FileType, "filetype")
register_converter(RosterFile, "rosterfile")
register_converter(TableFile, "tablefile")
register_converter(DocumentType, "documenttype")
register_converter(Leaid, "leaid")
register_converter(Ncessch, "ncessch")
