"""The files that a round asks applicants to attach: what is wrong with the list, and which are missing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from grants.rules.application import problems_with_lengths

MOST_FILES = 6
LONGEST_TITLE, LONGEST_TEXT = 120, 500


class WantedFile(NamedTuple):
    """One file of an application that the round asks for; an attached file answers it by its title."""

    title: str
    contains: str = ""
    required: bool = False


def wanted_files_in(stored: Iterable[Mapping[str, Any]]) -> list[WantedFile]:
    """The files as a round stores them."""
    return [WantedFile(row["title"], row["contains"], row["required"]) for row in stored]


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


def problems_with_answer(title: str, files: Iterable[WantedFile]) -> list[str]:
    """Why an attached file can't answer the request of that title; "": it answers none."""
    if not title or title in [file.title for file in files]:
        return []
    return ["Choose one of the files that this round asks for."]


def missing_files(files: Iterable[WantedFile], packet: Mapping[str, Any]) -> list[str]:
    """The titles of the required files that the application lacks."""
    return [file.title for file in unattached_files(files, packet) if file.required]


def unattached_files(files: Iterable[WantedFile], packet: Mapping[str, Any]) -> list[WantedFile]:
    """The files, required and optional, that the application lacks."""
    attached = {row.get("wanted") for row in packet.get("attachments", [])}
    return [file for file in files if file.title not in attached]


def wanted_file_in_words(file: WantedFile) -> str:
    """A file as one sentence of the rules: “required. Signed and dated.”"""
    kind = "required" if file.required else "optional"
    return f"{kind}. {file.contains}" if file.contains else kind
