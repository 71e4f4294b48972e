from __future__ import annotations

import json
from pathlib import Path

import pytest
from celery import Celery
from kombu.simple import SimpleQueue

import ingest
from ingest import worker
from ingest.celery_app import (
    BrokerNotNamedError,
    BrokerUnreachableError,
    broker_settings,
    make_celery_app,
    send,
    use_broker,
)
from ingest.stages import STAGES
from storage.ledger.balance import QUEUES


@pytest.fixture
def memory_app() -> Celery:
    return make_celery_app("memory://")


def test_the_folder_that_is_imported_is_ours() -> None:
    assert Path(ingest.__file__).parents[1] == Path(__file__).parents[2]


def test_a_message_holds_the_job_id_and_the_token_and_nothing_else(memory_app: Celery) -> None:
    send("ocr.tasks.read_pages", "ocr", "job-1", "token-1", celery_app=memory_app)
    with memory_app.connection_for_read() as connection:  # type: ignore[no-untyped-call]
        waiting = SimpleQueue(connection, memory_app.amqp.queues["ocr"])  # type: ignore[no-untyped-call]
        message = waiting.get(timeout=2)  # type: ignore[no-untyped-call]
    assert json.loads(message.body)[:2] == [["job-1", "token-1"], {}]
    assert message.headers["task"] == "ocr.tasks.read_pages"
    assert message.headers["id"] == "job-1"
    assert (message.headers["argsrepr"], message.headers["kwargsrepr"]) == ("", "")
    assert (message.headers["eta"], message.headers["ignore_result"]) == (None, True)


def test_each_queue_gets_its_own_messages_and_no_other_queue_exists(memory_app: Celery) -> None:
    assert set(memory_app.amqp.queues) == set(QUEUES)
    with pytest.raises(BrokerUnreachableError):
        send("x", "no-such-queue", "job-1", "token-1", celery_app=memory_app)


def test_a_broker_that_is_not_there_is_an_outage_and_no_fault_of_the_job(tmp_path: Path) -> None:
    deaf = make_celery_app(f"redis+socket://{tmp_path / 'nobody.sock'}")
    with pytest.raises(BrokerUnreachableError) as failure:
        send("ocr.tasks.read_pages", "ocr", "job-1", "token-1", celery_app=deaf)
    assert not failure.value.counts_as_attempt
    assert "token-1" not in str(failure.value)


def test_rabbitmq_keeps_messages_on_several_machines_and_confirms_each() -> None:
    settings = broker_settings("amqp://broker.example/chartscribe")
    assert all(queue.queue_arguments == {"x-queue-type": "quorum"} for queue in settings["task_queues"])
    assert settings["broker_transport_options"]["confirm_publish"]
    assert settings["broker_heartbeat"] == 0


def test_results_prefetching_events_and_remote_control_are_off(memory_app: Celery) -> None:
    conf = memory_app.conf
    assert conf.result_backend is None
    assert conf.task_ignore_result
    assert conf.accept_content == ["json"]
    assert conf.worker_prefetch_multiplier == 1
    assert conf.worker_disable_prefetch
    assert not conf.worker_enable_remote_control
    assert not conf.worker_send_task_events


def test_a_role_without_a_broker_says_how_to_name_one() -> None:
    with pytest.raises(BrokerNotNamedError, match="CHARTSCRIBE_BROKER_URL"):
        use_broker(make_celery_app(), "")


def test_every_queue_has_a_tasks_module_and_every_stage_a_queue() -> None:
    assert set(worker.TASK_MODULES) == set(QUEUES)
    for stage in STAGES.values():
        assert stage.task.rpartition(".")[0] == worker.TASK_MODULES[stage.queue]


def test_a_worker_refuses_a_queue_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "configure_logging", lambda: None)
    with pytest.raises(SystemExit, match="usage"):
        worker.main(["no-such-queue"])
