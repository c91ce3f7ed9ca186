"""Applications from files: loaded as written, twice without effect, refused whole with the place that is wrong."""

import datetime
import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.refusals import Unready
from audit.models import Entry
from consortia.models import Consortium, Membership
from districts.models import Appointment, District
from grants.imports.case_file import data_of
from grants.models import Application, Competition, Signature, Version
from grants.states import Status
from purchasing.models import Contract
from tests.grants.ridge_rivers import CASE, NOW, a_case, load, paths

pytestmark = pytest.mark.django_db


def _nothing_is_stored():
    return not any(model.objects.exists() for model in (Application, Competition, Consortium, District, User, Entry))


def test_a_file_becomes_an_application_submitted_at_the_closing_time():
    application = load(a_case())

    version = application.versions.get()
    assert (application.reference, version.number) == ("26-0001", 1)
    assert Application.objects.get().status == Status.SUBMITTED
    assert version.sealed_at.isoformat() == "2026-04-15T21:00:00+00:00"  # 5 PM in the state
    assert [(p["key"], p["role"], p["name"]) for p in version.content["participants"]] == [
        ("9900010", "lead", "Otter Run Local"),
        ("9900020", "member", "Cedar Gap Local"),
        ("unregistered-1", "member", "Lost Valley Local"),
    ]


def test_every_part_of_a_file_is_stored():
    content = load(a_case()).versions.get().content

    assert [(n["element"], n["heading"], n["text"]) for n in content["narrative"] if n["text"]] == [
        (1, "Who does what", "All share."),
        (None, "Purpose", "Otter Run, Cedar Gap and Lost Valley."),
        (1, "And also", "More."),
    ]
    assert content["activities"][0]["contract"] == "2026-014"
    assert content["activities"][0]["owner"] == "9900010"
    assert content["commitments"][0]["gains"] == {"text": "a course", "students": 14, "grades": "11-12"}
    assert [(b["payee"], b["payee_name"], b["payer"], b["benefits"]) for b in content["budget"]] == [
        ("9900010", "", None, ["9900010", "9900020"]),
        (None, "Nobody Known", "unregistered-1", "all"),
    ]
    assert content["partners"] == [{"name": "Openfield Learning", "kind": "company"}]
    assert content["consortium"]["fiscal_agent"] == "9900001"
    assert Contract.objects.get().supplier == "Openfield Learning"
    assert District.objects.get(leaid="9900010").service_agency_memberships.get().agency.leaid == "9900001"
    assert set(Membership.objects.values_list("district__leaid", flat=True)) == {"9900010", "9900020"}


def test_a_signer_gets_an_account_without_sign_in_and_an_appointment_for_that_day():
    load(a_case())

    signature = Signature.objects.get()
    appointment = Appointment.objects.get(user=signature.signer)
    assert (signature.had_power, appointment.kind, appointment.can_sign_applications) == (True, "superintendent", True)
    assert appointment.starts_on == datetime.date(2026, 4, 10)
    assert not User.objects.filter(is_active=True).exists()
    assert all(user.email.endswith(".invalid") for user in User.objects.all())


def test_loading_twice_changes_nothing():
    first = load(a_case())
    entries = Entry.objects.count()

    second = load(json.loads(json.dumps(a_case(expected=["unsigned"], sources=["another note"]))))

    assert (second, Entry.objects.count(), Version.objects.count()) == (first, entries, 1)


def test_signatures_are_requested_if_the_file_lists_signatures_even_an_empty_list():
    data = a_case(signatures=[])

    rules = list(load(data).findings.standing().filter(rule="unsigned").values_list("subject", flat=True))

    assert len(rules) == 3
    del data["signatures"]
    data["consortium"]["name"] = "Another"
    assert not load(data).findings.standing().filter(rule="unsigned").exists()


def test_a_signature_without_a_time_is_not_dated_today():
    application = load(a_case(signatures=[{"leaid": "9900010", "by": "A. Rivers", "board_on": "2099-01-01"}]))

    assert not application.findings.standing().filter(rule="signature-unauthorized").exists()


def test_a_member_id_that_the_registry_lacks_is_a_participant_and_a_finding():
    data = a_case()
    data["members"][0]["leaid"] = "9977777"
    data["commitments"][0]["leaid"] = "9977777"
    data["budget"][0]["benefits"] = "all"

    application = load(data)

    assert application.participants.get(key="9977777").district is None
    assert application.findings.standing().filter(rule="member-closed", subject_key="9977777").exists()


def test_what_a_finding_describes_is_loaded():
    data = a_case(narrative=[], commitments=[], signatures=[
        {"leaid": "9900010", "signed_at": "2026-04-10T10:00", "by": "X", "title": "", "board_on": None},
    ])  # fmt: skip
    data["members"][0]["joined_on"] = "2030-01-01"
    data["districts"][2]["closed_on"] = "2026-09-01"
    data["budget"][0]["amount"] = 99_000_000
    data["activities"][0] |= {"starts_on": "2020-01-01", "ends_on": "2040-01-01"}

    rules = set(load(data).findings.standing().values_list("rule", flat=True))

    assert rules == {
        "element-unanswered", "member-not-in-narrative", "member-not-in-plan", "outside-project", "payee-unknown",
        "above-ceiling", "share-lopsided", "member-closed", "contract-expires", "unsigned", "signature-unauthorized",
    }  # fmt: skip


def test_only_names_state_and_roles_are_required():
    application = load({
        "consortium": {"name": "Bare", "state": "OH"},
        "competition": {"name": "An old round"},
        "members": [{"name": "Somewhere Local", "role": "lead"}],
    })  # fmt: skip

    assert application.reference == "26-0001"  # without a closing time: the year of loading
    assert application.versions.get().sealed_at == NOW
    assert application.consortium.formed_on is None


NEEDED = {("consortium",), ("competition",), ("members",), ("consortium", "name"), ("consortium", "state"),
          ("competition", "name")}  # fmt: skip
OPTIONAL = [p for p in paths(CASE) if p not in NEEDED and not (p[0] == "members" and p[-1] in ("name", "role"))]


@pytest.mark.parametrize("path", OPTIONAL, ids=lambda path: ".".join(map(str, path)))
def test_every_other_key_may_be_null(path):
    data = a_case()
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = None
    references = {("districts", 0, "leaid"), ("activities", 0, "key"), ("activities",), ("members", 0, "leaid"),
                  ("members", 1, "leaid"), ("contracts", 0, "number"), ("contracts",)}  # fmt: skip
    if path in references:  # then what points to it is wrong, and says so
        data |= {"commitments": None, "budget": None, "signatures": None}
        if data.get("activities"):
            data["activities"][0] |= {"owner": None, "contract": None}

    assert load(data).versions.count() == 1


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("members", 0, "laeid"), "9900020", "members[0].laeid: is not a known key."),
        (("members", 0, "leaid"), 9900020, "members[0].leaid: a LEAID is text in quotes, with its leading zeros."),
        (("members", 0, "leaid"), "990002", "members[0].leaid: “990002” is not a LEAID: seven digits, with leading"),
        (("members", 0, "leaid"), "９９０００２０", "members[0].leaid: “９９０００２０” is not a LEAID"),
        (("members", 0, "role"), "boss", "members[0].role: “boss” isn’t one of lead, member."),
        (("members", 0, "role"), "lead", "members: 2 have the role lead; exactly one must."),
        (("members", 0, "leaid"), "9900010", "members[1].leaid: “9900010” is listed twice."),
        (("members",), [], "members: 0 have the role lead; exactly one must."),
        (("members",), {}, "members: must be a list."),
        (("members", 0, "joined_on"), "2025-02-30", "members[0].joined_on: “2025-02-30” is not in the calendar."),
        (("members", 0, "joined_on"), "15.1.2025", "members[0].joined_on: “15.1.2025” is not a date"),
        (("competition", "closes_at"), "2026-04-15", "competition.closes_at: “2026-04-15” is not a time"),
        (("competition", "closes_at"), "2026-04-15T17:00Z", "competition.closes_at: “2026-04-15T17:00Z” is not a time"),
        (("competition", "closes_at"), "2026-02-15T17:00", "The round closes before it opens."),
        (("competition", "name"), "  ", "competition.name: is blank."),
        (("consortium", "state"), "Ohio", "consortium.state: “Ohio” is not two capital letters."),
        (("consortium", "purposes"), ["fun"], "consortium.purposes[0]: “fun” isn’t one of"),
        (("budget", 0, "amount"), "24000", "budget[0].amount: must be a whole number."),
        (("budget", 0, "amount"), 24000.5, "budget[0].amount: must be a whole number."),
        (("budget", 0, "amount"), True, "budget[0].amount: must be a whole number."),
        (("budget", 0, "amount"), -1, "budget[0].amount: must be between 0 and 2,147,483,647."),
        (("budget", 0, "amount"), 2**31, "budget[0].amount: must be between 0 and 2,147,483,647."),
        (("budget", 0, "benefits"), "some", "budget[0].benefits: must be the word all or a list of LEAIDs."),
        (("budget", 0, "benefits"), ["9999999"], "budget[0].benefits: “9999999” isn’t among the members."),
        (("budget", 0, "activity"), "chess", "budget[0].activity: “chess” isn’t among the activities."),
        (("commitments", 0, "leaid"), "9999999", "commitments[0].leaid: “9999999” isn’t among the members."),
        (("commitments", 0, "activity"), "chess", "commitments[0].activity: “chess” isn’t among the activities."),
        (("signatures", 0, "leaid"), "9999999", "signatures[0].leaid: “9999999” isn’t among the members."),
        (("activities", 0, "contract"), "none", "activities[0].contract: none isn’t among the contracts."),
        (("narrative", 0, "element"), 10, "narrative[0].element: must be 1 to 9."),
        (("narrative", 0, "text"), "a\x00b", "narrative[0].text: contains a character that is not text"),
        (("narrative", 0, "text"), "\ud800", "narrative[0].text: contains a character that is not text"),
        (("narrative", 0, "text"), "a" * 100_001, "narrative[0].text: has 100,001 characters; the most is 100,000"),
        (("districts", 1, "county_fips"), "9009", "districts[1].county_fips: “9009” is not a county code"),
        (("districts", 2, "leaid"), "9900010", "districts[2].leaid: “9900010” is listed twice."),
        (("extra",), 1, "extra: is not a known key."),
    ],
)  # fmt: skip
def test_a_wrong_file_names_the_place_and_loads_nothing(path, value, words):
    data = a_case()
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value

    with pytest.raises(Unready) as no:
        load(data)

    assert any(problem.startswith(words) for problem in no.value.problems), no.value.problems
    assert _nothing_is_stored()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            ("competition", "closes_at", "2026-04-16T17:00"),
            "closes_at is already 2026-04-15T17:00, not 2026-04-16T17:00",
        ),
        (("consortium", "formed_on", "2025-01-16"), "already has an application in this round"),
    ],
)
def test_a_file_that_contradicts_what_is_stored_is_refused(change, words):
    load(a_case())
    entries = Entry.objects.count()
    part, key, value = change
    data = a_case()
    data[part][key] = value
    if part == "competition":
        data["consortium"]["name"] = "Another"

    with pytest.raises(Unready, match=words):
        load(data)
    assert (Entry.objects.count(), Application.objects.count()) == (entries, 1)


def test_a_district_stored_with_other_values_refuses_the_file():
    load(a_case())
    data = a_case()
    data["consortium"]["name"] = "Another"
    data["districts"][1]["enrollment"] = 392

    with pytest.raises(Unready, match="9900010"):
        load(data)


def test_a_second_file_of_a_round_fills_in_what_was_unknown():
    first = a_case()
    del first["competition"]["ceilings"]
    load(first)
    second = a_case()
    second["consortium"]["name"] = "Another"

    assert load(second).reference == "26-0002"
    assert Competition.objects.get().ceiling_consortium == 15_000_000


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "Line 1, column 1: this isn’t JSON"),
        (b'{"consortium": ', "this isn’t JSON"),
        (b'\xff\xfe{"a": 1}', "The file is not UTF-8: byte 1 cannot be read."),
        (b"[]", "The file must hold one JSON object."),
        (b'{"members": [], "members": []}', "members: this key is used twice in one object."),
        (b'{"a": NaN}', "NaN is not a number in JSON."),
        (b'{"a": ' + b"9" * 5000 + b"}", "A number in the file has too many digits."),
        (b'{"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "The file is nested too deeply."),
        (b'"' + b"a" * (20 * 1024 * 1024) + b'"', "the most is 20,971,520"),
    ],
)
def test_a_file_that_is_not_a_json_object_is_refused_with_the_reason(raw, words):
    with pytest.raises(Unready, match=re.escape(words)):
        data_of(raw)


def _file(tmp_path: Path, data) -> str:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return str(file)


def test_the_command_prints_the_reference_or_one_object(tmp_path, capsys):
    file = _file(tmp_path, a_case())

    call_command("load_case", file)
    call_command("load_case", file, "--json")

    first, second = capsys.readouterr().out.splitlines()
    assert first == "26-0001"
    printed = json.loads(second)
    assert printed["reference"] == "26-0001"
    payee = next(finding for finding in printed["findings"] if finding["rule"] == "payee-unknown")
    assert set(payee) == {"rule", "strength", "subject", "sentence", "places"}
    assert len(payee["places"]) == 2
    assert all(isinstance(place, str) for place in payee["places"])


def test_the_command_fails_with_the_reason_in_its_last_line(tmp_path, capsys):
    file = _file(tmp_path, a_case(extra=1))

    with pytest.raises(CommandError, match=r"extra: is not a known key\."):
        call_command("load_case", file, "--json")
    assert capsys.readouterr().out == ""
    assert _nothing_is_stored()


def test_a_missing_file_is_a_message_and_not_a_traceback(tmp_path):
    with pytest.raises(CommandError, match="can’t be read"):
        call_command("load_case", str(tmp_path / "nothing.json"))
    with pytest.raises(CommandError, match="can’t be read"):
        call_command("load_case", str(tmp_path))


def test_what_could_not_be_stored_is_noted(tmp_path, capsys):
    data = a_case()
    data["commitments"][0]["leaid"] = None
    data["activities"][0]["kind"] = "Chess club"

    call_command("load_case", _file(tmp_path, data))

    notes = capsys.readouterr().err
    assert "commitments[0]: names no member, so it isn’t stored." in notes
    assert "activities[0].kind: Chess club isn’t a known kind" in notes
