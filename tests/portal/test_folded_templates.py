"""What of a template is worked out once gives the same page as Django's own way."""

import pytest
from django.template import Context, Template
from django.template.base import TextNode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from portal.loaders import fold

VALUES = {
    "text": 'Otter & Run <Local>’s "name" isn\'t safe',
    "safe": mark_safe("<b>bold</b>"),
    "lazy": gettext_lazy("Kept & <lazy>"),
    "number": 1234.5,
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
