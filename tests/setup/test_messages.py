"""The tool that extracts, fills, checks and compiles the program's words."""

import gettext

import pytest
from tools import messages

TEMPLATE = """{% load i18n %}
<p title="{% translate "Save" %}">{{ _("Hello")|default:_("There") }}</p>
    {% blocktranslate trimmed count n=n %}
      One car
   {% plural %}
      {{ n }} cars
    {% endblocktranslate %}
  {# dedent that Python would refuse #}
"""
VIEWS = """
from django.utils.translation import gettext as _, pgettext
A = _("Software of %(site)s")
B = pgettext("paper", "Order")
"""


@pytest.fixture
def source(tmp_path):
    """A tree with one slice and one word outside any slice."""
    orders = tmp_path / "operations" / "orders"
    (orders / "templates" / "orders").mkdir(parents=True)
    (orders / "apps.py").touch()
    (orders / "views.py").write_text(VIEWS)
    (orders / "templates" / "orders" / "order.html").write_text(TEMPLATE)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "cli.py").write_text('from gettext import gettext as _\nA = _("Save")\n')
    return tmp_path


def translate(source, words, *, folder="operations/orders", language="zh_Hans"):
    path = messages.po_path(source / folder, language)
    text = path.read_text()
    for original, translation in words.items():
        head, found, tail = text.partition(f'msgid "{original}"\n')
        assert found, original
        text = head + found + tail.replace('""', f'"{translation}"', 1)
    path.write_text(text)


ALL = {
    "Save": "保存",
    "Hello": "你好",
    "There": "那里",
    "One car": "%(n)s 辆车",
    "Order": "工单",
    "Software of %(site)s": "%(site)s 的软件",
}


@pytest.fixture
def translated(source):
    messages.main(["update", "--source", str(source)])
    translate(source, ALL)
    messages.main(["update", "--fill-hant", "--source", str(source)])
    return source


def test_words_of_sources_and_templates_reach_the_catalogue_of_their_slice(source):
    found = {folder.name: {messages.key_of(m)[1] for m in catalog if m.id} for folder, catalog in messages.extracted(source).items()}
    assert found == {"orders": set(ALL), "config": {"Save"}}


def test_a_full_catalogue_passes_the_check(translated, capsys):
    assert messages.main(["check", "--source", str(translated)]) == 0
    assert "All words are translated" in capsys.readouterr().out


def test_traditional_words_are_filled_from_simplified_with_local_usage(translated):
    words = messages.read_words(messages.po_path(translated / "operations/orders", "zh_Hant"), "zh_Hant")
    assert words[None, "Software of %(site)s"].string == "%(site)s 的軟體"
    assert words["paper", "Order"].string == "工單"


def test_a_word_known_in_another_slice_is_taken_over(translated):
    words = messages.read_words(messages.po_path(translated / "config", "zh_Hans"), "zh_Hans")
    assert words[None, "Save"].string == "保存"


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('msgstr "保存"', 'msgstr ""', "'Save': not translated"),
        ('msgid "Save"', '#, fuzzy\nmsgid "Save"', "'Save': fuzzy"),
        ("%(site)s 的", "%(place)s 的", "placeholders differ"),
        ('msgid "Save"', 'msgid "Saved"', "'Save': not in the catalogue"),
        ('msgstr "保存"', 'msgstr "存"', "is said in two ways"),
    ],
)
def test_an_unsound_catalogue_fails_the_check(translated, capsys, before, after, problem):
    path = messages.po_path(translated / "operations/orders", "zh_Hans")
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    assert messages.main(["check", "--source", str(translated)]) == 1
    assert problem in capsys.readouterr().out


def test_a_second_update_changes_nothing_and_a_removed_word_goes(translated):
    path = messages.po_path(translated / "operations/orders", "zh_Hans")
    before = path.read_text()
    messages.main(["update", "--source", str(translated)])
    assert path.read_text() == before
    (translated / "operations/orders/views.py").write_text("")
    messages.main(["update", "--source", str(translated)])
    assert "工单" not in path.read_text() and "保存" in path.read_text()


def test_catalogues_carry_no_dates_and_no_line_numbers(translated):
    text = messages.po_path(translated / "operations/orders", "zh_Hans").read_text()
    assert "Date" not in text and "#:" not in text


def test_compiled_catalogues_are_read_by_gettext(translated):
    assert messages.main(["compile", "--source", str(translated)]) == 0
    catalog = gettext.translation("django", translated / "operations/orders/locale", languages=["zh_Hans"])
    assert catalog.gettext("Save") == "保存"
    assert catalog.ngettext("One car", "%(n)s cars", 3) == "%(n)s 辆车"
    assert catalog.pgettext("paper", "Order") == "工单"
