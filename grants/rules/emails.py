"""The emails about rounds and applications: the purpose of each, and the variables that its text can use."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from accounts.rules.emails import LINK, PAGE, RECIPIENT

_SENDER = EmailVariable("sender", "Who acted", "Kim Alvarez")
_MEMBER = EmailVariable("member", "The district or school that takes part", "Cedar Gap Local")
_APPLICATION = EmailVariable("application", "Number of the application", "26-0011")
_CONSORTIUM = EmailVariable("consortium", "The consortium that applies", "Mill Creek Consortium")
_ROUND = EmailVariable("round", "The funding round", "Shared Programs 2027")
_OF_AN_APPLICATION = (RECIPIENT, _APPLICATION, _CONSORTIUM, _ROUND, PAGE)
_OF_A_SIGNING_REQUEST = (
    RECIPIENT,
    _SENDER,
    EmailVariable("role", "The signer’s role", "superintendent"),
    _MEMBER,
    _APPLICATION,
    _CONSORTIUM,
    _ROUND,
    EmailVariable("deadline", "Deadline of the round, if there is one", "November 20, 2026, 5:00 p.m."),
    EmailVariable("has_signed", "The member signed before", example=False),
    EmailVariable("is_reminder", "The person was asked before", example=False),
)
_OF_A_WITHDRAWAL = (
    *_OF_AN_APPLICATION,
    _SENDER,
    EmailVariable("reason", "Why, if a reason was given", "Two boards voted against the match."),
    EmailVariable("was_submitted", "The application had been submitted", example=True),
)

EMAIL_TEMPLATES = (
    EmailTemplate(
        file="grants/emails/rules_changed.txt",
        is_confidential=True,
        kind="rules changed",
        label="Round: rules changed",
        sent_to="Everyone who edits an application of the round",
        sent_when="The rules of a published round change",
        variables=(
            RECIPIENT,
            _ROUND,
            EmailVariable("applications", "Numbers of the person’s applications in the round", "26-0011 and 26-0012"),
            EmailVariable(
                "changes", "What changed, one change a line", "  - Maximum award: $500,000 instead of $400,000"
            ),
            EmailVariable("reason", "Why the rules changed", "The legislature raised the appropriation."),
            PAGE,
        ),
    ),
    EmailTemplate(
        file="grants/emails/member_removed.txt",
        is_confidential=True,
        kind="application: member removed",
        label="Application: member removed",
        sent_to="People of the member who register memberships or sign",
        sent_when="The lead removes a member from a draft",
        variables=(
            *_OF_AN_APPLICATION,
            _SENDER,
            _MEMBER,
            EmailVariable("had_signed", "The member had signed", example=False),
            EmailVariable("reason", "The lead’s reason, if the member had signed", ""),
        ),
        required=(),
    ),
    EmailTemplate(
        file="grants/emails/activity_removed.txt",
        is_confidential=True,
        kind="application: activity removed",
        label="Application: activity removed",
        sent_to="People of each member that contributed to the activity",
        sent_when="The lead removes an activity that members contribute to",
        variables=(
            *_OF_AN_APPLICATION,
            _SENDER,
            _MEMBER,
            EmailVariable("activity", "Name of the activity", "Shared welding lab"),
        ),
    ),
    EmailTemplate(
        file="grants/emails/signature_requested.txt",
        is_confidential=True,
        kind="signature requested",
        label="Signature: request with a link",
        sent_to="A member’s authorized signer who signs without an account",
        sent_when="The lead requests signatures, or asks again",
        variables=(
            *_OF_A_SIGNING_REQUEST,
            LINK,
            EmailVariable("code", "A code to use if the link doesn’t open", "(The code of this person)"),
            EmailVariable("code_page", "Page where the code is entered", "https://registry.example/sign/"),
            EmailVariable("expires", "Until when the link works, date and time", "September 28, 2026, 12:00 p.m."),
        ),
        required=("link", "code", "code_page"),
        is_urgent=True,
    ),
    EmailTemplate(
        file="grants/emails/signature_requested_sign_in.txt",
        is_confidential=True,
        kind="signature requested",
        label="Signature: request to sign in",
        sent_to="A member’s authorized signer who has a state role or two-step sign-in",
        sent_when="The lead requests signatures, or asks again",
        variables=(*_OF_A_SIGNING_REQUEST, PAGE),
        is_urgent=True,
    ),
    EmailTemplate(
        file="grants/emails/signature_declined.txt",
        is_confidential=True,
        kind="signature declined",
        label="Signature: declined",
        sent_to="People of the lead who sign or who asked",
        sent_when="A signer declines and says why",
        variables=(
            RECIPIENT,
            _MEMBER,
            _APPLICATION,
            EmailVariable("signer", "Who declined", "Lee Brandt"),
            EmailVariable("signer_role", "The signer’s role", "superintendent"),
            EmailVariable("reason", "Why", "Our board has not approved this yet."),
            PAGE,
        ),
    ),
    EmailTemplate(
        file="grants/emails/deadline_reminder.txt",
        is_confidential=True,
        kind="deadline reminder",
        label="Application: deadline reminder",
        sent_to="People of the lead, signers who haven’t signed, and people of members without commitments",
        sent_when="The application isn’t submitted 7, 2, or 1 days before the deadline",
        variables=(
            *_OF_AN_APPLICATION,
            EmailVariable("deadline", "Deadline of the round", "November 20, 2026, 5:00 p.m."),
            EmailVariable("days_left", "How far away the deadline is", "in 7 days"),
            EmailVariable("leads", "The person has a role in the lead district", example=True),
            EmailVariable("missing", "What the lead has still to do, one item a line", "  - Answer question 3."),
            EmailVariable("to_sign", "Members that the person signs for, one a line", "  - Cedar Gap Local"),
            EmailVariable("to_write", "The person’s members without commitments, one a line", "  - Cedar Gap Local"),
        ),
    ),
    EmailTemplate(
        file="grants/emails/proposal_declined.txt",
        is_confidential=True,
        kind="application: proposal declined",
        label="Application: proposal declined",
        sent_to="People of the lead who sign or who proposed it; at most one email an hour about an application",
        sent_when="A member declines a commitment or a budget line that the lead proposed",
        variables=(
            *_OF_AN_APPLICATION,
            _SENDER,
            _MEMBER,
            EmailVariable("proposal", "What was proposed", "Teacher days: $9,000"),
            EmailVariable("reason", "Why", "Our board has not approved this yet."),
        ),
    ),
    EmailTemplate(
        file="grants/emails/receipt.txt",
        is_confidential=True,
        kind="receipt",
        label="Application: receipt",
        sent_to="People of every member who register memberships or sign, and the person who submitted",
        sent_when="An application is submitted",
        variables=(
            *_OF_AN_APPLICATION,
            EmailVariable("receipt", "Number of the receipt", "26-0011-1"),
            EmailVariable("submitted_at", "Date and time, with the time zone", "Nov 20, 2026, 4:51:07 PM EST"),
            EmailVariable("submitted_by", "Who submitted", "Kim Alvarez"),
            EmailVariable("total", "Total requested", "$184,000"),
            EmailVariable("digest", "The code that identifies what was submitted", "3f6c…b21e"),
        ),
        required=("page", "receipt", "digest"),
        is_urgent=True,
    ),
    EmailTemplate(
        file="grants/emails/application_withdrawn.txt",
        is_confidential=True,
        kind="application: withdrawn",
        label="Application: withdrawn",
        sent_to="People of every member who register memberships or sign, and the assigned officer",
        sent_when="The lead withdraws the application",
        variables=_OF_A_WITHDRAWAL,
    ),
    EmailTemplate(
        file="grants/emails/application_restored.txt",
        is_confidential=True,
        kind="application: restored",
        label="Application: withdrawal undone",
        sent_to="The people we told of the withdrawal",
        sent_when="The lead or an administrator undoes a withdrawal",
        variables=_OF_A_WITHDRAWAL,
    ),
    EmailTemplate(
        file="grants/emails/late_requested.txt",
        kind="application: asks to submit late",
        label="Application: request to submit late",
        sent_to="Administrators without a role in an applicant of the round",
        sent_when="An applicant asks to submit after the deadline",
        variables=(*_OF_AN_APPLICATION, _SENDER),
        is_urgent=True,
    ),
    EmailTemplate(
        file="grants/emails/late_answered.txt",
        kind="application: late request answered",
        label="Application: answer to a request to submit late",
        sent_to="People of every member who register memberships or sign, and the person who asked",
        sent_when="An administrator answers the request",
        variables=(
            *_OF_AN_APPLICATION,
            EmailVariable("until", "Until when it can be submitted; nothing if declined", "October 2, 2026, 5:00 p.m."),
            EmailVariable("reason", "Why", "The district’s network was down from 3:00 to 6:00 p.m."),
        ),
        is_urgent=True,
    ),
)
