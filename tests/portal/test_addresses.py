"""Addresses are the same as Django's, whatever is in them and whatever was requested before."""

from collections import Counter

import pytest
from django.urls import NoReverseMatch, Resolver404, get_resolver, include, path, re_path, reverse
from django.urls.resolvers import RoutePattern

from portal.address_forms import address_form, address_of
from portal.areas import AreaResolver, area


@pytest.mark.parametrize("leaid", ["3900001", "3900002"])
def test_an_address_is_the_page_of_the_record_asked_for(leaid):
    assert address_of("registry:district_detail", leaid) == f"/districts/{leaid}/"


@pytest.mark.parametrize("slug", ["three-forks", "consortia", "history"])
def test_a_record_named_like_a_part_of_its_address_keeps_its_own_page(slug):
    assert address_of("registry:consortium_lineage", slug) == reverse("registry:consortium_lineage", args=[slug])
    assert address_of("registry:consortium_lineage", slug=slug) == reverse("registry:consortium_lineage", args=[slug])


@pytest.mark.parametrize("reference", ["26-0001", "26 0001", "26/0001", "26%31", "é"])
def test_a_part_that_needs_escaping_is_written_as_django_writes_it(reference):
    def answer(give, *arguments, **named):
        try:
            return give("applicant:application_detail", *arguments, **named)
        except NoReverseMatch:
            return "no page"

    assert answer(address_of, reference) == answer(reverse, args=[reference])


@pytest.mark.parametrize("reference", ["26-0001", "26 0001", "26%31", "é"])
def test_an_address_for_many_links_is_the_same(reference):
    def answer(give):
        try:
            return give(reference)
        except NoReverseMatch:
            return "no page"

    for _first_and_later in range(2):
        address_of = address_form("applicant:application_detail")
        assert answer(address_of) == answer(lambda part: reverse("applicant:application_detail", args=[part]))


def test_the_order_of_parts_is_that_of_the_address():
    page = "membership:district_fact_dispute"
    for leaid, field in [("3900001", "phone"), ("3900002", "website"), ("3900003", "facts")]:
        address = f"/districts/{leaid}/facts/{field}/"
        assert address_of(page, leaid=leaid, field=field) == address
        assert address_of(page, field=field, leaid=leaid) == address
        assert address_of(page, leaid, field) == address


def test_a_page_has_one_address_whatever_its_parts_are():
    """Otherwise the address of one record would not show that of the others (`address_of`)."""
    spaces = [("", get_resolver()), *((space, inner) for space, (_, inner) in get_resolver().namespace_dict.items())]
    forms = Counter(
        (space, name, tuple(parts))
        for space, resolver in spaces
        if space != "admin"
        for name in resolver.reverse_dict
        if isinstance(name, str)
        for possibilities, *_ in resolver.reverse_dict.getlist(name)
        for _, parts in possibilities
    )
    assert [form for form, times in forms.items() if times > 1] == []


def test_an_unknown_page_has_no_address():
    with pytest.raises(NoReverseMatch):
        address_of("registry:nothing")


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("", "home"),
        ("schools/new/", "enter"),
        ("schools/red-oak/", "school"),
        ("schools.csv", "file"),
        ("towns/new/", "place"),  # the first that matches, although "towns/" also begins another one
        ("towns/red-oak/", "town"),
        ("help/print/", "paper"),
        ("2026/", "year"),
    ],
)
def test_an_area_finds_the_first_page_that_an_address_matches(address, page):
    def view(_request):
        """No answer is asked for."""

    patterns = [
        path("", view, name="home"),
        path("schools/new/", view, name="enter"),
        path("schools/<slug:school>/", view, name="school"),
        path("schools.<slug:kind>", view, name="file"),
        path("<slug:place>/new/", view, name="place"),
        path("towns/<slug:town>/", view, name="town"),
        path("help/", include([path("print/", view, name="paper")])),
        re_path(r"^[0-9]{4}/$", view, name="year"),
    ]
    area = AreaResolver(RoutePattern("", is_endpoint=False), patterns)

    assert area.resolve(address).url_name == page


@pytest.mark.parametrize("address", ["schools", "school/", "schools/0/nothing/", "/schools/", "nothing/"])
def test_an_area_has_no_page_for_an_address_that_nothing_matches(address):
    with pytest.raises(Resolver404):
        area("portal.registry.urls").resolve(address)
