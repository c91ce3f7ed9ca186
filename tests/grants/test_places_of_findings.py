"""Where a finding leads the applicant: to the page on which it is written."""

from portal.applicant.pages.findings import address_to_edit


def test_each_place_of_a_finding_leads_to_where_it_is_written():
    addresses = {
        "paragraph:n4-p2": "/applications/26-0001/sections/question-4/",
        "element:8": "/applications/26-0001/sections/question-8/",
        "narrative": "/applications/26-0001/sections/question-1/",
        "activity:a2": "/applications/26-0001/activities/",
        "cell:9900001:gains": "/applications/26-0001/activities/",
        "cell:9900001:money": "/applications/26-0001/budget/",
        "budget:3": "/applications/26-0001/budget/",
        "budget": "/applications/26-0001/budget/",
        "list": "/applications/26-0001/members/",
        "participant:9900001": "/applications/26-0001/members/",
        "signature:9900001": "/applications/26-0001/signatures/",
        "registry:9900001": "",
        "competition": "",
        "application:26-0002": "",
        "": "",
    }

    assert {place: address_to_edit(place, "26-0001") for place in addresses} == addresses
