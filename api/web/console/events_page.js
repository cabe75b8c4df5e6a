// Events as they are recorded. EventSource cannot send a token, so the stream is read with fetch.
import {call, offers, parsed, target} from './ledger_calls.js';
import {alertBox, amount, button, element, field, form, link, table, tableRow, time, uidLink} from './page_parts.js';

const ROWS_MAX = 200;
const PAUSE_MS = 2000;

const COLUMNS = [
  {title: 'Position', cell: ({position}) => String(position), numeric: true},
  {title: 'Recorded', cell: ({recorded}) => time(recorded)},
  {title: 'Account', cell: ({account_id: id}) => link(`#/account/${id}`, String(id))},
  {title: 'Event', cell: ({type}) => type.replaceAll('_', ' ')},
  {title: 'Amount', cell: (event) => amount(event.amount), numeric: true},
  {title: 'Balance', cell: ({balance}) => amount(balance), numeric: true},
  {title: 'Currency', cell: ({currency}) => currency},
  {title: 'Transaction', cell: ({uid}) => uidLink(uid)},
];

/** Takes server-sent messages apart: calls `take({event, id, data})` for each. */
async function readMessages(body, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += piece.value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n').filter((line) => !line.startsWith(':'));
      text = text.slice(end + 2);
      const message = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]));
      if (message.data !== undefined) take(message);
    }
  }
}

const pause = () => new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });

/** Follows the events until the signal, and goes on after the last one when the connection breaks. */
async function follow(account, signal, {show, say}) {
  let last = 'latest';
  let ended = null;
  while (!signal.aborted && ended === null) {
    try {
      const response = await call('GET', target('/v1/events', {account, after: last}), {signal});
      say('Connected: events appear as they are recorded.');
      await readMessages(response.body, ({event, id, data}) => {
        if (event === 'end') ended = parsed(data);
        else { last = id; show(parsed(data)); }
      });
      if (ended === null) say('The server closed the stream; connecting again.');
    } catch (error) {
      if (signal.aborted) return;
      if (error.status && error.status !== 503) { say(alertBox(error.message)); return; }
      say('No connection; trying again.');
    }
    await pause();
  }
  if (ended) say(alertBox(`The stream ended: ${ended.detail} (${ended.code})`));
}

export async function eventsPage({signal}) {
  const state = element('p', {class: 'note state', role: 'status'}, 'Connecting.');
  const list = table('The latest events first', COLUMNS, [], 'Nothing has been recorded since this page was opened.');
  list.classList.add('live');
  list.tabIndex = 0;
  list.setAttribute('role', 'region');
  list.setAttribute('aria-label', 'Live events');
  const rows = list.querySelector('tbody');
  let waiting = [];
  let paused = false;
  const put = (event) => {
    rows.querySelector('.nothing')?.remove();
    rows.prepend(tableRow(COLUMNS, event));
    while (rows.children.length > ROWS_MAX) rows.lastChild.remove();
  };
  const show = (event) => {
    if (!paused) return put(event);
    waiting = [...waiting.slice(1 - ROWS_MAX), event];
    return undefined;
  };
  const hold = button('Pause', () => {
    paused = !paused;
    hold.textContent = paused ? 'Go on' : 'Pause';
    if (!paused) { waiting.forEach(put); waiting = []; }
  });
  let own = new AbortController();
  const start = (account) => {
    own.abort();
    own = new AbortController();
    rows.replaceChildren();
    follow(account, AbortSignal.any([signal, own.signal]), {show, say: (text) => state.replaceChildren(text)});
  };
  const all = offers('admin');
  if (all) start(undefined); else state.textContent = 'Name one of your accounts.';
  return element('section', {}, element('h1', {}, 'Live events'),
    form({class: 'inline'}, ({account}) => start(account),
      field(all ? 'Only of account' : 'Of account', {name: 'account', inputmode: 'numeric', pattern: '[0-9]{1,19}', required: !all}),
      element('button', {}, 'Follow'), hold), state, list);
}
