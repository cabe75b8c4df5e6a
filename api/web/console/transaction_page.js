// What was recorded under one uid: its legs, and what took it back.
import {confirm} from './confirmation.js';
import {offers, read} from './ledger_calls.js';
import {amount, badge, button, element, facts, link, table, time, uidLink} from './page_parts.js';

const LEGS = [
  {title: 'Account', cell: ({user_id: user}) => link(`#/account/${user}`, String(user))},
  {title: 'Change', cell: ({change}) => amount(change), numeric: true},
  {title: 'Position', cell: ({position}) => String(position), numeric: true},
];

const REVERSIBLE = ['DEPOSIT', 'WITHDRAW', 'TRANSFER'];

function reverseButton(transaction, again) {
  const {uid, type, hold_status: hold, reversed_by: reversal, currency} = transaction;
  const may = REVERSIBLE.includes(type) || (type === 'HOLD' && hold === 'confirmed');
  if (!may || reversal || !offers('admin')) return null;
  return button('Reverse…', () => confirm({title: 'Reverse this transaction?',
    text: `${type} of ${amount(transaction.amount)} ${currency} is taken back, on all of its accounts, by a transaction ` +
      'of its own. That cannot be reversed again.',
    act: 'Reverse', path: `/v1/transactions/${uid}/reverse`, done: again}), 'danger');
}

function releaseButton({uid, type, hold_status: hold, service_id: service, currency, ...transaction}, again) {
  if (type !== 'HOLD' || hold !== 'open' || !offers('service')) return null;
  return button('Release…', () => confirm({title: 'Release this hold?',
    text: `${amount(transaction.amount)} ${currency}, held for ${service}, is available again.`,
    act: 'Release', path: `/v1/holds/${uid}/cancel`, done: again}), 'danger');
}

export async function transactionPage({id: uid, again}) {
  const found = await read(`/v1/transactions/${uid}`);
  const account = (id) => link(`#/account/${id}`, String(id));
  const known = [
    ['Amount', `${amount(found.amount)} ${found.currency}`],
    ['Account', account(found.user_id)],
    ['To', found.to_user_id && account(found.to_user_id)],
    ['From', found.from_user_id && account(found.from_user_id)],
    ['Happened', time(found.timestamp)],
    ['Recorded', time(found.recorded_at)],
    ['Service', found.service_id],
    ['Ends by itself', found.expires_at && time(found.expires_at)],
    ['Comment', found.comment],
    ['Reverses', found.reverses && uidLink(found.reverses)],
    ['Reversed by', found.reversed_by && uidLink(found.reversed_by)],
    ['Balance after it', amount(found.balance)],
    ['Version', String(found.version)],
    ['Position', String(found.position)],
  ].filter(([, value]) => value);
  const legs = found.legs ?? [];
  return element('section', {},
    element('div', {class: 'title'}, element('h1', {}, found.type),
      found.hold_status ? badge(found.hold_status) : null,
      found.reversed_by ? badge('reversed') : null,
      reverseButton(found, again), releaseButton(found, again)),
    element('p', {class: 'note'}, uid), facts(known),
    legs.length > 0 ? table('What moved on each account', LEGS, legs) : null);
}
