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
        findings = "1 finding" if self.found == 1 else f"{self.found:,} findings"
        wrong = "none of them wrong" if not self.false else f"{self.false:,} of them wrong"
        made = f"It made {findings}, {wrong}." if self.found else "It made no findings."
        return f"{tried} {made} It missed {self.missed:,}." if self.missed else f"{tried} {made} It missed none."


# Measured in November 2026, before the checks were changed by what these texts showed.
MEASURED: dict[str, Measurement] = {
    "all-but-some": Measurement(texts=24, found=9, false=0, missed=1),
    "count-differs": Measurement(texts=24, found=8, false=3, missed=0),
    "member-not-in-narrative": Measurement(texts=24, found=5, false=1, missed=0),
    "outsider-named": Measurement(texts=24, found=5, false=0, missed=2),
}

NOT_MEASURED = "Not measured yet."


def measured_in_words(rule: str) -> str:
    """How accurate a rule is: its figures, or that it hasn't been measured yet."""
    measurement = MEASURED.get(rule)
    return measurement.in_words if measurement else NOT_MEASURED
