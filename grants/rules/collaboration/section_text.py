"""Each section of a narrative as one text, so that names and sentences can be read across line breaks."""

from bisect import bisect_right
from dataclasses import dataclass

from grants.rules.collaboration.snapshot import PlanSection
from grants.rules.collaboration.tokens import TokenizedText, printable_line, tokenize


@dataclass(frozen=True)
class SectionText:
    """One section of the narrative as a single text: its heading, a blank line, and its paragraphs as written."""

    section: PlanSection
    keys: tuple[str, ...]
    offsets: tuple[int, ...]
    ends: tuple[int, ...]
    tokens: TokenizedText

    def locate(self, start: int, end: int) -> tuple[str, int, int]:
        """The key of the paragraph where a range of the text begins, and the range as offsets in that paragraph.

        A range that continues past the end of its paragraph is cut there.
        """
        number = bisect_right(self.offsets, start) - 1
        offset = self.offsets[number]
        return self.keys[number], start - offset, min(end, self.ends[number]) - offset

    def quote(self, start: int, end: int, *, around: int = 90) -> str:
        """A range of the text with a few words before and after it, on one line; the heading is quoted by itself."""
        text = self.tokens.text
        first, last = self._heading_or_answer(start, end)
        left, right = max(first, start - around), min(last, end + around)
        while first < left < start and not text[left - 1].isspace():
            left += 1
        while end < right < last and not text[right].isspace():
            right -= 1
        quote = printable_line(text[left:right])
        return ("… " if left > first else "") + quote + (" …" if right < last else "")

    def _heading_or_answer(self, start: int, end: int) -> tuple[int, int]:
        """Where the heading or the answer, of which the range is part, begins and ends; the whole text for both."""
        whole = (0, len(self.tokens.text))
        if not self.section.heading or len(self.offsets) == 1:
            return whole
        if start >= self.offsets[1]:
            return self.offsets[1], whole[1]
        return (0, self.ends[0]) if end <= self.ends[0] else whole


def section_text(section: PlanSection) -> SectionText:
    """The text of a section. The key of its heading is the section's key followed by `-h`."""
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
    return SectionText(section, tuple(keys), tuple(offsets), tuple(ends), tokenize(text))
