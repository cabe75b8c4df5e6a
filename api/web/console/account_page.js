// An account: its balance over both times, and its open holds.
import {accountFrame} from './account_frame.js';
import {balanceCurve} from './balance_curve.js';
import {confirm} from './confirmation.js';
import {offers, read} from './ledger_calls.js';
import {alertBox, amount, button, element, field, form, table, time, uidLink} from './page_parts.js';
import {pages} from './paging.js';

/** One balance at two times: what had happened by the one, as it was known at the other. */
function balanceQuestion(id) {
  const answer = element('output', {class: 'answer'}, 'What was the balance then, as it was known then?');
  return form({class: 'inline'}, async (asked) => {
    try {
      const found = await read(`/v1/user/${id}/balance`, asked);
      answer.replaceChildren(`${amount(found.balance)} ${found.currency}, of it ${amount(found.held)} held, ` +
        `as known at ${found.known_at}${found.may_change ? ', which may still change' : ''}`);
    } catch (error) {
      answer.replaceChildren(alertBox(error.message));
    }
  }, field('Balance on', {name: 'date', placeholder: '2026-01-30'}),
  field('As known at', {name: 'known_at', placeholder: '2026-02-01 or 0:124'}),
  element('button', {}, 'Ask'), answer);
}

export async function accountPage(context) {
  const {account, section} = await accountFrame(context, '');
  section.append(await balanceCurve(account, context.signal), element('h2', {}, 'The balance at two times'),
    balanceQuestion(account.id));
  return section;
}

const HOLD_COLUMNS = [
  {title: 'Hold', cell: ({uid}) => uidLink(uid)},
  {title: 'Service', cell: ({service_id: service}) => service},
  {title: 'Amount', cell: (hold) => amount(hold.amount), numeric: true},
  {title: 'Placed', cell: (hold) => time(hold.created_at)},
  {title: 'Ends by itself', cell: (hold) => time(hold.expires_at)},
];

function releaseColumn(again) {
  return {title: 'Release', cell: ({uid, amount: held, currency, service_id: service}) => button('Release…', () => confirm({
    title: 'Release this hold?', text: `${amount(held)} ${currency}, held for ${service}, is available again.`,
    act: 'Release', path: `/v1/hold/${uid}/cancel`, done: again}), 'danger')};
}

export async function holdsPage(context) {
  const {account, section} = await accountFrame(context, '/holds');
  const columns = offers('service') ? [...HOLD_COLUMNS, releaseColumn(context.again)] : HOLD_COLUMNS;
  section.append(await pages((cursor) => read(`/v1/user/${account.id}/holds`, {limit: 50, cursor}),
    ({items}) => table('Open holds', columns, items, 'No hold is open.')));
  return section;
}
