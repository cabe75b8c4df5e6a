// An account's events in version order, with each one's own balance.
import {accountFrame} from './account_frame.js';
import {read} from './ledger_calls.js';
import {alertBox, amount, choice, element, field, form, link, table, time, uidLink} from './page_parts.js';
import {pages} from './paging.js';

const TYPES = ['DEPOSIT', 'WITHDRAW', 'TRANSFER', 'HOLD', 'CONFIRM', 'CANCEL', 'EXPIRE', 'REVERSAL', 'LIMIT', 'FREEZE',
  'UNFREEZE', 'OPEN', 'CLOSE', 'ERASE'];

/** Who else was part of it, and what it takes back. */
export function otherSide({to_user_id: to, from_user_id: from, reverses, reversed_by: reversal, comment}) {
  const parts = [];
  if (to) parts.push('to ', link(`#/account/${to}`, String(to)));
  if (from) parts.push('from ', link(`#/account/${from}`, String(from)));
  if (reverses) parts.push('reverses ', uidLink(reverses));
  if (reversal) parts.push(' reversed by ', uidLink(reversal));
  if (comment) parts.push(` ${comment}`);
  return element('span', {}, parts.length === 0 ? '–' : parts);
}

const COLUMNS = [
  {title: 'Version', cell: ({version}) => String(version), numeric: true},
  {title: 'Transaction', cell: ({uid}) => uidLink(uid)},
  {title: 'Type', cell: ({type}) => type},
  {title: 'Amount', cell: (event) => amount(event.amount), numeric: true},
  {title: 'Balance', cell: (event) => amount(event.balance), numeric: true},
  {title: 'Held', cell: (event) => amount(event.held), numeric: true},
  {title: 'Happened', cell: (event) => time(event.timestamp)},
  {title: 'Recorded', cell: (event) => time(event.recorded_at)},
  {title: 'More', cell: otherSide},
];

export async function historyPage(context) {
  const {account, section} = await accountFrame(context, '/history');
  const list = (asked) => pages((cursor) => read(`/v1/users/${account.id}/transactions`, {limit: 25, ...asked, cursor}),
    ({items}) => table('Events', COLUMNS, items, 'None on this page.'));
  const content = element('div', {}, await list({sort: 'desc'}));
  section.append(form({class: 'inline'}, async (asked) => {
    try {
      content.replaceChildren(await list(asked));
    } catch (error) {
      content.replaceChildren(alertBox(error.message));
    }
  }, field('From', {name: 'from', placeholder: '2026-01-01'}), field('To', {name: 'to', placeholder: '2026-02-01'}),
  choice('Type', 'type', [['', 'all'], ...TYPES.map((type) => [type, type])], ''),
  choice('Order', 'sort', [['desc', 'newest first'], ['asc', 'oldest first']], 'desc'),
  element('button', {}, 'Show')), content);
  return section;
}
