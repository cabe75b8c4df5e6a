"""Runs rendered manifests as processes: the migrate job to its end, then one pod of each Deployment, with its command,
environment, files, user, read-only root and probes; sends a deposit; runs the verify job and the tests; stops all of it
within the grace periods.
"""

import argparse
import json
import os
import pathlib
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

import yaml

READY_SECONDS_MAX = 60
JOB_SECONDS_MAX = 120
# A namespace of mounts in which nothing on disk can be written, then the pod's user without any capability.
AS_CONTAINER = ["unshare", "--mount", "sh", "-c", 'mount -o remount,bind,ro / && exec "$0" "$@"',
                "setpriv", "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all",
                "--pdeathsig=TERM"]


class Pod:
    """A container of a pod template as a process."""

    def __init__(self, name, spec, arguments, secrets):
        self.name = name
        self.spec = spec
        self.container = spec["containers"][0]
        self.log = arguments.logs / f"{name}.log"
        self.files = arguments.work / "pods" / name
        self.context = spec["securityContext"]
        self.mount_secrets(secrets)
        self.process = self.start(arguments.bin, self.environment(secrets))

    def mount_secrets(self, secrets):
        self.files.mkdir(parents=True)
        paths = {mount["name"]: mount["mountPath"] for mount in self.container.get("volumeMounts", [])}
        for volume in self.spec.get("volumes", []):
            folder = self.files / paths[volume["name"]].removeprefix("/etc/ledger/")
            folder.mkdir()
            for item in volume["secret"]["items"]:
                file = folder / item["path"]
                file.write_text(secrets[volume["secret"]["secretName"]][item["key"]])
                os.chown(file, 0, self.context["fsGroup"])
                file.chmod(volume["secret"]["defaultMode"])

    def environment(self, secrets):
        variables = {"PATH": "/usr/bin:/bin"}
        for variable in self.container["env"]:
            if "value" in variable:
                variables[variable["name"]] = variable["value"].replace("/etc/ledger", str(self.files))
            else:
                reference = variable["valueFrom"]["secretKeyRef"]
                variables[variable["name"]] = secrets[reference["name"]][reference["key"]]
        return variables

    def start(self, programs, environment):
        program, *rest = self.container["command"]
        user = [f"--reuid={self.context['runAsUser']}", f"--regid={self.context['runAsGroup']}"]
        command = [*AS_CONTAINER, *user, str(programs / pathlib.Path(program).name), *rest]
        with self.log.open("w") as log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/")

    def fail(self, reason):
        sys.exit(f"{self.name}: {reason}\n{self.log.read_text()[-4000:]}")

    def url(self, probe):
        get = probe["httpGet"]
        port = next(each["containerPort"] for each in self.container["ports"] if each["name"] == get["port"])
        # By address, as the kubelet does.
        return f"{get.get('scheme', 'HTTP').lower()}://127.0.0.1:{port}{get['path']}"

    def await_probes(self):
        for name in ("startupProbe", "livenessProbe", "readinessProbe"):
            self.await_ok(self.url(self.container[name]))

    def await_ok(self, url):
        deadline = time.monotonic() + READY_SECONDS_MAX
        while (answer := get(url))[0] != 200:
            if self.process.poll() is not None:
                self.fail(f"ended with {self.process.returncode}")
            if time.monotonic() > deadline:
                self.fail(f"{url} answers {answer}")
            time.sleep(0.2)

    def stop(self):
        """Within its grace period. Returns the seconds that it took."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(self.spec["terminationGracePeriodSeconds"])
        except subprocess.TimeoutExpired:
            self.fail("does not stop within its grace period")
        if status != 0:
            self.fail(f"ended with {status}")
        return time.monotonic() - begin


def request(url, body=None, token=None):
    # Certificates of probes are not checked by the kubelet either.
    context = ssl._create_unverified_context()
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = json.dumps(body).encode() if body is not None else None
    call = urllib.request.Request(url, data=data, headers=headers)
    try:
        with urllib.request.urlopen(call, context=context, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def get(url):
    return request(url)


def deposit(api, token):
    """Writes go on only after the relay has compared the database with Kafka."""
    base = api.url(api.container["readinessProbe"]).removesuffix("/readyz")
    api.await_ok(f"{base}/readyz?for=writes")
    status, text = request(f"{base}/v1/user", {"name": "Ann Example", "currency": "USD"}, token)
    if status not in (200, 201):
        api.fail(f"opening an account: {status} {text}")
    body = {"uid": str(uuid.uuid4()), "type": "DEPOSIT", "amount": "10.00", "user_id": json.loads(text)["id"]}
    status, text = request(f"{base}/v1/transaction", body, token)
    if status not in (200, 201):
        api.fail(f"depositing: {status} {text}")


def await_metric(pod, line):
    deadline = time.monotonic() + READY_SECONDS_MAX
    url = pod.url({"httpGet": {"port": "metrics", "path": "/metrics"}})
    while not any(each.startswith(line[0]) and each.endswith(line[1]) for each in get(url)[1].splitlines()):
        if time.monotonic() > deadline:
            pod.fail(f"no metric {line}")
        time.sleep(0.2)


def run_job(pod):
    if pod.process.wait(JOB_SECONDS_MAX) != 0:
        pod.fail("failed")


def pod_specs(documents):
    """By component; those of `helm test` by the program that they check."""
    specs = {}
    for document in documents:
        if document["kind"] == "Pod":
            specs[f"check-{document['spec']['containers'][0]['name']}"] = document["spec"]
        workload = document["spec"] if document["kind"] in ("Job", "Deployment") else {}
        if document["kind"] == "CronJob":
            workload = document["spec"]["jobTemplate"]["spec"]
        if workload:
            template = workload["template"]
            specs[template["metadata"]["labels"]["app.kubernetes.io/component"]] = template["spec"]
    return specs


def read_arguments():
    parser = argparse.ArgumentParser()
    for name in ("manifests", "bin", "secrets", "work", "logs"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--token", required=True)
    return parser.parse_args()


def main():
    arguments = read_arguments()
    secrets = json.loads(arguments.secrets.read_text())
    documents = [each for each in yaml.safe_load_all(arguments.manifests.read_text()) if each]
    specs = pod_specs(documents)
    run_job(Pod("migrate", specs.pop("migrate"), arguments, secrets))
    jobs = {name: specs.pop(name) for name in ("check-api", "check-outbox", "verify")}
    pods = {name: Pod(name, spec, arguments, secrets) for name, spec in specs.items()}
    for pod in pods.values():
        pod.await_probes()
    deposit(pods["api"], arguments.token)
    await_metric(pods["outbox"], ("ledger_outbox_position{", " 2"))
    await_metric(pods["projector"], ("ledger_projector_position{", " 2"))
    for name, spec in jobs.items():
        run_job(Pod(name, spec, arguments, secrets))
    for pod in pods.values():
        print(f"{pod.name}: stopped in {pod.stop():.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
