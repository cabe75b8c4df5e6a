"""Which folder may include which, and who may include a library. Arrows go one way: nothing below includes what is
above it, and a folder that is not listed here does not pass."""

DOMAIN = ["ledger/domain", "ledger/domain/values", "ledger/domain/commands"]

# Folder → the folders whose headers it may include, besides its own and those of the domain.
LEDGER = {
    "ledger/domain/values": [],
    "ledger/domain": ["ledger/domain/values"],
    "ledger/domain/commands": ["ledger/domain", "ledger/domain/values"],
    "ledger/process": [],
    "ledger/tracing": ["ledger/process"],
    "ledger/crypto": [],
    "ledger/postgres": ["ledger/process"],
    "ledger/schema": ["ledger/process", "ledger/postgres", "schemas"],
    "ledger/publication": [],
    "ledger/directory": ["ledger/process", "ledger/crypto", "ledger/postgres"],
    "ledger/journal": ["ledger/crypto", "ledger/postgres", "ledger/directory"],
    "ledger/restore": ["ledger/postgres", "ledger/directory", "ledger/journal"],
    "ledger/followers": ["ledger/process", "ledger/postgres", "ledger/schema", "ledger/journal"],
    "ledger/snapshots": ["ledger/postgres"],
    "ledger/queries": ["ledger/postgres", "ledger/directory", "ledger/journal", "ledger/snapshots"],
    "ledger/writer/batch": ["ledger/journal"],
    "ledger/writer/session": ["ledger/process", "ledger/postgres", "ledger/directory", "ledger/journal",
                              "ledger/queries", "ledger/writer/batch"],
    "ledger/writer": ["ledger/process", "ledger/postgres", "ledger/journal", "ledger/writer/batch",
                      "ledger/writer/session"],
    "ledger/ctl/checks": ["ledger/postgres", "ledger/directory", "ledger/journal", "ledger/snapshots", "schemas"],
    "ledger/ctl": ["ledger/process", "ledger/crypto", "ledger/postgres", "ledger/directory", "ledger/journal",
                   "ledger/restore", "ledger/snapshots", "ledger/queries", "ledger/publication", "ledger/ctl/checks",
                   "ledger/ctl/views", "ledger/ctl/watch", "schemas"],
    # What operators look up, and how they watch a ledger.
    "ledger/ctl/views": ["ledger/process", "ledger/postgres", "ledger/queries"],
    "ledger/ctl/watch": ["ledger/process", "ledger/postgres", "ledger/schema", "ledger/journal", "ledger/restore",
                         "ledger/followers", "ledger/queries", "ledger/ctl/checks", "ledger/ctl/views"],
}

PROJECTOR = {"projector": ["ledger/process", "ledger/postgres", "ledger/followers", "ledger/journal",
                           "ledger/schema", "ledger/snapshots"]}

OUTBOX = {
    "outbox/kafka": ["ledger/process"],
    "outbox/kafka/sanitizer": [],
    "outbox/topics": ["ledger/postgres", "ledger/journal", "ledger/publication", "outbox/kafka"],
    "outbox/pacing": ["outbox/topics"],
    "outbox/relay": ["ledger/process", "ledger/crypto", "ledger/postgres", "ledger/followers", "ledger/journal",
                     "ledger/publication", "ledger/restore", "ledger/tracing", "ledger/writer", "ledger/writer/batch", "outbox/kafka",
                     "outbox/topics", "outbox/pacing"],
    "outbox/recovery": ["ledger/journal", "ledger/publication", "ledger/restore", "outbox/kafka", "outbox/topics",
                        "outbox/relay"],
    "outbox": ["ledger/process", "ledger/tracing", "ledger/schema", "ledger/followers", "ledger/journal",
               "ledger/publication", "outbox/kafka",
               "outbox/topics", "outbox/pacing", "outbox/relay", "outbox/recovery"],
}

# What callers can ask for, whatever they speak, knows no protocol; REST, gRPC and the dialects only parse and print.
USE_CASES = ["ledger/process", "ledger/tracing", "ledger/postgres", "ledger/directory", "ledger/journal", "ledger/snapshots",
             "ledger/queries", "ledger/publication", "ledger/writer", "ledger/writer/batch"]
CALLERS = ["api/auth", "api/auth/principals", "api/auth/tokens", "api/coroutines"]
PROTOCOLS = ["ledger/tracing", "ledger/crypto", "ledger/directory", "ledger/journal", "ledger/publication", "ledger/queries",
             "ledger/snapshots", "ledger/writer/batch", "api/auth", "api/auth/principals", "api/auth/tokens",
             "api/coroutines", "api/json", "api/log", "api/services", "api/services/context", "api/services/positions", "api/services/reads"]

API = {
    "api/json": [],
    "api/auth/principals": [],
    "api/auth/tokens": ["api/json", "ledger/crypto", "ledger/process", "api/auth/principals"],
    "api/auth": ["api/json", "ledger/crypto", "api/auth/principals", "api/auth/tokens"],
    "api/log": ["ledger/process"],
    "api/coroutines": ["ledger/postgres", "ledger/writer", "ledger/writer/batch"],
    # The wire: it knows neither the domain nor who asks. Only a header's value, a place in a trace, is one of the domain's.
    "api/http/message": ["api/coroutines", "api/log", "api/json", "ledger/domain/values"],
    "api/http": ["api/coroutines", "api/log", "api/http/message", "api/json", "ledger/process"],
    "api/services/context": USE_CASES + CALLERS,
    "api/services/positions": USE_CASES + CALLERS + ["api/services/context"],
    "api/services/reads": USE_CASES + CALLERS + ["api/services/context", "api/services/positions"],
    "api/services": USE_CASES + CALLERS + ["api/services/context", "api/services/positions", "api/services/reads"],
    "api/web": [],
    "api/rest/parameters": PROTOCOLS + ["api/http", "api/http/message"],
    "api/rest": PROTOCOLS + ["api/http", "api/http/message", "api/rest/parameters", "ledger/process"],
    "api/rest/resources": PROTOCOLS + ["api/http", "api/http/message", "api/rest", "api/rest/parameters", "api/web"],
    "api/dialects": PROTOCOLS + ["api/http", "api/http/message", "api/rest", "api/rest/parameters"],
    "api/grpc/calls": PROTOCOLS,
    "api/grpc/methods": PROTOCOLS + ["api/dialects", "api/grpc/calls"],
    "api/grpc": PROTOCOLS + ["api/grpc/calls", "api/grpc/methods", "ledger/process"],
    "api": PROTOCOLS + ["ledger/process", "ledger/postgres", "ledger/schema", "ledger/writer", "api/http",
                        "api/http/message", "api/rest", "api/dialects", "api/grpc", "api/grpc/calls"],
}

ALLOWED = {**LEDGER, **PROJECTOR, **OUTBOX, **API}

# Folders of the API that do not know what the ledger is about, so they may not include the domain.
WITHOUT_DOMAIN = ["api/http", "api/http/message", "api/coroutines", "api/web"]

# Header prefix → the folders in which it may stand.
LIBRARIES = {
    "librdkafka/": ["outbox/kafka"],
    "boost/beast": ["api/http", "ledger/process"],
    "grpcpp/": ["api/grpc"],
    "rapidjson/": ["api/json", "ledger/process", "ledger/publication", "ledger/ctl"],
    "argon2.h": ["api/auth"],
    "CLI/": ["ledger/process"],
    "opentelemetry/": ["ledger/tracing"],
    "curl/": ["api/auth", "ledger/ctl/watch"],
}
