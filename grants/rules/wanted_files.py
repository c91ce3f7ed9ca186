"""The files that a round asks applicants to attach: what is wrong with the list, and which are missing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from grants.rules.application import problems_with_lengths
from grants.rules.collaboration.findings.phrasing import join_names

MOST_FILES = 6
LONGEST_TITLE, LONGEST_TEXT = 120, 500


class WantedFile(NamedTuple):
    """A file that the round asks for; an attached file answers it by its title.

    `each_member`: every member attaches its own. Otherwise there is one for the application.
    """

    title: str
    contains: str = ""
    required: bool = False
    each_member: bool = False


class MissingFile(NamedTuple):
    """A file that isn't attached, and the names of the members that lack it: none for one for the application."""

    file: WantedFile
    members: list[str]


def wanted_files_in(stored: Iterable[Mapping[str, Any]]) -> list[WantedFile]:
    """The files as a round stores them."""
    return [WantedFile(row["title"], row["contains"], row["required"], row.get("each_member", False)) for row in stored]


def as_stored(file: WantedFile) -> dict[str, Any]:
    """The file as a round stores it. Rows of files for the application are as before there were others."""
    row = file._asdict()
    return row if file.each_member else {name: value for name, value in row.items() if name != "each_member"}


def problems_with_wanted_files(files: Sequence[WantedFile]) -> list[str]:
    """Why a round can't ask for these files."""
    problems = [f"Ask for at most {MOST_FILES} files."] if len(files) > MOST_FILES else []
    titles = [file.title.casefold() for file in files]
    if "" in titles:
        problems.append("Enter a title for each file.")
    problems += [
        f"Two files are titled {file.title}. Give each a different title."
        for number, file in enumerate(files)
        if file.title and file.title.casefold() in titles[:number]
    ]
    for file in files:
        problems += problems_with_lengths(
            (f"The title of {file.title}", file.title, LONGEST_TITLE),
            (f"What {file.title} contains", file.contains, LONGEST_TEXT),
        )
    return problems


def problems_with_answer(title: str, member: str, files: Iterable[WantedFile]) -> list[str]:
    """Why a file attached for that member ("": for the application) can't answer the request; "": it answers none."""
    if not title:
        return []
    file = next((one for one in files if one.title == title), None)
    if file is None:
        return ["Choose one of the files that this round asks for."]
    if file.each_member and not member:
        return [f"Each member attaches its own “{title}.” Choose the member whose file this is."]
    return []


def missing_files(files: Iterable[WantedFile], packet: Mapping[str, Any]) -> list[str]:
    """What to attach before the application can be submitted, as sentences."""
    return [
        f"Attach the file “{file.title}” for each member. Missing: {join_names(members)}."
        if file.each_member
        else f"Attach the file “{file.title}.”"
        for file, members in unattached_files(files, packet)
        if file.required
    ]


def unattached_files(files: Iterable[WantedFile], packet: Mapping[str, Any]) -> list[MissingFile]:
    """The files, required and optional, that the application or some of its members lack."""
    attached = _attached(packet)
    titles = {title for title, _member in attached}
    missing = []
    for file in files:
        members = [one["name"] for one in packet["participants"] if (file.title, one["key"]) not in attached]
        if members if file.each_member else file.title not in titles:
            missing.append(MissingFile(file, members if file.each_member else []))
    return missing


def missing_of_member(files: Iterable[WantedFile], packet: Mapping[str, Any], key: str) -> list[str]:
    """What the round requires of each member and the one with this key hasn't attached, as sentences."""
    attached = _attached(packet)
    name = next(one["name"] for one in packet["participants"] if one["key"] == key)
    return [
        f"This round asks {name} to attach “{file.title}.”"
        for file in files
        if file.required and file.each_member and (file.title, key) not in attached
    ]


def _attached(packet: Mapping[str, Any]) -> set[tuple[str, str | None]]:
    """The title that each file answers, with the key of its member; None for a file of the application."""
    return {(row["wanted"], row["participant"]) for row in packet.get("attachments", []) if row.get("wanted")}


def files_of_members(files: Iterable[WantedFile], members: int) -> int:
    """How many files the round asks the members for, one from each."""
    return members * sum(file.each_member for file in files)


def need_in_words(file: WantedFile) -> str:
    """Whether a file is required, and from whom: “required from each member.”"""
    kind = "required" if file.required else "optional"
    if not file.each_member:
        return kind
    return f"{kind} from each member" if file.required else f"{kind}, one from each member"


def wanted_file_in_words(file: WantedFile) -> str:
    """A file as one sentence of the rules: “required. Signed and dated.”"""
    return f"{need_in_words(file)}. {file.contains}" if file.contains else need_in_words(file)
