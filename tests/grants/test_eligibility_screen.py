"""Officers screen submitted applications with the registry as of the deadline, inform applicants, and reinstate."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.models import Membership
from grants.actions.reinstatements import confirm_reinstatement, propose_reinstatement
from grants.actions.scoring import submit_scores
from grants.actions.screening import confirm_passing
from grants.models import Participant, Screening
from grants.reads.eligibility import ScreenedFacts
from grants.reads.proposed_scorers import applications_to_assign
from grants.reads.screen import facts_of, screen_of_round
from grants.reads.stage_results import out_after
from grants.rules.eligibility_checks import EligibilityRule, RuleAnswer
from grants.states import ReinstatedStage, ScoringStage
from portal.review.pages.screening import facts_in_words
from tests.factories import AppointmentFactory, DistrictFactory
from tests.grants.builders import AT, an_administrator, an_application, an_officer
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import a_scorer_of, assigned, voted
from tests.grants.screening import EVIDENCE, ineligible, informed, reinstated, screened

pytestmark = pytest.mark.django_db
GATE, SCREEN = ReinstatedStage.GATE, ReinstatedStage.SCREEN


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def rule_of(application, key, reader=None):
    known = facts_of(application.competition, [application.pk], reader or an_officer())[application.pk]
    return next(rule.answer for rule in known.rules if rule.key == key)


def result_for(application, reader):
    return next(row for row in screen_of_round(application.competition, reader) if row.pk == application.pk)


def test_the_facts_are_those_of_the_deadline_whatever_the_registry_says_later():
    application = an_application(3)
    assert rule_of(application, "in_force").facts == ("In force for 3 members.",)

    left = Membership.objects.filter(consortium=application.consortium).last()
    Membership.objects.filter(pk=left.pk).update(leaves_on=datetime.date(2026, 4, 18))
    assert rule_of(application, "in_force").result == "pass"

    Membership.objects.filter(pk=left.pk).update(leaves_on=datetime.date(2026, 4, 14))
    assert rule_of(application, "in_force").facts == (f"The membership of {left.member} ends on April 14, 2026.",)


def test_the_request_is_the_one_that_was_submitted():
    application = an_application(3)
    assert rule_of(application, "maximum").facts == (
        "The application requests $61,500. The maximum award is $15,000,000.",
    )
    application.budget_lines.update(amount=1)
    assert rule_of(application, "maximum").facts[0].startswith("The application requests $61,500.")


def test_a_member_in_two_applications_is_seen_by_officers_who_may_read_both():
    one, other = an_application(3), an_application(3, name="Second Network")
    assert rule_of(one, "once").result == "fail"
    assert len(rule_of(one, "once").facts) == 1
    assert rule_of(one, "once").facts[0].startswith(f"Also in application {other.reference}: ")

    officer, apart = an_officer("Ned Cole"), DistrictFactory()
    Participant.objects.filter(application=other, role="member").update(district=apart)
    AppointmentFactory(user=officer, district=apart)
    assert rule_of(one, "once", officer).facts == ("No member is in another application that you can read.",)


def test_two_officers_agree_each_on_their_own(client):
    application, first, second = an_application(), an_officer(), an_officer("Bo Lane")
    screened(application, first, fails=["in_force"])
    assert result_for(application, first).result == "one"
    address = reverse("review:screening_application", args=[application.competition.slug, application.reference])
    page = shown(signed_in(client, second).get(address))
    assert "Another officer recorded a conclusion. You’ll see it after you record your own." in page
    assert EVIDENCE not in page
    assert "Ada Winters" not in page

    screened(application, second, fails=["in_force"])
    assert result_for(application, first).result == "ineligible"
    assert out_after(application) == ReinstatedStage.SCREEN
    assert "Ada Winters: Ineligible" in shown(client.get(address))
    call_command("verify_audit", "--new")


def test_a_third_officer_decides_where_two_differ_and_a_fourth_is_not_asked():
    application, officers = an_application(), [an_officer(f"Officer {n}") for n in range(4)]
    screened(application, officers[0])
    screened(application, officers[1], fails=["in_force"])
    assert result_for(application, officers[2]).result == "differ"
    screened(application, officers[2])
    assert result_for(application, officers[2]).result == "eligible"
    with pytest.raises(Unready, match="already agree"):
        screened(application, officers[3])


def test_a_change_keeps_what_was_concluded_before_with_its_reason():
    application, officer = an_application(), an_officer()
    before = screened(application, officer)
    assert screened(application, officer) == before
    with pytest.raises(Unready, match="Enter the reason for the change"):
        screened(application, officer, looks=["last"])

    screened(application, officer, looks=["last"], reason="The minutes are missing.")

    before.refresh_from_db()
    assert (before.outcome, before.change_reason, before.replaced_at) == ("eligible", "The minutes are missing.", AT)
    assert Screening.objects.current().get().outcome == "look"


def test_applications_whose_facts_all_pass_are_confirmed_at_once_and_the_others_are_named():
    officer = an_officer()
    one, two, three = (an_application(first=10 * n, name=f"Network {n}") for n in range(3))
    Membership.objects.filter(consortium=three.consortium).update(leaves_on=datetime.date(2026, 4, 1))
    references = [one.reference, two.reference, three.reference]

    done, left = confirm_passing(competition=one.competition, references=references, by=officer, at=AT)

    assert (done, left) == ([one.reference, two.reference], [three.reference])
    kept = Screening.objects.get(application=one)
    assert (kept.outcome, kept.is_confirmed_in_list) == ("eligible", True)
    assert {row["answer"] for row in kept.judgments} == {"pass"}
    assert Entry.objects.filter(event="screen.recorded").count() == 2


def test_an_officer_with_a_conflict_neither_screens_an_application_nor_sees_it(client):
    application, officer = an_application(), an_officer()
    district = application.participants.first().district
    AppointmentFactory(user=officer, district=district)
    slug = application.competition.slug
    assert screen_of_round(application.competition, officer) == []
    reference = application.reference
    assert confirm_passing(competition=application.competition, references=[reference], by=officer, at=AT) == ([], [])
    client = signed_in(client, officer)
    for name in ("screening_application", "screen_inform"):
        assert client.get(reverse(f"review:{name}", args=[slug, reference])).status_code == 404
    assert client.get(reverse("review:reinstatement", args=[slug, "screen", reference])).status_code == 404
    assert reference not in shown(client.get(reverse("review:screening_list", args=[slug]) + "?show=all"))
    file = b"".join(client.get(reverse("review:screening_list_csv", args=[slug]) + "?show=all").streaming_content)
    assert reference.encode() not in file


def test_members_learn_of_it_by_email_and_on_their_page_and_not_before(client):
    application = ineligible(an_application())
    lead = AppointmentFactory(district=application.participants.first().district).user
    page = shown(signed_in(client, lead).get(application.get_absolute_url()))
    assert "ineligible" not in page
    assert not OutgoingEmail.objects.filter(kind="screen: ineligible").exists()

    notice = informed(application)

    assert informed(application) == notice
    email = OutgoingEmail.objects.get(kind="screen: ineligible", to_user=lead)
    assert "Every member’s membership is in force." in email.body
    assert EVIDENCE in email.body
    assert "You can respond until May 4, 2026. Write to the grants office." in email.body
    page = shown(client.get(application.get_absolute_url()))
    assert "The state found your application ineligible" in page
    assert EVIDENCE in page
    assert "Dee Marsh" not in page
    with pytest.raises(Unready, match="already notified"):
        screened(application, Screening.objects.first().officer, reason="Second thoughts.")


def test_two_officials_reinstate_it_and_those_who_were_informed_are_told(client):
    application = ineligible(an_application())
    lead = AppointmentFactory(district=application.participants.first().district).user
    informed(application)
    officer = an_officer("Gus Hale")
    why = {"stage": SCREEN, "ground": "answer", "reason": "The minutes came on May 2."}
    row = propose_reinstatement(application=application, **why, by=officer, at=AT)
    assert out_after(application) == ReinstatedStage.SCREEN
    with pytest.raises(Refused, match="someone else has to confirm it"):
        confirm_reinstatement(reinstatement=row, by=officer, at=AT)

    confirm_reinstatement(reinstatement=row, by=an_administrator(), at=AT)

    assert out_after(application) is None
    assert "The minutes came on May 2." in OutgoingEmail.objects.get(kind="screen: reinstated", to_user=lead).body
    page = shown(signed_in(client, lead).get(application.get_absolute_url()))
    assert "Your application continues in the review." in page
    assert EVIDENCE not in page
    call_command("verify_audit", "--new")


def test_members_are_not_told_that_a_reinstated_application_is_ineligible(client):
    application, officer = ineligible(an_application()), an_officer("Fay North")
    args = [application.competition.slug, application.reference]
    client = signed_in(client, officer)
    assert "Notify the applicant" in shown(client.get(reverse("review:screening_application", args=args)))
    reinstated(application, SCREEN)

    with pytest.raises(Unready, match="This application was reinstated"):
        informed(application, by=officer)
    page = shown(client.get(reverse("review:screening_application", args=args)))
    assert "Ineligible, reinstated." in page
    assert "Notify the applicant" not in page
    assert "Reinstate this application" not in page
    page = shown(client.get(reverse("review:screen_inform", args=args)))
    assert "This application was reinstated" in page
    assert "Send email" not in page


def test_pages_offer_no_email_and_no_reinstatement_of_an_application_that_is_not_out(client):
    application = an_application()
    args = [application.competition.slug, application.reference]
    client = signed_in(client, an_officer())
    page = shown(client.get(reverse("review:screen_inform", args=args)))
    assert "Two officers have to agree" in page
    assert "Send email" not in page
    for stage in (SCREEN, GATE):
        page = shown(client.get(reverse("review:reinstatement", args=[args[0], stage, args[1]])))
        assert "nothing to reinstate" in page
        assert "Propose to reinstate" not in page


def test_an_ineligible_application_gets_no_scorer_until_it_is_reinstated():
    application = ineligible(an_application())
    scorer = a_scorer_of(application.competition)
    with pytest.raises(Unready, match="This application is ineligible, so it isn’t scored"):
        assigned(scorer, application)
    reinstated(application, SCREEN)
    assert assigned(scorer, application)


class _Proposal:
    def __init__(self, application, stage, by):
        self.competition, self.stage, self.requested_by = application.competition, stage, by


def test_proposals_leave_out_what_the_screen_or_the_gate_put_out():
    officer = an_officer("Ian Wolfe")
    fine, out, failed = (an_application(first=10 * n, name=f"Network {n}") for n in range(3))
    ineligible(out)
    for n in range(3):
        assignment = assigned(a_scorer_of(fine.competition, f"Voter {n}", by=officer), failed, ScoringStage.GATE)
        _submitted(voted(assignment, "no"))

    def names(stage):
        return set(applications_to_assign(_Proposal(fine, stage, officer), AT).values_list("pk", flat=True))

    assert names(ScoringStage.SCORING) == {fine.pk}
    assert names(ScoringStage.GATE) == {fine.pk, failed.pk}
    scorer = a_scorer_of(fine.competition, "Criteria Person", by=officer)
    with pytest.raises(Unready, match="didn’t pass the sustainability gate"):
        assigned(scorer, failed)

    reinstated(failed, GATE)

    assert names(ScoringStage.SCORING) == {fine.pk, failed.pk}
    assert assigned(scorer, failed)


def _submitted(assignment):
    return submit_scores(assignment=assignment, by=assignment.scorer.person, at=AT)


def test_what_did_not_fail_the_gate_is_not_reinstated():
    with pytest.raises(Unready, match="nothing to reinstate"):
        reinstated(an_application(), GATE)


def test_the_list_costs_the_same_for_one_application_and_for_three(client):
    application = an_application()
    address = reverse("review:screening_list", args=[application.competition.slug])
    client = signed_in(client, an_officer())
    one = len(queries_of(client, address))
    for n in (1, 2):
        screened(an_application(first=10 * n, name=f"Network {n}"), an_officer(f"Officer {n}"))
    assert len(queries_of(client, address)) == one


def test_what_the_reader_has_to_screen_comes_first_in_the_list_of_all(client):
    done, left = an_application(), an_application(first=10, name="Second Network")
    officer = an_officer()
    screened(done, officer)

    address = reverse("review:screening_list", args=[done.competition.slug])
    page = shown(signed_in(client, officer).get(f"{address}?show=all"))

    assert page.index(left.reference) < page.index(done.reference)


def test_a_row_of_the_list_says_the_first_three_facts_and_how_many_more_there_are():
    failing = ("Also in application 26-0001: Ash.", "Also in application 26-0002: " + "Ash, " * 60, "C.", "D.", "E.")
    rule = EligibilityRule("once", "Once.", is_required=False, answer=RuleAnswer("fail", failing))
    facts = ScreenedFacts(1, 1, AT.date(), [rule])

    words = facts_in_words(facts, in_short=True)

    assert words.startswith("Also in application 26-0001: Ash. Also in application 26-0002: Ash, ")
    assert words.endswith("… C. 2 more facts.")
    assert len(words) < 260
    assert facts_in_words(facts).endswith("C. D. E.")


def test_an_officer_records_a_conclusion_on_the_page(client):
    application, officer = an_application(), an_officer()
    args = [application.competition.slug, application.reference]
    address = reverse("review:screening_application", args=args)
    client = signed_in(client, officer)
    rules = facts_of(application.competition, [application.pk], officer)[application.pk].rules
    assert " checked" not in client.get(address).text
    data = {f"answer_{rule.key}": "pass" for rule in rules} | {"seen": " ".join(rule.key for rule in rules)}

    assert client.post(address, data | {"answer_last": "fail"}).status_code == 422
    assert client.post(address, data).status_code == 302

    assert Screening.objects.get().outcome == "eligible"
    page = shown(client.get(reverse("review:screening_list", args=args[:1]) + "?show=one"))
    assert "Screened by one officer" in page
    assert "Eligible" in page
