import json
import stat
import string
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts import context
from kaketsuke.notify import adapters, messages, queries, services, tasks
from kaketsuke.notify.models import Message, MessageState
from kaketsuke.people import queries as people_queries
from kaketsuke.people import services as people_services
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


@pytest.fixture
def w(settings, tmp_path):
    settings.HOME = tmp_path
    with context.as_system():
        yield world.build()


def _send(w, *, kind: str = "phone", subject=None, **changes: object) -> Message:
    points = people_queries.contact_points_of([w.sato.pk])
    point = next(point for point in points if point.kind == kind)
    given = {
        "template": "door_opened",
        "subject_kind": "case",
        "subject_id": subject or w.home.pk,
        "company_id": w.company.pk,
        "contact_point_id": point.id,
        "person_id": w.sato.pk,
        "language": "ja",
        "parameters": {"number": "K-7", "building": "青葉ハイツ", "room": "203"},
        "link": "http://localhost/t/x",
        "now": NOW,
        **changes,
    }
    return services.send(**given)


def _jobs() -> list[str]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", flat=True))


def test_a_message_and_its_job_are_written_together(w):
    message = _send(w)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("notify.deliver", {"message_id": str(message.pk)})
    assert message.state == MessageState.WAITING


def test_a_delivered_message_says_so_and_lies_in_the_outbox(w, tmp_path):
    message = _send(w)
    assert services.deliver(message.pk, now=NOW) == MessageState.SENT
    path = tmp_path / "outbox" / f"{message.pk}.txt"
    assert "青葉ハイツ 203" in path.read_text()
    assert path.read_text().startswith("+819000000203")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    message.refresh_from_db()
    assert (message.sent_at, message.tries, message.provider_reference) == (NOW, 1, path.name)


def test_a_message_delivered_twice_is_sent_once(w, tmp_path):
    message = _send(w)
    services.deliver(message.pk, now=NOW)
    (tmp_path / "outbox" / f"{message.pk}.txt").unlink()
    assert services.deliver(message.pk, now=NOW) == MessageState.SENT
    assert list((tmp_path / "outbox").iterdir()) == []


def test_a_refused_message_stays_and_is_tried_again(w, tmp_path):
    (tmp_path / "outbox").write_text("in the way")
    message = _send(w)
    with pytest.raises(tasks.NotDelivered):
        tasks.deliver(message_id=str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.tries) == (MessageState.FAILED, 1)
    assert message.last_error == "outbox_not_writable"
    (tmp_path / "outbox").unlink()
    tasks.deliver(message_id=str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.SENT, "")


def test_a_dead_adapter_is_red_and_one_success_makes_it_green(w, tmp_path):
    (tmp_path / "outbox").write_text("in the way")
    message = _send(w)
    assert not queries.failing()
    for _ in range(3):
        services.deliver(message.pk, now=NOW)
    assert queries.failing()
    assert queries.adapter_states() == {"sms": "red"}
    (tmp_path / "outbox").unlink()
    services.deliver(message.pk, now=NOW)
    assert not queries.failing()


def test_a_person_can_have_a_failed_message_tried_again(w, tmp_path):
    (tmp_path / "outbox").write_text("in the way")
    message = _send(w)
    services.deliver(message.pk, now=NOW)
    services.retry(message.pk)
    assert _jobs() == ["notify.deliver"] * 2
    message.refresh_from_db()
    assert message.state == MessageState.WAITING


def test_a_message_that_lost_its_job_gets_another_one_while_it_is_news(w):
    message = _send(w)
    assert services.requeue_unsent(now=NOW) == 0
    ProcrastinateJob.objects.all()._raw_delete("default")
    assert services.requeue_unsent(now=NOW + timedelta(hours=2)) == 0
    assert services.requeue_unsent(now=NOW) == 1
    assert ProcrastinateJob.objects.get().args == {"message_id": str(message.pk)}


def test_a_message_to_an_erased_person_is_dropped(w):
    message = _send(w)
    people_services.erase(w.sato.pk, now=NOW)
    assert services.deliver(message.pk, now=NOW) == MessageState.DROPPED
    assert not queries.failing()


def test_delivery_is_followed_by_the_job_that_waited_for_it(w):
    message = _send(w, then_task="dispatch.start_offers")
    services.deliver(message.pk, now=NOW)
    follower = ProcrastinateJob.objects.get(task_name="dispatch.start_offers")
    assert follower.args == {"case_id": str(w.home.pk)}


def test_a_temporary_number_is_written_to_and_never_shown_whole(w, tmp_path):
    message = _send(
        w, contact_point_id=None, temporary_number="+819000009999", template="door_opened"
    )
    services.deliver(message.pk, now=NOW)
    assert "+819000009999" in (tmp_path / "outbox" / f"{message.pk}.txt").read_text()
    shown = queries.about("case", [w.home.pk])[0]
    assert shown.address_hint == "090-…-9999"


def test_mail_goes_by_smtp_once_a_server_is_set(w, settings, monkeypatch):
    settings.EMAIL_HOST = "smtp.example.jp"
    memory = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(adapters, "get_connection", lambda _: mail.get_connection(memory))
    message = _send(w, kind="email", language="en")
    services.deliver(message.pk, now=NOW)
    sent = mail.outbox[0]
    assert sent.to == [world.SATO_EMAIL]
    assert str(message.pk) in sent.extra_headers["Message-ID"]
    assert "was opened" in sent.body


def test_a_mail_server_that_does_not_answer_is_a_refusal(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(adapters.CannotDeliver):
        adapters.for_channel("email").send(
            "sato@example.jp", subject="s", body="b", message_id=UUID(int=1)
        )


def test_staff_read_messages_as_their_readers_get_them(w, django_assert_max_num_queries):
    for _ in range(5):
        _send(w)
    operator = world.viewer(w.operator)
    with django_assert_max_num_queries(5):
        shown = queries.recent(operator).rows
    assert len(shown) == 5
    assert shown[0].subject == "ドアが開きました（受付 K-7）"
    assert shown[0].address_hint == "090-…-0203"
    assert queries.recent(world.viewer(w.other_operator)).rows == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("template", sorted(messages.templates()))
def test_every_message_is_whole_in_both_languages(template, language):
    texts = messages.templates()[template]["ja"].values()
    asked = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    words = messages.render(
        template, language=language, parameters=dict.fromkeys(asked, "○"), link="http://l"
    )
    assert words.subject
    assert "{" not in words.body
    assert len(words.body) < 400


def test_a_message_that_lacks_something_is_refused_before_it_is_written(w):
    with pytest.raises(messages.UnknownTemplate, match="room"):
        _send(w, parameters={"number": "K-7", "building": "青葉ハイツ"})
    with pytest.raises(messages.UnknownTemplate):
        _send(w, template="no_such")
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("language", "written"), [("ja", "2026年12月4日（金）までに"), ("en", "by Fri 4 Dec 2026")]
)
def test_days_are_written_with_their_weekday(language, written):
    due = {"number": "C-101", "due_on": "2026-12-04"}
    said = messages.render("complaint_received", language=language, parameters=due, link="/c/x/")
    assert written in said.body


def test_a_reader_of_another_language_gets_japanese():
    words = messages.render(
        "request_refused",
        language="pt",
        parameters={"building": "青葉ハイツ", "room": "203"},
        link=None,
    )
    assert words.subject == "開錠のご要請について"


def test_jobs_carry_ids_and_nothing_else(w):
    _send(w)
    for job in ProcrastinateJob.objects.all():
        assert set(job.args) == {"message_id"}
        assert "佐藤" not in json.dumps(job.args, ensure_ascii=False)
