"""Pays UID's AMOUNT into ACCOUNT, once, whatever happens to the ledger meanwhile: pay_once ACCOUNT UID AMOUNT SECONDS.

It connects, prints `connected`, waits for a line of input and pays; tests kill the ledger then. It prints `recorded`,
`replayed` when an earlier attempt had been recorded, or after SECONDS `unknown`.
"""

import os
import sys

from ledger_client import LedgerUnavailable, connect
from ledger_client.rest.api.transactions import record_transaction
from ledger_client.rest.api.users import get_balance
from ledger_client.rest.models import NewTransaction, NewTransactionType

account, uid, amount, seconds = int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
ledger = connect(os.environ["LEDGER_URL"], os.environ.get("LEDGER_TOKEN"), deadline_seconds=seconds)
get_balance.sync(account, client=ledger)
print("connected", flush=True)
sys.stdin.readline()
payment = NewTransaction(type_=NewTransactionType.DEPOSIT, amount=amount, user_id=account)
try:
    answer = record_transaction.sync_detailed(uid, client=ledger, body=payment)
except LedgerUnavailable:
    print("unknown")
else:
    print("replayed" if answer.headers.get("Idempotent-Replayed") == "true" else "recorded")
