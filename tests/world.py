"""One small state with everybody who may knock at a door, for the tables of doors and for browser tests.

Whoever adds a page adds what stands behind it here, as an attribute, and names it in the table.
"""

import datetime
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from accounts import actions
from accounts.models import OutgoingEmail, Role, StateRole, User
from accounts.rules import digest_of_token
from consortia.states import MemberRole
from districts.states import Office
from exchange.actions.partners import ask_introduction, state_wish
from grants.actions.application import start_application, submit_application
from grants.actions.attachments import add_attachment
from grants.actions.board import cast_vote, propose_decision
from grants.actions.comments import add_comment
from grants.actions.commitments import CommitmentWords, record_commitments
from grants.actions.competition import open_competition
from grants.actions.intents import state_intent
from grants.actions.officers import assign_application
from grants.actions.plan import (
    ActivityWords,
    BudgetWords,
    add_partner,
    save_activity,
    save_budget_lines,
)
from grants.actions.recusals import declare_conflict_with_organization
from grants.actions.review import record_determination, record_mark, start_review
from grants.actions.review_pdfs import ask_for_packet, draw_next_pdf
from grants.actions.rounds import RulesEdit, change_rules, start_round
from grants.actions.scorer_assignments import assign_scorer
from grants.actions.scorers import accept_invitation, invite_scorer
from grants.actions.scoring import record_score
from grants.actions.scoring_offers import offer_to_score, take_offers
from grants.actions.signatures import open_signing
from grants.actions.withdrawal import withdraw_application
from grants.actions.writing import save_answer
from grants.imports.case import load_case
from grants.models import Amendment, Application, BudgetUpload, Competition, SigningRequest
from grants.rules.scoring import ScoreWords
from grants.rules.scoring_offers import OfferWords
from grants.states import AmendmentKind, AmendmentStatus, ScoringStage
from purchasing.models import Joinder
from reviews.rules import PASSAGE, Cited
from tests.a_slate import add_slate
from tests.awarded_world import add_award
from tests.contracts_world import add_contract_facts
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
    ServiceAgencyMembershipFactory,
    StateRoleFactory,
    UserFactory,
)
from tests.grants.builders import a_case
from tests.grants.calibrating import add_practice
from tests.kept import kept
from tests.policies_world import add_policies
from tests.purchased_world import add_orders, add_savings
from tests.registered_world import add_boundaries, add_registry

LETTER = b"%PDF-1.7 a letter %%EOF"
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)

# In the order of the table's columns. Everybody but the public is an attribute of the world.
VISITORS = (
    "public",
    "no_role",
    "administrator",
    "registrar",
    "officer",
    "second_officer",
    "scorer",
    "board_member",
    "auditor",
    "lead",  # superintendent of the consortium's lead district
    "member",  # superintendent of a member district
    "principal",  # of a school of the lead district
    "stranger",  # superintendent of a district outside the consortium
)


def a_world() -> SimpleNamespace:
    """The people, and what they look at. After the first time its rows are put back, and its file if it is gone."""
    world = _walked_world()
    file, storage = world.attachment.file, storages["attachments"]
    if not storage.exists(file.path):
        assert storage.save(file.path, ContentFile(LETTER)) == file.path
    return world


@kept
def _walked_world() -> SimpleNamespace:
    world = SimpleNamespace(secrets=[])
    _add_register(world)
    add_boundaries(NOON)
    _add_people(world)
    add_contract_facts(world, NOON)
    _add_accounts(world)
    _add_applications(world)
    _add_rounds(world)
    _add_scorers(world)
    _add_review(world)
    world.awarded = _application(world, _round("Awarded Fund 2026"), "What won a grant")
    add_award(world, NOON)
    _add_withdrawn(world)
    _add_partners(world)
    _add_emails(world)
    add_registry(world, NOON)
    add_policies(world, NOON)
    return world


def _add_register(world: SimpleNamespace) -> None:
    world.region = RegionFactory(name="Creek Region")
    county = CountyFactory(region=world.region)
    world.district = DistrictFactory(name="Lead Creek Local School District", county=county)
    world.member_district = DistrictFactory(name="Member Hill Local School District")
    world.other_district = DistrictFactory(name="Stranger Fork Local School District")
    world.school = SchoolFactory(district=world.district, name="Lead Creek High School")
    world.component = ServiceAgencyMembershipFactory(district=world.member_district)
    world.agency = world.component.agency
    world.consortium = ConsortiumFactory()
    MembershipFactory(consortium=world.consortium, district=world.district, role=MemberRole.LEAD)
    MembershipFactory(consortium=world.consortium, district=world.member_district)
    world.contract = ContractFactory(consortium=world.consortium)
    add_savings(world)
    joinder = {"district": world.member_district, "starts_on": NOON.date()}
    world.joinder = Joinder.objects.create(contract=world.contract, **joinder)
    add_orders(world)


def _add_people(world: SimpleNamespace) -> None:
    world.no_role = UserFactory()
    world.administrator = _official(Role.ADMINISTRATOR, "administrator")
    world.registrar = _official(Role.REGISTRAR, "registrar")
    world.officer = _official(Role.GRANTS_OFFICER, "grants-officer")
    world.second_officer = _official(Role.GRANTS_OFFICER, "second-officer")
    world.scorer = _official(Role.SCORER, "scorer")
    world.board_member = _official(Role.BOARD_MEMBER, "board-member")
    world.auditor = _official(Role.AUDITOR, "auditor")
    world.lead = AppointmentFactory(district=world.district).user
    world.member = AppointmentFactory(district=world.member_district).user
    world.stranger = AppointmentFactory(district=world.other_district).user
    world.principal = AppointmentFactory(district=None, school=world.school, kind=Office.PRINCIPAL).user


def _official(role: str, kind: str) -> User:
    return StateRoleFactory(role=role, user__sample_kind=kind).user


def _add_accounts(world: SimpleNamespace) -> None:
    world.person = UserFactory(name="Quill Secretive", email="quill@example.org")
    world.role = StateRole.objects.create(user=world.person, role=Role.SCORER, starts_on=NOON.date())
    world.invited, world.link = actions.invite_administrator(email="ivy@example.org", name="Ivy Unopened", at=NOON)
    world.token = world.link.rstrip("/").rsplit("/", 1)[-1]
    world.secrets += ["Quill Secretive", "quill@example.org", "Ivy Unopened"]


def _add_applications(world: SimpleNamespace) -> None:
    """A draft in one round, and an application handed in to another; the same consortium's."""
    world.competition = _round("Innovation Fund 2027")
    world.draft = _application(world, world.competition, "A draft nobody else reads")
    draft = {"application": world.draft, "by": world.lead, "at": NOON}
    world.attachment = add_attachment(**draft, member="", name="A draft nobody else reads.pdf", content=LETTER)
    world.submitted = _application(world, _round("Access Fund 2027"), "What was handed in")
    world.version = submit_application(application=world.submitted, by=world.lead, at=NOON)
    world.partner = world.submitted.partners.get()
    _add_amendment(world)
    ask_for_packet(version=world.version, page="What was handed in", by=world.lead, at=NOON)
    draw_next_pdf(draw=lambda page: b"%PDF-1.7 " + page.encode(), clock=lambda: NOON)
    world.signing_token = "the-token-of-an-emailed-link"
    asked = SigningRequest.objects.filter(participant__application=world.draft).first()
    SigningRequest.objects.filter(pk=asked.pk).update(token_digest=digest_of_token(world.signing_token))
    world.secrets += ["A draft nobody else reads", "What was handed in", world.draft.reference]
    world.plan_change = world.draft.plan_changes.filter(section="activities").first()
    world.budget_upload = BudgetUpload.objects.create(application=world.draft, saved_by=world.lead, saved_at=NOON)
    text = "Only between our members"
    world.comment = add_comment(application=world.draft, key="question-1", text=text, by=world.lead, at=NOON)
    world.secrets.append(text)


def _add_amendment(world: SimpleNamespace) -> None:
    """An amendment to the submitted application that its lead canceled."""
    world.amendment = Amendment.objects.create(
        application=world.submitted, number=1, kind=AmendmentKind.MEMBER_LEFT, status=AmendmentStatus.CANCELED,
        member=world.submitted.participants.last(), reason="A board voted quietly.", base=world.version,
        content=world.version.content, proposed_by=world.lead, proposed_at=NOON,
    )  # fmt: skip
    world.secrets += ["A board voted quietly."]


def _add_rounds(world: SimpleNamespace) -> None:
    """A round that an officer drafts, and one whose rules changed after it was published."""
    pen = {"by": world.officer, "at": NOON}
    world.draft_round = start_round(name="A quiet draft of a fund", **pen)
    world.changed_round = _round("Changed Fund 2027")
    later = RulesEdit({"closes_at": NOON + datetime.timedelta(days=40)})
    change_rules(competition=world.changed_round, edit=later, reason="A storm closed schools.", revision=0, **pen)
    subject, lead = "A subject that rivals don’t read", {"by": world.lead, "at": NOON}
    state_intent(competition=world.changed_round, applicant=world.consortium, subject=subject, **lead)
    world.secrets += ["A quiet draft of a fund", subject]


def _add_scorers(world: SimpleNamespace) -> None:
    """The scorer of the table is invited to one round, and another person to the same."""
    other = _official(Role.SCORER, "")
    other.name = "Maud Unseen"
    other.save()
    pen = {"competition": world.changed_round, "by": world.officer, "at": NOON}
    world.scorer_of_round = invite_scorer(person=world.scorer, **pen)
    world.other_scorer_of_round = invite_scorer(person=other, **pen)
    take_offers(**pen, until=datetime.date(2026, 12, 31))
    words = OfferWords(5, "finance", 12, "A cousin teaches quietly.")
    world.scoring_offer = offer_to_score(
        competition=world.changed_round, words=words, agreed=[0, 1, 2], by=world.no_role, at=NOON
    )
    world.secrets += ["Maud Unseen", "A cousin teaches quietly."]


def _round(name: str) -> Competition:
    month = datetime.timedelta(days=30)
    return open_competition(name=name, opens_at=NOON - month, closes_at=NOON + month, by="tests", at=NOON)


def _application(world: SimpleNamespace, competition: Competition, text: str) -> Application:
    pen = {"by": world.lead, "at": NOON}
    application = start_application(competition=competition, consortium=world.consortium, **pen)
    save_answer(answer=application.answers.get(element=1), text=text, **pen)
    participants = list(application.participants.all())
    rows = [CommitmentWords(participant=p, gives_text="a room", gains_text="calculus") for p in participants]
    activity = save_activity(application=application, words=ActivityWords(title="Shared calculus"), **pen)
    record_commitments(activity=activity, rows=rows, **pen)
    line = BudgetWords(line="Video room", amount=27_000, source="grant", payee=participants[0], benefits_all=True)
    save_budget_lines(application=application, lines=[line], **pen)
    add_partner(application=application, name="Openfield Learning", **pen)
    open_signing(application=application, **pen)
    return application


def _add_review(world: SimpleNamespace) -> None:
    """An application of a network that none of the visitors belongs to, taken, marked and concluded by the officer."""
    case = a_case(3, first=50_000, name="Reviewed Learning Network")
    world.reviewed = load_case(case | {"signatures": case["signatures"][:2]}, by="tests", at=NOON)
    world.finding = world.reviewed.findings.get(rule="unsigned")
    by_officer = {"by": world.officer, "at": NOON}
    assign_application(application=world.reviewed, **by_officer)
    review = start_review(application=world.reviewed, **by_officer)
    passage = Cited(PASSAGE, "n3-p1")
    mark = record_mark(review=review, element=3, verdict="partly", citations=[passage], revision=0, **by_officer)
    world.citation = mark.citations.get()
    record_determination(
        review=review,
        verdict="partly",
        reasons="Element 6 lacks a schedule.",
        unmarked_reason="Element 6 decides it.",
        **by_officer,
    )
    world.secrets += ["Reviewed Learning Network", "Element 6 lacks a schedule."]
    _add_scores(world)
    add_practice(world, at=NOON)
    _add_board(world)


def _add_scores(world: SimpleNamespace) -> None:
    """The scorer of the table scores the reviewed application; so does another person, who is done with nothing."""
    pen = {"by": world.officer, "at": NOON}
    assignments = []
    for person in (world.scorer, world.other_scorer_of_round.person):
        scorer = invite_scorer(competition=world.reviewed.competition, person=person, **pen)
        accept = {"capacity": 5, "expertise": "program", "agreed": [0, 1, 2]}
        scorer = accept_invitation(scorer=scorer, **accept, by=person, at=NOON)
        if person != world.scorer:
            words = {"organization": "A company that no one lists", "reason": "A brother of a scorer works there."}
            world.recusal = declare_conflict_with_organization(scorer=scorer, **words, by=person, at=NOON)
        stage = ScoringStage.SCORING
        assignments.append(
            assign_scorer(application=world.reviewed, scorer=scorer, stage=stage, considered=True, **pen)
        )
    world.assignment, world.other_assignment = assignments
    criterion, words = (
        world.reviewed.competition.criteria.first(),
        ScoreWords(level=2, reason="A score for no one else."),
    )
    what = {"criterion": criterion, "words": words, "revision": 0, "at": NOON}
    world.score, world.other_score = (record_score(assignment=one, by=one.scorer.person, **what) for one in assignments)
    world.considered = world.reviewed.considered_connections.get()
    world.secrets += ["A score for no one else.", "A brother of a scorer works there."]


def _add_board(world: SimpleNamespace) -> None:
    """The board member's vote on the reviewed application, and a decision that waits for a countersignature."""
    add_slate(world, at=NOON)
    world.vote = cast_vote(application=world.reviewed, choice="yes", by=world.board_member, at=NOON)
    world.decision = propose_decision(
        application=world.reviewed,
        outcome="hold",
        amount=None,
        conditions="",
        reasons="The board waits for the schedule.",
        by=world.officer,
        at=NOON,
    )
    world.secrets += ["The board waits for the schedule."]


def _add_withdrawn(world: SimpleNamespace) -> None:
    """An application of another such network, which its lead withdrew after submitting it."""
    world.taken_back = load_case(a_case(2, first=50_010, name="Vanishing Learning Network"), by="tests", at=NOON)
    lead = AppointmentFactory(district=world.taken_back.participants.first().district).user
    withdraw_application(application=world.taken_back, reason="A levy failed quietly.", by=lead, at=NOON)
    world.secrets += ["Vanishing Learning Network", "A levy failed quietly."]


def _add_partners(world: SimpleNamespace) -> None:
    """A district outside the consortium states a need and asks a member district to be introduced."""
    pen = {"district": world.other_district, "by": world.stranger, "at": NOON}
    world.wish = state_wish(kind="need", topic="online_courses", **pen)
    world.introduction = ask_introduction(to_district=world.member_district, words="A quiet question", **pen)
    world.secrets += ["A quiet question"]


def _add_emails(world: SimpleNamespace) -> None:
    """An email to the superintendent of the member district."""
    world.email = OutgoingEmail.objects.create(
        kind="membership: invited",
        to=world.member.email,
        to_user=world.member,
        subject="Nobody else reads this subject",
        body="Dear member,",
        about="/my/",
        written_at=NOON,
    )
    world.secrets += ["Nobody else reads this subject"]
