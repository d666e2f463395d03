"""The tags: what they write, and that nothing a person typed becomes markup."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from yinuo.core.ui.ribbon import STEPS, ribbon_of

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>\u202e😀'

pytestmark = pytest.mark.usefixtures("files_as_they_are")


def draw(source: str, language: str = "en", **context) -> str:
    request = RequestFactory().get("/s/pd/cars/?state=open&cursor=old")
    request.at = AT
    with translation.override(language):
        return Template("{% load yinuo %}" + source).render(Context({"request": request, "csrf_token": "token", **context}))


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_clock_carries_what_the_browser_needs_to_go_on():
    html = draw("{% clock due label='Ready' %}", due=AT + timedelta(minutes=4))
    assert text_of(html) == "Ready in 4 min"
    assert 'data-clock="limit"' in html and 'data-amber="300"' in html and 'data-tone="risk"' in html
    assert 'datetime="2026-03-02T02:04:00+00:00"' in html


def test_a_clock_without_a_due_time_is_nothing():
    assert draw("{% clock due %}", due=None) == ""


def test_a_state_has_a_sign_and_a_word_and_an_unknown_tone_is_idle():
    html = draw("{% state_chip 'late' 'Late' %}")
    assert "chip-late" in html and "#alert-octagon" in html and text_of(html) == "Late"
    assert "chip-idle" in draw("{% state_chip 'pink' 'x' %}")


def test_the_ribbon_names_its_ten_steps_and_marks_the_one_that_is_here():
    html = draw("{% ribbon steps %}", steps=ribbon_of("repair", due=AT + timedelta(hours=2), skipped=["lounge"]))
    assert html.count("<li") == len(STEPS) == 10
    assert html.count('aria-current="step"') == 1 and "Repair" in html and "in 2 h" in html
    assert html.count("is-done") == 4 and html.count("is-skipped") == 1 and html.count("is-todo") == 4
    assert "维修确认" in draw("{% ribbon steps %}", "zh-hans", steps=ribbon_of("repair"))


def test_a_finished_visit_has_all_steps_done():
    assert draw("{% ribbon steps %}", steps=ribbon_of("")).count("is-done") == 10


def test_a_score_shows_its_n_and_nothing_where_there_is_nothing_to_judge():
    assert text_of(draw("{% score 12 14 %}")) == "12 of 14"
    assert 'href="/door/"' in draw("{% score 12 14 '/door/' %}")
    assert text_of(draw("{% score 0 0 %}")) == "nothing to judge yet"


def test_a_bar_stays_within_its_box():
    assert 'width="100.0"' in draw("{% bar 20 10 %}") and 'width="0.0"' in draw("{% bar -5 10 %}")


def test_every_act_has_a_key_of_its_own():
    keys = re.findall(r'name="_key" value="([0-9a-f-]{36})"', draw("{% act_key %}{% act_key %}{% act_button '/x/' 'Go' %}"))
    assert len(keys) == len(set(keys)) == 3


def test_an_act_button_asks_and_sends_its_fields():
    html = draw("{% act_button '/x/' 'Go' confirm='Really?' fields=fields queue=True size='gloves' %}", fields={"bay": 3})
    assert 'data-confirm="Really?"' in html and '<input type="hidden" name="bay" value="3">' in html
    assert "data-queue" in html and "gloves" in html and 'value="token"' in html


class CarForm(forms.Form):
    mileage = forms.IntegerField(label="Mileage", min_value=0, help_text="as on the dial")
    asked = forms.BooleanField(label="Asked", required=False)
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])


def test_a_field_ties_label_help_and_error_together():
    html = draw("{% field form.mileage unit='km' %}", form=CarForm({"mileage": "-3"}))
    assert 'for="id_mileage"' in html and 'aria-invalid="true"' in html and "is-invalid" in html and "km" in html
    described = re.search(r'aria-describedby="([^"]+)"', html).group(1).split()
    assert described and all(f'id="{name}"' in html for name in described)
    assert draw("{% field form.kind %}", form=CarForm({})).count('type="radio"') == 2


def test_paging_keeps_the_filters():
    html = draw("{% pager older='next' %}")
    assert 'href="?state=open&amp;cursor=next"' in html and 'rel="prev"' not in html


def test_a_chart_has_its_data_and_its_table():
    data = {"columns": ["08:00"], "series": [{"name": "Met", "tone": "kept", "values": [None]}], "unit": "%"}
    html = draw("{% chart 'c1' data kind='bars' title='Slips' %}", data=data)
    assert '<script id="c1" type="application/json">' in html and '<th scope="row">08:00</th>' in html and "—" in html


@pytest.mark.parametrize(
    "source",
    [
        "{% plate x %}",
        "{% plate car %}",
        "{% state_chip 'late' x %}",
        "{% clock due label=x %}",
        "{% empty icon='car' title=x hint=x action=x url=x %}",
        "{% act_button '/x/' x confirm=x fields=fields %}",
        "{% tabs items label=x %}",
        "{% photos pictures upload_url='/x/' label=x %}",
        "{% chart 'c' data kind=x title=x %}",
        "{% car_outline 'marks' marks %}",
        "{% signature 'sign' label=x %}",
        "{% score 1 2 x %}",
        "{% money 5 x %}",
        "{% icon x x x %}",
        "{% bar 1 2 tone=x label=x %}",
        "{% timeline_item icon='x' tone=x %}{{ x }}{% endtimeline_item %}",
    ],
)
def test_nothing_typed_becomes_markup(source):
    html = draw(
        source,
        x=HOSTILE,
        due=AT,
        car=SimpleNamespace(plate=HOSTILE, energy=HOSTILE),
        fields={HOSTILE: HOSTILE},
        items=[(HOSTILE, HOSTILE, True)],
        pictures=[{"url": HOSTILE, "caption": HOSTILE}],
        data={"columns": [HOSTILE], "series": [{"name": HOSTILE, "values": [HOSTILE]}]},
        marks=[{"id": "1", "x": 1, "y": 1, "zone": HOSTILE, "kind": HOSTILE, "note": HOSTILE}],
    )
    assert "<script>alert" not in html and '"><script' not in html


def test_a_toolbar_keeps_the_filters_for_the_export():
    html = draw('{% toolbar rows=1200 search="q" export_url="/export/" %}<select name="state"></select>{% endtoolbar %}')
    assert "1,000+ rows" in text_of(html) and 'href="/export/?state=open"' in html and '<select name="state">' in html


def test_a_placeholder_that_repeats_the_label_is_left_out():
    form = CarForm()
    form.fields["mileage"].widget.attrs["placeholder"] = "Mileage"
    assert "placeholder" not in draw("{% field form.mileage %}", form=form)


@pytest.mark.parametrize(
    ("blocks", "said"),
    [("{% block place %}Invoice{% endblock %}", 2), ("{% block heading %}Invoice{% endblock %}", 2), ("", 0)],
)
def test_place_and_heading_repeat_each_other_without_end(blocks, said):
    with translation.override("en"):
        request = RequestFactory().get("/")
        html = Template("{% extends 'ui/print.html' %}" + blocks).render(Context({"request": request}))
    assert html.count("Invoice") == said
