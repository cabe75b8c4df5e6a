// An account's balance as a curve: by when the money moved, as known now and as known before, or by when it was recorded.
import {lineChart} from './line_chart.js';
import {read} from './ledger_calls.js';
import {alertBox, amount, choice, element, field, form} from './page_parts.js';

// What one curve shows at most; a longer time is cut, and the page says so.
const POINTS_MAX = 1000;
const LATEST = 200;

/** Milliseconds since 1970 of a time of the ledger, whose microseconds a browser would refuse. */
const milliseconds = (text) => Date.parse(`${text.slice(0, 23)}Z`);

/** "-1234" (minor units) of "-12.34": a whole number, which is divided only to find a place on the canvas. */
const minorUnits = (text) => BigInt(text.replace('.', ''));

function pointOf(when, balance, what) {
  return {x: milliseconds(when), y: Number(minorUnits(balance)), when, balance, what};
}

/** "12.34" of 1234 for an axis, whose marks lie at whole numbers or are left out. */
function axisAmount(value, decimals) {
  if (!Number.isInteger(value)) return '';
  const digits = BigInt(Math.abs(value)).toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return (value < 0 ? '-' : '') + amount(text);
}

/** By effective time: the statement's own running balance, from the opening one on. */
async function byEffectiveTime(id, asked) {
  const page = await read(`/v1/users/${id}/statement`, {...asked, limit: POINTS_MAX});
  const points = page.items.map((item) => pointOf(item.timestamp, item.balance, `${item.type} ${amount(item.change)}`));
  if (points.length > 0) {
    points.unshift(pointOf(asked.from ? page.from : page.items[0].timestamp, page.opening_balance, 'opening balance'));
  }
  return {points, known: page.known_at, more: page.next_cursor !== null};
}

/** By recorded time: what the ledger said the balance was, as it went on; `range` is of effective times here too. */
async function byRecordedTime(id, range) {
  const page = await read(`/v1/users/${id}/transactions`, {...range, sort: 'desc', limit: LATEST});
  const points = page.items.reverse().map((event) => pointOf(event.recorded_at, event.balance, event.type));
  return {points, more: page.next_cursor !== null};
}

async function curvesFor(id, {axis, known_at: known, ...range}) {
  if (axis === 'recorded') {
    const {points, more} = await byRecordedTime(id, range);
    return {curves: [{label: 'as it was recorded', points, color: '--one', stepped: true}],
      note: more ? `Only the latest ${LATEST} events are drawn.` : ''};
  }
  const now = await byEffectiveTime(id, range);
  const curves = [{label: `as known now (${now.known})`, points: now.points, color: '--one', stepped: true}];
  let {more} = now;
  if (known) {
    const before = await byEffectiveTime(id, {...range, known_at: known});
    more ||= before.more;
    curves.push({label: `as known at ${before.known}`, points: before.points, color: '--two', stepped: true, dashed: true});
  }
  return {curves, note: more ? `Only the first ${POINTS_MAX} transactions of this time are drawn.` : ''};
}

/** The time of the latest events, where a long history begins to be drawn. */
async function startOf(id) {
  const {items, next_cursor: more} = await read(`/v1/users/${id}/transactions`, {sort: 'desc', limit: LATEST});
  if (more === null) return undefined;
  return items.map(({timestamp}) => timestamp).sort()[0];
}

const describe = ({when, balance, what}) => `${amount(balance)}  ${when.slice(0, 19).replace('T', ' ')}  ${what}`;

function inWords({currency}, curves) {
  return curves.map(({label, points}) => (points.length === 0 ? `Balance ${label}: nothing moved.`
    : `Balance in ${currency}, ${label}: from ${points[0].balance} on ${points[0].when.slice(0, 10)} to ` +
      `${points.at(-1).balance} on ${points.at(-1).when.slice(0, 10)}.`)).join(' ');
}

export async function balanceCurve(account, signal) {
  const decimals = account.balance.split('.')[1]?.length ?? 0;
  const {chart, draw, describe: say} = await lineChart({yLabel: account.currency,
    formatY: (value) => axisAmount(value, decimals), describe}, 'balance', signal);
  const note = element('p', {class: 'note two-lines', role: 'status'});
  const start = await startOf(account.id);
  const show = async (asked) => {
    try {
      const range = asked.from || asked.to || asked.axis === 'recorded' ? {} : {from: start};
      const {curves, note: text} = await curvesFor(account.id, {...range, ...asked});
      draw(curves);
      say(`${inWords(account, curves)} The statement has the numbers.`);
      note.replaceChildren(text || inWords(account, curves));
    } catch (error) {
      note.replaceChildren(alertBox(error.message));
    }
  };
  await show({});
  return element('div', {}, form({class: 'inline'}, show,
    choice('Time', 'axis', [['', 'when money moved'], ['recorded', 'when it was recorded']], ''),
    field('From', {name: 'from', placeholder: '2026-01-01'}), field('To', {name: 'to', placeholder: '2026-02-01'}),
    field('Compare: as known at', {name: 'known_at', placeholder: '2026-02-01 or 0:124'}),
    element('button', {}, 'Draw')), chart, note);
}
