"""Asks a Prometheus every query of a dashboard, and draws what comes back.

    queries.py DASHBOARD PROMETHEUS SECONDS PICTURE

PROMETHEUS is its address, SECONDS how far to look back. Ends with 0 if every query has data and every rule of
Prometheus can be evaluated. Grafana's variables are set to what they are in compose.yaml.
"""

import json
import math
import pathlib
import sys
import time
import urllib.parse
import urllib.request

import draw

STEP_SECONDS = 5
VARIABLES = {"$__rate_interval": "30s", "$namespace": "ledger"}


class Prometheus:
    """Its HTTP API."""

    def __init__(self, address):
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, path, **parameters):
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with self.opener.open(url, timeout=10) as answer:
            return json.load(answer)["data"]

    def series(self, expression, begin, end):
        """Label sets with their times and values; a value that is no number is left out."""
        found = []
        result = self.ask("query_range", query=expression, start=begin, end=end, step=STEP_SECONDS)["result"]
        for each in result:
            points = [(at, float(value)) for at, value in each["values"] if math.isfinite(float(value))]
            if points:
                found.append((each["metric"], points))
        return found

    def unhealthy_rules(self):
        groups = self.ask("rules")["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        return len(rules), [rule["name"] for rule in rules if rule["health"] != "ok"]

    def firing(self):
        return [alert["labels"]["alertname"] for alert in self.ask("alerts")["alerts"] if alert["state"] == "firing"]


def without_variables(expression):
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression


def named(legend, labels):
    """The legend as Grafana fills it in."""
    for name, value in labels.items():
        legend = legend.replace("{{" + name + "}}", value)
    return legend


def look(dashboard, prometheus, begin, end):
    """All panels with the series of their queries, and the queries that have none."""
    panels, empty = [], []
    for panel in dashboard["panels"]:
        lines = []
        for target in panel.get("targets", []):
            found = prometheus.series(without_variables(target["expr"]), begin, end)
            if not found:
                empty.append(f"{panel['title']}: {target['expr']}")
            lines += [(named(target["legendFormat"], labels), points) for labels, points in found]
        panels.append((panel, lines))
    return panels, empty


def main():
    dashboard = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    prometheus, seconds = Prometheus(sys.argv[2]), float(sys.argv[3])
    end = time.time()
    panels, empty = look(dashboard, prometheus, end - seconds, end)
    draw.draw(panels, sys.argv[4])
    count = sum(len(panel.get("targets", [])) for panel in dashboard["panels"])
    rules, unhealthy = prometheus.unhealthy_rules()
    faults = [f"no data: {each}" for each in empty] + [f"cannot be evaluated: {each}" for each in unhealthy]
    faults += [f"fires though all is well: {each}" for each in prometheus.firing()]
    if rules == 0:
        faults.append("Prometheus has no rules")
    print("\n".join(faults) or f"{count} queries have data, {rules} alerts can be evaluated and are quiet")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
