"""Tasks about applications for the people who write and sign them."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from grants.models import Amendment, Application, ApplicationReturn, ApplicationSection, Participant
from grants.reads.wanted_signatures import WantedSignature
from grants.rules.departures import Departure
from grants.rules.sections import digest_of_answer, key_of_answer, label_of
from portal.my.pages.tasks import Task, end_of_day

ACTIVITIES, BUDGET = "applicant:application_activities", "applicant:application_budget"


def writing_tasks(applications: Iterable[Application], at: datetime.datetime) -> list[Task]:
    """For a lead district: each application that can still be submitted, by this person or by a colleague."""
    return [
        Task(
            text=f"{'Finish and submit' if application.reader_submits else 'Help finish'} application "
            f"{application.reference}, {application.consortium.name}.",
            about=application.competition.name,
            button="Continue",
            url=reverse("applicant:application_detail", args=[application.reference]),
            due=application.due_at,
        )
        for application in applications
        if not application.is_too_late(at)
    ]


def return_tasks(returns: Iterable[ApplicationReturn]) -> list[Task]:
    """For a lead district: each application that the state returned with questions."""
    return [
        Task(
            text=f"Answer the state’s questions about application {returned.application.reference}.",
            about=returned.application.consortium.name,
            button="Read the questions",
            url=reverse("applicant:application_return", args=[returned.application.reference]),
            due=returned.due_at,
        )
        for returned in returns
    ]


def proposal_tasks(participants: Iterable[Participant], at: datetime.datetime) -> list[Task]:
    """For people of a member: each application whose lead proposed what the member contributes, or budget lines."""
    return [
        Task(
            text=f"The lead district proposes {what} application {participant.application.reference}.",
            about=f"{participant.application.consortium.name}. Accept, change, or decline it.",
            button="Review proposals",
            url=reverse(name, args=[participant.application.reference]) + f"#member-{participant.key}",
            due=participant.application.due_at,
        )
        for participant in participants
        if not participant.application.is_too_late(at)
        for is_proposed, name, what in (
            (participant.has_commitments, ACTIVITIES, f"what {participant.name} contributes to"),
            (participant.has_lines, BUDGET, f"budget lines of {participant.name} in"),
        )
        if is_proposed
    ]


def contribution_tasks(participants: Iterable[Participant], at: datetime.datetime) -> list[Task]:
    """For people of a member: each draft that has activities, and in none of them a commitment of the member."""
    return [
        Task(
            text=f"Enter what {participant.name} contributes to application {participant.application.reference}.",
            about=f"{participant.application.consortium.name}. Enter how its students benefit, too.",
            button="Enter commitments",
            url=reverse(ACTIVITIES, args=[participant.application.reference]) + f"#member-{participant.key}",
            due=participant.application.due_at,
        )
        for participant in participants
        if not participant.application.is_too_late(at)
    ]


def file_tasks(missing: Iterable[tuple[Participant, list[str]]], at: datetime.datetime) -> list[Task]:
    """For people of a member: each file that the round requires of it and that isn't attached."""
    return [
        Task(
            text=f"Attach {participant.name}’s “{title}” to application {participant.application.reference}.",
            about=f"{participant.application.consortium.name}. The round requires this file from each member.",
            button="Attach file",
            url=reverse("applicant:application_attachments", args=[participant.application.reference]),
            due=participant.application.due_at,
        )
        for participant, titles in missing
        if not participant.application.is_too_late(at)
        for title in titles
    ]


def declined_tasks(applications: Iterable[Application], at: datetime.datetime) -> list[Task]:
    """For people of the lead: each application in which a member declined what the lead proposed."""
    return [
        Task(
            text=f"A member declined {what} that your district proposed in application {application.reference}.",
            about=f"{application.consortium.name}. Read the reason, then propose something else or dismiss it.",
            button="Review declined proposals",
            url=reverse(name, args=[application.reference]) + anchor,
            due=application.due_at,
        )
        for application in applications
        if not application.is_too_late(at)
        for was_declined, name, anchor, what in (
            (application.has_commitments, ACTIVITIES, "", "a contribution"),
            (application.has_lines, BUDGET, "#declined", "a budget line"),
        )
        if was_declined
    ]


def section_tasks(sections: Iterable[ApplicationSection], at: datetime.datetime) -> list[Task]:
    """For people of a member: each section that the lead asked it to write and that isn't ready."""
    tasks = []
    for section in sections:
        application = section.application
        answers = {key_of_answer(one.position): one for one in application.answers.all()}
        answer = answers.get(section.key)
        if answer is None or application.is_too_late(at):
            continue
        if section.ready_digest != digest_of_answer(answer.heading, answer.text):
            tasks.append(
                Task(
                    text=f"Write {label_of(section.key).lower()} of application {application.reference}.",
                    about=f"The lead of {application.consortium.name} assigned it to {section.owner}.",
                    button="Write",
                    url=reverse("applicant:section_detail", args=[application.reference, section.key]),
                    due=application.due_at,
                )
            )
    return tasks


def departure_tasks(departures: Iterable[tuple[Application, Departure]]) -> list[Task]:
    """For a lead's signers: each member of a submitted application that left or will, until an amendment is open."""
    return [
        Task(
            text=f"{departure.sentence} "
            + ("See what that changes." if departure.is_announced else "Decide what becomes of the application."),
            about=f"Application {application.reference}, {application.consortium.name}.",
            button="See what changes",
            url=reverse("applicant:application_departures", args=[application.reference]),
            due=None if departure.is_announced else end_of_day(departure.decide_by),
            since=departure.on,
        )
        for application, departure in departures
        if application.reader_submits
    ]


def amendment_signing_tasks(waiting: Iterable[tuple[Amendment, Participant]]) -> list[Task]:
    """For an authorized signer: each amendment that changes what the member signed."""
    return [
        Task(
            text=f"Sign the amendment to application {amendment.application.reference} for {participant.name}.",
            about=(
                f"{amendment.application.consortium.name} changes what your member signed, because a member left."
                if amendment.member_id
                else f"{amendment.application.consortium.name} proposes to change what your member signed."
            ),
            button="Review amendment",
            url=reverse("applicant:amendment_detail", args=[amendment.application.reference, amendment.number]),
            since=timezone.localdate(amendment.proposed_at),
        )
        for amendment, participant in waiting
    ]


def amendment_sending_tasks(amendments: Iterable[Amendment]) -> list[Task]:
    """For a lead's signers: each amendment that every member signed whose part it changes, and that wasn't sent."""
    return [
        Task(
            text=f"Send the amendment to application {amendment.application.reference} to the state.",
            about=f"{amendment.application.consortium.name}. The members have signed it.",
            button="Review amendment",
            url=reverse("applicant:amendment_detail", args=[amendment.application.reference, amendment.number]),
            since=timezone.localdate(amendment.proposed_at),
        )
        for amendment in amendments
    ]


def signing_tasks(wanted: Iterable[WantedSignature], at: datetime.datetime) -> list[Task]:
    """For an authorized signer: each member that has not signed its part, or whose signed part changed."""
    return [
        _signing_again(member) if is_again else _signing(member)
        for member, is_again in wanted
        if not member.application.is_too_late(at)
    ]


def _signing(member: Participant) -> Task:
    application = member.application
    return Task(
        text=f"Sign {member.name}’s part of application {application.reference}.",
        about=f"{application.consortium.name} asked for your signature.",
        button="Review and sign",
        url=reverse("applicant:application_signatures", args=[application.reference]),
        due=application.due_at,
    )


def _signing_again(member: Participant) -> Task:
    application = member.application
    return Task(
        text=f"Sign {member.name}’s part of application {application.reference} again.",
        about=f"{application.consortium.name}. What {member.name} signed changed: review the change and sign again.",
        button="Review and sign again",
        url=reverse("applicant:application_sign", args=[application.reference, member.key]),
        due=application.due_at,
    )
