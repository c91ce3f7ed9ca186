"""Terms of funding rounds: reviewing, scoring, and deciding applications."""

from django.utils.translation import gettext_lazy as _

from portal.home.pages.glossary.term import Term, TermGroup

REVIEW = TermGroup(
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
            _("Question (from a check)"),
            _(
                "What a check asks when it isn’t sure. Questions aren’t counted as findings, and no one has to explain "
                "them."
            ),
            _("Does “Clyde” mean Clyde Local? It isn’t on the member list."),
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
            _("Scorer"),
            _(
                "A person the state asks to score applications of a round, independently of officers and of other "
                "scorers. Scorers sign an agreement every year."
            ),
            _("A treasurer of a district that doesn’t apply."),
            "Scorer",
        ),
        Term(
            _("Practice"),
            _(
                "Excerpts that every scorer scores before applications. Officers agreed on their scores. A scorer "
                "whose scores are too far from the agreed ones talks with an officer first."
            ),
            _("Three excerpts; none may be more than one level off, and at least half have to match exactly."),
            "CalibrationSet",
        ),
        Term(
            _("Drift"),
            _(
                "How much stricter or more lenient a scorer has become since practice. It is measured with excerpts "
                "that are scored later, between applications, and it changes no score."
            ),
            _("-0.50: half a level stricter than in the practice."),
        ),
        Term(
            _("Eligibility screen"),
            _(
                "A check of every application against the round’s requirements, before it is scored. Two officers "
                "screen each application independently."
            ),
            _("Not eligible: the lead isn’t a member of the consortium."),
            "Screening",
        ),
        Term(
            _("Sustainability gate"),
            _(
                "A yes-or-no question that three scorers answer about an application before it is scored by criteria. "
                "The round says how many have to say yes."
            ),
            _("Passed with 2 yes and 1 no, where 2 are needed."),
        ),
        Term(
            _("Consensus meeting"),
            _(
                "A meeting of scorers after everyone has scored independently. Scorers in the room read each other’s "
                "first scores and can change their own, with a reason. First scores stay on record."
            ),
            _("A scorer changes level 2 to level 3 after the panel found the bus schedule."),
            "ConsensusMeeting",
        ),
        Term(
            _("Recusal"),
            _(
                "Keeping a person with a conflict of interest away from an application. The whole application is "
                "hidden from that person, even if the conflict is with only one member."
            ),
            _("A former treasurer of one member doesn’t see the application, its scores, or how many there are."),
        ),
        Term(
            _("State’s answer"),
            _(
                "The state’s final answer to its question about an application, based on officers’ determinations. If "
                "these differ, the officers agree on an answer or another officer decides."
            ),
            _("Partly explained: two officers’ determinations differed, and they agreed on this answer."),
            "StateAnswer",
        ),
        Term(
            _("Board decision"),
            _(
                "What the board decides about an application: yes, no, hold, or edit, with reasons and conditions. One "
                "official enters it, and another countersigns it. It is announced when awards are released."
            ),
            _("Yes, $250,000, if the lead names who pays after the grant."),
            "BoardDecision",
        ),
        Term(
            _("Slate"),
            _(
                "Applications that the board decides together, with the same decision and reasons. Each member votes "
                "once on all of them. Any member can pull an application for discussion. Each application "
                "gets its own decision."
            ),
            _("210 applications after the finalists: not funded, six votes for the slate and one against."),
            "BoardSlate",
        ),
        Term(
            _("Reply about facts"),
            _(
                "A correction that an applicant makes to the facts that the board will read, by a deadline that "
                "officials set for the round. The board reads it beside the facts and decides after the deadline."
            ),
            _("Member 3 does contribute: its bus is in budget line 12."),
            "FactReply",
        ),
        Term(
            _("Appeal"),
            _(
                "A lead district’s statement that the process behind a released decision went wrong. An official who "
                "took no "
                "part in the decision answers it. If it is granted, the board decides again."
            ),
            _("The notice promised two reviews, and only one was made."),
            "Appeal",
        ),
        Term(
            _("Decision letter"),
            _(
                "What an applicant receives when awards are released: the decision, the state’s answer, and what "
                "reviewers wrote, without their names. It has a page about each member’s part."
            ),
            _("The page for Mill Creek says which hours of its teacher weren’t named."),
            "DecisionLetter",
        ),
        Term(
            _("Release of awards"),
            _(
                "Announcing the board’s decisions in a round to members and, as the round’s rules say, to the public. "
                "An administrator prepares it, and another official confirms it."
            ),
            _("24 awards, 12 not funded, 2 held."),
            "AwardRelease",
        ),
        Term(
            _("Allocation"),
            _(
                "One member’s part of an award. The lead divides the award so that the parts add up to exactly its "
                "amount, and a member accepts a part that differs from the budget it signed."
            ),
            _("$20,500 of an award of $61,500."),
            "Allocation",
        ),
        Term(
            _("Promise"),
            _(
                "What a member committed to in the application: what it contributes to an activity, and how its "
                "students benefit. The award makes it an obligation, and members report on it each year."
            ),
            _("A room with video equipment for shared calculus, and 12 students who gain the course."),
            "Promise",
        ),
        Term(
            _("Claim"),
            _(
                "A member’s request to be reimbursed for what it spent, up to its part of the award. The state accepts "
                "it or returns it with a reason, and pays it through its own accounting system."
            ),
            _("$4,250 for a teacher’s salary, April 1 to May 1."),
            "Claim",
        ),
        Term(
            _("Report on an award"),
            _(
                "What a member reports each year on its promises: kept, changed, or missed, and how many students have "
                "access. Results count once the state accepts the report."
            ),
            _("The report for July 1, 2026 to June 30, 2027, due August 29."),
            "AwardReport",
        ),
        Term(
            _("Second review"),
            _(
                "An independent review by another officer, who doesn’t see any other review before marking all nine "
                "elements and recording a determination."
            ),
            _("Requested on November 27, done on December 1."),
            "ReviewRequest",
        ),
        Term(
            _("Adjusted score"),
            _(
                "The score that an application would be expected to get from scorers of average severity. It is shown "
                "beside the raw score, which is the plain average."
            ),
            _("Raw 4.00, adjusted 4.18, because one of its three scorers is strict."),
        ),
        Term(
            _("Severity"),
            _(
                "How many points lower a scorer scores the same applications than other scorers do. It is negative for "
                "a lenient scorer, and close to zero when there are few scores to go by."
            ),
            _("+0.89: a strict scorer."),
        ),
        Term(
            _("Likely ranks"),
            _("The range that contains an application’s true rank with 90% confidence."),
            _("Rank 3, likely 2 to 4."),
        ),
        Term(
            _("Band"),
            _(
                "A group of applications that the scores can’t put in order. The published tie rule decides their "
                "order within the band."
            ),
            _("Band 2: 26-0002 and 26-0003."),
        ),
        Term(
            _("Tie rule"),
            _(
                "Published criteria, and then a drawing by lot, that put the applications of one band in order. "
                "Anyone can "
                "repeat the draw with a published number, the seed."
            ),
            _("First the share of small or rural members, then the cost per student, then by lot."),
        ),
        Term(
            _("Funding line"),
            _(
                "Where the money ends if applications are funded in the order of the ranking. Officials compare "
                "scenarios; the line decides nothing."
            ),
            _("24 applications funded; the next one needs $410,000, and $120,000 is left."),
            "FundingScenario",
        ),
        Term(
            _("Reliability"),
            _(
                "How closely scorers agree, as Krippendorff’s alpha: 1 is full agreement, 0 is no better than chance. "
                "It describes all applications of a round, not the top of a list."
            ),
            _("0.65, likely between 0.14 and 0.89."),
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
)
