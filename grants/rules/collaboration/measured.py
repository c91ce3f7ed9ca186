"""How often each check was right on texts that weren't used to build it.

The applications were invented by a writer who knew what each check means, but not how it works. The writer said what a
careful reader would point out before any check ran. A rule without a row hasn't been measured, and pages say so.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """One rule, tried on this many applications: its findings, the wrong ones among them, and what it missed."""

    texts: int
    found: int
    false: int
    missed: int

    @property
    def in_words(self) -> str:
        """The figures in sentences."""
        tried = f"We tried it on {self.texts:,} invented applications whose writer didn’t know how it works."
        wrong = f"{self.false:,} of them wrong" if self.false else "none of them wrong"
        made = f"It made {self.found:,} findings, {wrong}." if self.found else "It made no findings."
        if self.found == 1:
            made = "It made 1 finding, which was wrong." if self.false else "It made 1 finding, which was right."
        return f"{tried} {made} It missed {self.missed:,}." if self.missed else f"{tried} {made} It missed none."


# The second measurement, of November 27, 2026, before the checks were changed by what these texts showed. The texts are
# in tests/grants/prose/held_out_2/.
MEASURED: dict[str, Measurement] = {
    "all-but-some": Measurement(texts=24, found=1, false=0, missed=4),
    "count-differs": Measurement(texts=24, found=5, false=2, missed=1),
    "member-not-in-narrative": Measurement(texts=24, found=4, false=1, missed=0),
    "outsider-named": Measurement(texts=24, found=8, false=2, missed=0),
}

NOT_MEASURED = "Not measured yet."


def measured_in_words(rule: str) -> str:
    """How accurate a rule is: its figures, or that it hasn't been measured yet."""
    measurement = MEASURED.get(rule)
    return measurement.in_words if measurement else NOT_MEASURED
