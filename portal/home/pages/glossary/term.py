"""What a term of the glossary is."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext

Words = str | Promise


@dataclass(frozen=True)
class Term:
    """A term, its plain meaning, an example, and the name it has in the code where that differs."""

    name: Words
    meaning: Words
    example: Words
    in_code: str = ""

    @property
    def anchor(self) -> str:
        """The fragment that links to the term: /help/glossary/#fiscal-agent."""
        return slugify(str(self.name))

    @property
    def for_example(self) -> str:
        """The example, introduced as one."""
        return gettext("Example: %(example)s") % {"example": self.example}


@dataclass(frozen=True)
class TermGroup:
    """Terms of one subject."""

    title: Words
    terms: tuple[Term, ...]
