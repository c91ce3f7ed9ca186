"""How often the checks were right on texts that weren't used to build them: each check, and all of them together.

The applications were invented by a writer who knew what each check means, but not how it works. The writer said what a
careful reader would point out before any check ran. A rule without a row hasn't been measured, and pages say so.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """One rule, tried on this many applications: its findings, the wrong ones among them, and what it missed.

    `asked` is about how many of those that it missed it asked a question.
    """

    texts: int
    found: int
    false: int
    missed: int
    asked: int = 0

    @property
    def in_words(self) -> str:
        """The figures in sentences."""
        tried = f"We tried it on {self.texts:,} invented applications whose writer didn’t know how it works."
        wrong = f"{self.false:,} of them wrong" if self.false else "none of them wrong"
        made = f"It made {self.found:,} findings, {wrong}." if self.found else "It made no findings."
        if self.found == 1:
            made = "It made 1 finding, which was wrong." if self.false else "It made 1 finding, which was right."
        missed = f"It missed {self.missed:,}." if self.missed else "It missed none."
        if self.asked:
            missed = f"It missed {self.missed:,} but asked a question about {self.asked:,} of them."
        if self.asked == self.missed == 1:
            missed = "It missed 1 but asked a question about it."
        elif self.asked == self.missed > 1:
            missed = f"It missed {self.missed:,} but asked a question about each of them."
        return f"{tried} {made} {missed}"


@dataclass(frozen=True)
class Texts:
    """The applications of a measurement, and what isn't counted for each rule.

    `clean` have nothing to find, and got `false_on_clean` wrong findings together. Of the members that a person finds
    `named`, so many were `recognized`; of those that are never named, so many were `taken_for_named`.
    """

    clean: int
    false_on_clean: int
    named: int
    recognized: int
    unnamed: int
    taken_for_named: int


# The sixth measurement, of November 27, 2026, before the checks were corrected by what it showed. The texts are in
# tests/grants/prose/held_out_7/ and held_out_8/.
MEASURED: dict[str, Measurement] = {
    "all-but-some": Measurement(texts=48, found=8, false=1, missed=3),
    "count-differs": Measurement(texts=48, found=8, false=2, missed=4, asked=3),
    "member-not-in-narrative": Measurement(texts=48, found=10, false=0, missed=0),
    "outsider-named": Measurement(texts=48, found=8, false=0, missed=4, asked=2),
}
TEXTS = Texts(clean=16, false_on_clean=1, named=262, recognized=262, unnamed=10, taken_for_named=0)

NOT_MEASURED = "Not measured yet."


def measured_in_words(rule: str) -> str:
    """How accurate a rule is: its figures, or that it hasn't been measured yet."""
    measurement = MEASURED.get(rule)
    return measurement.in_words if measurement else NOT_MEASURED


def measured_together_in_words() -> str:
    """How accurate the measured rules are together, in sentences."""
    each = MEASURED.values()
    found, right = sum(m.found for m in each), sum(m.found - m.false for m in each)
    missed, asked = sum(m.missed for m in each), sum(m.asked for m in each)
    there = right + missed
    on_clean = "1 wrong finding" if TEXTS.false_on_clean == 1 else f"{TEXTS.false_on_clean:,} wrong findings"
    return (
        f"On {max(m.texts for m in each):,} invented applications, {right:,} of the {found:,} findings about what the "
        f"narrative says were right ({right / found:.0%}). A careful reader would point out {there:,} things; the "
        f"checks found {right:,} of them ({right / there:.0%}), or {right + asked:,} with their questions "
        f"({(right + asked) / there:.0%}). The {TEXTS.clean:,} applications with nothing to find had "
        f"{on_clean} ({TEXTS.false_on_clean / TEXTS.clean:.2f} per application). Of "
        f"{TEXTS.named:,} members that the narratives name, the checks recognized {TEXTS.recognized:,}. Of the "
        f"{TEXTS.unnamed:,} that they never name, the checks took {TEXTS.taken_for_named or 'none'} for named. "
        "These are figures of November 27, 2026; the checks have been corrected since."
    )
