"""What deploy/contract tells Schemathesis that it cannot know of itself."""

import os

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """NDJSON is written as the text that it is."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """With auth off nobody is asked who he is, although the document says how one would be."""
    if os.environ["LEDGER_AUTH"] != "off":
        return
    raw_schema.pop("security", None)
    raw_schema["components"].pop("securitySchemes", None)
    for path in raw_schema["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
