"""Confirming a withdrawal or undoing it: what the lead reads first, and which of the two it can do now."""

from dataclasses import dataclass

from grants.models import Application


@dataclass(frozen=True)
class WithdrawalQuestion:
    """The question, what follows, and the button."""

    title: str
    question: str
    consequence: str
    button: str


def withdrawing_question(application: Application) -> WithdrawalQuestion:
    """Before withdrawing."""
    kept = (
        " Submitted versions, signatures, and reviews are kept, but the state no longer considers or counts the "
        "application. Once an officer has recorded a determination, an application can’t be withdrawn."
        if application.is_submitted
        else ""
    )
    return WithdrawalQuestion(
        title="Withdraw",
        question=f"Withdraw {application.reference}?",
        consequence=f"Withdrawing takes the application out of this round.{kept} We’ll email the people who act for "
        "each member. You can undo this within 24 hours; after that, only the state office can.",
        button="Withdraw application",
    )


def restoring_question(application: Application) -> WithdrawalQuestion:
    """Before undoing."""
    return WithdrawalQuestion(
        title="Undo withdrawal",
        question=f"Undo the withdrawal of {application.reference}?",
        consequence="The application returns to the status it had before. We’ll email the people who act for each "
        "member.",
        button="Undo withdrawal",
    )
