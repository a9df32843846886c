"""Rules about single files: keys, versions, secrets, assets and compute."""

import re

from findings import rule

COMPONENT_KEYS = {
    "$schema",
    "type",
    "name",
    "version",
    "display_name",
    "description",
    "tags",
    "is_deterministic",
    "inputs",
    "outputs",
}
KEYS = {
    "command component": COMPONENT_KEYS
    | {"environment", "command", "code", "distribution", "resources", "additional_includes"},
    "pipeline component": COMPONENT_KEYS | {"jobs"},
    "node": {
        "type",
        "component",
        "inputs",
        "outputs",
        "compute",
        "resources",
        "environment_variables",
        "limits",
        "identity",
    },
    "settings": {"default_compute", "default_datastore", "continue_on_step_failure", "force_rerun"},
    "limits": {"max_total_trials", "max_concurrent_trials", "timeout", "trial_timeout"},
}
SCHEMAS = {
    ("compute", "amlcompute"): "amlCompute",
    ("compute", "computeinstance"): "computeInstance",
    ("component", "command"): "commandComponent",
    ("pipeline component", "pipeline"): "pipelineComponent",
    ("job", "command"): "commandJob",
    ("job", "sweep"): "sweepJob",
    ("job", "pipeline"): "pipelineJob",
}
SECRETS = [
    (re.compile(r"[?&]sig=[\w%+/-]{8,}"), "a shared access signature"),
    (
        re.compile(r"(?i)\bAccountKey=|\b(account_key|sas_token|client_secret|password|passwd|api_key)\b\s*[:=]"),
        "a secret",
    ),
    (re.compile(r"\b[\w+/]{86}==(?!\w)"), "a storage account key"),
    (re.compile(r"(?i)\b[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\b"), "an id of a subscription or tenant"),
    (re.compile(r"(?i)(KEY|TOKEN|SECRET)\w*\s*:\s*[^\s$]{8,}"), "a secret in an environment variable"),
]


def unknown(mapping, allowed):
    return sorted(set(mapping or {}) - allowed)


@rule("unknown-key")
def unknown_keys(tree):
    for document in tree.of("component", "pipeline component"):
        for key in (
            unknown(document.data, KEYS[f"{document.type} component"])
            if document.type in ("command", "pipeline")
            else ()
        ):
            yield document, f"{key} is no key of a component; the SDK would send it along without a word"
    for document in tree.of("pipeline component", "job"):
        for name, node in document.nodes.items():
            for key in unknown(node, KEYS["node"]):
                yield document, f"step {name}: {key} is no key of a step"
        for part in ("settings", "limits"):
            for key in unknown(document.data.get(part), KEYS[part]):
                yield document, f"{key} is no key of {part}"


@rule("repeated-key")
def repeated_keys(tree):
    for document in tree.documents.values():
        for key, line in document.repeated:
            yield document, f"line {line}: {key} stands there twice; the last one wins silently"


@rule("unquoted-version")
def unquoted_versions(tree):
    for document in tree.documents.values():
        for value, line in document.unquoted:
            yield document, f'line {line}: write version: "{value}"; YAML turns 1.10 into 1.1 and 010 into 8'


@rule("schema")
def schemas(tree):
    for document in tree.documents.values():
        name = SCHEMAS.get((document.kind, document.type), document.kind)
        address = f"https://azuremlschemas.azureedge.net/latest/{name}.schema.json"
        if document.data.get("$schema") != address:
            yield document, f"$schema should be {address}, which editors check with; the SDK does not read it"


@rule("secret")
def secrets(tree):
    for document in tree.documents.values():
        for pattern, what in SECRETS:
            if pattern.search(document.text):
                yield document, f"there is {what} in it; use identities, or a key vault"


@rule("names")
def names(tree):
    """The files agree with names.yml."""
    known, version = tree.names, tree.names["version"]
    for document in tree.of("compute"):
        size = known["compute"].get(document.data.get("name"))
        if size != document.data.get("size"):
            yield (
                document,
                f"names.yml knows {document.data.get('name')} with size {size}, not {document.data.get('size')}",
            )
    for document in tree.of("environment"):
        tag = known["environments"].get(document.data.get("name"))
        image = f"{known['registry']}/shoal:{version}-{tag}"
        if document.data.get("image") != image or document.data.get("version") != version:
            yield document, f"names.yml asks for version {version} and image {image}"
    for document in tree.of("data"):
        if known["data"].get(document.data.get("name")) != document.data.get("version"):
            yield (
                document,
                f"names.yml does not know {document.data.get('name')} in version {document.data.get('version')}",
            )
    for document in tree.of("component", "pipeline component"):
        wanted = f"shoal_{document.path.stem}"
        if (document.data.get("name"), document.data.get("version")) != (wanted, version):
            yield document, f"should be {wanted} in version {version}"
    for document in tree.of("job"):
        if document.data.get("experiment_name") != known["experiment"]:
            yield document, f"experiment_name should be {known['experiment']}"
        for name, port in document.outputs.items():
            if port.spec.get("name", known["model"]) != known["model"]:
                yield document, f"output {name} registers {port.spec['name']}, not {known['model']}"


@rule("every-name-has-a-file")
def every_name_has_a_file(tree):
    for kind, key in (("compute", "compute"), ("environment", "environments"), ("data", "data")):
        there = {document.data.get("name") for document in tree.of(kind)}
        for name in sorted(set(tree.names[key]) - there):
            yield tree.of(kind)[0], f"no file makes {name} of names.yml"


@rule("compute")
def compute(tree):
    for document in tree.of("compute"):
        data = document.data
        longest = 16 if document.type == "amlcompute" else 24
        if not re.fullmatch(rf"[a-zA-Z][a-zA-Z0-9-]{{1,{longest - 1}}}", str(data.get("name"))):
            yield document, f"the name must be 2 to {longest} letters, digits and dashes, a letter first"
        if document.type == "computeinstance":
            if not data.get("idle_time_before_shutdown_minutes", 0) >= 15:
                yield (
                    document,
                    "idle_time_before_shutdown_minutes must be 15 or more, or the instance is paid for day and night",
                )
            continue
        if data.get("min_instances") != 0:
            yield document, "min_instances must be 0: a node that is kept is paid for day and night"
        if not data.get("max_instances", 0) >= 1:
            yield document, "max_instances must be 1 or more"
        if not 60 <= data.get("idle_time_before_scale_down", 0) <= 1800:
            yield document, "idle_time_before_scale_down must lie between 60 and 1800 seconds"


@rule("environment")
def environments(tree):
    for document in tree.of("environment"):
        if not re.fullmatch(r"[a-zA-Z0-9][\w.-]*", str(document.data.get("name"))):
            yield document, "the name may have letters, digits, dots, dashes and underscores"
        if ("image" in document.data) == ("build" in document.data):
            yield document, "give image or build, one of them"
        if re.search(r":latest$|/[^:]*$", str(document.data.get("image", ":x"))):
            yield document, "the image needs a tag other than latest"


@rule("data-path")
def data_paths(tree):
    good = re.compile(r"azureml://datastores/[\w-]+/paths/\S+")
    places = [(document, document.data.get("path"), document.data.get("type")) for document in tree.of("data")]
    for document in tree.of("job"):
        places += [
            (document, port.spec["path"], port.type) for port in document.outputs.values() if "path" in port.spec
        ]
    for document, path, kind in places:
        if not good.fullmatch(str(path)):
            yield document, f"{path} is no azureml://datastores/STORE/paths/PATH"
        elif str(path).endswith("/") != (kind == "uri_folder"):
            yield document, f"{path} is of type {kind}: a folder ends in /, a file does not"
