// Sends a request again, byte for byte, until it is answered: with the same uid it cannot count twice.
import { setTimeout as sleep } from "node:timers/promises";
import { v7 } from "uuid";

// Anything else is an answer: a 4xx is the ledger's decision, and does not change by repetition.
const retriedStatuses = new Set([500, 502, 503, 504]);
const writes = new Set(["POST", "PUT", "DELETE"]);
// PUT has the uid of its transaction here; a key beside it would have to be the same.
const pathWithUid = /\/v1\/transactions\/[^/]+$/;
// A little more than the 5 s in which the ledger answers, so that it can say itself what is wrong.
const attemptMs = 7_000;
// Between two pieces of a stream of events, where a comment comes after ten quiet seconds.
const streamPieceMs = 25_000;
const firstPauseMs = 50;
const pauseMsMax = 2_000;

/**
 * The deadline passed without an answer. A write may have been recorded or not: send the same request once more, with the
 * same uid, to find out.
 */
export class LedgerUnavailable extends Error {
  override name = "LedgerUnavailable";
}

/**
 * Returns a uid for one transaction: a UUID of version 7, which keeps the ledger's indexes small. Store it before the
 * first call, beside what is paid, and it survives the caller's crash as well.
 */
export const newUid = (): string => v7();

/**
 * Returns a fetch that retries after a 5xx, a timeout or a lost connection. A write that names no uid gets an
 * Idempotency-Key, once, before it is first sent.
 */
export function retryingFetch(deadlineMs: number): (request: Request) => Promise<Response> {
  return async (request) => {
    const body = await request.clone().text();
    if (lacksUid(request, body)) request.headers.set("Idempotency-Key", newUid());
    const giveUpAt = performance.now() + deadlineMs;
    const left = () => giveUpAt - performance.now();
    let why = "no time was left for an attempt";
    for (let longestPauseMs = firstPauseMs; left() > 0; longestPauseMs = Math.min(2 * longestPauseMs, pauseMsMax)) {
      let pauseMs = Math.random() * longestPauseMs;
      try {
        const response = await attempt(request.clone(), () => Math.min(left(), attemptMs));
        if (!retriedStatuses.has(response.status)) return response;
        why = `${response.status} ${await response.text()}`;
        pauseMs = Math.max(pauseMs, 1_000 * Number(response.headers.get("Retry-After") ?? 0) || 0);
      } catch (error) {
        if (request.signal.aborted) throw error;
        why = String(error instanceof Error && error.cause ? error.cause : error);
      }
      await sleep(Math.max(0, Math.min(pauseMs, left())));
    }
    throw new LedgerUnavailable(`no answer to ${request.method} ${request.url} in time: ${why}`);
  };
}

/**
 * Sends the request once, and waits up to `waitMs()` for the answer's head and for each piece of it. A connection that
 * breaks within the answer is a lost answer, so the answer is read to its end; a stream of events has none.
 */
async function attempt(request: Request, waitMs: () => number): Promise<Response> {
  const late = new AbortController();
  const answer = fetch(request, { signal: AbortSignal.any([request.signal, late.signal]) });
  const response = await inTime(answer, waitMs(), () => late.abort());
  if (response.body === null) return response;
  if (response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
    return new Response(piecesInTime(response.body, () => streamPieceMs), response);
  }
  return new Response(await new Response(piecesInTime(response.body, waitMs)).arrayBuffer(), response);
}

/** Returns the same body, which fails once a reader has waited for `waitMs()` for a piece. */
function piecesInTime(body: ReadableStream<Uint8Array>, waitMs: () => number): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const cancel = (reason?: unknown) => reader.cancel(reason);
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const { done, value } = await inTime(reader.read(), waitMs(), cancel);
    if (done) controller.close();
    else controller.enqueue(value);
  };
  // Nothing is read ahead, so that only the server's pauses count, and not the reader's.
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
}

/** Returns what is promised. If that takes longer than `ms`, fails, and cancels it. */
async function inTime<Value>(promise: Promise<Value>, ms: number, cancel: () => unknown): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DOMException(`nothing came for ${Math.ceil(ms)} ms`, "TimeoutError"));
      cancel();
    }, ms);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A write whose body, an object, has no uid gets a key, unless its path names the transaction: PUT
 * /v1/transactions/{uid}. A bulk request has a uid in each of its commands.
 */
function lacksUid(request: Request, text: string): boolean {
  if (!writes.has(request.method) || request.headers.has("Idempotency-Key")) return false;
  if (request.method === "PUT" && pathWithUid.test(new URL(request.url).pathname)) return false;
  let body: unknown = {};
  try {
    if (text !== "") body = JSON.parse(text);
  } catch {
    return false;
  }
  return typeof body === "object" && body !== null && !Array.isArray(body) && !("uid" in body);
}
