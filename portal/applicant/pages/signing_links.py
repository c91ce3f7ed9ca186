"""The pages behind an emailed link to sign: the whole application to read, and the last page."""

from dataclasses import dataclass, field

from django.urls import reverse

from grants.models import SigningRequest
from grants.reads.packets import Packet, part_of
from portal.applicant.pages.signatures import activity_in_words, budget_to_sign, commitments_to_sign

_ENTER_CODE = ("Enter a code", "applicant:sign_code")
_SIGN_IN = ("Sign in", "account_login")


@dataclass(frozen=True)
class WholeApplication:
    """Everything in an application, to read only."""

    answers: list[tuple[str, list[str]]]
    activities: list[str]
    members: list[tuple[str, list[str]]]
    budget_lines: list[str]
    partners: list[str]
    attachments: list[str]


def whole_application(packet: Packet) -> WholeApplication:
    """The application of this packet."""
    titles = {element["number"]: f"{element['number']}. {element['title']}" for element in packet["elements"]}
    return WholeApplication(
        answers=[
            (titles.get(answer["element"]) or answer["heading"], [p for p in answer["text"].splitlines() if p.strip()])
            for answer in packet["narrative"]
        ],
        activities=[activity_in_words(activity) for activity in packet["activities"]],
        members=[(p["name"], commitments_to_sign(part_of(packet, p["key"]), packet)) for p in packet["participants"]],
        budget_lines=budget_to_sign(packet, packet),
        partners=[partner["name"] for partner in packet["partners"]],
        attachments=[attachment["name"] for attachment in packet.get("attachments", [])],
    )


@dataclass(frozen=True)
class SignOff:
    """The last page behind a link: what was done, or why the link doesn't work."""

    title: str
    sentences: list[str]
    links: list[tuple[str, str]] = field(default_factory=list)


def link_problem(problems: list[str]) -> SignOff:
    """Why the link doesn't work, with other ways."""
    return SignOff("This link doesn’t work", problems, _links(_ENTER_CODE, _SIGN_IN))


def wrong_person() -> SignOff:
    """The reader said to be someone else."""
    thanks = "Thank you. The link no longer works, and the lead district sees that it reached someone else."
    return SignOff("This link was for someone else", [thanks, "Please delete the email."])


def signed_off(signing: SigningRequest) -> SignOff:
    """The signature is recorded."""
    participant = signing.participant
    recorded = f"Your signature for {participant} on {participant.application.reference} is recorded."
    later = "The link no longer works. If what you signed changes, the lead district can email you a new one."
    return SignOff("You signed", [recorded, later])


def declined_off(signing: SigningRequest) -> SignOff:
    """The reason is recorded; the person can still sign."""
    told = f"We told the lead district why you won’t sign for {signing.participant}."
    return SignOff("You declined to sign", [told], _links(("Sign after all", "applicant:sign_review")))


def _links(*links: tuple[str, str]) -> list[tuple[str, str]]:
    return [(label, reverse(name)) for label, name in links]
