// A customer's month: opens an account, tops it up, pays 30.00 of it, and prints the month's statement.
//
// LEDGER_URL is the ledger, http://127.0.0.1:8000 without it; LEDGER_TOKEN a token of role `service`, if auth is on.
import { connect, newUid, type Problem } from "ledger-client";

/** Returns the answer. A refusal is a Problem, whose `code` is made for programs. */
function answered<Answer>({ data, error }: { data?: Answer; error?: unknown }): Answer {
  if (data !== undefined) return data;
  const problem = error as Problem;
  throw new Error(`${problem.code}: ${problem.detail}`);
}

const ledger = connect(process.env.LEDGER_URL ?? "http://127.0.0.1:8000", { token: process.env.LEDGER_TOKEN });

const user = answered(await ledger.POST("/v1/users", { body: { name: "Ann Example", currency: "USD" } }));
console.log(`opened an account with ${user.balance} ${user.currency}`);

const topUp = answered(
  await ledger.PUT("/v1/transactions/{uid}", {
    params: { path: { uid: newUid() } },
    body: { type: "DEPOSIT", amount: "100.00", user_id: user.id },
  }),
);
console.log(`topped up, balance ${topUp.balance}`);

// A shop holds the money while it prepares the order, and takes it when it sends the goods.
const order = { uid: newUid(), user_id: user.id, service_id: "shop", amount: "50.00", timeout_seconds: 600 };
console.log(`held ${answered(await ledger.POST("/v1/holds", { body: order })).amount}`);
const paid = answered(
  await ledger.POST("/v1/holds/{uid}/confirm", { params: { path: { uid: order.uid } }, body: { amount: "30.00" } }),
);
console.log(`paid ${paid.captured_amount}, available ${paid.account?.available}`);

const now = new Date();
const monthAfter = (months: number) =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months)).toISOString().slice(0, 10);
const statement = answered(
  await ledger.GET("/v1/users/{id}/statement", {
    params: { path: { id: user.id }, query: { from: monthAfter(0), to: monthAfter(1) } },
  }),
);
console.log(`statement of ${monthAfter(0).slice(0, 7)}: opening ${statement.opening_balance}`);
for (const line of statement.items) console.log(`${line.type} ${line.change} ${line.balance}`);
console.log(`closing ${statement.closing_balance}`);
