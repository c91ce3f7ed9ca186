"""Decision letters: what they say, changing them before the release, who reads them after it, and their PDF."""

import datetime
import re

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from grants.actions.award_releases import confirm_release, release_awards
from grants.actions.letters import edit_letter
from grants.actions.review import record_determination, record_mark, start_review
from grants.models import Competition, DecisionLetter, LetterEdit, ReviewPDF, StoredFinding
from grants.models.letter import drafts_open_to
from grants.reads.letters import letters_of
from grants.rules.collaboration.findings import COMPARING_RULES
from grants.rules.letters import with_edits
from reviews.rules import CELL, NOTHING_FOUND, Cited
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import AT, an_administrator, an_application, an_auditor, an_officer
from tests.grants.deciding import LATER, a_board_member, decided, released
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import an_assignment, criteria_of, saved

pytestmark = pytest.mark.django_db
NEXT_DAY = LATER + datetime.timedelta(days=1)
NOTE = "Harlan Valley names an aide, but not the hours."


@pytest.fixture
def application():
    """Three districts: Mill Creek leads, Harlan Valley and Stone Ridge take part."""
    return an_application()


def reviewed(application, officer=None, element=1, member="9900002", verdict="partly", note=NOTE):
    """One mark that cites what a member contributes, and a determination."""
    officer = officer or an_officer("Dana Review")
    review = start_review(application=application, by=officer, at=AT)
    cited = [Cited(CELL, f"cell:{member}:gives")] if member else [Cited(NOTHING_FOUND)]
    record_mark(
        review=review, element=element, verdict=verdict, note=note, citations=cited, revision=0, by=officer, at=AT
    )
    record_determination(
        review=review, verdict="partly", reasons="One member’s hours aren’t named.", by=officer, at=AT,
        unmarked_reason="Element 1 decides it.",
    )  # fmt: skip
    return officer


def parts_of(decision, at=LATER):
    built = letters_of([decision], at)[decision.pk]
    return {part.key: part for part in with_edits(built.parts, built.edits)}


def edited(decision, part="element:1", text="Name the aide’s hours.", by=None, **more):
    by = by or an_administrator("Ida Letters")
    return edit_letter(decision=decision, part=part, text=text, reason="Kinder words.", by=by, at=LATER, **more)


# ---- what a letter says ----


def test_a_letter_says_what_was_decided_on_which_conditions_and_why(application):
    parts = parts_of(decided(application, conditions="The lead names who pays after the grant."))

    assert parts["decision"].text == (
        "Awarded.\nAmount: $30,000\nConditions: The lead names who pays after the grant.\n"
        "The board’s reasons: Every member gives staff, and who pays after the grant is named."
    )
    assert "what each member has to do before money is paid" in parts["next"].text
    assert parts["next"].text.endswith(
        "If the published process wasn’t followed, the lead district can appeal within 14 days after this decision was "
        "released. Scores and the board’s judgment aren’t a basis for an appeal."
    )


def test_a_letter_has_the_officers_notes_without_their_names(application):
    reviewed(application)
    parts = parts_of(decided(application, "no"))

    assert parts["element:1"].heading == "1. What each member does and contributes"
    assert parts["element:1"].text.startswith(f"Marked: Partly explained.\n{NOTE}\nThe question to answer: ")
    assert not any("Dana Review" in part.text for part in parts.values())


def test_a_letter_has_the_scorers_reasons_once_the_scores_are_open_and_no_names():
    assignment = an_assignment()
    criterion = criteria_of(assignment)[0]
    saved(assignment, criterion, level=2, reason="The hours of the aide at Member A are missing.")
    decision = decided(assignment.application, "no")
    assert not any(key.startswith("criterion") for key in parts_of(decision))

    type(assignment).objects.filter(pk=assignment.pk).update(submitted_at=AT)
    part = parts_of(decision)["criterion:0"]

    assert part.heading == "Collaboration explained (40%)"
    assert part.text == "Scorer 1: Level 2 of 4. The hours of the aide at Member A are missing."

    Competition.objects.update(hides_names_from_scorers=True)
    part = parts_of(decision)["criterion:0"]
    assert (
        part.text == "Scorer 1: Level 2 of 4. The hours of the aide at Harlan Valley Local School District are missing."
    )


def test_the_page_of_a_member_has_what_is_said_about_that_member_only(application):
    reviewed(application)
    parts = parts_of(decided(application, "no"))

    own = parts["member:9900002:comments"].text
    assert own.startswith(f"What each member does and contributes: partly explained. {NOTE} About: “Contributes: ")
    assert "explain this member’s part in more detail" in parts["member:9900002:next"].text
    assert parts["member:9900003:comments"].text == "Reviewers wrote nothing specific about this member’s part."
    assert parts["member:9900003:next"].text == "Neither the marks nor the findings name a gap in this member’s part."
    assert "Contributes: a room with video equipment and an aide" in parts["member:9900003:part"].text


def a_finding(application, rule, sentence):
    place = {"label": "the plan", "quote": "", "anchor": ""}
    StoredFinding.objects.create(
        application=application, version=application.latest_version(), rule=rule, rule_version=1, sentence=sentence,
        subject_key="9900003", subject="Stone Ridge", places=[place, place], found_at=AT,
    )  # fmt: skip


def test_a_finding_is_on_the_page_of_its_member_unless_it_compares_applications(application):
    a_finding(application, COMPARING_RULES[0].name, "Stone Ridge is in 26-0099, too.")
    a_finding(application, "member-not-in-narrative", "The narrative doesn’t name Stone Ridge.")
    parts = parts_of(decided(application))

    comments = parts["member:9900003:comments"].text
    assert comments == "The checks found: The narrative doesn’t name Stone Ridge."
    assert parts["member:9900003:next"].text == "Correct or explain what the checks found."
    assert not any("26-0099" in part.text for part in parts.values())


# ---- changing it before the release ----


def test_an_administrator_changes_a_part_and_the_original_stays(application):
    reviewed(application)
    decision = decided(application)
    edit = edited(decision)

    assert parts_of(decision)["element:1"].text == "Name the aide’s hours."
    assert edit.original.startswith("Marked: Partly explained.")
    call_command("verify_audit", "--new")


@pytest.mark.parametrize("part", ["decision", "next", "member:9900002:part", "element:7"])
def test_what_was_decided_and_submitted_is_not_reworded(application, part):
    with pytest.raises(Unready, match="can’t be changed"):
        edited(decided(application), part=part)


def test_a_change_needs_a_reason_and_a_text(application):
    with pytest.raises(Unready, match="Enter the text of this part"):
        edited(decided(application), part="member:9900002:next", text=" ")


def test_a_change_made_on_an_old_page_is_refused(application):
    decision = decided(application)
    edited(decision, part="member:9900002:next", text="State the hours.")
    with pytest.raises(Unready, match="changed after you opened this page"):
        edited(decision, part="member:9900002:next", text="State the room.", seen="No mark names a gap.")


def test_an_officer_without_an_own_determination_does_not_read_or_change_the_letter(application):
    reviewed(application)
    decision, officer = decided(application), an_officer("New Officer")
    assert not drafts_open_to(officer).exists()
    with pytest.raises(Refused, match="after you record your own determination"):
        edited(decision, by=officer)


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.SCORER, Role.AUDITOR])
def test_only_officials_who_decide_change_letters(application, role):
    with pytest.raises(Refused, match="Only grants officers and administrators"):
        edited(decided(application), by=StateRoleFactory(role=role).user)


def test_an_administrator_of_a_member_district_does_not_read_the_letter(application):
    administrator = an_administrator("Own Interest")
    AppointmentFactory(user=administrator, district=application.participants.first().district)
    decision = decided(application)
    assert not drafts_open_to(administrator).exists()
    with pytest.raises(Refused, match="others decide about this application"):
        edited(decision, part="member:9900002:next", by=administrator)


def test_a_release_waits_for_an_edit_whose_comment_changed_since(application):
    officer = reviewed(application)
    edited(decided(application))
    review = application.reviews.get()
    record_mark(
        review=review, element=1, verdict="explained", note="The hours are in the budget.",
        citations=[Cited(CELL, "cell:9900002:gives")], revision=1, by=officer, at=LATER,
    )  # fmt: skip
    release = release_awards(competition=application.competition, by=an_administrator(), at=LATER)
    with pytest.raises(Unready, match=f"decision letters were edited: {application.reference}"):
        confirm_release(release=release, by=an_officer("Fay North"), at=LATER)
    assert not DecisionLetter.objects.exists()


# ---- the release sends them ----


def test_the_release_keeps_the_letter_as_it_was_then(application):
    reviewed(application)
    decision = decided(application)
    edited(decision)
    released(application.competition)

    letter = DecisionLetter.objects.get()
    assert next(row for row in letter.parts if row["key"] == "element:1")["text"] == "Name the aide’s hours."
    with pytest.raises(Unready, match="was sent"):
        edited(decision)
    call_command("verify_audit", "--new")


def test_the_email_leads_to_the_letter(application):
    AppointmentFactory(district=application.participants.first().district, can_sign_applications=True)
    decided(application)
    released(application.competition)
    email = OutgoingEmail.objects.get(kind="awards: decision released")
    assert f"/applications/{application.reference}/letter/" in email.body
    assert "the lead district can appeal until May 5, 2026." in email.body


# ---- who reads it ----


@time_machine.travel(NEXT_DAY)
def test_no_one_reads_a_letter_before_the_release_and_members_read_their_own_page_after_it(application, client):
    lead, member = (AppointmentFactory(district=one.district).user for one in application.participants.all()[:2])
    stranger = AppointmentFactory().user
    reference = application.reference
    letter = reverse("review:decision_letter", args=[reference])
    own, other = (reverse("review:member_letter", args=[reference, key]) for key in ("9900002", "9900003"))
    pdf = reverse("review:member_letter_pdf", args=[reference, "9900003"])
    readers = {"lead": lead, "member": member, "stranger": stranger, "board": a_board_member(), "auditor": an_auditor()}

    def answers():
        return {
            name: [signed_in(client, reader).get(address).status_code for address in (letter, own, other)]
            for name, reader in readers.items()
        }

    decided(application)
    assert answers() == {name: [404, 404, 404] for name in readers}
    released(application.competition)
    assert answers() == {
        "lead": [200, 200, 200],
        "member": [200, 200, 404],
        "stranger": [404, 404, 404],
        "board": [200, 200, 200],
        "auditor": [200, 200, 200],
    }
    assert signed_in(client, member).get(pdf).status_code == 404
    assert "Harlan Valley" in shown(client.get(letter))
    assert "Stone Ridge" not in shown(client.get(letter))


@time_machine.travel(NEXT_DAY)
def test_an_officer_with_a_conflict_does_not_read_a_sent_letter_as_an_official(application, client):
    officer = an_officer("Once Superintendent")
    district = application.participants.last().district
    AppointmentFactory(user=officer, district=district, ends_on=datetime.date(2021, 6, 30))
    decided(application)
    released(application.competition)
    address = reverse("review:decision_letter", args=[application.reference])
    assert signed_in(client, officer).get(address).status_code == 404


@pytest.mark.pdf
@time_machine.travel(NEXT_DAY)
def test_the_worker_draws_the_pdf_of_a_page(application, client, settings):
    settings.WORKER = True
    member = AppointmentFactory(district=application.participants.last().district).user
    decided(application)
    released(application.competition)
    address = reverse("review:member_letter_pdf", args=[application.reference, "9900003"])

    client = signed_in(client, member)
    assert "This PDF hasn’t been made yet" in shown(client.get(address))
    client.post(address)
    assert "page for Stone Ridge" in ReviewPDF.objects.get().page
    ReviewPDF.objects.update(content=b"%PDF", digest="d" * 64, page="", next_try_at=None)
    assert client.get(address).content == b"%PDF"


# ---- the officials' pages ----


@time_machine.travel(NEXT_DAY)
def test_an_administrator_reads_counts_changes_and_history(application, client):
    reviewed(application)
    decided(application)
    client = signed_in(client, an_administrator("Ida Letters"))
    args = [application.competition.slug]
    letters = reverse("review:letter_list", args=args)
    assert "The next release sends 1 decision letter with 3 pages for members." in shown(client.get(letters))

    draft = reverse("review:letter_draft", args=[*args, application.reference])
    assert NOTE in shown(client.get(draft))
    edit = reverse("review:letter_edit", args=[*args, application.reference]) + "?part=element:1"
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(edit).text)[1]
    client.post(edit, {"seen": seen, "text": "Name the aide’s hours.", "reason": "Kinder words."})
    assert LetterEdit.objects.get().text == "Name the aide’s hours."
    assert "Changed by Ida Letters" in shown(client.get(edit))
    assert "Kinder words." in shown(client.get(edit))
    assert client.get(edit.replace("element:1", "decision")).status_code == 404


def test_the_list_and_the_letters_cost_the_same_for_one_application_and_for_three(client, django_assert_num_queries):
    decisions = [decided(an_application(first=10 * number, name=f"Network {number}")) for number in range(3)]
    administrator = signed_in(client, an_administrator())
    address = reverse("review:letter_list", args=[decisions[0].application.competition.slug])
    with time_machine.travel(NEXT_DAY):
        three = len(queries_of(administrator, address))
        # versions, answers, reviews, assignments' scores, changes in a meeting, findings, edits, appeal days; no marks
        with django_assert_num_queries(8):
            letters_of(decisions[:1], LATER)
        with django_assert_num_queries(8):
            letters_of(decisions, LATER)
        others = type(decisions[0]).objects.exclude(pk=decisions[0].pk)
        others.update(state="canceled", decided_at=None, countersigned_by=None)
        assert len(queries_of(administrator, address)) == three


# ---- the application's own page ----


@time_machine.travel(NEXT_DAY)
@pytest.mark.parametrize(
    ("outcome", "label", "what_is_next"),
    [
        ("yes", "Awarded", "the grant agreement is signed"),
        ("no", "Not awarded", "can apply again in a later round"),
        ("hold", "On hold", "The board will decide later"),
        ("edit", "Changes requested", "asks for the changes listed as conditions"),
    ],
)
def test_members_read_what_was_decided_and_what_is_next_after_the_release_only(client, outcome, label, what_is_next):
    application = an_application()
    client = signed_in(client, AppointmentFactory(district=application.participants.last().district).user)
    decided(application, outcome, conditions="Name who pays after the grant.")
    assert "The state’s decision" not in shown(client.get(application.get_absolute_url()))
    assert f"Submitted {application.competition.name}, closed" in shown(client.get("/applications/"))

    released(application.competition)
    page = shown(client.get(application.get_absolute_url()))
    assert f"{label} {application.competition.name}, closed Apr 15, 2026" in shown(client.get("/applications/"))
    decisions = client.get("/my/").context["page"].decisions
    assert [one.text.split(": ")[1].split(". ")[0] for one in decisions] == [label.lower()]
    attachments = shown(client.get(f"{application.get_absolute_url()}attachments/"))
    assert f"{label} Submissions closed Apr 15, 2026" in attachments
    assert "Submissions closed Apr 15, 2026" in page
    assert "Name who pays after the grant." in page
    assert what_is_next in page
    assert (
        reverse("review:decision_letter", args=[application.reference])
        in client.get(application.get_absolute_url()).text
    )
