// What operators look at: what this server does, and how far projector and relay are. Rates are the difference between
// two looks.
import {read} from './ledger_calls.js';
import {lineChart} from './line_chart.js';
import {alertBox, badge, element, facts, table, time} from './page_parts.js';

const PAUSE_MS = 2000;
const LOOKS_MAX = 150;

/** The bound below which this part of the new requests was answered: "4 ms"; "–" where there were none. */
function quantile(now, before, part) {
  // A server that has answered nothing yet has no buckets.
  const counts = now.buckets.map(({count}, index) => count - (before.buckets[index]?.count ?? 0));
  let left = counts.reduce((sum, count) => sum + count, 0) * part;
  if (left === 0) return '–';
  for (const [index, count] of counts.entries()) {
    left -= count;
    if (left <= 0) {
      const bound = now.buckets[index].us_max;
      return bound === null ? `over ${now.buckets[index - 1].us_max / 1000} ms` : `≤ ${bound / 1000} ms`;
    }
  }
  return '–';
}

/** "3.2" a second, of a counter in two looks. */
const rate = (now, before, name) => ((now.server[name] - before.server[name]) * 1000) / (now.at - before.at);
const requests = (now, before) => ((now.server.requests.count - before.server.requests.count) * 1000) / (now.at - before.at);

function serverFacts(now, before) {
  const a = (name) => rate(now, before, name).toFixed(1);
  return facts([
    ['Requests a second', requests(now, before).toFixed(1)],
    ['Half of them within', quantile(now.server.requests, before.server.requests, 0.5)],
    ['99 % within', quantile(now.server.requests, before.server.requests, 0.99)],
    ['Refused a second (4xx)', a('answers_4xx')],
    ['Failed a second (5xx)', a('answers_5xx')],
    ['Commands recorded a second', a('commands_applied')],
    ['Commands refused a second', a('commands_rejected')],
    ['Commands waiting', String(now.server.commands_queued)],
    ['Transactions within (99 %)', quantile(now.server.batches, before.server.batches, 0.99)],
    ['Connections', String(now.server.connections)],
    ['Streams', String(now.server.streams)],
    ['Version', now.server.version],
  ]);
}

const FOLLOWERS = [
  {title: 'Journal', cell: ({journal}) => String(journal), numeric: true},
  {title: 'Program', cell: ({name}) => name},
  {title: 'State', cell: ({active}) => badge(active === null ? 'nobody' : 'active')},
  {title: 'Position', cell: ({position}) => (position === null ? 'none yet' : String(position)), numeric: true},
  {title: 'Events behind', cell: ({events_behind: behind}) => String(behind), numeric: true},
  {title: 'Time behind', cell: ({us_behind: behind}) => `${(behind / 1_000_000).toFixed(1)} s`, numeric: true},
  {title: 'Process', cell: ({active}) => active ?? '–'},
];

function followers({journals}) {
  const rows = journals.flatMap(({journal, projector, relay}) =>
    [{journal, name: 'projector', ...projector}, {journal, name: 'relay (outbox)', ...relay}]);
  return table('Who follows the journal, as the database knows it', FOLLOWERS, rows);
}

function verified({last_verification: note}) {
  if (!note) return element('p', {class: 'note'}, 'No run of ledgerctl verify has left a note.');
  if (!note.sound) return alertBox(`Verified ${note.finished_at}: something is wrong, ledgerctl verify says what.`);
  return element('p', {}, 'Verified ', time(note.finished_at), `: ${note.events.toLocaleString('en')} events, all right.`);
}

async function obstacles() {
  const response = await fetch('/readyz', {cache: 'no-store'});
  const {causes = []} = await response.json();
  return causes.length === 0 ? element('p', {}, 'This server takes reads and writes.')
    : element('ul', {}, causes.map(({code, stops, detail}) => element('li', {class: 'alert'}, `${detail} (${code}, stops ${stops})`)));
}

async function look() {
  return {...await read('/v1/operations'), at: performance.now()};
}

const pause = () => new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });

export async function operationsPage({signal}) {
  const looks = [await look()];
  const {chart, draw} = await lineChart({xLabel: 'seconds ago', yLabel: 'a second', formatX: (value) => String(-value),
    formatY: (value) => String(value), describe: ({y}, label) => `${y.toFixed(1)} ${label}`},
  'Requests and recorded commands a second, of the last five minutes; the numbers of now are above.', signal);
  const ready = element('div', {}, await obstacles());
  const server = element('div', {}, serverFacts(looks[0], looks[0]));
  const journals = element('div', {}, followers(looks[0]));
  const verification = element('div', {});
  const heads = element('p', {class: 'note'});
  const trouble = element('div', {});
  const curve = (label, name, dashed, value) => ({label, color: name, dashed, points: looks.slice(1).map((now, index) =>
    ({x: (now.at - looks.at(-1).at) / 1000, y: value(now, looks[index])}))});
  const show = (now, before) => {
    server.replaceChildren(serverFacts(now, before));
    journals.replaceChildren(followers(now));
    heads.textContent = now.journals.map(({journal, position}) => `Journal ${journal} ends at position ${position}.`).join(' ');
    verification.replaceChildren(verified(now));
    draw([curve('requests', '--one', false, requests), curve('recorded commands', '--two', true, (one, other) => rate(one, other, 'commands_applied'))]);
  };
  show(looks[0], {...looks[0], at: looks[0].at - 1});
  (async () => {
    for (await pause(); !signal.aborted; await pause()) {
      try {
        looks.push(await look());
        if (looks.length > LOOKS_MAX) looks.shift();
        show(looks.at(-1), looks.at(-2));
        ready.replaceChildren(await obstacles());
        trouble.replaceChildren();
      } catch (error) {
        trouble.replaceChildren(alertBox(error.message));
      }
    }
  })();
  return element('section', {}, element('h1', {}, 'Operations'), trouble, ready,
    element('h2', {}, 'Journals'), heads, journals, verification,
    element('h2', {}, 'This server'), server, chart,
    element('p', {class: 'note'}, 'Other replicas count for themselves; Prometheus sums them up.'));
}
