"""The words around a position in its sentence."""

from grants.rules.collaboration.tokens import TokenizedText


def text_before(words: TokenizedText, place: int) -> str:
    """The words of the sentence before a position, in lowercase."""
    first = place
    while (
        first and words.sentence_of[first - 1] == words.sentence_of[min(place, len(words) - 1)] and place - first < 60
    ):
        first -= 1
    return words.text[words.starts[first] : words.starts[place]].lower().strip() if place < len(words) else ""


def text_after(words: TokenizedText, place: int) -> str:
    """What follows a position in its sentence, in lowercase."""
    last = place
    while last < len(words) and words.sentence_of[last] == words.sentence_of[place - 1] and last - place < 60:
        last += 1
    return words.text[words.ends[place - 1] : words.ends[last - 1]].lower()
