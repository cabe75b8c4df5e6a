// The ledger's client for TypeScript: the calls of openapi.yaml, typed, behind a fetch that retries.
import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./rest.js";
import { retryingFetch } from "./retrying_fetch.js";

export { LedgerUnavailable, newUid } from "./retrying_fetch.js";
export type { components, paths } from "./rest.js";

// Where a call has CSV as well, it is asked for JSON.
type Json = "application/json" | "application/problem+json";
export type Ledger = Client<paths, Json>;
/** A refusal; its `code` is made for programs. */
export type Problem = components["schemas"]["Problem"];

export interface Options {
  /** A JSON Web Token; a ledger whose auth is off needs none. */
  token?: string;
  /** Each call is answered, or throws LedgerUnavailable, within this time; 30 s without it. */
  deadlineMs?: number;
}

/** Returns the client: `await ledger.PUT("/v1/transactions/{uid}", { params: { path: { uid } }, body })`. */
export function connect(url: string, options: Options = {}): Ledger {
  return createClient<paths, Json>({
    baseUrl: url,
    headers: options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` },
    fetch: retryingFetch(options.deadlineMs ?? 30_000),
  });
}
