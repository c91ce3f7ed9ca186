"""Submitting an application: once, with a receipt; rechecked when the facts change."""

import datetime
import hashlib
import json
import re

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client

from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.models import District
from grants.actions import application as actions
from grants.actions import rechecks
from grants.actions.findings import explain_finding, recheck_application
from grants.actions.signatures import open_signing, sign_application
from grants.actions.writing import save_answer
from grants.models import Application, StoredFinding, Version
from grants.states import Status
from tests.factories import DistrictFiguresFactory
from tests.grants.walking import CLOSES, OPENS, WRITING, a_draft, a_draft_with_a_plan, a_round

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


def _submit(world, at=WRITING, by=None):
    return actions.submit_application(application=world.application, by=by or world.lead, at=at)


def test_a_submission_has_a_number_a_time_and_a_digest():
    world = a_draft_with_a_plan()

    version = _submit(world)

    canonical = json.dumps(version.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert (version.number, version.sealed_at) == (1, WRITING)
    assert version.digest == hashlib.sha256(canonical.encode()).hexdigest()
    world.application.refresh_from_db()
    assert (world.application.status, world.application.submitted_at) == (Status.SUBMITTED, WRITING)
    assert [step.step for step in world.application.steps.all()] == ["submit"]


def test_a_submitted_version_keeps_its_mentions_and_members_table():
    world = a_draft()
    answer = world.application.answers.get(element=1)
    name = world.participants[1].name
    save_answer(answer=answer, text=f"{name} gives a room.", revision=0, by=world.lead, at=WRITING)

    reading = _submit(world).reading

    (mention,) = reading["mentions"]["n1-p1"]
    assert (mention["kind"], mention["subject"]) == ("participant", world.participants[1].key)
    assert [row["key"] for row in reading["coverage"]["rows"]] == [p.key for p in world.participants]


@pytest.mark.parametrize("at", [OPENS, CLOSES])
def test_the_first_and_the_last_moment_of_the_window_count(at):
    assert _submit(a_draft(), at=at).sealed_at == at


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (OPENS - SECOND, "This round opens Sep 1, 2026, 9:00 AM EDT"),
        (CLOSES + SECOND, "This round closed Sep 30, 2026, 5:00 PM EDT"),
    ],
)
def test_outside_the_window_nothing_is_submitted(at, words):
    with pytest.raises(Unready, match=words):
        _submit(a_draft(), at=at)
    assert not Version.objects.exists()


def test_a_round_without_known_times_accepts_no_submission():
    world = a_draft()
    world.competition.opens_at = None
    world.competition.save()

    with pytest.raises(Unready, match="are not known"):
        _submit(world)


def test_two_clicks_submit_once_and_show_the_same_receipt():
    world = a_draft()
    first = _submit(world)
    entries = Entry.objects.count()

    second = _submit(world, at=CLOSES + SECOND)

    assert second == first
    assert (Version.objects.count(), Entry.objects.count()) == (1, entries)


@time_machine.travel(WRITING, tick=False)
def test_the_page_with_the_receipt_is_not_searched_for_a_next_task(client):
    world = a_draft_with_a_plan()
    client.force_login(world.lead)
    submit = f"/applications/{world.application.reference}/submit/"

    seen = re.search(r'name="seen" value="(\w+)"', client.get(submit).content.decode())[1]
    page = client.post(submit, {"seen": seen}, follow=True)

    assert "Receipt" in page.content.decode()
    assert "Back to My work" in page.content.decode()
    assert "Next task" not in page.content.decode()
    assert client.get("/my/next/").url != "/my/", "there is one"


def test_a_second_click_costs_little_and_reads_no_content(django_assert_num_queries):
    world = a_draft()
    first = _submit(world)
    world.application.refresh_from_db()

    with django_assert_num_queries(3):  # the receipt, the lead, who may submit
        second = _submit(world)

    assert (second, second.get_deferred_fields()) == (first, {"content", "reading"})


def test_a_second_click_by_someone_who_may_not_submit_gives_no_receipt():
    world = a_draft()
    _submit(world)
    world.application.refresh_from_db()

    with pytest.raises(Refused, match="submit, reopen, or withdraw"):
        _submit(world, by=world.treasurer)


def test_a_click_after_a_reopening_that_its_page_has_not_seen_submits_again():
    world = a_draft()
    _submit(world)
    seen = Application.objects.get(pk=world.application.pk)
    actions.reopen_application(application=world.application, by=world.lead, at=WRITING)

    assert actions.submit_application(application=seen, by=world.lead, at=WRITING).number == 2


def test_an_empty_application_can_be_submitted_and_has_findings():
    world = a_draft()

    version = _submit(world)

    rules = set(StoredFinding.objects.filter(version=version).values_list("rule", flat=True))
    assert rules == {"element-unanswered", "member-not-in-narrative", "member-not-in-plan"}
    world.application.refresh_from_db()
    assert (world.application.findings_count, world.application.new_findings_count) == (15, 0)


def test_an_answer_over_the_published_limit_is_not_submitted():
    competition = a_round()
    world = a_draft(competition=competition)
    answer = world.application.answers.get(element=3)
    save_answer(answer=answer, text="word " * 501, revision=0, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match=r"Shorten your answer to question 3 to 500 words\. It has 501\."):
        _submit(world)

    save_answer(answer=answer, text="word " * 500, revision=1, by=world.lead, at=WRITING)
    assert _submit(world).number == 1


@pytest.mark.parametrize("characters", [7_500, 7_501])
def test_a_word_limit_counts_characters_too_so_that_text_without_spaces_does_not_pass(characters):
    world = a_draft()
    answer = world.application.answers.get(element=3)
    save_answer(answer=answer, text="x" * characters, revision=0, by=world.lead, at=WRITING)

    if characters == 7_500:
        assert _submit(world).number == 1
    else:
        with pytest.raises(Unready, match=r"Shorten your answer to question 3 to 7,500 characters\. It has 7,501\."):
            _submit(world)


def test_a_person_who_may_not_sign_for_the_lead_does_not_submit():
    world = a_draft()

    for person in (world.treasurer, world.signers[1]):
        with pytest.raises(Refused, match="submit, reopen, or withdraw"):
            _submit(world, by=person)


def test_a_crash_before_the_end_leaves_nothing_half_written(monkeypatch):
    world = a_draft()
    before = Entry.objects.count()

    def crash(*_args, **_kwargs):
        raise RuntimeError("the worker is killed")

    monkeypatch.setattr(actions.log, "record", crash)
    with pytest.raises(RuntimeError):
        _submit(world)

    world.application.refresh_from_db()
    assert (world.application.status, world.application.submitted_at) == (Status.DRAFT, None)
    assert not Version.objects.exists()
    assert not StoredFinding.objects.exists()
    assert Entry.objects.count() == before


def test_reopened_and_submitted_again_makes_a_second_version_and_keeps_the_first():
    world = a_draft()
    _submit(world)
    actions.reopen_application(application=world.application, by=world.lead, at=WRITING)
    answer = world.application.answers.get(element=1)
    save_answer(answer=answer, text="More.", revision=0, by=world.lead, at=WRITING)

    second = _submit(world, at=CLOSES)

    assert second.number == 2
    assert [v.content["narrative"][0]["text"] for v in world.application.versions.all()] == ["", "More."]
    standing = world.application.findings.standing()
    assert {finding.version_id for finding in standing} == {second.pk}
    assert not standing.filter(rule="element-unanswered", subject__startswith="Element 1:").exists()


def test_after_closing_nothing_is_reopened():
    world = a_draft()
    _submit(world)

    with pytest.raises(Unready, match="This round closed"):
        actions.reopen_application(application=world.application, by=world.lead, at=CLOSES + SECOND)


def test_a_signature_counts_until_the_part_it_covers_changes():
    world = a_draft_with_a_plan()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    for participant, signer in zip(world.participants, world.signers, strict=True):
        sign_application(
            participant=participant, name=signer.name, title="Superintendent", board_on=WRITING.date(), by=signer,
            at=WRITING,
        )  # fmt: skip
    _submit(world)
    world.application.refresh_from_db()
    assert world.application.signatures_count == 3

    actions.reopen_application(application=world.application, by=world.lead, at=WRITING)
    answer = world.application.answers.get(element=1)
    save_answer(answer=answer, text="More.", revision=0, by=world.lead, at=WRITING)
    _submit(world)

    outdated = world.application.findings.standing().filter(rule="signature-outdated")
    assert [finding.subject for finding in outdated] == [world.participants[0].name]  # the lead signs for the whole


def test_only_authorized_signers_sign_and_only_when_asked():
    world = a_draft()
    with pytest.raises(Unready, match="hasn’t requested signatures yet"):
        sign_application(participant=world.participants[0], name="A", by=world.lead, at=WRITING)
    open_signing(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Refused, match="Only authorized signers for"):
        sign_application(participant=world.participants[0], name="A", by=world.treasurer, at=WRITING)


def test_a_signature_after_the_submission_removes_its_finding():
    world = a_draft()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    _submit(world)
    unsigned = world.application.findings.standing().filter(rule="unsigned")
    assert unsigned.count() == 3

    sign_application(
        participant=world.participants[1], name="A", board_on=WRITING.date(), by=world.signers[1], at=CLOSES
    )

    assert unsigned.count() == 2
    assert world.application.findings.get(rule="unsigned", gone_at=CLOSES).subject == world.participants[1].name


def test_a_finding_from_later_registry_data_is_new_since_submission():
    world = a_draft_with_a_plan()
    _submit(world)
    DistrictFiguresFactory(district=world.districts[2], enrollment=8)  # the plan says nine students

    assert recheck_application(application=world.application, at=CLOSES) is True
    assert recheck_application(application=world.application, at=CLOSES) is False

    world.application.refresh_from_db()
    new = world.application.findings.standing().get(is_new_since_sealing=True)
    assert (new.rule, new.subject, world.application.new_findings_count) == (
        "reach-above-enrollment", world.participants[2].name, 1,
    )  # fmt: skip


def test_the_command_rechecks_everything_and_a_second_run_changes_nothing(capsys):
    world = a_draft()
    _submit(world)
    District.objects.filter(pk=world.districts[1].pk).update(closed_on=datetime.date(2028, 6, 30), status="closed")

    call_command("recheck_findings")
    call_command("recheck_findings")

    *_whom, first, second = capsys.readouterr().out.splitlines()
    assert (first, second) == ("1 applications checked, 1 changed.", "1 applications checked, 0 changed.")


def test_a_district_in_two_applications_is_found_in_both(django_capture_on_commit_callbacks):
    first = a_draft()
    second = a_draft(competition=first.competition)
    participant = second.participants[1]
    participant.district, participant.key = first.districts[1], first.districts[1].leaid
    participant.save()
    with django_capture_on_commit_callbacks(execute=True):
        _submit(first)

    with django_capture_on_commit_callbacks(execute=True):
        _submit(second)

    twice = StoredFinding.objects.standing().filter(rule="in-two-applications")
    assert {finding.application_id for finding in twice} == {first.application.pk, second.application.pk}
    assert Application.objects.get(pk=first.application.pk).new_findings_count == 1


def test_a_submission_counts_even_if_others_of_the_round_could_not_be_rechecked(
    django_capture_on_commit_callbacks, monkeypatch
):
    def locked_out(*_args, **_when):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(rechecks, "compare_round", locked_out)
    world = a_draft()

    with django_capture_on_commit_callbacks(execute=True):
        _submit(world)

    assert Application.objects.get(pk=world.application.pk).status == Status.SUBMITTED


def test_an_explanation_is_submitted_with_the_application():
    world = a_draft()
    found = {"rule": "member-not-in-plan", "subject_key": world.participants[2].key}
    explain_finding(application=world.application, **found, text="It joins in 2028.", by=world.lead, at=WRITING)

    content = _submit(world).content

    assert content["explanations"] == [
        {"rule": "member-not-in-plan", "subject": world.participants[2].key, "text": "It joins in 2028."}
    ]


def test_only_current_findings_can_be_explained():
    world = a_draft()

    with pytest.raises(Unready, match="no longer applies"):
        explain_finding(
            application=world.application, rule="unsigned", subject_key="x", text="So.", by=world.lead, at=WRITING
        )


def test_an_applicant_is_not_told_which_other_application_a_member_is_in_while_the_round_is_open(
    django_capture_on_commit_callbacks,
):
    rival = a_draft()
    draft = a_draft(competition=rival.competition)
    participant = draft.participants[1]
    participant.district, participant.key = rival.districts[1], rival.districts[1].leaid
    participant.save()
    with django_capture_on_commit_callbacks(execute=True):
        _submit(rival)
    client = Client()
    client.force_login(draft.lead)
    pages = ("findings", "submit", "plan")

    with time_machine.travel(WRITING, tick=False):
        open_round = [client.get(f"/applications/{draft.application.reference}/{page}/") for page in pages]
    with time_machine.travel(CLOSES + SECOND, tick=False):
        closed_round = client.get(f"/applications/{draft.application.reference}/findings/").content.decode()

    said = "is also in another application for this round"
    assert said in open_round[0].content.decode()
    for page in open_round:
        assert page.status_code == 200
        assert rival.application.reference not in page.content.decode()
        assert rival.application.consortium.name not in page.content.decode()
    assert f"{said}: {rival.application.reference}" in closed_round
