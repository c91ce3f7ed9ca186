"""Fields of the design system: label, hint, and errors belong to their field for every reader."""

import re

import pytest
from django import forms


class Visit(forms.Form):
    name = forms.CharField(help_text="As it is in the registry.")
    note = forms.CharField(widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(choices=[("a", "A visit"), ("b", "A class")])
    mark = forms.ChoiceField(choices=[("e", "Explained"), ("n", "Not explained")], widget=forms.RadioSelect)
    who = forms.MultipleChoiceField(choices=[("s", "Staff"), ("t", "Students")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="We agree")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class Filter(forms.Form):
    q = forms.CharField(required=False)


@pytest.fixture
def empty() -> str:
    return str(Visit())


@pytest.fixture
def refused() -> str:
    return str(Visit({"kind": "a"}))


@pytest.mark.parametrize(
    ("name", "style"),
    [("name", "usa-input"), ("note", "usa-textarea"), ("kind", "usa-select"), ("agreed", "usa-checkbox__input")],
)
def test_each_element_carries_the_class_of_the_design_system(empty, name, style):
    assert re.search(rf'name="{name}"[^>]*class="{style}"', empty)


def test_the_label_the_hint_and_the_error_belong_to_the_field(refused):
    assert '<label class="usa-label usa-label--error" for="id_name">' in refused
    assert 'aria-describedby="id_name_helptext id_name_error"' in refused
    assert '<span class="usa-hint" id="id_name_helptext">As it is in the registry.</span>' in refused
    assert '<span class="usa-error-message" id="id_name_error">Name is required.</span>' in refused
    assert re.search(r'name="name"[^>]*aria-invalid="true"', refused)


def test_a_group_of_options_has_a_legend_and_every_option_a_label(empty):
    assert re.search(r"<fieldset[^>]*>\s*<legend class=\"usa-legend\">Mark</legend>", empty)
    assert '<label class="usa-radio__label" for="id_mark_0">Explained</label>' in empty
    assert '<label class="usa-checkbox__label" for="id_who_1">Students</label>' in empty


def test_a_selected_option_stays_selected():
    drawn = str(Visit({"mark": "n", "who": ["t"]}))

    assert re.search(r'value="n"[^>]* checked>', drawn)
    assert not re.search(r'value="e"[^>]* checked>', drawn)
    assert re.search(r'value="t"[^>]* checked>', drawn)


def test_optional_fields_say_so_unless_all_are_optional(empty):
    assert re.findall(r">(\w+) <span class=\"usa-hint\">\(optional\)</span>", empty) == ["Note"]
    assert "(optional)" not in str(Filter())


def test_the_summary_of_errors_leads_to_each_field(refused):
    assert refused.count('role="alert"') == 1
    assert re.findall(r'<li><a class="usa-link" href="#(\w+)">', refused) == [
        "id_name",
        "id_mark_0",
        "id_who_0",
        "id_agreed",
    ]
    for target in ("id_name", "id_mark_0", "id_who_0", "id_agreed"):
        assert f'id="{target}"' in refused


def test_an_error_names_its_field_where_the_form_has_no_better_words(refused):
    assert re.findall(r'<li><a class="usa-link" href="#\w+">([^<]+)</a></li>', refused) == [
        "Name is required.",
        "Mark is required.",
        "Who is required.",
        "Select “We agree”.",
    ]


def test_a_form_that_names_its_own_errors_keeps_its_words():
    class Reason(forms.Form):
        reason = forms.CharField(error_messages={"required": "Enter the reason"})

    assert '<a class="usa-link" href="#id_reason">Enter the reason</a>' in str(Reason({}))


def test_a_form_that_was_not_submitted_has_no_summary(empty):
    assert 'role="alert"' not in empty


def test_what_a_person_typed_stays_text():
    drawn = str(Visit({"name": '"><script>alert(1)</script>'}))

    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
