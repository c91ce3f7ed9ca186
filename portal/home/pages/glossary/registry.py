"""Terms of the registry: districts, schools, people, consortia, and memberships."""

from django.utils.translation import gettext_lazy as _

from portal.home.pages.glossary.term import Term, TermGroup

PLACES_AND_PEOPLE = TermGroup(
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
            _("A district’s federal ID: seven digits, including leading zeros. LEA means local education agency."),
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
            _("Designee"),
            _(
                "A person who acts for a superintendent or principal, named by them or by the registrar. A delegate is "
                "a designee whose permissions end on a date."
            ),
            _("The assistant superintendent, who may register memberships for the district."),
        ),
        Term(
            _("Delegate"),
            _(
                "Someone a superintendent or principal gives permissions to for a period, at most a year. They begin "
                "when the person accepts them. The history names both people."
            ),
            _("The curriculum director manages memberships until June 30."),
            "Appointment.delegated_by",
        ),
        Term(
            _("Statewide role"),
            _(
                "What a person does for the state: administrator, registrar, grants officer, scorer, board member, "
                "or auditor. Roles have start dates and may have end dates."
            ),
            _("Grants officer since September 1."),
            "StateRole",
        ),
    ),
)

CONSORTIA = TermGroup(
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
                "membership in force counts: confirmed by both, or entered by the State."
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
            _("On record, entered by the State"),
            _(
                "A membership that the State entered from an official source. It counts, and it becomes “confirmed by "
                "both” once the member and the consortium have each confirmed it."
            ),
            _("A roster that the State imported."),
        ),
        Term(
            _("Disputed"),
            _(
                "A membership that the member or the consortium says is wrong. It stays on the roster, marked with the "
                "date, until the registrar settles it."
            ),
            _("Disputed since Sep 14, 2026."),
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
            _("A report that a membership or a fact is wrong, with the reason. The registrar reviews it and decides."),
            _("“We left this consortium in June.”"),
        ),
        Term(
            _("Yearly verification"),
            _("Once a year, a district, school, or consortium verifies that its record and memberships are correct."),
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
            _(
                "Something a consortium or its service agency provides to districts, agreed for one school year at a "
                "time. It needs at least two districts. A BOCES calls it a CO-SER."
            ),
            _("Shared speech therapists, 2026-27."),
        ),
        Term(
            _("Cost basis"),
            _(
                "How districts share the cost of a service: by share of enrollment in a base year, by the units each "
                "one uses, or the same fee for each district."
            ),
            _("$1,150 per therapy day."),
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
                "Official files, or one of the state’s own, that a registrar uploads, previews, and imports all "
                "together. An import can be undone for one day."
            ),
            _("The 2026-27 district directory."),
            "ImportBatch",
        ),
    ),
)
