"""The shared parts of every page, drawn without a database."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from kaketsuke.cases import lifecycle
from kaketsuke.web import badges
from kaketsuke.web.acts import ActForm

EVENING = datetime(2026, 11, 22, 13, 14, 5, tzinfo=UTC)  # 22:14:05 in Japan

REQUEST_STATES = [
    "asking",
    "accepted",
    "referred",
    "declined",
    "solved",
    "joined",
    "call_back",
    "abandoned",
]
CASE_STATES = [str(state) for state in lifecycle.State if state is not lifecycle.State.NEW]


class ReportForm(forms.Form):
    room = forms.CharField(label="お部屋番号", help_text="表札の番号です。")
    note = forms.CharField(label="備考", required=False)
    kind = forms.ChoiceField(
        label="どうされましたか",
        widget=forms.RadioSelect,
        choices=[("lost_card", "カードキーの紛失"), ("forgot_pin", "暗証番号を忘れた")],
    )
    told = forms.BooleanField(label="費用をお伝えしました")


def draw(source: str, **values: object) -> str:
    return Template("{% load kaketsuke %}" + source).render(Context(values))


def draw_field(form: forms.Form, name: str) -> str:
    return draw('{% include "components/field.html" with field=field %}', field=form[name])


@pytest.mark.parametrize("state", REQUEST_STATES + CASE_STATES)
def test_every_state_has_a_word_a_shape_and_a_tone(state):
    drawn = draw("{% state_badge state %}", state=state)

    assert re.search(r'class="badge tone-\w+', drawn)
    assert "<svg" in drawn
    assert 'aria-hidden="true"' in drawn
    assert str(badges.badge_of(state).word) in drawn


def test_words_of_states_differ():
    words = [str(badges.badge_of(state).word) for state in REQUEST_STATES + CASE_STATES]

    assert len(words) == len(set(words))


def test_red_stands_only_where_a_human_must_act():
    red = {state for state in REQUEST_STATES + CASE_STATES if badges.badge_of(state).tone == "act"}

    assert red == {"referred", "unfilled", "halted"}


def test_closed_case_is_told_by_its_outcome():
    assert "完了" in draw('{% state_badge "closed" %}')
    assert "ご不在" in draw('{% state_badge "closed" outcome="no_show" %}')


@pytest.mark.parametrize("outcome", list(lifecycle.Outcome))
def test_every_outcome_has_its_own_words(outcome):
    assert "badge-word" in draw('{% state_badge "closed" outcome=outcome %}', outcome=outcome)


def test_unknown_state_is_not_shown_as_something_else():
    with pytest.raises(KeyError):
        draw('{% state_badge "lost_in_space" %}')


def test_clause_links_to_its_place_in_the_terms():
    drawn = draw('{% clause "4.7.1" %}')

    assert 'href="/terms/#c-4.7.1"' in drawn
    assert "別のタブで開きます" in drawn


def test_clause_number_is_escaped():
    assert "<b>" not in draw("{% clause number %}", number="<b>")


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("{% yen 3300 %}", "3,300 円（税込）"),
        ('{% yen 3000 tax="without" %}', "3,000 円（税抜）"),
        ('{% yen 0 tax="none" %}', "0 円"),
    ],
)
def test_money_says_whether_tax_is_in_it(source, written):
    assert draw(source) == written


def test_moments_are_written_in_the_time_of_japan():
    assert ">22:14<" in draw("{% clock_time moment %}", moment=EVENING)
    assert ">22:14:05<" in draw("{% clock_seconds moment %}", moment=EVENING)


def test_day_is_the_day_in_japan():
    after_midnight_there = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)

    assert ">2026年11月22日（日）<" in draw("{% day moment %}", moment=after_midnight_there)
    assert ">2026年11月22日（日）<" in draw("{% day moment %}", moment=date(2026, 11, 22))


def test_missing_moment_is_a_dash():
    assert draw("{% clock_time moment %}{% day moment %}", moment=None) == "––"


def test_guess_is_a_range_with_the_time_left():
    values = {"a": EVENING, "b": EVENING + timedelta(minutes=11), "now": EVENING}

    assert draw("{% approx_range a b %}", **values) == "22:14〜22:25 ごろ"
    assert draw("{% approx_range a b now=now %}", **values) == "22:14〜22:25 ごろ（あと約 11 分）"
    assert draw("{% approx_range a a %}", **values) == "22:14 ごろ"


def test_countdown_shows_the_time_left_before_any_script_runs():
    until = EVENING + timedelta(seconds=75)

    drawn = draw("{% countdown until now=now %}", until=until, now=EVENING)

    assert ">1:15<" in drawn
    assert f'data-countdown="{until.isoformat()}"' in drawn


def test_countdown_never_goes_below_nothing():
    past = EVENING - timedelta(seconds=5)

    assert ">0:00<" in draw("{% countdown until now=now %}", until=past, now=EVENING)


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize(("seconds", "is_over"), [(3599, False), (3600, False), (3601, True)])
def test_work_clock_is_over_only_past_the_limit(seconds, is_over):
    drawn = draw("{% work_clock seconds 60 running=True %}", seconds=seconds)

    assert ("data-over" in drawn) is is_over
    assert "60:00" in drawn


def test_stopped_work_clock_stands_still_and_says_so():
    drawn = draw("{% work_clock 600 60 running=False %}")

    assert "data-elapsed-seconds" not in drawn
    assert "停止中" in drawn


def test_field_says_in_words_whether_it_must_be_filled():
    form = ReportForm()

    assert "必須" in draw_field(form, "room")
    assert "任意" in draw_field(form, "note")


def test_field_names_its_help_and_its_error_for_screen_readers():
    form = ReportForm({"room": "", "kind": "lost_card", "told": "on"})
    form.is_valid()

    drawn = draw_field(form, "room")

    described_by = re.search(r'aria-describedby="([^"]+)"', drawn)
    assert described_by
    for name in described_by[1].split():
        assert f'id="{name}"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_choices_are_a_named_group_with_number_keys():
    drawn = draw(
        '{% include "components/field.html" with field=field keys=True %}',
        field=ReportForm()["kind"],
    )

    assert "<legend>どうされましたか" in drawn
    assert drawn.count('class="choice"') == 2
    assert 'data-key="2"' in drawn
    assert "<kbd>2</kbd>" in drawn


def test_error_summary_takes_the_focus_and_leads_to_each_field():
    form = ReportForm({})

    drawn = draw('{% include "components/error_summary.html" with form=form %}', form=form)

    assert "data-focus-first" in drawn
    assert 'href="#id_room"' in drawn
    assert 'href="#id_kind"' in drawn


def test_error_summary_is_absent_without_errors():
    drawn = draw('{% include "components/error_summary.html" with form=form %}', form=ReportForm())

    assert drawn.strip() == ""


def test_timeline_entry_shows_when_it_was_recorded_only_if_later():
    source = (
        '{% include "components/timeline_entry.html" with at=at entered_at=entered_at who="受付" '
        'what="案件を開きました。" clauses=clauses only %}'
    )
    values = {"at": EVENING, "clauses": ["2.1"]}

    assert "記録" not in draw(source, entered_at=EVENING, **values)
    assert "記録" in draw(source, entered_at=EVENING + timedelta(minutes=3), **values)


TABLE = """<table class="board"><thead><tr>
<th scope="col">部屋</th><th scope="col">お名前 &amp; 会社</th>
<th scope="col"><span class="visually-hidden">操作</span></th></tr></thead><tbody>
<tr><th scope="row">203</th><td lang="ja">佐藤 <b>花子</b></td><td><button>外す</button></td></tr>
<tr><td colspan="2">なし</td><td>–</td></tr></tbody></table>"""


def test_a_stacked_table_says_in_each_cell_under_which_heading_it_stands():
    page = Template("{% load tables %}{% stacked %}" + TABLE + "{% endstacked %}").render(Context())
    assert page.startswith('<table data-stacked="" class="board">')
    assert page.count("data-label=") == 1  # not the row's head, not what spans, not the buttons
    assert '<td data-label="お名前 &amp; 会社" lang="ja">' in page


def test_a_choice_among_several_begins_open():
    class Chosen(ActForm):
        one = forms.ChoiceField(choices=[("a", "A")])
        several = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
        none = forms.ChoiceField(choices=[])
        if_any = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], required=False)

    request = RequestFactory().get("/")
    form = Chosen(request, None)  # type: ignore[arg-type]  # no viewer is asked
    first = {each: next(iter(form.fields[each].choices)) for each in form.fields}  # type: ignore[attr-defined]  # choice fields
    assert first == {
        "one": ("a", "A"),
        "several": ("", "選んでください"),
        "none": ("", "選べるものがありません"),
        "if_any": ("a", "A"),
    }
