"""A real district that ended, and what the next official file does to a merged one."""

import datetime
import io

import pytest
from django.core.management import call_command

from changes.actions.change_set import digest_of_preview
from consortia.actions.guided_changes import merge_district, preview_merger_of_district
from consortia.models import Membership
from consortia.states import MemberRole
from districts.actions.successors import agencies_of_schools
from districts.models import District, School
from districts.rules.mergers import agency_of_school, end_of_chain, keeps_recorded_end, why_kept
from districts.states import AgencyStatus
from tests.districts.uploads import AGENCIES, SCHOOLS, write_files
from tests.factories import ConsortiumFactory, DistrictFactory, MembershipFactory, SchoolFactory, ServiceAgencyFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
JULY = datetime.date(2026, 7, 1)


def merge(district, successor, *, on=JULY, reason="Both boards voted for it in May.", source=""):
    asked = {"district": district, "successor": successor, "on": on, "reason": reason, "source": source}
    acting = {"by": "tests", "at": NOW}
    return merge_district(
        **asked, preview_digest=digest_of_preview(preview_merger_of_district(**asked, **acting)), **acting
    )


def take(folder):
    call_command("import_nces", str(folder), stdout=io.StringIO())


class TestLedgemont:
    """Ledgemont Local, Ohio: a member of the Geauga County consortium of 2014 (news-herald.com), gone from the
    official agency file of 2018-19. Its elementary school is listed in the directory of 2019-20 under Berkshire Local
    (NCES, LEAID 3904716), whose district takes in Ledgemont's townships, Thompson and Montville
    (berkshireschools.org). Berkshire was a member of the same consortium. The day, July 1, 2015, and Ledgemont's
    LEAID here were made up for this test.
    """

    @pytest.fixture
    def geauga(self):
        consortium = ConsortiumFactory(name="Geauga County innovation and career readiness", state="OH")
        names = ["Berkshire Local", "Cardinal Local", "Ledgemont Local", "Kenston Local", "Auburn Career Center"]
        agency = ServiceAgencyFactory(name="Geauga County ESC")
        joined = {"consortium": consortium, "joins_on": datetime.date(2014, 7, 1)}
        MembershipFactory(district=agency, role=MemberRole.LEAD, **joined)
        for name in names:
            leaid = {"leaid": "3904716"} if name == "Berkshire Local" else {}
            MembershipFactory(district=DistrictFactory(name=name, **leaid), **joined)
        return consortium

    def test_its_school_is_berkshires_and_its_membership_ends_without_a_second_one(self, geauga):
        ledgemont = District.objects.get(name="Ledgemont Local")
        berkshire = District.objects.get(leaid="3904716")
        school = SchoolFactory(district=ledgemont, name="Ledgemont Elementary", ncessch="390471605861")

        closure = merge(
            ledgemont,
            berkshire,
            on=datetime.date(2015, 7, 1),
            reason="Its territory was transferred to Berkshire Local.",
            source="NCES school directory 2019-20: Ledgemont Elementary is a school of Berkshire Local",
        )

        school.refresh_from_db()
        assert school.district == berkshire
        assert geauga.memberships.in_force(datetime.date(2015, 6, 30)).count() == 6
        assert geauga.memberships.in_force(datetime.date(2015, 7, 1)).count() == 5
        assert Membership.objects.filter(district=berkshire).count() == 1
        assert [line["words"] for line in closure.lines if line["section"] == "Memberships"] == [
            "Ledgemont Local remains a member until Jun 30, 2015. "
            "Berkshire Local is already a member; its membership stays."
        ]

    def test_while_nobody_knows_who_followed_it_stays_visible_as_closed(self, geauga, client):
        ledgemont = District.objects.get(name="Ledgemont Local")
        merge(
            ledgemont, None, on=datetime.date(2015, 7, 1), reason="It was dissolved, and no source says who followed."
        )

        page = client.get(f"/districts/{ledgemont.leaid}/")

        assert page.status_code == 200
        assert "Closed" in page.content.decode()


class TestTheNextFile:
    """Official files go on listing ids of merged districts for years."""

    @pytest.fixture
    def merged(self, tmp_path):
        take(write_files(tmp_path / "first"))
        old, new = District.objects.get(leaid="3900001"), DistrictFactory(leaid="3900009", state="OH")
        merge(old, new)
        return old, new

    def test_a_file_does_not_reopen_a_merged_district_nor_take_its_schools_back(self, merged, tmp_path):
        old, new = merged
        newer = AGENCIES.replace("2018-2019", "2026-2027")

        take(write_files(tmp_path / "second", lea=newer))

        old.refresh_from_db()
        assert (old.status, old.successor) == (AgencyStatus.MERGED, new)
        assert School.objects.get(ncessch="390000100001").district == new

    def test_a_new_school_under_the_old_id_is_the_successors(self, merged, tmp_path):
        row = "390000100002,3900001,Otter Run Academy,Otter Run Local,Athens,OH,9,12\n"

        take(write_files(tmp_path / "second", sch=SCHOOLS + row))

        assert School.objects.get(ncessch="390000100002").district == merged[1]

    def test_the_way_from_an_old_id_follows_the_whole_chain(self, merged):
        old, new = merged
        last = DistrictFactory(state="OH")
        merge(new, last)

        found = agencies_of_schools({"3900001": old.pk, "3900009": new.pk, last.leaid: last.pk})

        assert found == {"3900001": last.pk, "3900009": last.pk, last.leaid: last.pk}


def test_which_recorded_ends_a_file_leaves_alone():
    assert keeps_recorded_end(recorded="merged", has_successor=True, in_file="open")
    assert keeps_recorded_end(recorded="duplicate", has_successor=True, in_file="open")
    assert keeps_recorded_end(recorded="closed", has_successor=True, in_file="open")
    assert not keeps_recorded_end(recorded="closed", has_successor=False, in_file="open")
    assert not keeps_recorded_end(recorded="open", has_successor=False, in_file="closed")
    assert not keeps_recorded_end(recorded="merged", has_successor=True, in_file="merged")
    assert why_kept(
        leaid="9900001", name="Otter Run", successor="Mill Creek", closed_on=datetime.date(2026, 6, 30)
    ).startswith("9900001 is Otter Run, recorded as merged into Mill Creek since Jun 30, 2026. The file")


def test_chains_end_and_circles_do_not():
    assert end_of_chain("a", {"a": "b", "b": "c", "c": None}) == "c"
    assert end_of_chain("a", {}) == "a"
    assert end_of_chain("a", {"a": "b", "b": "a"}) is None
    assert agency_of_school("a", {"a": "b", "b": "a"}) == "a"
