"""Celery as a doorbell: it carries `(job_id, token)` and nothing else. Touches the world.

The truth is in the database (DESIGN §3), so a lost, doubled or stale message is harmless: there is no result
backend, no retry, no delayed task and no priority here.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from celery import Celery
from kombu.entity import Queue

from storage.errors import Disposition, ServiceError
from storage.ledger.balance import QUEUES

_PUBLISH_TIMEOUT_S = 5
_CONNECT_TIMEOUT_S = 5


class BrokerUnreachableError(ServiceError):
    """The broker took no message."""

    code = "ingest.broker_unreachable"
    disposition = Disposition.RETRY
    remedy = (
        "Check that the broker runs and that CHARTSCRIBE_BROKER_URL is right; work is sent again by itself"
    )
    counts_as_attempt = False


class BrokerNotNamedError(ServiceError):
    """A single role was started and nobody said which broker to use."""

    code = "ingest.broker_not_named"
    disposition = Disposition.ASK_HUMAN
    remedy = "Set CHARTSCRIBE_BROKER_URL, or start everything on this machine with `chartscribe up`"


def broker_settings(broker_url: str) -> dict[str, Any]:
    """The Celery settings that depend on the kind of broker. Pure.

    RabbitMQ: quorum queues and confirmed publishing; acknowledged late, so that a busy worker holds no second
    message. No AMQP heartbeat: a solo worker cannot answer one while it works, and the broker would hang up;
    TCP keep-alive notices a dead peer instead. Valkey and Redis: not acknowledged at all. A message that
    comes back after the visibility timeout carries a token that is stale by then; and an acknowledgement
    that fails because the broker died during the job would fill the worker's prefetch for ever: it would
    never ask for a message again, nor see that its connection is gone.
    """
    if urlsplit(broker_url).scheme in ("amqp", "amqps", "pyamqp"):
        return {
            "broker_url": broker_url,
            "broker_heartbeat": 0,
            "broker_transport_options": {"confirm_publish": True, "connect_timeout": _CONNECT_TIMEOUT_S},
            "task_queues": [_queue(name, queue_arguments={"x-queue-type": "quorum"}) for name in QUEUES],
            "task_acks_late": True,
            "worker_detect_quorum_queues": True,
            "worker_disable_prefetch": False,  # Celery offers it for Redis alone
        }
    return {
        "broker_url": broker_url,
        "broker_transport_options": {
            "socket_connect_timeout": _CONNECT_TIMEOUT_S,
            "socket_timeout": 2 * _PUBLISH_TIMEOUT_S,
            "socket_keepalive": True,
        },
        "task_queues": [_queue(name, no_ack=True) for name in QUEUES],
        "task_acks_late": False,
        "worker_disable_prefetch": True,
    }


def _queue(name: str, **arguments: Any) -> Queue:
    return Queue(name, routing_key=name, **arguments)  # type: ignore[no-untyped-call]


def make_celery_app(broker_url: str = "") -> Celery:
    """A Celery application for this broker."""
    celery_app = Celery("chartscribe", set_as_current=False)  # type: ignore[no-untyped-call]
    celery_app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        result_backend=None,
        task_ignore_result=True,
        task_create_missing_queues=False,
        task_default_queue=QUEUES[0],
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
    )
    if broker_url:
        use_broker(celery_app, broker_url)
    return celery_app


def use_broker(celery_app: Celery, broker_url: str) -> None:
    """Point the application at its broker, before its first use.

    Raises:
        BrokerNotNamedError: the URL is empty.
    """
    if not broker_url:
        raise BrokerNotNamedError("No broker is named")
    celery_app.conf.update(broker_settings(broker_url))


app = make_celery_app()  # the one that tasks register with; a worker or dispatcher names its broker at start


def send(task_name: str, queue: str, job_id: str, token: str, *, celery_app: Celery = app) -> None:
    """Ring for one job.

    Raises:
        BrokerUnreachableError: the broker did not take the message.
    """
    try:
        celery_app.send_task(  # type: ignore[no-untyped-call]
            task_name,
            args=(job_id, token),
            queue=queue,
            task_id=job_id,  # so that Celery's log lines name the job
            argsrepr="",
            kwargsrepr="",
            retry=True,  # once: the pooled connection may be one that the broker closed
            retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0},
            ignore_result=True,
            **_publish_limits(celery_app),
        )
    except Exception as failure:  # every transport has exceptions of its own
        raise BrokerUnreachableError("A job could not be sent", where=f"queue {queue}") from failure


def _publish_limits(celery_app: Celery) -> dict[str, float]:
    if celery_app.conf.broker_transport_options.get("confirm_publish"):
        return {"timeout": _PUBLISH_TIMEOUT_S, "confirm_timeout": _PUBLISH_TIMEOUT_S}
    return {}
