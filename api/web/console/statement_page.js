// An account's statement between two times, to read here or to take away as CSV.
import {accountFrame} from './account_frame.js';
import {call, read, target} from './ledger_calls.js';
import {otherSide} from './history_page.js';
import {alertBox, amount, element, facts, field, form, table, time, uidLink} from './page_parts.js';
import {pages} from './paging.js';

const COLUMNS = [
  {title: 'Happened', cell: ({timestamp}) => time(timestamp)},
  {title: 'Transaction', cell: ({uid}) => uidLink(uid)},
  {title: 'Type', cell: ({type}) => type},
  {title: 'Change', cell: ({change}) => amount(change), numeric: true},
  {title: 'Balance', cell: ({balance}) => amount(balance), numeric: true},
  {title: 'Recorded', cell: ({recorded_at: recorded}) => time(recorded)},
  {title: 'More', cell: otherSide},
];

function statementOf(page) {
  return element('div', {},
    facts([['Opening balance', amount(page.opening_balance)], ['Came in', amount(page.credited)],
      ['Went out', amount(page.debited)], ['Closing balance', amount(page.closing_balance)]]),
    table(`Statement as known at ${page.known_at}`, COLUMNS, page.items, 'Nothing moved on this page.'));
}

/** The whole statement as a file. A token cannot be part of a link, so the page fetches it. */
async function takeAway(path, asked, name) {
  const response = await call('GET', target(path, {...asked, format: 'csv'}), {headers: {Accept: 'text/csv'}});
  const address = URL.createObjectURL(await response.blob());
  element('a', {href: address, download: name}).click();
  URL.revokeObjectURL(address);
}

export async function statementPage(context) {
  const {account, section} = await accountFrame(context, '/statement');
  const path = `/v1/users/${account.id}/statement`;
  const list = (asked) => pages((cursor) => read(path, {limit: 50, ...asked, cursor}), statementOf);
  const content = element('div', {}, await list({}));
  let asked = {};
  const attempt = async (work) => {
    try {
      await work();
    } catch (error) {
      content.replaceChildren(alertBox(error.message));
    }
  };
  section.append(form({class: 'inline'}, (fields) => attempt(async () => {
    asked = fields;
    content.replaceChildren(await list(asked));
  }), field('From', {name: 'from', placeholder: '2026-01-01'}), field('To', {name: 'to', placeholder: '2026-02-01'}),
  field('As known at', {name: 'known_at', placeholder: '0:124'}),
  element('button', {}, 'Show'),
  element('button', {type: 'button', click: () => attempt(() => takeAway(path, asked, `statement-${account.id}.csv`))},
    'Download CSV')), content);
  return section;
}
