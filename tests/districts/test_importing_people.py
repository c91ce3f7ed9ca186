"""A registrar imports people and their roles from a file: all invited in one step, undone within a day."""

import datetime

import pytest

from accounts.actions import accept_invitation
from accounts.delivery import token_from
from accounts.models import Invitation, OutgoingEmail, User
from accounts.refusals import Unready
from audit.models import Entry
from districts.actions.facts import change_own_facts
from districts.actions.import_batches import PREVIEW_CHANGED, undo_import
from districts.imports.batches import Upload, apply_preview
from districts.models import Appointment, ImportBatch
from tests.districts.uploads import NOON, preview
from tests.factories import AppointmentFactory, DistrictFactory, SchoolFactory, StateRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
HEADER = "name,email,role,leaid,ncessch,starts_on,ends_on,permissions\n"
IVY = "Ivy Chen,ivy@otterrun.example,superintendent,3900001,,2026-07-01,,register_membership; sign_applications\n"
BOB = "Bob Lee,bob@otterrun.example,principal,,390000100001,2026-07-01,2027-06-30,\n"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def registrar():
    return StateRoleFactory(role="registrar").user


@pytest.fixture
def otter_run():
    district = DistrictFactory(leaid="3900001", name="Otter Run Local")
    SchoolFactory(ncessch="390000100001", name="Otter Run High School", district=district)
    return district


def previewed(registrar, rows: str | bytes, header: str = HEADER) -> ImportBatch:
    data = rows if isinstance(rows, bytes) else (header + rows).encode()
    return preview(registrar, [Upload("appointments.csv", data)])


def imported(registrar, rows: str) -> ImportBatch:
    return apply_preview(previewed(registrar, rows), by=registrar, at=NOON)


def outcomes(batch: ImportBatch) -> list[tuple[str, str]]:
    return [(row.outcome, row.reason) for row in batch.rows.all()]


def test_people_are_previewed_and_nothing_is_written_or_sent(registrar, otter_run):
    people, entries = User.objects.count(), Entry.objects.count()
    batch = previewed(registrar, IVY + BOB)

    assert batch.kind == "appointments"
    assert [(row.outcome, row.key, row.name) for row in batch.rows.all()] == [
        ("created", "ivy@otterrun.example", "Ivy Chen, Otter Run Local"),
        ("created", "bob@otterrun.example", "Bob Lee, Otter Run High School"),
    ]
    assert batch.counts["made"] == {"Emails to send: invitation": 2}
    assert (User.objects.count(), Appointment.objects.count(), OutgoingEmail.objects.count()) == (people, 0, 0)
    assert Entry.objects.count() == entries + 1  # the preview itself


def test_all_are_invited_in_one_step_by_the_worker(registrar, otter_run, settings):
    settings.SENDS_EMAIL = settings.EMAIL_WORKER = True
    imported(registrar, IVY + BOB)

    ivy = Appointment.objects.get(kind="superintendent")
    assert (ivy.district, ivy.starts_on, ivy.ends_on) == (otter_run, datetime.date(2026, 7, 1), None)
    assert ivy.powers == ["register_membership", "sign_applications"]
    assert not ivy.user.is_active
    bob = Appointment.objects.get(kind="principal")
    assert (bob.school.ncessch, bob.ends_on, bob.powers) == ("390000100001", datetime.date(2027, 6, 30), [])
    assert Invitation.objects.open().count() == 2
    waiting = OutgoingEmail.objects.waiting()
    assert sorted(waiting.values_list("kind", "to")) == [
        ("invitation", "bob@otterrun.example"),
        ("invitation", "ivy@otterrun.example"),
    ]
    assert "superintendent of Otter Run Local" in waiting.get(to="ivy@otterrun.example").body
    assert Entry.objects.filter(event="appointments.recorded").get().detail["files"][0]["sha256"]


def test_the_same_file_again_changes_nothing_and_sends_nothing(registrar, otter_run):
    imported(registrar, IVY + BOB)
    emails = OutgoingEmail.objects.count()
    batch = previewed(registrar, IVY + BOB)
    with pytest.raises(Unready, match="nothing to import"):
        apply_preview(batch, by=registrar, at=NOON)
    assert batch.counts["files"][0]["unchanged"] == 2
    assert (Appointment.objects.count(), OutgoingEmail.objects.count()) == (2, emails)


def test_an_end_date_and_a_permission_are_added_and_shown_with_the_old_value(registrar, otter_run):
    imported(registrar, BOB + IVY.replace("register_membership; sign_applications", "sign_applications"))
    batch = previewed(registrar, IVY.replace("2026-07-01,,", "2026-07-01,2027-06-30,"))
    assert batch.rows.get().differences == [
        ["permissions", "Sign applications", "Register memberships, Sign applications"],
        ["ends_on", "", "2027-06-30"],
    ]
    apply_preview(batch, by=registrar, at=NOON)
    held = Appointment.objects.get(kind="superintendent")
    assert (str(held.ends_on), len(held.powers)) == ("2027-06-30", 2)
    undo_import(batch=batch, by=registrar, at=NOON)
    held.refresh_from_db()
    assert (held.ends_on, held.powers) == (None, ["sign_applications"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (IVY.replace("3900001", "390001"), "the LEAID “390001” has 6 digits instead of 7: it lost its leading zeros"),
        (IVY.replace("superintendent", "boss"), "the role “boss” is not one of: superintendent, treasurer"),
        (IVY.replace("sign_applications", "everything"), "the permission “everything” is not one of: register_memb"),
        (IVY.replace("ivy@otterrun.example", "ivy"), "the email “ivy” is not an address like name@example.org"),
        (IVY.replace("2026-07-01", "July 1"), "is not a date written like 2026-07-01 or 7/1/2026"),
        (IVY.replace("2026-07-01", "2/30/2026"), "is not a date written like 2026-07-01 or 7/1/2026"),
        (IVY.replace("2026-07-01", ""), "the start date is missing"),
        (IVY.replace("2026-07-01,,", "2026-07-01,2025-07-01,"), "before the start date"),
        (IVY.replace("3900001,", ","), "names no district and no school"),
        (IVY.replace("3900001,", "3900001,390000100001"), "has a LEAID and an NCESSCH; enter only one of them"),
        (IVY.replace("superintendent", "principal"), "a principal needs the NCESSCH of the school"),
        (BOB.replace("principal", "treasurer"), "A role in a school is principal or designee."),
        (IVY.replace("Ivy Chen", "=cmd|'/c calc'!A1"), "which a spreadsheet would run as a formula"),
        (IVY.replace("Ivy Chen", ""), "Enter the person's name to invite them"),
    ],
)
def test_a_row_that_cannot_be_imported_says_why(registrar, otter_run, row, reason):
    batch = previewed(registrar, row)
    assert [outcome for outcome, _ in outcomes(batch)] == ["rejected"]
    assert reason in batch.rows.get().reason
    assert batch.rows.get().line == 2


def test_a_place_that_is_not_in_the_registry_is_named(registrar, otter_run):
    batch = previewed(registrar, IVY.replace("3900001", "3999999") + BOB.replace("390000100001", "399999900001"))
    assert outcomes(batch) == [
        ("unmatched", "No district in the registry has the ID 3999999."),
        ("unmatched", "No school in the registry has the ID 399999900001."),
    ]


def test_an_address_of_someone_with_another_name_is_refused(registrar, otter_run):
    UserFactory(email="ivy@otterrun.example", name="Ivan Chan")
    batch = previewed(registrar, IVY)
    assert "is the address of Ivan Chan in this portal, not of Ivy Chen" in batch.rows.get().reason
    assert previewed(registrar, IVY.replace("Ivy Chen", "ivan  chan")).rows.get().outcome == "created"
    assert previewed(registrar, IVY.replace("Ivy Chen", "")).rows.get().outcome == "created"


def test_a_district_has_one_superintendent(registrar, otter_run):
    AppointmentFactory(district=otter_run, kind="superintendent", user=UserFactory(name="Ann Poe"))
    assert "Ann Poe is superintendent of Otter Run Local" in previewed(registrar, IVY).rows.get().reason
    assert not Invitation.objects.exists()


def test_permissions_on_record_are_never_taken_away(registrar, otter_run):
    imported(registrar, IVY)
    batch = previewed(registrar, IVY.replace("register_membership; ", ""))
    assert "A file can’t take permissions away" in batch.rows.get().reason


def test_a_person_with_an_account_is_told_and_not_invited(registrar, otter_run):
    UserFactory(email="ivy@otterrun.example", name="Ivy Chen")
    batch = imported(registrar, IVY)
    assert batch.counts["made"] == {"Emails to send: appointment started": 1}
    assert OutgoingEmail.objects.get().kind == "post given"
    assert not Invitation.objects.exists()


# --- stale previews and undoing


def test_a_preview_that_is_out_of_date_invites_no_one(registrar, otter_run):
    batch = previewed(registrar, IVY + BOB)
    AppointmentFactory(district=otter_run, kind="superintendent")
    with pytest.raises(Unready, match=PREVIEW_CHANGED[:40]):
        apply_preview(batch, by=registrar, at=NOON)
    assert not Invitation.objects.exists()
    assert not OutgoingEmail.objects.exists()


def test_undoing_withdraws_unused_invitations_and_emails_that_wait(registrar, otter_run, settings):
    settings.SENDS_EMAIL = settings.EMAIL_WORKER = True
    batch = imported(registrar, IVY + BOB)
    undo_import(batch=batch, by=registrar, at=NOON + HOUR)
    assert not Appointment.objects.exists()
    assert not Invitation.objects.open().exists()
    assert not OutgoingEmail.objects.waiting().exists()
    assert Entry.objects.filter(event="invitation.withdrawn").count() == 2
    # and the corrected file invites them again
    imported(registrar, IVY)
    assert Invitation.objects.open().get().person.email == "ivy@otterrun.example"


def test_an_invitation_that_was_used_blocks_undoing_and_is_named(registrar, otter_run, settings):
    settings.SENDS_EMAIL = settings.EMAIL_WORKER = True
    batch = imported(registrar, IVY + BOB)
    seed = OutgoingEmail.objects.get(to="ivy@otterrun.example").link_seed
    accept_invitation(token=token_from(seed), name="Ivy Chen", password="a long pass phrase", at=NOON + HOUR)
    with pytest.raises(Unready, match=r"Ivy Chen \(ivy@otterrun.example\) has used the invitation"):
        undo_import(batch=batch, by=registrar, at=NOON + HOUR)
    assert Appointment.objects.count() == 2
    assert Invitation.objects.open().count() == 1


def test_a_role_in_which_someone_has_acted_blocks_undoing(registrar, otter_run):
    ivy = UserFactory(email="ivy@otterrun.example", name="Ivy Chen")
    batch = imported(registrar, IVY)
    change_own_facts(record=otter_run, values={"phone": "614-555-0199"}, seen={"phone": ""}, by=ivy, at=NOON + HOUR)
    with pytest.raises(Unready, match=r"Ivy Chen \(ivy@otterrun.example\) has worked in the portal"):
        undo_import(batch=batch, by=registrar, at=NOON + HOUR)


def test_a_person_with_an_account_is_told_that_the_role_is_withdrawn(registrar, otter_run):
    UserFactory(email="ivy@otterrun.example", name="Ivy Chen")
    batch = imported(registrar, IVY)
    undo_import(batch=batch, by=registrar, at=NOON + HOUR)
    last = OutgoingEmail.objects.order_by("pk").last()
    assert last.kind == "post ended"
    assert "withdrew your role as superintendent of Otter Run Local. It was recorded by mistake." in last.body


# --- files as spreadsheets save them


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_that_excel_saved_is_read(registrar, otter_run, separator):
    rows = [
        HEADER.strip().split(","),
        ["Ivy Chen", "Ivy@OtterRun.example", "Superintendent", "3900001", "", "7/1/2026", "", "sign_applications"],
        [""] * 8,
        [""] * 8,
    ]
    data = b"\xef\xbb\xbf" + "".join(separator.join(row) + "\r\n" for row in rows).encode()
    batch = previewed(registrar, data)
    assert batch.counts["files"][0]["rows"] == 1
    assert batch.rows.get().key == "ivy@otterrun.example"
    assert ["starts_on", "", "2026-07-01"] in batch.rows.get().differences


def test_a_row_twice_is_imported_once_and_rows_that_contradict_each_other_not_at_all(registrar, otter_run):
    batch = previewed(registrar, IVY + IVY)
    assert [(row.line, row.outcome) for row in batch.rows.all()] == [(2, "created"), (3, "repeated")]
    batch = previewed(registrar, IVY + IVY.replace("register_membership; ", ""))
    assert {outcome for outcome, _ in outcomes(batch)} == {"rejected"}
    assert "contradicts line 3; neither row is imported" in batch.rows.first().reason


@pytest.mark.parametrize(
    ("office", "cell", "powers"),
    [
        ("superintendent", "", ["register_membership", "sign_applications", "sign_joinders"]),
        ("superintendent", "None", []),
        ("superintendent", "sign_applications", ["sign_applications"]),
        ("treasurer", "", []),
    ],
)
def test_a_blank_cell_gives_a_superintendent_the_usual_permissions_and_others_none(
    registrar, otter_run, office, cell, powers
):
    imported(registrar, f"Ivy Chen,ivy@otterrun.example,{office},3900001,,2026-07-01,,{cell}\n")

    assert Appointment.objects.get(user__name="Ivy Chen").powers == powers


def test_a_blank_cell_takes_nothing_from_a_role_on_record_and_adds_nothing(registrar, otter_run):
    held = AppointmentFactory(district=otter_run, can_sign_applications=True, can_register_membership=False)
    row = f",{held.user.email},superintendent,3900001,,{held.starts_on},2027-06-30,\n"

    assert outcomes(imported(registrar, row)) == [("changed", "")]

    held.refresh_from_db()
    assert (held.powers, str(held.ends_on)) == (["sign_applications", "sign_joinders"], "2027-06-30")
