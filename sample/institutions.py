"""Universities, museums, unions, foundations, and libraries in the texts of applications, all invented.

Many are named for a place whose district is no member, as in life: a check that reads carelessly takes one for the other.
"""

import random

from sample.applications import Draft
from sample.local_names import has_local_name
from sample.plan import in_words
from sample.prose import EXPLAINED, PARTLY
from sample.registry import Registry

# By element; `{}` is a place.
_SENTENCES = {
    2: (
        "Two professors at {} State University read the course outlines and asked for one more lab.",
        "The credits count at {} Community College as they would for any student there.",
        "The {} Museum of Farm Life lends its tools to our shop classes each spring.",
        "A retired curator of the Green Lantern Gallery teaches the drawing unit without pay.",
    ),
    5: (
        "The {} Education Association, our teachers’ union, asked that visits fall on paid days, and they do.",
        "Teachers meet in the reading room of the {} Public Library, which costs us nothing.",
        "The Liberty Hall Players lend us their stage for the spring showcase.",
        "A speaker from the Lake Steamer Museum opens the first training day.",
    ),
    8: (
        "The {} Community Foundation has offered to look at the costs of the third year.",
        "The Union Mill Trust paid for our first visits, before there was a grant to apply for.",
        "{} Savings Bank keeps a small scholarship fund for students who finish a credential.",
    ),
    9: (
        "A statistics class at {} State University will repeat our counts as a second opinion.",
        "The {} Historical Society keeps a copy of each yearly report.",
    ),
}  # fmt: skip


def mention_institutions(draft: Draft, registry: Registry) -> None:
    """Add a sentence about an institution to two or three answers."""
    rng = random.Random(f"{draft.plan.name}:institutions")  # noqa: S311  # an invented state needs no secret chance
    answers = {a.element: a for a in draft.narrative if draft.quality[a.element] in (EXPLAINED, PARTLY)}
    members = {member.key for member in draft.plan.members}
    districts = [a for a in registry.agencies if a.kind == "local" and not has_local_name(a)]
    places = [agency.short for agency in districts if agency.leaid not in members]
    for element in sorted(rng.sample(sorted(_SENTENCES), k=rng.choice((2, 3)))):
        sentence = rng.choice(_SENTENCES[element]).format(rng.choice(places))
        if element in answers:
            answers[element].text += f" {sentence}"
    agency = draft.plan.agency
    if agency and 4 in answers:
        clients = in_words(rng.randint(12, 19))
        answers[4].text += f" {agency.name} keeps the books of its {clients} client districts in the same way."
