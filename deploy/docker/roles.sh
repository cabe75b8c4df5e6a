#!/bin/bash
# Run by PostgreSQL's image when its data folder is new: the ledger's roles and its database.
set -euo pipefail
psql -X -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -f /run/ledger/roles.sql \
  -v owner_password="$(cat /run/secrets/owner/password)" -v service_password="$(cat /run/secrets/service/password)"
