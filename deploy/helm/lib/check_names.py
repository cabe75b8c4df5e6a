"""Sees that the rendered manifests name only environment variables that the programs read, and alerts and the
dashboard only metrics that they have.

    check_names.py REPOSITORY RENDERED
"""

import json
import pathlib
import re
import sys

import yaml

FOLDERS = ("api", "ledger", "outbox", "projector")
# Read by libpq, which has more of them.
LIBPQ = {"PGSSLMODE", "PGSSLROOTCERT", "PGTARGETSESSIONATTRS"}


def texts_in_sources(repository):
    """All quoted texts that look like a variable or a metric."""
    names = set()
    for folder in FOLDERS:
        for path in (repository / folder).rglob("*.[ch]pp"):
            names.update(re.findall(r'"([A-Za-z][A-Za-z0-9_]*)"', path.read_text()))
    return names


def documents(rendered):
    for path in sorted(rendered.rglob("*.yaml")):
        for document in yaml.safe_load_all(path.read_text()):
            if document:
                yield document


def values_of(node, key):
    """Every value under that key, however deep."""
    if isinstance(node, dict):
        for each, value in node.items():
            if each == key:
                yield value
            yield from values_of(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from values_of(value, key)


def metrics_in(expression):
    """The metrics, without the suffixes that histograms add."""
    for name in re.findall(r"\bledger_[a-z0-9_]+", expression):
        yield re.sub(r"_(bucket|count|sum)$", "", name)


def main(repository, rendered):
    known = texts_in_sources(repository)
    # Those of a program's readiness are made from its name.
    known.update(("ledger_api_ready", "ledger_outbox_ready", "ledger_projector_ready"))
    used_variables, used_metrics = set(), set()
    for document in documents(rendered):
        for variables in values_of(document, "env"):
            used_variables.update(variable["name"] for variable in variables)
        if document["kind"] == "PrometheusRule":
            for expression in values_of(document, "expr"):
                used_metrics.update(metrics_in(expression))
        if document["kind"] == "ConfigMap":
            for dashboard in document["data"].values():
                for expression in values_of(json.loads(dashboard), "expr"):
                    used_metrics.update(metrics_in(expression))
    unknown = (used_variables - LIBPQ - known) | (used_metrics - known)
    if unknown or not used_variables or not used_metrics:
        sys.exit(f"no program knows: {' '.join(sorted(unknown))}")
    print(f"{len(used_variables)} variables, {len(used_metrics)} metrics", file=sys.stderr)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
