"""The manifests: what the network lets through, who decides the number of replicas, and their schemas."""

import re
import shutil
import subprocess
from itertools import chain

import jsonschema_rs
import pytest

from tests.support.services import missing
from tests.support.yaml_files import DEPLOY, documents

FOLDER = DEPLOY / "kubernetes"
HOWTO = DEPLOY.parent / "docs" / "howto" / "deploy-kubernetes.md"
VERSIONS = ("1.28", "1.32")

TEXT, COUNT = {"type": "string", "minLength": 1}, {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}


def record(required: str, **properties):
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


REFERENCE = record("name", name=TEXT, kind=TEXT)
TRIGGER = record(
    "type metadata",
    type={"const": "postgresql"},
    name=TEXT,
    metadata=record(
        "query targetQueryValue", query=TEXT, targetQueryValue={"type": "string", "pattern": r"^\d+$"}
    ),
    authenticationRef=REFERENCE,
)
KEDA = {
    "ScaledObject": record(
        "scaleTargetRef triggers maxReplicaCount",
        scaleTargetRef=record("name", name=TEXT, kind=TEXT, apiVersion=TEXT),
        minReplicaCount=COUNT,
        maxReplicaCount=COUNT,
        pollingInterval=COUNT,
        cooldownPeriod=COUNT,
        fallback=record("failureThreshold replicas", failureThreshold=COUNT, replicas=COUNT),
        triggers={"type": "array", "items": TRIGGER, "minItems": 1},
    ),
    "TriggerAuthentication": record(
        "secretTargetRef",
        secretTargetRef={
            "type": "array",
            "items": record("parameter name key", parameter={"const": "connection"}, name=TEXT, key=TEXT),
        },
    ),
}
"""What KEDA 2's custom resources (keda.sh/v1alpha1) take, as far as we use them. Its numbers are texts."""


@pytest.fixture(scope="module", params=["base", "keda", "hpa", "own", "alerts"])
def found(request, tmp_path_factory):
    """The resources of each folder, and of the overlay that the how-to shows, with either component."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        raise missing("kubectl", "kubectl is not installed")
    folder = FOLDER / request.param
    if request.param in {"own", "alerts"}:
        root = tmp_path_factory.mktemp("kubernetes")
        shutil.copytree(FOLDER, root / "kubernetes")
        folder = root / "overlay"
        folder.mkdir()
        [shown] = re.findall(r"```yaml\n(.*?)```", HOWTO.read_text(), re.DOTALL)
        if request.param == "alerts":
            shown = shown.replace("components/keda", "components/alerts")
        (folder / "kustomization.yaml").write_text(shown.replace("../deploy/kubernetes", "../kubernetes"))
    done = subprocess.run(
        [kubectl, "kustomize", folder], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return documents(done.stdout)


def of(found, *kinds):
    return [one for one in found if one["kind"] in kinds]


def test_who_is_scaled_by_something_has_no_number_of_replicas(found):
    numbers = {one["metadata"]["name"]: one["spec"].get("replicas") for one in of(found, "Deployment")}
    scaled = {
        one["spec"]["scaleTargetRef"]["name"] for one in of(found, "ScaledObject", "HorizontalPodAutoscaler")
    }

    assert {name for name in numbers if name.startswith("worker-")} >= scaled
    assert {numbers[name] for name in numbers if name.startswith("worker-")} == {None}, (
        "`apply` would reset it"
    )


def test_the_network_lets_out_what_copydesk_speaks(found):
    [policy] = [one for one in of(found, "NetworkPolicy") if one["metadata"]["name"] == "copydesk"]
    open_to_all = [rule for rule in policy["spec"]["egress"] if "to" not in rule]
    ports = {port["port"] for port in chain.from_iterable(rule["ports"] for rule in open_to_all)}

    assert {5432, 6379, 5671, 5672} <= ports, "databases and brokers"
    assert {443, 80} <= ports, "providers, webhooks, single sign-on"
    assert {25, 465, 587} <= ports, "mail"
    assert 4318 in ports, "traces"


def test_everything_lies_in_one_namespace(found):
    assert {one["metadata"].get("namespace") for one in found if one["kind"] != "Namespace"} == {"copydesk"}


def test_the_ingress_leads_to_the_desk_over_tls(found):
    for ingress in of(found, "Ingress"):
        [rule] = ingress["spec"]["rules"]
        [path] = rule["http"]["paths"]
        [service] = [
            one
            for one in of(found, "Service")
            if one["metadata"]["name"] == path["backend"]["service"]["name"]
        ]
        assert path["backend"]["service"]["port"]["name"] in {
            port["name"] for port in service["spec"]["ports"]
        }
        assert ingress["spec"]["tls"][0]["hosts"] == [rule["host"]]


def test_kedas_resources_fit_its_schema(found):
    for one in of(found, *KEDA):
        assert one["apiVersion"] == "keda.sh/v1alpha1"
        jsonschema_rs.validator_for(KEDA[one["kind"]]).validate(one["spec"])


@pytest.mark.parametrize("version", VERSIONS)
def test_every_resource_fits_the_schema_of_kubernetes(found, version):
    try:
        import kubernetes_validate
    except ImportError:
        raise missing("kubernetes-validate", "pip install kubernetes-validate") from None

    for one in found:
        if not one["apiVersion"].startswith(("keda.sh/", "monitoring.coreos.com/")):
            kubernetes_validate.validate(one, version, strict=True)


def test_the_operators_alerts_are_those_of_prometheus_and_go_the_same_way():
    component = FOLDER / "components" / "alerts"
    [rules] = documents((component / "rules.yaml").read_text())
    [receiver] = documents((component / "receiver.yaml").read_text())
    [ours] = documents((DEPLOY / "prometheus" / "alerts.yml").read_text())
    [alertmanager] = documents((DEPLOY / "alertmanager" / "alertmanager.yml").read_text())
    route, theirs = alertmanager["route"], receiver["spec"]["route"]

    for rule in (rule for group in rules["spec"]["groups"] for rule in group["rules"]):
        assert rule["labels"].pop("namespace") == "copydesk", (
            "or the operator's route does not take the alert"
        )
    assert rules["spec"]["groups"] == ours["groups"]
    for name, key in (
        ("group_by", "groupBy"),
        ("group_wait", "groupWait"),
        ("repeat_interval", "repeatInterval"),
    ):
        assert theirs[key] == route[name]
    assert theirs["routes"][0]["repeatInterval"] == route["routes"][0]["repeat_interval"]


def test_every_pod_with_metrics_is_scraped(found):
    monitors = [one["spec"] for one in of(found, "PodMonitor")]
    pods = [one["spec"]["template"] for one in of(found, "Deployment")]
    measured = [
        pod
        for pod in pods
        if any(
            port["name"] == "metrics" for one in pod["spec"]["containers"] for port in one.get("ports", [])
        )
    ]

    assert len(measured) == 5
    for pod in measured if monitors else ():
        labels = pod["metadata"]["labels"].items()
        assert sum(one["selector"]["matchLabels"].items() <= labels for one in monitors) == 1


def test_every_component_is_tried():
    assert {path.name for path in (FOLDER / "components").iterdir()} == {"alerts", "hpa", "ingress", "keda"}
