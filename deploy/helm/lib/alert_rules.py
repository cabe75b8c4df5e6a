"""Prints the alerts of rendered manifests as the file of rules that promtool reads.

    alert_rules.py MANIFESTS
"""

import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as manifests:
    rules = [each for each in yaml.safe_load_all(manifests) if each and each["kind"] == "PrometheusRule"]
print("# The chart's alerts (helm/ledger/templates/_alerts.tpl), as deploy/helm/check --write-golden writes them.")
print(yaml.safe_dump(rules[0]["spec"], sort_keys=False, width=120), end="")
