// Calls the ledger that this page is from, as the caller whose token it keeps for this tab.

const TOKEN = 'ledger-token';

/** An answer that is not a success. */
export class Refusal extends Error {
  constructor(status, code, detail) {
    super(status === 403 ? `Your role does not allow this (403 ${code}): ${detail}` : `${detail} (${status} ${code})`);
    this.status = status;
    this.code = code;
  }
}

export const keepToken = (token) => sessionStorage.setItem(TOKEN, token);
export const forgetToken = () => sessionStorage.removeItem(TOKEN);
export const hasToken = () => sessionStorage.getItem(TOKEN) !== null;

/** Returns what a token says of its bearer, unchecked: it decides what is offered, and the server what is allowed. */
export function claims() {
  try {
    const part = sessionStorage.getItem(TOKEN).split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0))));
  } catch {
    return {};
  }
}

/** Returns whether something for these roles should be offered. Without a token, or roles that are known, all is. */
export function offers(...roles) {
  const said = claims().roles;
  const own = typeof said === 'string' ? said.split(' ') : said;
  const known = (own ?? []).filter((role) => ['user', 'service', 'admin'].includes(role));
  return known.length === 0 || known.some((role) => roles.includes(role));
}

function authorization() {
  return hasToken() ? {Authorization: `Bearer ${sessionStorage.getItem(TOKEN)}`} : {};
}

async function refusalOf(response) {
  const problem = await response.json().catch(() => ({}));
  return new Refusal(response.status, problem.code ?? '', problem.detail ?? response.statusText);
}

/** The response to a call that succeeded. Throws Refusal, and TypeError if the server cannot be reached. */
export async function call(method, target, {body, headers, signal} = {}) {
  const json = body === undefined ? {} : {'Content-Type': 'application/json'};
  const response = await fetch(target, {method, signal, cache: 'no-store',
    headers: {...authorization(), ...json, ...headers}, body: body === undefined ? undefined : JSON.stringify(body)});
  if (!response.ok) throw await refusalOf(response);
  return response;
}

// Numbers beyond 2^53 lose digits in JSON.parse. Those of the ledger that can be so long are ids and positions, which
// are only shown and sent back: they become texts.
const exact = (text) => JSON.parse(text.replace(/("(?:[^"\\]|\\.)*")|(-?\d{16,})/g, (all, quoted) => quoted ?? `"${all}"`));

/** "/v1/users?limit=1" of a path and parameters; those without a value are left out. */
export function target(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  // URLSearchParams writes a space as +, which is a plus to the ledger, as in a time's +03:00.
  const query = given.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return query === '' ? path : `${path}?${query}`;
}

export const parsed = exact;

export async function read(path, parameters) {
  const response = await call('GET', target(path, parameters));
  return exact(await response.text());
}

/** A write under a uid of its own: sent again with the same one, it cannot count twice. */
export async function write(path, uid) {
  const response = await call('POST', path, {headers: {'Idempotency-Key': uid}});
  return exact(await response.text());
}

/** A UUID of version 7, whose first digits are the time; for pages without a secure context as well. */
export function freshUid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let left = Date.now();
  for (let index = 5; index >= 0; --index, left = Math.floor(left / 256)) bytes[index] = left % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
