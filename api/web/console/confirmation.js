// Asks before anything is written.
import {freshUid, write} from './ledger_calls.js';
import {alertBox, announce, button, element} from './page_parts.js';

/** Asks, then writes; stays open with the reason if the ledger refuses. `done` is called once it is recorded. */
export function confirm({title, text, act, path, done}) {
  // One uid however often the button is pressed, so that an answer that was lost does no harm.
  const uid = freshUid();
  const trouble = element('div', {});
  const yes = button(act, async () => {
    yes.disabled = true;
    trouble.replaceChildren();
    try {
      await write(path, uid);
      dialog.close();
      announce(`${title}: done`);
      done();
    } catch (error) {
      trouble.replaceChildren(alertBox(error.message));
      yes.disabled = false;
    }
  }, 'danger');
  const dialog = element('dialog', {'aria-labelledby': 'question', close: () => dialog.remove()},
    element('h2', {id: 'question'}, title), element('p', {}, text), trouble,
    element('div', {class: 'actions'}, button('Leave it', () => dialog.close()), yes));
  document.body.append(dialog);
  dialog.showModal();
}
