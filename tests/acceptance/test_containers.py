"""Images, Compose, Kubernetes and ECS: checked without a cluster, and run as processes where it can be."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import psycopg
import pytest
import redis
import yaml

from app.db.migrate import upgrade
from celery_worker.liveness import liveness_file
from celery_worker.queues import QUEUES
from tests.support.processes import REPOSITORY, started
from tests.support.services import missing, wait_until
from tests.support.yaml_files import DEPLOY, check_environment, documents

ENTRYPOINT = DEPLOY / "docker" / "entrypoint"
COMMANDS = {"worker", "beat", "desk", "migrate", "alive", "metrics"}
HARD_LIMIT = 300


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "docker" / "compose.yaml").read_text())


def own(compose):
    return {name: one for name, one in compose["services"].items() if "copydesk" in one["image"]}


def test_compose_names_what_exists(compose):
    for name, service in compose["services"].items():
        for after in service.get("depends_on", {}):
            assert after in compose["services"], name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            is_file = source.startswith(".")
            assert (DEPLOY / "docker" / source).exists() if is_file else source in compose["volumes"], volume
        assert set(service["networks"]) <= set(compose["networks"])
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name


def test_compose_itself_accepts_the_file_with_every_profile(tmp_path):
    """`docker compose`, else Debian 12's docker-compose 1.29, which knows everything there but `name`."""
    plugin = ["docker", "compose"]
    has_plugin = (
        shutil.which("docker")
        and subprocess.run([*plugin, "version"], capture_output=True, check=False).returncode == 0
    )
    if not has_plugin and shutil.which("docker-compose") is None:
        raise missing("docker-compose", "Debian: apt install docker-compose")
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    folder = tmp_path / "deploy" / "docker"
    example = (folder / "env.example").read_text()
    (folder / ".env").write_text(re.sub(r"^(\w+)=$", r"\1=filled-in", example, flags=re.MULTILINE))
    if not has_plugin:
        file = folder / "compose.yaml"
        file.write_text(re.sub(r"^name: .*\n", "", file.read_text(), flags=re.MULTILINE))
    done = subprocess.run(
        [
            *(plugin if has_plugin else ["docker-compose"]),
            "--profile",
            "metrics",
            "--profile",
            "flower",
            "config",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert {"alertmanager", "flower", "desk"} <= set(yaml.safe_load(done.stdout)["services"])


def test_compose_has_every_process_and_each_is_shut_in(compose):
    services = own(compose)

    assert {one["command"][1] for one in services.values() if one["command"][0] == "worker"} == set(QUEUES)
    assert {"beat", "desk", "migrate", "metrics"} <= set(services)
    for name, service in services.items():
        assert service["read_only"], name
        assert service["user"] == "10001:10001", name
        assert service["cap_drop"] == ["ALL"], name
        assert service["command"][0] in COMMANDS, name
        check_environment(service["environment"])
        if service["command"][0] == "worker":
            assert int(service["stop_grace_period"].removesuffix("s")) > HARD_LIMIT
            assert service["healthcheck"]["test"] == ["CMD", "copydesk-entrypoint", "alive"]


def test_what_is_not_always_wanted_stands_behind_a_profile(compose):
    optional = {name for name, service in compose["services"].items() if service.get("profiles")}

    assert optional == {"flower", "metrics", "prometheus", "alertmanager", "grafana"}


def test_every_variable_of_compose_is_in_the_example(compose):
    text = (DEPLOY / "docker" / "compose.yaml").read_text()
    required = set(re.findall(r"(?<!\$)\$\{(\w+):\?", text))
    example = set(re.findall(r"^(\w+)=", (DEPLOY / "docker" / "env.example").read_text(), re.MULTILINE))

    assert required <= example


def test_the_redis_of_compose_keeps_a_file_evicts_nothing_and_wants_a_password(compose, tmp_path):
    if shutil.which("redis-server") is None:
        raise missing("redis", "redis-server is not on the PATH")
    [_, _, script] = compose["services"]["redis"]["command"]
    script = script.replace("$$", "$").replace("<<END\n", "<<END\nport 0\nunixsocket r.sock\n")
    with subprocess.Popen(
        ["sh", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "REDIS_PASSWORD": "s3cret"},
        stdout=subprocess.DEVNULL,
    ) as server:
        try:
            client = redis.Redis(unix_socket_path=str(tmp_path / "r.sock"), password="s3cret")
            wait_until(
                lambda: (tmp_path / "r.sock").exists() and client.ping(), seconds=10, what="it answers"
            )
            stranger = redis.Redis(unix_socket_path=str(tmp_path / "r.sock"))
            with stranger, pytest.raises(redis.AuthenticationError):
                stranger.ping()
            info = client.info("everything")
            client.close()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(10)

    assert not (tmp_path / "r.sock").exists(), "the server heard the signal, not a shell before it"
    assert (info["aof_enabled"], info["maxmemory_policy"]) == (1, "noeviction")


def test_the_dockerfile_copies_what_exists_and_runs_as_nobody_special():
    text = (DEPLOY / "docker" / "Dockerfile").read_text()
    copied = [
        line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line
    ]
    sources = [part for line in copied for part in line if not part.startswith("--")]
    allowed = {
        line[1:] for line in (REPOSITORY / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }

    assert sources
    for source in sources:
        assert (REPOSITORY / source).exists(), source
        assert source in allowed, f".dockerignore keeps {source} out"
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert "--require-hashes" in text
    assert text.count("FROM ") == 2


def test_the_image_holds_the_lock_that_the_project_needs():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    locked = (REPOSITORY / "requirements" / "runtime.lock").read_text()

    assert re.search(r"^setuptools==", locked, re.MULTILINE), "the build finds it in the lock alone"
    assert re.search(r"^prometheus-client==", locked, re.MULTILINE)
    assert project["project"]["requires-python"] == ">=3.11"


def run_entrypoint(tmp_path, *arguments, **environ):
    """The entry point with programs that say how they were called."""
    for name in ("celery", "copydesk", "python"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho {name} "$@"\n')
        program.chmod(0o755)
    return subprocess.run(
        [ENTRYPOINT, *arguments],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "COPYDESK_HOME": str(tmp_path), **environ},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_the_entry_point_becomes_what_it_is_asked_for(tmp_path):
    output = run_entrypoint(tmp_path, "worker", "rewrite", CONCURRENCY="8").stdout

    assert "--queues=rewrite --hostname=rewrite@%h --concurrency=8" in output
    assert run_entrypoint(tmp_path, "migrate").stdout == "copydesk db upgrade\n"
    assert run_entrypoint(tmp_path, "desk").stdout == "python -m app.web\n"
    assert run_entrypoint(tmp_path, "queues", "--json").stdout == "copydesk queues --json\n"
    assert "beat" in run_entrypoint(tmp_path, "beat").stdout
    assert run_entrypoint(tmp_path, "worker").returncode != 0


@pytest.mark.slow
def test_the_entry_points_worker_touches_a_file_until_it_stands_still(tmp_path, redis_url):
    state = tmp_path / "state"
    state.mkdir()
    upgrade(f"sqlite:///{state / 'copydesk.db'}")
    with started([str(ENTRYPOINT), "worker", "celery"], state, CELERY_BROKER_URL=redis_url) as worker:
        worker.wait_for(" ready.")
        [touched] = (state / "liveness").iterdir()
        assert touched.name.startswith("celery-")
        first = touched.stat().st_mtime
        wait_until(lambda: touched.stat().st_mtime > first, seconds=20, what="the next beat")

        worker.process.send_signal(signal.SIGSTOP)
        stopped_at = touched.stat().st_mtime
        check = ENTRYPOINT.read_text().split("newer_than() {")[1].split("}")[0]
        os.utime(touched, (stopped_at - 120, stopped_at - 120))
        script = f'newer_than() {{ {check} }}; newer_than "$1" "*" 60'
        is_alive = subprocess.run(["sh", "-c", script, "sh", str(touched.parent)], check=False, timeout=10)
        assert is_alive.returncode != 0
        worker.process.send_signal(signal.SIGCONT)
        wait_until(lambda: touched.stat().st_mtime > stopped_at, seconds=20, what="it beats again")
        assert subprocess.run(["sh", "-c", script, "sh", str(touched.parent)], check=False).returncode == 0

        assert worker.end(signal.SIGTERM) == 0
        assert not touched.exists()
    assert touched == liveness_file(state, touched.name)


def kustomized(name):
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        raise missing("kubectl", "kubectl is not installed")
    done = subprocess.run(
        [kubectl, "kustomize", DEPLOY / "kubernetes" / name],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return documents(done.stdout)


def containers(found):
    for one in found:
        spec = one.get("spec", {}).get("template", {}).get("spec", {})
        for container in (*spec.get("initContainers", []), *spec.get("containers", [])):
            yield one, spec, container


def named(found, kind):
    return {one["metadata"]["name"]: one for one in found if one["kind"] == kind}


def test_kubernetes_has_a_deployment_for_each_queue_and_every_pod_is_shut_in():
    found = kustomized("base")
    deployments = named(found, "Deployment")

    assert set(deployments) == {f"worker-{queue}" for queue in QUEUES} | {"beat", "desk"}
    for one, spec, container in containers(found):
        tight = container["securityContext"]
        assert tight["readOnlyRootFilesystem"], one["metadata"]["name"]
        assert tight["capabilities"] == {"drop": ["ALL"]}
        assert not tight["allowPrivilegeEscalation"]
        assert spec["securityContext"]["runAsNonRoot"]
        assert not spec["enableServiceLinks"], "variables of services would be taken for settings"
        assert "limits" in container["resources"]
        check_environment({entry["name"]: entry["value"] for entry in container.get("env", [])})
        assert container.get("args", ["migrate"])[0] in COMMANDS
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in spec["volumes"]}


@pytest.mark.parametrize("queue", QUEUES)
def test_a_worker_of_kubernetes_serves_its_queue_may_end_its_task_and_is_probed_by_a_file(queue):
    found = kustomized("base")
    worker = named(found, "Deployment")[f"worker-{queue}"]
    spec = worker["spec"]["template"]["spec"]
    [container] = spec["containers"]

    assert container["args"] == ["worker", queue]
    assert spec["terminationGracePeriodSeconds"] > HARD_LIMIT
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["exec"]["command"] == ["copydesk-entrypoint", "alive"]
    budget = named(found, "PodDisruptionBudget")[f"worker-{queue}"]
    labels = worker["spec"]["template"]["metadata"]["labels"]
    assert budget["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert worker["spec"]["selector"]["matchLabels"].items() <= labels.items()
    others = named(found, "Deployment")[f"worker-{QUEUES[QUEUES.index(queue) - 1]}"]
    assert others["spec"]["selector"] != worker["spec"]["selector"]


def test_the_settings_of_kubernetes_are_settings():
    [config] = named(kustomized("base"), "ConfigMap").values()

    check_environment(config["data"])
    assert all("\n" not in value for value in config["data"].values())


@pytest.mark.parametrize("overlay", ["keda", "hpa"])
def test_what_is_scaled_exists(overlay):
    found = kustomized(overlay)
    deployments = named(found, "Deployment")
    scalers = [one for one in found if one["kind"] in {"ScaledObject", "HorizontalPodAutoscaler"}]

    assert {one["spec"]["scaleTargetRef"]["name"] for one in scalers} <= set(deployments)
    assert "worker-rewrite" in {one["spec"]["scaleTargetRef"]["name"] for one in scalers}


def test_the_questions_that_scale_by_waiting_work_count_every_priority(postgres_url):
    from app.config.settings import Settings
    from app.domain.policy import Policy
    from app.domain.priority import Priority
    from app.workflow.application import Application
    from app.workflow.bootstrap import build_services

    upgrade(postgres_url)
    services = build_services(Settings(state_dir=Path("/nowhere"), database_url=postgres_url))
    for priority in Priority:
        body = f"# Title\n\nWords of {priority.label} work.".encode()
        Application(services).submit(
            body, path=f"{priority}.md", policy=Policy(), run_id="run", priority=priority
        )
    services.close()
    triggers = {
        (one["metadata"]["name"], trigger["name"]): trigger["metadata"]["query"]
        for one in kustomized("keda")
        if one["kind"] == "ScaledObject"
        for trigger in one["spec"]["triggers"]
    }

    with psycopg.connect(postgres_url.replace("+psycopg", "")) as database:
        values = {key: database.execute(query).fetchone()[0] for key, query in triggers.items()}

    assert values["worker-evaluation", "waiting"] == len(Priority)
    assert values["worker-rewrite", "waiting"] == 0
    assert values["worker-rewrite", "age"] == 0
    assert values["worker-evaluation", "age"] >= 0


@pytest.mark.parametrize("path", sorted((DEPLOY / "ecs").glob("*.json")), ids=lambda path: path.stem)
def test_a_task_definition_is_shut_in_and_keeps_its_secrets_elsewhere(path):
    task = json.loads(path.read_text())
    [container] = task["containerDefinitions"]
    environ = {entry["name"]: entry["value"] for entry in container["environment"]}
    secret = {entry["name"] for entry in container["secrets"]}

    assert container["readonlyRootFilesystem"]
    assert container["user"] == "10001:10001"
    assert container["command"][0] in COMMANDS
    check_environment(environ)
    check_environment(dict.fromkeys(secret, ""))
    assert {"DATABASE_URL", "CELERY_BROKER_URL", "CELERY_RESULT_BACKEND"} <= secret
    assert not {name for name in environ if re.search("KEY|PASSWORD|URL$|DSN", name)} - {
        "COPYDESK_PUBLIC_URL"
    }
    fargate = {("256", "512"), ("512", "1024"), ("1024", "2048"), ("2048", "4096")}
    assert (task["cpu"], task["memory"]) in fargate
    if container["command"][0] == "worker":
        assert float(environ["CELERY_TASK_TIME_LIMIT"]) < container["stopTimeout"]


def metric_names(expression):
    return set(re.findall(r"\bcopydesk_\w+", expression))


@pytest.fixture(scope="module")
def known_metrics(tmp_path_factory):
    from app.config.settings import Settings
    from app.observability.metrics import MetricsPage
    from app.workflow.bootstrap import build_services
    from tests.support.metrics import WORK

    state = tmp_path_factory.mktemp("state")
    settings = Settings(state_dir=state)
    upgrade(settings.database_url)
    services = build_services(settings)
    page = MetricsPage(services).text().decode()
    services.close()
    names = set(re.findall(r"^# TYPE (\S+)", page, re.MULTILINE))
    return {f"{name}{suffix}" for name in names | WORK for suffix in ("", "_total", "_bucket")}


def test_every_alert_and_every_panel_asks_for_a_metric_that_is_served(known_metrics):
    alerts = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())
    rules = [rule for group in alerts["groups"] for rule in group["rules"]]
    dashboard = json.loads((DEPLOY / "grafana" / "dashboards" / "copydesk.json").read_text())
    asked = [rule["expr"] for rule in rules]
    asked += [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]

    assert set().union(*map(metric_names, asked)) - known_metrics == set()
    assert all({"summary", "action"} <= set(rule["annotations"]) for rule in rules)


def test_the_dashboard_is_the_one_that_its_script_writes():
    made = subprocess.run(
        [sys.executable, DEPLOY / "grafana" / "make_dashboard.py"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )

    assert made.stdout == (DEPLOY / "grafana" / "dashboards" / "copydesk.json").read_text()


@pytest.mark.parametrize(
    "command",
    [
        ("check", "config", "prometheus.yml"),
        ("check", "rules", "alerts.yml"),
        ("test", "rules", "alerts_test.yml"),
    ],
)
def test_prometheus_accepts_its_files_and_the_alerts_fire_when_they_should(command):
    promtool = shutil.which("promtool")
    if promtool is None:
        raise missing("promtool", "promtool is not installed")

    done = subprocess.run(
        [promtool, *command],
        cwd=DEPLOY / "prometheus",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
