"""Terms of funding rounds: applications."""

from django.utils.translation import gettext_lazy as _

from portal.home.pages.glossary.term import Term, TermGroup

APPLICATIONS = TermGroup(
    _("Applications"),
    (
        Term(
            _("Round"),
            _("One competition of a fund, with its published rules: dates, maximum awards, questions, and criteria."),
            _("Innovation Fund 2026."),
            "Competition",
        ),
        Term(
            _("Version of the rules"),
            _(
                "The complete rules of a round, as first published or as later changed, with the reason for the "
                "change. Earlier versions stay public."
            ),
            _("Version 2: the deadline is a week later because of a storm."),
            "RulesVersion",
        ),
        Term(
            _("Rubric"),
            _("A description of what makes an answer explained or partly explained, for each of the nine questions."),
            _("Explained if every member is named with what it contributes."),
        ),
        Term(
            _("Criterion"),
            _("What an application is scored on, with its weight and what each score from 0 to 4 means."),
            _("Student access, 25%."),
            "Criterion",
        ),
        Term(
            _("Assurance"),
            _("A statement that the person who signs for a member accepts. Each round has its own list."),
            _("The member will do and provide what is listed here."),
        ),
        Term(
            _("Requirement"),
            _("Something an application must have before it can be submitted. Each round sets its own."),
            _("A current signature from every member."),
        ),
        Term(
            _("Cap on indirect costs"),
            _(
                "The most indirect costs that a round allows, in percent of the modified total direct cost: direct "
                "costs without equipment, construction, training stipends, and the part of each subaward above $50,000."
            ),
            _("8%: at most $8,000 on a base of $100,000."),
        ),
        Term(
            _("Application"),
            _("One consortium’s entry in one round."),
            _("Application 26-0011."),
            "Application",
        ),
        Term(
            _("Section"),
            _(
                "A part of an application that has a separate page. It is not started, in progress, or ready. The lead "
                "can have a member answer a question."
            ),
            _("Otter Run answered question 3 and marked it as ready."),
            "ApplicationSection",
        ),
        Term(
            _("Collaboration plan"),
            _("The narrative together with the activities, commitments, and budget."),
            _("Nine answers, four activities, and a budget."),
        ),
        Term(
            _("Element"),
            _(
                "One of the nine questions that a plan answers, such as who decides, how money moves, and how "
                "success is measured."
            ),
            _("Element 6: schedule and distance."),
        ),
        Term(
            _("Activity"),
            _("Something members do together."),
            _("A shared calculus course."),
            "Activity",
        ),
        Term(
            _("Commitment"),
            _("What one member contributes to one activity and how its students benefit."),
            _("Otter Run contributes a teacher; 32 of its students take the course."),
            "Commitment",
        ),
        Term(
            _("Budget line"),
            _(
                "One amount in the budget, paid from the grant or as match. A member writes the lines for the grant "
                "money it receives and the match it contributes. The lead district writes the rest."
            ),
            _("Substitutes: $4,100 of grant money, paid to Otter Run."),
            "BudgetLine",
        ),
        Term(
            _("Proposed line"),
            _(
                "A commitment or budget line that the lead district suggests for another member. The member accepts, "
                "changes, or declines it. A member that signs accepts it."
            ),
            _("The lead proposes that Mill Creek pay half of a bus. Mill Creek declines and says why."),
            "BudgetLineProposal",
        ),
        Term(
            _("Match"),
            _("Money that members or partners contribute to the project themselves."),
            _("$12,000 for transportation, paid by Mill Creek."),
        ),
        Term(
            _("Version"),
            _("An application exactly as it was submitted, with its number and time. No one can change it."),
            _("Version 2, submitted November 17, 2026, 2:07 PM."),
            "Version",
        ),
        Term(
            _("Narrative"),
            _("What the applicants wrote in answer to the nine questions."),
            _("The answer to “Who decides, and how?”"),
        ),
        Term(
            _("Attachment"),
            _(
                "A file that belongs to a member or to the whole application. It is submitted with the application and "
                "is never public."
            ),
            _("The signed agreement on the shared bus."),
            "Attachment",
        ),
        Term(
            _("Version of an answer"),
            _(
                "An answer as someone saved it in a draft. Members can see earlier versions, compare them, and restore "
                "them. The state can’t see them."
            ),
            _("Version 3, saved by the superintendent of Otter Run on October 12."),
            "AnswerVersion",
        ),
        Term(
            _("Receipt"),
            _(
                "Proof that an application was submitted: its number, the time, the total requested, and the digest. "
                "We email it to every member."
            ),
            _("Receipt 26-0011-2, for version 2 of application 26-0011."),
        ),
        Term(
            _("Submission packet"),
            _(
                "A submitted version as one zip file, with its attachments, a PDF to print, and the codes that show "
                "that nothing has changed."
            ),
            _("The zip file of receipt 26-0011-2, kept for an audit."),
            "SealedPacket",
        ),
        Term(
            _("Digest"),
            _(
                "A code of 64 characters, computed from a file or record, that shows whether it changed: a SHA-256 "
                "fingerprint. The same content always has the same digest."
            ),
            _("The digest on the receipt matches the application in the packet."),
            "Entry.digest",
        ),
        Term(
            _("Amendment"),
            _(
                "A change to a submitted application after its round closed: because a member left, to change an "
                "activity, to move money between budget lines, or to correct an error. The members whose part it "
                "changes sign it, and an officer accepts or rejects it. If accepted, it becomes the next version."
            ),
            _("Amendment 1 of 26-0011: continue without Cedar Gap Local."),
        ),
        Term(
            _("Withdrawal"),
            _(
                "The lead takes an application out of a round, at the latest before an officer records a "
                "determination. The lead can undo this within 24 hours."
            ),
            _("Withdrawn on November 18 because a member couldn’t pay its match."),
        ),
        Term(
            _("Late submission"),
            _(
                "An application that the state accepts after the deadline because its lead asked and an administrator "
                "agreed, with a reason that reviewers see."
            ),
            _("Accepted until noon the next day because the district’s network was down."),
            "LateRequest",
        ),
        Term(
            _("Return with questions"),
            _(
                "The officer who reviews a submitted application asks its applicant to clarify what is written. The "
                "applicant answers by a due date, and can change only the sections that the officer unlocked."
            ),
            _("Asked which district pays after the first year, with the budget unlocked until December 9."),
            "ApplicationReturn",
        ),
        Term(
            _("Intent to apply"),
            _(
                "A consortium’s lead, or a district without a consortium, tells the state before the deadline that it "
                "plans to apply. It isn’t binding, and only officials who manage the round see it."
            ),
            _("The lead expects 12 members and has told the state in September."),
            "IntentToApply",
        ),
    ),
)
