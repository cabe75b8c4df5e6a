// Finds an account, and lists all.
import {claims, offers, read} from './ledger_calls.js';
import {alertBox, amount, badge, element, field, form, link, table} from './page_parts.js';
import {pages} from './paging.js';

const COLUMNS = [
  {title: 'Account', cell: ({id}) => link(`#/account/${id}`, String(id))},
  {title: 'Name', cell: ({name}) => name ?? '(erased)'},
  {title: 'External id', cell: ({external_id: id}) => id ?? '–'},
  {title: 'Balance', cell: ({balance}) => amount(balance), numeric: true},
  {title: 'Held', cell: ({held}) => amount(held), numeric: true},
  {title: 'Available', cell: ({available}) => amount(available), numeric: true},
  {title: 'Currency', cell: ({currency}) => currency},
  {title: 'Status', cell: ({status}) => badge(status)},
];

const open = (id) => { location.hash = `#/account/${id}`; };

const FOUND_MAX = 20;

async function find({id, external_id: external, name, uid}, message) {
  message.replaceChildren();
  try {
    if (id) return open(id);
    if (uid) { location.hash = `#/transaction/${uid}`; return undefined; }
    const {items} = await read('/v1/users', external ? {external_id: external} : {name, limit: FOUND_MAX});
    if (items.length === 1) return open(items[0].id);
    if (items.length === 0) {
      message.replaceChildren(alertBox(external ? 'No account has this external id.' : 'No name begins so.'));
    } else {
      message.replaceChildren(table(`${items.length === FOUND_MAX ? 'The first accounts' : 'Accounts'} whose name ` +
        `begins with “${name}”`, COLUMNS, items));
    }
  } catch (error) {
    message.replaceChildren(alertBox(error.message));
  }
  return undefined;
}

function finder() {
  const message = element('div', {});
  const search = (label, attributes) => form({class: 'inline'}, (fields) => find(fields, message),
    field(label, {required: true, ...attributes}), element('button', {}, 'Open'));
  return element('div', {}, element('div', {class: 'finders'},
    search('Account number', {name: 'id', inputmode: 'numeric', pattern: '[0-9]{1,19}'}),
    offers('service', 'admin') ? search('External id', {name: 'external_id'}) : null,
    offers('service', 'admin') ? search('Name begins with', {name: 'name'}) : null,
    search('Transaction uid', {name: 'uid', pattern: '[0-9a-fA-F\\-]{36}'})), message);
}

export async function accountsPage() {
  const section = element('section', {}, element('h1', {}, 'Accounts'), finder());
  if (offers('service', 'admin')) {
    section.append(await pages((cursor) => read('/v1/users', {limit: 20, cursor}),
      ({items}) => table('All accounts, by number', COLUMNS, items)));
  } else {
    const own = (claims().accounts ?? []).map((id) => element('li', {}, link(`#/account/${id}`, `Account ${id}`)));
    section.append(element('h2', {}, 'Your accounts'), element('ul', {}, own));
  }
  return section;
}
