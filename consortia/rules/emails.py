"""The emails about memberships, proposals, and verification: the purpose and the variables of each."""

from accounts.rules.email_templates import EmailTemplate, EmailVariable
from accounts.rules.emails import PAGE, RECIPIENT

_MEMBER = EmailVariable("member", "The district or school", "Cedar Gap Local")
_CONSORTIUM = EmailVariable("consortium", "The consortium", "Mill Creek Consortium")
_ACTOR = EmailVariable("actor", "Who acted, and the party they acted for", "Kim Alvarez, for Mill Creek Consortium,")
_SENDER = EmailVariable("sender", "Who acted", "Kim Alvarez")
_MESSAGE = EmailVariable("message", "The message that came with it, if any", "We look forward to working with you.")
_ANSWER_BY = EmailVariable("answer_by", "The last date of a timely answer", "September 28, 2026")
_CHANGES = EmailVariable("changes", "What changed, one change per line", "  - Role: lead instead of member")
_HAS_ACCEPTED = EmailVariable("has_accepted", "The member had accepted before", example=False)
_MEMBERSHIP = EmailVariable(
    "membership",
    "The facts of the membership, one a line",
    "  Member:      Cedar Gap Local\n  Consortium:  Mill Creek Consortium\n  Role:        member, full member\n"
    "  Start date:  July 1, 2026",
)
_OF_A_MEMBERSHIP = (RECIPIENT, _MEMBER, _CONSORTIUM, _MEMBERSHIP, PAGE)
_OF_AN_INVITATION = (RECIPIENT, _SENDER, _MEMBER, _CONSORTIUM, _HAS_ACCEPTED, PAGE)
_OF_A_PROPOSAL = (RECIPIENT, _CONSORTIUM, _MESSAGE, PAGE)
_OF_A_CLOSURE = (
    RECIPIENT,
    EmailVariable("change", "The merger, split, or dissolution", "merger of Cedar Gap Local into Otter Run City"),
    EmailVariable("day", "The scheduled date", "July 1, 2026"),
    PAGE,
)
_MEMBERS_PEOPLE = "People of the member who register memberships"
_OTHER_SIDE = "People of the member or the consortium, whichever did not act"
_INVITED_PEOPLE = "People of each invited member who register memberships"
_PROPOSER = "The person who proposed the consortium"

EMAIL_TEMPLATES = (
    EmailTemplate(
        file="consortia/emails/invited.txt",
        kind="membership: invited",
        label="Membership: invitation",
        sent_to=_MEMBERS_PEOPLE,
        sent_when="A consortium invites a district or school",
        variables=(
            *_OF_A_MEMBERSHIP,
            _ACTOR,
            _MESSAGE,
            _ANSWER_BY,
            EmailVariable("last_day", "The last date to answer", "November 13, 2026"),
        ),
    ),
    EmailTemplate(
        file="consortia/emails/asked.txt",
        kind="membership: asked",
        label="Membership: request to join",
        sent_to="People of the consortium’s lead and fiscal agent who register memberships",
        sent_when="A district or school asks to join",
        variables=(*_OF_A_MEMBERSHIP, _ACTOR, _MESSAGE, _ANSWER_BY),
    ),
    EmailTemplate(
        file="consortia/emails/confirmed.txt",
        kind="membership: confirmed",
        label="Membership: confirmed",
        sent_to=_OTHER_SIDE,
        sent_when="A membership is accepted or confirmed",
        variables=(
            *_OF_A_MEMBERSHIP,
            _ACTOR,
            _MESSAGE,
            EmailVariable("awaits_state", "Both agreed, and the State has still to approve", example=False),
        ),
    ),
    EmailTemplate(
        file="consortia/emails/declined.txt",
        kind="membership: declined",
        label="Membership: declined or withdrawn",
        sent_to=_OTHER_SIDE,
        sent_when="An invitation or a request is declined or withdrawn",
        variables=(
            *_OF_A_MEMBERSHIP,
            _ACTOR,
            _MESSAGE,
            EmailVariable("is_withdrawn", "It was withdrawn, not declined", example=False),
            EmailVariable("is_declined_invitation", "It was an invitation that the member declined", example=True),
        ),
    ),
    EmailTemplate(
        file="consortia/emails/expired.txt",
        kind="membership: expired",
        label="Membership: invitation expired",
        sent_to="People of the member and of the consortium",
        sent_when="No one has answered an invitation within 60 days",
        variables=_OF_A_MEMBERSHIP,
    ),
    EmailTemplate(
        file="consortia/emails/disputed.txt",
        kind="membership: disputed",
        label="Membership: disputed",
        sent_to=_OTHER_SIDE,
        sent_when="Someone reports that a membership is wrong",
        variables=(*_OF_A_MEMBERSHIP, _ACTOR, _MESSAGE, _ANSWER_BY),
    ),
    EmailTemplate(
        file="consortia/emails/left.txt",
        kind="membership: left",
        label="Membership: end date recorded",
        sent_to=_OTHER_SIDE,
        sent_when="Someone records that a membership ends",
        variables=(
            *_OF_A_MEMBERSHIP,
            _ACTOR,
            _MESSAGE,
            _ANSWER_BY,
            EmailVariable("ends_on", "Last date", "June 30, 2027"),
        ),
    ),
    EmailTemplate(
        file="consortia/emails/changed.txt",
        kind="membership: changed",
        label="Membership: changed",
        sent_to=_OTHER_SIDE,
        sent_when="The role, type, or dates of a membership change",
        variables=(*_OF_A_MEMBERSHIP, _ACTOR, _MESSAGE, _ANSWER_BY, _CHANGES),
    ),
    EmailTemplate(
        file="consortia/emails/reminder.txt",
        kind="membership: reminder",
        label="Membership: reminder to answer",
        sent_to="People of the member or the consortium, whichever has to answer",
        sent_when="A membership has been pending for more than 14 days",
        variables=(
            *_OF_A_MEMBERSHIP,
            _ANSWER_BY,
            EmailVariable("answering", "Who has to answer", "Cedar Gap Local"),
            EmailVariable("is_disputed", "The membership is disputed", example=False),
        ),
    ),
    EmailTemplate(
        file="consortia/emails/no_one_can_answer.txt",
        kind="membership: no one can answer",
        label="Membership: no one can answer",
        sent_to="The registrars",
        sent_when="A membership needs an answer, but no one there has an account to give it",
        variables=(
            *_OF_A_MEMBERSHIP,
            EmailVariable("unanswered", "Who has to answer", "Cedar Gap Local"),
            EmailVariable("people_page", "Page where people are appointed", "https://registry.example/districts/"),
        ),
        required=("page", "people_page"),
    ),
    EmailTemplate(
        file="consortia/emails/proposal_edited.txt",
        kind="membership: proposal edited",
        label="Proposal: changed",
        sent_to=_INVITED_PEOPLE,
        sent_when="The proposal for a consortium changes",
        variables=(*_OF_AN_INVITATION, _CHANGES),
    ),
    EmailTemplate(
        file="consortia/emails/proposal_changed_again.txt",
        kind="membership: proposal edited",
        label="Proposal: changed again",
        sent_to=_INVITED_PEOPLE,
        sent_when="A proposal changes again within a day; sent when the day is over",
        variables=(RECIPIENT, _MEMBER, _CONSORTIUM, PAGE),
    ),
    EmailTemplate(
        file="consortia/emails/proposal_withdrawn.txt",
        kind="membership: proposal withdrawn",
        label="Proposal: withdrawn",
        sent_to=_INVITED_PEOPLE,
        sent_when="The proposal for a consortium is withdrawn",
        variables=(RECIPIENT, _SENDER, _MEMBER, _CONSORTIUM, _MESSAGE, PAGE),
    ),
    EmailTemplate(
        file="consortia/emails/proposal_resubmitted.txt",
        kind="membership: proposal resubmitted",
        label="Proposal: submitted again",
        sent_to=_INVITED_PEOPLE,
        sent_when="The proposal for a consortium is submitted again",
        variables=(*_OF_AN_INVITATION, _CHANGES),
    ),
    EmailTemplate(
        file="consortia/emails/registered.txt",
        kind="membership: registered",
        label="Proposal: approved",
        sent_to=_PROPOSER,
        sent_when="A registrar approves the proposal",
        variables=_OF_A_PROPOSAL,
    ),
    EmailTemplate(
        file="consortia/emails/refused.txt",
        kind="membership: refused",
        label="Proposal: not approved",
        sent_to=_PROPOSER,
        sent_when="A registrar declines the proposal",
        variables=_OF_A_PROPOSAL,
    ),
    EmailTemplate(
        file="consortia/emails/closure_carried_out.txt",
        kind="membership: closure carried out",
        label="Scheduled change: carried out",
        sent_to="The registrar who scheduled it",
        sent_when="A scheduled merger, split, or dissolution is carried out",
        variables=_OF_A_CLOSURE,
    ),
    EmailTemplate(
        file="consortia/emails/closure_blocked.txt",
        kind="membership: closure blocked",
        label="Scheduled change: not carried out",
        sent_to="The registrars",
        sent_when="A scheduled merger, split, or dissolution can’t be carried out",
        variables=(
            *_OF_A_CLOSURE,
            EmailVariable("problems", "Why not, one reason a line", "  - Cedar Gap Local is closed."),
        ),
    ),
    EmailTemplate(
        file="consortia/emails/confirmation_asked.txt",
        kind="confirmation: due soon",
        label="Yearly verification",
        sent_to="People who can verify the record",
        sent_when="The yearly verification is due within 30 days, and again when it is overdue",
        variables=(
            RECIPIENT,
            EmailVariable("record", "The district, school, or consortium", "Cedar Gap Local"),
            EmailVariable("due_on", "The due date", "October 1, 2026"),
            EmailVariable("is_overdue", "The date has passed", example=False),
            PAGE,
        ),
    ),
)
