// An account's balance over both times.
import {accountFrame} from './account_frame.js';
import {balanceCurve} from './balance_curve.js';
import {read} from './ledger_calls.js';
import {alertBox, amount, element, field, form} from './page_parts.js';

/** One balance at two times: what had happened by the one, as it was known at the other. */
function balanceQuestion(id) {
  const answer = element('output', {class: 'answer'}, 'What was the balance then, as it was known then?');
  return form({class: 'inline'}, async (asked) => {
    try {
      const found = await read(`/v1/users/${id}/balance`, asked);
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
