// What all pages of an account have at their top: who it is, what there is, and the ways to its other pages.
import {confirm} from './confirmation.js';
import {offers, read} from './ledger_calls.js';
import {amount, badge, button, element, facts} from './page_parts.js';

const TABS = [['', 'Balance'], ['/history', 'History'], ['/statement', 'Statement'], ['/holds', 'Holds']];

function statusButton(account, again) {
  if (!offers('admin') || account.status === 'closed') return null;
  const frozen = account.status === 'frozen';
  const act = frozen ? 'Unfreeze' : 'Freeze';
  const text = frozen
    ? 'The account takes part in business again.'
    : 'The account refuses deposits, withdrawals, transfers and new holds, until it is unfrozen. Open holds still end.';
  return button(`${act}…`, () => confirm({title: `${act} account ${account.id}?`, text, act,
    path: `/v1/users/${account.id}/${act.toLowerCase()}`, done: again}), frozen ? null : 'danger');
}

/** The account, and a section that begins with it; `tab` is the part of the address behind its number. */
export async function accountFrame({id, again}, tab) {
  const account = await read(`/v1/users/${id}`);
  const tabs = TABS.map(([end, text]) => element('a', {href: `#/account/${id}${end}`,
    'aria-current': end === tab ? 'page' : null}, text));
  const section = element('section', {},
    element('div', {class: 'title'},
      element('h1', {}, account.name ?? `Account ${account.id}`), badge(account.status), statusButton(account, again)),
    element('p', {class: 'note'}, `Account ${account.id}, ${account.currency}` +
      `${account.external_id ? `, external id ${account.external_id}` : ''}, ` +
      `opened ${account.created_at.slice(0, 10)}, version ${account.version}, known at ${account.known_at}`),
    facts([['Balance', amount(account.balance)], ['Held', amount(account.held)],
      ['Available', amount(account.available)], ['Limit', account.limit === null ? 'none' : amount(account.limit)]]),
    element('nav', {class: 'tabs', 'aria-label': 'Pages of this account'}, tabs));
  return {account, section};
}
