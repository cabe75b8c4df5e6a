"""openapi.yaml as JSON, as /openapi.json serves it: openapi_json.py INPUT OUTPUT."""

import json
import sys

import yaml


def main():
    source, destination = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        document = yaml.safe_load(file)
    with open(destination, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
