"""A customer's month: opens an account, tops it up, pays 30.00 of it, and prints the month's statement.

LEDGER_URL is the ledger, http://127.0.0.1:8000 without it; LEDGER_TOKEN a token of role `service`, if auth is on.
"""

import os
from datetime import datetime, timezone

from ledger_client import connect, new_uid
from ledger_client.rest.api.holds import confirm_hold, place_hold
from ledger_client.rest.api.transactions import record_transaction
from ledger_client.rest.api.users import get_statement, open_user
from ledger_client.rest.models import (
    HoldConfirmation,
    NewHold,
    NewTransaction,
    NewTransactionType,
    NewUser,
    Problem,
)


def answered(answer):
    """Returns the answer. A refusal is a Problem, whose `code` is made for programs."""
    if isinstance(answer, Problem):
        raise SystemExit(f"{answer.code}: {answer.detail}")
    return answer


ledger = connect(os.environ.get("LEDGER_URL", "http://127.0.0.1:8000"), os.environ.get("LEDGER_TOKEN"))

user = answered(open_user.sync(client=ledger, body=NewUser(name="Ann Example", currency="USD")))
print(f"opened an account with {user.balance} {user.currency}")

top_up = NewTransaction(type_=NewTransactionType.DEPOSIT, amount="100.00", user_id=user.id)
print(f"topped up, balance {answered(record_transaction.sync(new_uid(), client=ledger, body=top_up)).balance}")

# A shop holds the money while it prepares the order, and takes it when it sends the goods.
order = NewHold(uid=new_uid(), user_id=user.id, service_id="shop", amount="50.00", timeout_seconds=600)
print(f"held {answered(place_hold.sync(client=ledger, body=order)).amount}")
paid = answered(confirm_hold.sync(order.uid, client=ledger, body=HoldConfirmation(amount="30.00")))
print(f"paid {paid.captured_amount}, available {paid.account.available}")

month = datetime.now(timezone.utc).replace(day=1)
next_month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
statement = answered(
    get_statement.sync(user.id, client=ledger, from_=f"{month:%Y-%m-%d}", to=f"{next_month:%Y-%m-%d}")
)
print(f"statement of {month:%Y-%m}: opening {statement.opening_balance}")
for line in statement.items:
    print(f"{line.type_} {line.change} {line.balance}")
print(f"closing {statement.closing_balance}")
