"""Turns openapi.yaml into JSON that a test can use: openapi_contract.py INPUT OUTPUT.

`answers`: for every operation and status, the media types with a schema each, without references and in JSON Schema's own words
(OpenAPI's `nullable` becomes the type "null"), the header fields that every such response has, and the codes that an
error may have. Each example is put
beside its schema, so that the test checks the document's examples as well.
`callers`: for every operation the roles that may call it; an empty list where everyone may, without a token.
`bodies`: for every operation with a body, the example of one.
`deprecated`: the operations that are.
"""

import json
import sys

import yaml

METHODS = ("get", "put", "post", "delete", "patch")


def resolved(document, node):
    """The node with every $ref replaced by what it refers to; nothing here refers to itself."""
    if isinstance(node, list):
        return [resolved(document, each) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return resolved(document, target)
    return {key: resolved(document, value) for key, value in node.items()}


def json_schema(node):
    """An OpenAPI 3.0 schema as a JSON Schema."""
    if isinstance(node, list):
        return [json_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    schema = {key: json_schema(value) for key, value in node.items() if key not in ("nullable", "example", "format")}
    if node.get("nullable") is True and "type" in schema:
        schema["type"] = [schema["type"], "null"]
    return schema


def response_contract(response, codes):
    headers = response.get("headers", {})
    return {
        "codes": sorted({*codes, *response.get("x-codes", [])}),
        "required_headers": [name for name, header in headers.items() if header.get("required")],
        "content": {
            media_type: {"schema": json_schema(content["schema"])}
            | {key: value for key, value in content.items() if key == "example"}
            for media_type, content in response.get("content", {}).items()
        },
    }


def codes_by_answers(paths):
    """The codes of the operation that has these answers: a former name refers to those of the present one."""
    operations = [operation for path in paths.values() for operation in path.values()]
    return {id(operation["responses"]): operation["x-codes"] for operation in operations if "x-codes" in operation}


def callers(document, operation):
    """Who may call. An operation that asks for a token must say which roles it is for."""
    asks_for_token = operation.get("security", document.get("security", []))
    return operation["x-roles"] if asks_for_token else []


def body_example(operation):
    content = operation["requestBody"]["content"]
    return next(each["example"] for each in content.values())


def main():
    source, destination = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        document = yaml.safe_load(file)
    answers, roles, bodies, deprecated = {}, {}, {}, []
    shared_codes = codes_by_answers(document["paths"])
    for path, operations in resolved(document, document["paths"]).items():
        for method in METHODS:
            if method not in operations:
                continue
            name, operation = f"{method.upper()} {path}", operations[method]
            codes = shared_codes.get(id(document["paths"][path][method]["responses"]), [])
            answers[name] = {status: response_contract(each, codes) for status, each in operation["responses"].items()}
            roles[name] = callers(document, operation)
            if operation.get("deprecated"):
                deprecated.append(name)
            if "requestBody" in operation:
                bodies[name] = body_example(operation)
    contract = {"answers": answers, "callers": roles, "bodies": bodies, "deprecated": deprecated}
    with open(destination, "w", encoding="utf-8") as file:
        json.dump(contract, file, indent=1, sort_keys=True)


if __name__ == "__main__":
    main()
