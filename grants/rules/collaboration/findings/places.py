"""Places in the narrative, as findings show them."""

from grants.rules.collaboration.findings.rule import Place
from grants.rules.collaboration.mentions import Mention
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.section_text import SectionText


def text_of_words(section: SectionText, first: int, last: int) -> str:
    """The words of a section from one position up to another, as written."""
    return section.tokens.text[section.tokens.starts[first] : section.tokens.ends[last - 1]]


def place_of_words(section: SectionText, first: int, last: int) -> Place:
    """Where these words are, with a few words around them."""
    start, end = section.tokens.starts[first], section.tokens.ends[last - 1]
    paragraph, _start, _end = section.locate(start, end)
    return Place(section.section.label, section.quote(start, end), f"paragraph:{paragraph}")


def place_of_mention(plan: ParsedPlan, mention: Mention) -> Place:
    """Where a name is, with a few words around it."""
    return place_of_words(plan.sections[mention.section], mention.first_word, mention.last_word)
