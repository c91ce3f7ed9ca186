"""The glossary: each term once, for the page /help/glossary/ and, with the names in code, for docs/glossary.md."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Term:
    """A term, its plain meaning, an example, and the name it has in the code where that differs."""

    name: Words
    meaning: Words
    example: Words
    in_code: str = ""

    @property
    def anchor(self) -> str:
        """The fragment that links to the term: /help/glossary/#fiscal-agent."""
        return slugify(str(self.name))

    @property
    def for_example(self) -> str:
        """The example, introduced as one."""
        return _now("Example: %(example)s") % {"example": self.example}


@dataclass(frozen=True)
class Group:
    """Terms of one subject."""

    title: Words
    terms: tuple[Term, ...]


GLOSSARY = (
    Group(
        _("Places and people"),
        (
            Term(
                _("District"),
                _(
                    "Any local education agency with a federal ID: local districts, charter agencies, service "
                    "agencies, and others. Its kind says which."
                ),
                _("Otter Run Local School District."),
                "District",
            ),
            Term(
                _("School"),
                _("A public school, listed under its district."),
                _("Otter Run High School."),
                "School",
            ),
            Term(
                _("LEAID"),
                _(
                    "A district’s federal ID: seven digits, leading zeros included. LEA stands for local education "
                    "agency."
                ),
                _("9900001."),
                "District.leaid",
            ),
            Term(
                _("NCES school ID"),
                _(
                    "A school’s federal ID: twelve digits. The first seven are its district’s LEAID. NCES is "
                    "the National Center for Education Statistics."
                ),
                _("990000100001."),
                "School.ncessch",
            ),
            Term(
                _("Service agency"),
                _(
                    "An agency that serves districts rather than enrolling most students itself: an educational "
                    "service center (ESC), BOCES, CESA, or intermediate district."
                ),
                _("A county’s educational service center."),
            ),
            Term(
                _("Component district"),
                _("A district that belongs to a service agency. The link has a start date and may have an end date."),
                _("Each district of a BOCES is one of its component districts."),
                "ServiceAgencyMembership",
            ),
            Term(
                _("Region"),
                _("A set of counties that the state defined. If it has defined none, each county is shown instead."),
                _("Southeast Region: nine counties."),
                "Region",
            ),
            Term(
                _("Figures"),
                _(
                    "What is known about a district or school for one school year, such as enrollment, each with its "
                    "source."
                ),
                _("Enrollment 2024-25: 912, from NCES."),
            ),
            Term(
                _("Locale"),
                _("The NCES code for how urban or rural a place is, from large city (11) to remote rural area (43)."),
                _("41, rural fringe."),
            ),
            Term(
                _("SRSA"),
                _(
                    "Small, Rural School Achievement, a federal program for small rural districts. The page shows "
                    "every fact the rule uses; if one is missing, the answer is “unknown.”"
                ),
                _("A district with fewer than 600 students in average daily attendance and only rural schools."),
            ),
            Term(
                _("RLIS"),
                _(
                    "Rural and Low-Income School, a federal program for rural districts where at least 20 percent of "
                    "children ages 5 to 17 are in poverty."
                ),
                _("A rural district where 27 percent of children live in poverty."),
            ),
            Term(
                _("Appointment"),
                _("A person’s role in a district or school between two dates, with the permissions it includes."),
                _("Superintendent of Otter Run since July 1, 2025, who may sign applications."),
                "Appointment",
            ),
            Term(
                _("Delegate"),
                _(
                    "Someone a superintendent or principal gives permissions to for a period, at most a year. The "
                    "history names both people."
                ),
                _("The curriculum director manages memberships until June 30."),
                "Appointment.delegated_by",
            ),
            Term(
                _("State-wide role"),
                _(
                    "What a person does for the state: administrator, registrar, grants officer, scorer, board member, "
                    "or auditor. Roles have start dates and may have end dates."
                ),
                _("Grants officer since September 1."),
                "StateRole",
            ),
        ),
    ),
    Group(
        _("Consortia and memberships"),
        (
            Term(
                _("Consortium"),
                _(
                    "Districts and schools that agreed to work together, with a legal form, purposes, and usually a "
                    "fiscal agent."
                ),
                _("Five districts that share online courses."),
                "Consortium",
            ),
            Term(
                _("Membership"),
                _(
                    "A district or school belongs to a consortium from a start date, perhaps to an end date. Only a "
                    "membership in force counts: confirmed by both, or entered by the state."
                ),
                _("Otter Run joined on July 1, 2024."),
                "Membership",
            ),
            Term(
                _("Pending"),
                _(
                    "A membership that the member or the consortium has not confirmed yet. It is shown apart and never "
                    "counted."
                ),
                _("An invitation that has not been answered."),
            ),
            Term(
                _("Member type"),
                _("How a member belongs: component (by law or charter), participating (by choice), or observer."),
                _("Participating."),
                "Membership.membership_class",
            ),
            Term(
                _("Lead"),
                _("The member that runs the consortium’s business and writes its application."),
                _("Otter Run leads the consortium."),
            ),
            Term(
                _("Fiscal agent"),
                _("The district that receives and pays out the consortium’s money."),
                _("The grant is paid to the fiscal agent."),
            ),
            Term(
                _("Document"),
                _(
                    "The evidence for a membership, such as a board resolution or a letter of commitment. Only the "
                    "member, the consortium, and the registrar can open it."
                ),
                _("A board resolution of May 12."),
                "AuthorityDocument",
            ),
            Term(
                _("Dispute"),
                _(
                    "A report that a membership or a fact is wrong, with the reason. The registrar reviews it and "
                    "decides."
                ),
                _("“We left this consortium in June.”"),
            ),
            Term(
                _("Yearly verification"),
                _(
                    "Once a year, a district, school, or consortium verifies that its record and memberships are "
                    "correct."
                ),
                _("Verified on August 4, 2026."),
            ),
            Term(
                _("Roster"),
                _(
                    "The members of a consortium on a date. “As known on” shows what the registry said at the time, "
                    "before later corrections."
                ),
                _("The members on July 1, 2024."),
            ),
            Term(
                _("History of a consortium"),
                _(
                    "How consortia come from one another: grew out of, merged into, or partner in, with the number of "
                    "members carried over."
                ),
                _("20 of 21 members carried over into the new consortium."),
                "ConsortiumLink",
            ),
            Term(
                _("Service"),
                _("Something a consortium provides to districts, agreed for one school year at a time."),
                _("Shared speech therapists, 2026-27."),
            ),
            Term(
                _("Need and offer"),
                _("What a district is looking for or can share, so others can find it."),
                _("Need: calculus twice a week, by video."),
                "Wish",
            ),
            Term(
                _("Introduction"),
                _(
                    "A district asks to connect with another district or a consortium. Contact details are shared only "
                    "after a yes."
                ),
                _("Otter Run asks to connect with Mill Creek."),
                "Introduction",
            ),
            Term(
                _("Joinder"),
                _("A member’s signed agreement to buy under a consortium’s shared contract."),
                _("Otter Run joins the learning platform contract for two years."),
            ),
            Term(
                _("Merger"),
                _(
                    "A district or consortium becomes part of another on a date. Its page stays and links to its "
                    "successor. A dissolution has no successor."
                ),
                _("Mill Creek became part of Otter Run on July 1."),
                "Closure",
            ),
            Term(
                _("Duplicate"),
                _("A second record of the same thing. One record is kept, and the other’s address leads to it."),
                _("“Otter Valley Network” and “Otter Valley Netw.”"),
            ),
            Term(
                _("Import"),
                _(
                    "Official files that a registrar uploads, previews, and imports all together. An import can be "
                    "undone for one day."
                ),
                _("The 2026-27 district directory."),
                "ImportBatch",
            ),
        ),
    ),
    Group(
        _("Applications"),
        (
            Term(
                _("Round"),
                _(
                    "One competition of a fund, with its published rules: dates, maximum awards, questions, and "
                    "criteria."
                ),
                _("Innovation Fund 2026."),
                "Competition",
            ),
            Term(
                _("Application"),
                _("One consortium’s entry in one round."),
                _("Application 26-0011."),
                "Application",
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
        ),
    ),
    Group(
        _("Review"),
        (
            Term(
                _("Coverage table"),
                _(
                    "One row for each member: what it contributes, how its students benefit, its share of the budget, "
                    "how often the narrative names it, and whether it signed."
                ),
                _("A row with no commitment points to a member without a part."),
            ),
            Term(
                _("Finding"),
                _(
                    "What a check noticed when it compared two places in an application. It is something to look into, "
                    "not an error."
                ),
                _("The narrative says 14 members; the list has 13."),
            ),
            Term(
                _("Mark"),
                _("An officer’s judgment of one element: explained, partly explained, or not explained."),
                _("Element 4: partly explained."),
                "Mark",
            ),
            Term(
                _("Citation"),
                _("The passage or table cell that supports a mark, or “nothing found.”"),
                _("The second paragraph of the answer to element 4."),
                "Citation",
            ),
            Term(
                _("Determination"),
                _(
                    "An officer’s conclusion, with reasons, on whether the consortium explains how its members will "
                    "work together. It is never computed, and earlier ones stay in the history."
                ),
                _("Partly explained, because two members have no part in the plan."),
                "Determination",
            ),
            Term(
                _("Audit log"),
                _(
                    "The record of everything done in the portal. Entries can’t be changed or deleted; each carries a "
                    "fingerprint of the one before it."
                ),
                _("Entry 642: determination recorded."),
                "Entry",
            ),
        ),
    ),
)

# What engineers meet in the code and visitors do not; in docs/glossary.md only.
IN_THE_CODE = Group(
    "In the code",
    (
        Term(
            "Packet",
            "Everything an application says, as one dictionary. A version stores it with its digest.",
            "The rules of a plan read the packet and nothing else.",
            "Version.content",
        ),
        Term(
            "Facts",
            "What the registry, the round, and the signatures say about a packet, as a second dictionary.",
            "Whether a membership is in force on the first day of an activity.",
        ),
        Term(
            "Digest",
            "A SHA-256 fingerprint. The same content always has the same digest.",
            "Each audit log entry holds the digest of the one before.",
            "Entry.digest",
        ),
        Term(
            "Participant",
            "A member as recorded in an application: a dated copy, frozen when the application is submitted.",
            "A district that leaves afterwards is still a participant.",
            "Participant",
        ),
        Term(
            "Mention",
            "A place in the narrative that names a participant, or an organization that is not one (an outsider).",
            "“Otter Run will teach calculus.”",
        ),
        Term(
            "Next actor",
            "The office that a membership is waiting for, if any.",
            "The registrar.",
        ),
        Term(
            "Step",
            "A change of status that a table in states.py allows; docs/states.md is drawn from these tables.",
            "Submit: from draft to submitted.",
        ),
        Term(
            "Facet",
            "One criterion that narrows a list. Each of its values shows how many rows it would leave.",
            "Locale: rural (212).",
        ),
        Term("Access", "Who may open a page at all: @allow(...) on its view.", "@allow(registrars)"),
        Term(
            "Visible",
            "Which rows a user may see: visible_to(user) on every queryset.",
            "Application.objects.visible_to(user)",
        ),
        Term(
            "Refused",
            "The user may not do this. The message says who may.",
            "“Only an administrator can manage people and their roles.”",
        ),
        Term(
            "Unready",
            "The user may do this, but not now or not like this. Carries the problems as sentences.",
            "“This invitation has expired.”",
        ),
        Term(
            "Outgoing email",
            "An email as a row: stored in the transaction it reports on, sent after the commit.",
            "An invitation whose mail server was away is sent again.",
            "OutgoingEmail",
        ),
        Term(
            "Sample state",
            "Invented districts and people on real county shapes, for trying the portal.",
            "manage.py load_sample",
        ),
    ),
)
