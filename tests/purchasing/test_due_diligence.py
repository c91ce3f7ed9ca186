"""A member downloads what an auditor asks for, and reads what is missing by name."""

import datetime
import io
import zipfile

import pytest
import time_machine
from django.test import Client

from consortia.models import Membership
from districts.models import District
from purchasing.models import Joinder
from tests.factories import AppointmentFactory
from tests.purchasing.every_event import NOON, a_contract_with_every_event

pytestmark = pytest.mark.django_db


def signed_in(leaid):
    client = Client()
    client.force_login(AppointmentFactory(district=District.objects.get(leaid=leaid)).user)
    return client


def test_the_pack_has_the_documents_and_a_checklist_with_what_is_missing():
    with time_machine.travel(NOON, tick=False):
        contract = a_contract_with_every_event()
        contract.refresh_from_db()
        contract.requires_joinder = True
        contract.save()
        address = f"/consortia/mill-creek/contracts/{contract.pk}/due-diligence"
        member = signed_in("9900002")
        page = " ".join(member.get(f"{address}/").content.decode().split())
        missing = "Missing: Public notice, Evaluation, Award notice or board action, Cooperative-use clause, "
        missing += "Signed contract, Amendments, Joinder of Cedar Gap Local, Price list."
        assert missing in page
        assert "Due-diligence checklist and documents" in member.get("/contracts/24-01/").content.decode()

        Joinder.objects.create(
            contract=contract, district=District.objects.get(leaid="9900002"), starts_on=datetime.date(2025, 7, 1)
        )
        answer = member.get(f"{address}.zip")
        assert answer["Content-Type"] == "application/zip"
        pack = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        assert pack.namelist() == ["checklist.txt", "contract.txt", "documents/01-bids-bids.pdf"]
        checklist = pack.read("checklist.txt").decode()
        assert "[x] Joinder of Cedar Gap Local: On record" in checklist
        assert "[ ] Evaluation: Missing" in checklist
        assert "- Solicitation: solicitation, https://mill.example/rfp.pdf" in checklist
        facts = pack.read("contract.txt").decode()
        assert "Amendment effective Jul 1, 2025: End date: Jun 30, 2027 → Jun 30, 2028." in facts
        assert "Joinder of Cedar Gap Local: from Jul 1, 2025, to no end date; board approval: not known" in facts
        assert pack.read("documents/01-bids-bids.pdf") == b"%PDF-1.7"

        assert member.get(f"{address}/?district=9900001").status_code == 403
        lead = signed_in("9900001")
        assert "Joinder of Cedar Gap Local" in lead.get(f"{address}/?district=9900002").content.decode()
        assert lead.get(f"{address}/?district=9999999").status_code == 404
        Membership.objects.filter(district__leaid="9900002").update(leaves_on=datetime.date(2026, 9, 13))
        assert signed_in("9900002").get(f"{address}/").status_code == 403
