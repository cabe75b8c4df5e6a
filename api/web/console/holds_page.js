// An account's open holds, to be released.
import {accountFrame} from './account_frame.js';
import {confirm} from './confirmation.js';
import {offers, read} from './ledger_calls.js';
import {amount, button, table, time, uidLink} from './page_parts.js';
import {pages} from './paging.js';

const COLUMNS = [
  {title: 'Hold', cell: ({uid}) => uidLink(uid)},
  {title: 'Service', cell: ({service_id: service}) => service},
  {title: 'Amount', cell: (hold) => amount(hold.amount), numeric: true},
  {title: 'Placed', cell: (hold) => time(hold.created_at)},
  {title: 'Ends by itself', cell: (hold) => time(hold.expires_at)},
];

function releaseColumn(again) {
  return {title: 'Release', cell: ({uid, amount: held, currency, service_id: service}) => button('Release…', () => confirm({
    title: 'Release this hold?', text: `${amount(held)} ${currency}, held for ${service}, is available again.`,
    act: 'Release', path: `/v1/holds/${uid}/cancel`, done: again}), 'danger')};
}

export async function holdsPage(context) {
  const {account, section} = await accountFrame(context, '/holds');
  const columns = offers('service') ? [...COLUMNS, releaseColumn(context.again)] : COLUMNS;
  section.append(await pages((cursor) => read(`/v1/users/${account.id}/holds`, {limit: 50, cursor}),
    ({items}) => table('Open holds', columns, items, 'No hold is open.')));
  return section;
}
