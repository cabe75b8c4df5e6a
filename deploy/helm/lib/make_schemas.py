"""Writes the schemas that kubeconform reads: Kubernetes' own from the package kubernetes-validate, a folder a version,
and those of custom resources from the given files of CRDs.

    make_schemas.py TARGET FILE...
"""

import json
import pathlib
import sys

import kubernetes_validate
import yaml


def strict(schema):
    """Refuses fields that the schema does not name, as the API server does when asked to."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        result.setdefault("additionalProperties", False)
    return result


def write_kubernetes(target):
    bundled = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
    for folder in sorted(bundled.glob("v*-local-strict")):
        major, minor = folder.name.removeprefix("v").split(".")[:2]
        version = target / f"{major}.{minor}"
        version.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*.json"):
            # Their names begin at a server that is not there.
            schema = json.loads(path.read_text().replace('"/api/_definitions.json#', '"_definitions.json#'))
            schema.pop("$id", None)
            schema.pop("$schema", None)
            (version / path.name).write_text(json.dumps(schema))


def write_custom(target, paths):
    target.mkdir(parents=True, exist_ok=True)
    for path in paths:
        definition = yaml.safe_load(pathlib.Path(path).read_text())["spec"]
        for version in definition["versions"]:
            schema = strict(version["schema"]["openAPIV3Schema"])
            # The server's own part, which CRDs leave open.
            schema["properties"]["metadata"] = {"type": "object"}
            (target / f"{definition['names']['kind'].lower()}-{version['name']}.json").write_text(json.dumps(schema))


if __name__ == "__main__":
    write_kubernetes(pathlib.Path(sys.argv[1]))
    write_custom(pathlib.Path(sys.argv[1]) / "crds", sys.argv[2:])
