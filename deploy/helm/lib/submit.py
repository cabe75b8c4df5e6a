"""Has an API server judge manifests: each is applied, without being stored unless that is asked for, and every refusal,
unknown field and warning is an error.

    submit.py --server URL --token TOKEN [--namespace NAME] [--store] FILE...
"""

import argparse
import json
import ssl
import sys
import time
import urllib.error
import urllib.request

import yaml


class Loader(yaml.SafeLoader):
    """A single `=` is a text, as in YAML 1.2."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:value"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def message_of(answer):
    try:
        return json.loads(answer)["message"]
    except ValueError:
        # What is not served has no status.
        return answer.strip()


class ApiServer:
    def __init__(self, url, token):
        self.url = url
        self.headers = {"Authorization": f"Bearer {token}"}
        self.context = ssl._create_unverified_context()

    def call(self, path, body=None):
        """Returns the answer and its warnings; throws what the server says if it refuses."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data=data, headers=self.headers)
        if body is not None:
            # Server-side apply.
            request.method = "PATCH"
            request.add_header("Content-Type", "application/apply-patch+yaml")
        try:
            with urllib.request.urlopen(request, context=self.context, timeout=30) as answer:
                return json.load(answer), answer.headers.get_all("Warning") or []
        except urllib.error.HTTPError as error:
            raise RuntimeError(message_of(error.read().decode())) from error

    def path_of(self, document, namespace):
        """Where the document is, or would be."""
        version, kind = document["apiVersion"], document["kind"]
        base = f"/apis/{version}" if "/" in version else f"/api/{version}"
        for resource in self.call(base)[0]["resources"]:
            if resource["kind"] == kind and "/" not in resource["name"]:
                within = f"/namespaces/{namespace}" if resource["namespaced"] else ""
                return f"{base}{within}/{resource['name']}/{document['metadata']['name']}"
        raise RuntimeError(f"unknown kind {kind} of {version}")

    def await_kind(self, definition):
        """A kind is served a moment after its definition was stored."""
        spec = definition["spec"]
        path = f"/apis/{spec['group']}/{spec['versions'][0]['name']}/{spec['names']['plural']}"
        deadline = time.monotonic() + 30
        while True:
            try:
                self.call(path)
                return
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--namespace", default="default")
    parser.add_argument("--store", action="store_true")
    parser.add_argument("files", nargs="+")
    return parser.parse_args()


def main():
    arguments = read_arguments()
    server = ApiServer(arguments.server, arguments.token)
    query = "?fieldManager=check&fieldValidation=Strict" + ("" if arguments.store else "&dryRun=All")
    errors, count = [], 0
    for file in arguments.files:
        with open(file, encoding="utf-8") as text:
            documents = [each for each in yaml.load_all(text, Loader=Loader) if each]
        for document in documents:
            name = f"{file}: {document['kind']} {document['metadata']['name']}"
            try:
                _, warnings = server.call(server.path_of(document, arguments.namespace) + query, document)
                errors += [f"{name}: {warning}" for warning in warnings]
                if arguments.store and document["kind"] == "CustomResourceDefinition":
                    server.await_kind(document)
            except RuntimeError as error:
                errors.append(f"{name}: {error}")
            count += 1
    if errors:
        sys.exit("\n".join(errors))
    print(f"{count} manifests accepted, without a warning", file=sys.stderr)


if __name__ == "__main__":
    main()
