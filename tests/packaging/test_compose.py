"""The wiring for many machines agrees with itself, with the schema of compose files and with the code."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.settings import IngestSettings
from review_ui.settings import WebSettings
from storage.settings import StorageSettings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
WORKERS = {f"worker-{queue}" for queue in ("scan", "ocr", "transcribe", "nlp", "filing")}
OURS = {"web", "dispatcher", *WORKERS}


def _example_variables() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_file_follows_the_compose_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run(
        [*command, str(ROOT / "docker-compose.yml")], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_there_is_one_service_for_every_role_and_store() -> None:
    assert set(SERVICES) == OURS | {"db", "broker", "objects"}


def test_every_dependency_is_a_service_with_a_health_check() -> None:
    for name, service in SERVICES.items():
        for needed, condition in service.get("depends_on", {}).items():
            assert needed in SERVICES, f"{name} waits for {needed}, which does not exist"
            assert condition == {"condition": "service_healthy"}
            assert "healthcheck" in SERVICES[needed] or needed in OURS  # ours have the image's own


def test_every_image_is_pinned_to_a_full_version() -> None:
    for name, service in SERVICES.items():
        assert re.search(r":v?\d+\.\d+(\.\d+)?(-[a-z0-9]+)?$", service["image"]), (
            f"{name}: {service['image']}"
        )


def test_only_the_web_is_published_and_only_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert list(published) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in published["web"])
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert [name for name in SERVICES if "front" in SERVICES[name]["networks"]] == ["web"]
    assert not any(service.get("network_mode") for service in SERVICES.values())


def test_the_web_listens_beyond_loopback_only_with_a_certificate() -> None:
    settings = SERVICES["web"]["environment"]
    given = {key.removeprefix("CHARTSCRIBE_").lower(): value for key, value in settings.items()}
    web = WebSettings(**{key: value for key, value in given.items() if key in WebSettings.model_fields})
    assert web.web_host == "0.0.0.0"  # noqa: S104 - inside its container
    assert web.speaks_tls
    assert {"tls_certificate", "tls_key"} == set(SERVICES["web"]["secrets"]) == set(COMPOSE["secrets"])


def test_every_required_variable_is_in_the_example_and_has_no_value_there() -> None:
    required = set(re.findall(r"\$\{([A-Z_]+):\?", TEXT))
    optional = set(re.findall(r"\$\{([A-Z_]+):-", TEXT))
    example = _example_variables()
    assert required >= {"POSTGRES_PASSWORD", "BROKER_PASSWORD", "OBJECTS_SECRET_KEY"}
    assert set(example) == required | optional
    assert all(example[name] == "" for name in required)
    assert len(re.findall(r"\$\{", TEXT)) == len(re.findall(r"\$\{[A-Z_]+:[?-]", TEXT)), "a bare ${VAR}"


def test_no_secret_is_written_into_the_file() -> None:
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY|AUTH", key) and not str(value).startswith("/run/secrets/"):
                assert str(value).startswith("${"), key


def test_every_setting_that_is_passed_exists_in_the_code() -> None:
    known = {*StorageSettings.model_fields, *IngestSettings.model_fields, *WebSettings.model_fields}
    for name in OURS:
        for key in SERVICES[name]["environment"]:
            assert key.removeprefix("CHARTSCRIBE_").lower() in known, f"{name}: {key}"
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for key in re.findall(r"\bCHARTSCRIBE_[A-Z_]+", image):
        assert key.removeprefix("CHARTSCRIBE_").lower() in known, key


def test_there_is_one_worker_for_every_queue() -> None:
    from storage.ledger.balance import QUEUES

    assert {tuple(SERVICES[name]["command"]) for name in OURS if name.startswith("worker-")} == {
        ("worker", queue) for queue in QUEUES
    }


def test_only_the_dispatcher_may_write_keys() -> None:
    for name in OURS:
        keys = next(v for v in SERVICES[name]["volumes"] if v.startswith("keys:"))
        assert keys.endswith(":ro") == (name != "dispatcher"), name


@pytest.mark.parametrize("name", ["db", "broker", "objects", "web"])
def test_a_health_check_can_fail(name: str) -> None:
    test = SERVICES[name]["healthcheck"]["test"]
    assert test[0] in ("CMD", "CMD-SHELL")
    assert not re.search(r"\|\| *(true|exit 0)|-le \d", " ".join(test))


def test_the_object_store_starts_without_telemetry_and_side_doors() -> None:
    flags = SERVICES["objects"]["command"]
    assert {"-master.telemetry=false", "-admin.ui=false", "-webdav=false"} <= set(flags)
    assert {"-s3.port.iceberg=0", "-s3.port.lance=0"} <= set(flags)
