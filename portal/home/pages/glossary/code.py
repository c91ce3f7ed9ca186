"""Terms that engineers meet in the code and visitors do not; they are in docs/glossary.md only."""

from portal.home.pages.glossary.term import Term, TermGroup

IN_THE_CODE = TermGroup(
    "In the code",
    (
        Term(
            "Packet",
            "Everything an application says, as one dictionary. A version stores it with its digest. It isn’t the "
            "submission packet, which is a file.",
            "The rules of a plan read the packet and nothing else.",
            "Version.content",
        ),
        Term(
            "Facts",
            "What the registry, the round, and the signatures say about a packet, as a second dictionary.",
            "Whether a membership is in force on the first day of an activity.",
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
