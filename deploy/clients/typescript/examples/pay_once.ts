// Pays UID's AMOUNT into ACCOUNT, once, whatever happens to the ledger meanwhile: pay_once ACCOUNT UID AMOUNT SECONDS.
//
// It connects, prints `connected`, waits for a line of input and pays; tests kill the ledger then. It prints `recorded`,
// `replayed` when an earlier attempt had been recorded, or after SECONDS `unknown`.
import { once } from "node:events";
import { connect, LedgerUnavailable } from "ledger-client";

const [account, uid, amount, seconds] = process.argv.slice(2) as [string, string, string, string];
const ledger = connect(process.env.LEDGER_URL!, {
  token: process.env.LEDGER_TOKEN,
  deadlineMs: 1_000 * Number(seconds),
});
await ledger.GET("/v1/users/{id}/balance", { params: { path: { id: Number(account) } } });
console.log("connected");
await once(process.stdin, "data");
process.stdin.destroy();
try {
  const { response } = await ledger.PUT("/v1/transactions/{uid}", {
    params: { path: { uid } },
    body: { type: "DEPOSIT", amount, user_id: Number(account) },
  });
  console.log(response.headers.get("Idempotent-Replayed") === "true" ? "replayed" : "recorded");
} catch (error) {
  if (!(error instanceof LedgerUnavailable)) throw error;
  console.log("unknown");
}
