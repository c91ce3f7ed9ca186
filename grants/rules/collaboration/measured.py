"""How often each check was right on texts that weren't used to build it.

Figures come from applications that people read and marked before the check ran on them. A rule without a row hasn't
been measured, and pages say so.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """One rule, tried on this many applications: its findings, and those that a careful reader called wrong."""

    texts: int
    found: int
    false: int

    @property
    def in_words(self) -> str:
        """The figures as a sentence."""
        tried = f"We tried it on {self.texts:,} applications that careful readers had already checked"
        if not self.found:
            return f"{tried}. It reported nothing there."
        findings = "1 finding" if self.found == 1 else f"{self.found:,} findings"
        wrong = "none of them wrong" if not self.false else f"{self.false:,} of them wrong"
        return f"{tried}. It made {findings}, {wrong}."


MEASURED: dict[str, Measurement] = {}

NOT_MEASURED = "Not measured yet."


def measured_in_words(rule: str) -> str:
    """How accurate a rule is: its figures, or that it hasn't been measured yet."""
    measurement = MEASURED.get(rule)
    return measurement.in_words if measurement else NOT_MEASURED
