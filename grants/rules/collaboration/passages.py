"""The sections of a narrative as texts that can be read over the ends of their lines."""

from bisect import bisect_right
from dataclasses import dataclass

from grants.rules.collaboration.snapshot import Section
from grants.rules.collaboration.words import Words, printable, words_of


@dataclass(frozen=True)
class Passage:
    """One section of the narrative as a single text: its heading, an empty line, its paragraphs as written."""

    section: Section
    keys: tuple[str, ...]
    offsets: tuple[int, ...]
    ends: tuple[int, ...]
    words: Words

    def place_of(self, start: int, end: int) -> tuple[str, int, int]:
        """The paragraph where a stretch of the text begins, and the stretch in that paragraph's own offsets.

        A stretch that runs over the end of its paragraph is cut there.
        """
        number = bisect_right(self.offsets, start) - 1
        offset = self.offsets[number]
        return self.keys[number], start - offset, min(end, self.ends[number]) - offset

    def quote(self, start: int, end: int, *, around: int = 90) -> str:
        """The stretch with some words before and after it, on one line."""
        text = self.words.text
        left, right = max(0, start - around), min(len(text), end + around)
        while 0 < left < start and not text[left - 1].isspace():
            left += 1
        while end < right < len(text) and not text[right].isspace():
            right -= 1
        quote = printable(text[left:right])
        return ("… " if left else "") + quote + (" …" if right < len(text) else "")


def passage_of(section: Section) -> Passage:
    """A section with its heading first; the heading's key is the section's own with `-h`."""
    lines = [(f"{section.key}-h", section.heading)] if section.heading else []
    for number, paragraph in enumerate(section.paragraphs):
        if paragraph.key in section.after_a_blank or (lines and not number):
            lines.append(("", ""))
        lines.append((paragraph.key, paragraph.text))
    text = "\n".join(line for _key, line in lines)
    keys, offsets, ends, at = [], [], [], 0
    for key, line in lines:
        if key:
            keys.append(key)
            offsets.append(at)
            ends.append(at + len(line))
        at += len(line) + 1
    return Passage(section, tuple(keys), tuple(offsets), tuple(ends), words_of(text))
