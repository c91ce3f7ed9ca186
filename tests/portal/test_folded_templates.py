"""What of a template is worked out once gives the same page as Django's own way."""

from typing import NamedTuple

import pytest
from django.template import Context, Template
from django.template.base import TextNode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from districts.models import District
from districts.states import DistrictKind
from portal.loaders import fold


class Herd(NamedTuple):
    name: str
    size: int


class Broken:
    def __str__(self):
        return str(1 // 0)


class Farm:
    """What a page may be given: facts, methods, and facts that turn out to be missing."""

    name = "Otter & Run"
    herd = Herd("<cows>", 12_345)
    by_year = {"2026": "many", "items": "an entry named like a method"}

    def motto(self):
        return "we <share>"

    def needs_one(self, number):
        return number

    @property
    def owner(self):
        raise District.DoesNotExist

    def delete(self):
        raise AssertionError("called by a template")

    delete.alters_data = True


VALUES = {
    "farm": Farm(),
    "kind": DistrictKind.LOCAL,
    "make": lambda: Farm(),
    "text": 'Otter & Run <Local>’s "name" isn\'t safe',
    "safe": mark_safe("<b>bold</b>"),
    "lazy": gettext_lazy("Kept & <lazy>"),
    "number": 1234.5,
    "numbers": [0.0, -0.5, 44.75, 100.0, 1e-05, 1e16, -1e300, float("inf"), float("nan"), True, 7, -12_345, 2**70],
    "nothing": None,
    "leaid": "3900001",
    "odd": "a b/c",
    "rows": ["one", "<two>"],
}
SOURCES = [
    "{% load i18n static %}<p>{% translate 'You can’t & won’t' %} 100% {% translate \"It's 5%\" %}</p>",
    '{% load i18n %}{% blocktranslate trimmed %} 100% of\n it & "that" {% endblocktranslate %}',
    "{% load i18n %}{% blocktranslate with name=text %}{{ name }} is here{% endblocktranslate %}",
    "{% load i18n %}{% translate 'Name' as label %}[{{ label }}]",
    "{% load static %}{% static 'css/portal.css' %}{% static 'css/portal.css' as file %}{{ file }}",
    "{% url 'registry:district_list' %} {% url 'registry:district_detail' leaid %}",
    "{% url 'home:home' as home %}{{ home }}",
    "{% url 'registry:district_detail' leaid=leaid %}{% comment %}not here{% endcomment %}{# nor here #}",
    "{{ text }}{{ safe }}{{ lazy }}{{ number }}{{ nothing }}{{ text|upper }}{{ rows.1 }}{{ text|safe }}",
    "{% autoescape off %}{{ text }}{{ safe }}{% endautoescape %}",
    "{% for row in rows %}{% if forloop.first %}a{{ row }}{% else %}b{{ row }}{% endif %}{% empty %}none{% endfor %}",
    "{% with inner=text %}{% if inner %}{{ inner }}{% elif number %}x{% endif %}{% endwith %}",
    "{{ farm.name }}{{ farm.herd.name }}{{ farm.herd.size }}{{ farm.herd.0 }}{{ farm.by_year.items }}{{ rows.0 }}",
    "{{ farm.motto }}{{ farm.needs_one }}|{{ farm.delete }}|{{ make.name }}{{ make.motto|upper }}{{ text.upper }}",
    "[{{ missing }}][{{ farm.missing }}][{{ farm.owner }}][{{ farm.owner.name }}][{{ missing.name|default:'none' }}]",
    "{% if missing %}a{% elif farm.missing %}b{% elif farm.owner %}c{% elif farm.motto %}d{% else %}e{% endif %}",
    "{% if not missing %}{{ kind }}{{ kind.label }}{% endif %}",
    "{% if kind == 'local' and farm.herd.size > 2 %}x{% endif %}",
    "{% for one in missing %}{{ one }}{% empty %}none{% endfor %}{% for one in farm.herd %}{{ one }},{% endfor %}",
    "{% with rows as those %}{% for row in those %}{{ forloop.parentloop.counter }}{{ row }}{% endfor %}{% endwith %}",
    "{% autoescape off %}{{ farm.name }}{{ farm.herd.name }}{{ farm.herd.size }}{% endautoescape %}",
    "{% include 'components/status_tag.html' with label=farm.herd.name tone='' only %}{{ label }}",
    "{% for row in rows %}{% include 'components/status_tag.html' with label=row %}{% endfor %}{{ row }}",
    "{% with tone='good' %}{% include 'components/status_tag.html' with label=text %}{% endwith %}",
    "{% for one in numbers %}{{ one }}, {{ one|default:'none' }}; {% endfor %}",
    "{% load l10n %}{% localize off %}{% for one in numbers %}{{ one }}, {% endfor %}{% endlocalize %}",
    "{% block one %}{% url 'home:help' %}{{ text }}{% endblock %}",
]


@pytest.mark.parametrize("source", SOURCES)
def test_a_folded_template_gives_the_same_page(source):
    plain, folded = Template(source), Template(source)
    fold(folded.nodelist)

    assert folded.render(Context(VALUES)) == plain.render(Context(VALUES))


def test_what_never_changes_is_one_text():
    template = Template("<p>{% load i18n %}{% translate 'Help' %} <a href=\"{% url 'home:help' %}\">{# here #}</a></p>")
    fold(template.nodelist)

    assert [type(node) for node in template.nodelist] == [TextNode]
    assert template.render(Context()) == '<p>Help <a href="/help/"></a></p>'


def test_an_address_that_no_page_has_is_an_error_on_that_page_only():
    template = Template("{% if number %}{{ number }}{% else %}{% url 'home:nothing' %}{% endif %}")
    fold(template.nodelist)

    assert template.render(Context({"number": 1})) == "1"


def test_an_included_template_sees_what_it_is_given_and_changes_nothing_around_it():
    source = "{% include part with label=text only %}{{ label }}{{ number }}"
    tag = "components/status_tag.html"
    folded = Template(source.replace("part", f"'{tag}'"))
    fold(folded.nodelist)
    context = Context({**VALUES, "tone": "good", "part": tag, "label": "around"})
    before = list(context.dicts)

    assert folded.render(context) == Template(source).render(Context({**VALUES, "part": tag, "label": "around"}))
    assert context.dicts == before
    assert "good" not in folded.render(context)


def test_an_error_in_an_included_template_leaves_the_page_as_it_was():
    folded = Template("{% include 'components/status_tag.html' with label=broken.text only %}")
    fold(folded.nodelist)
    context = Context({"broken": {"text": Broken()}, "seen": "outside"})

    with pytest.raises(ZeroDivisionError):
        folded.render(context)
    assert context["seen"] == "outside"
