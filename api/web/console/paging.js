// Pages of a list by the ledger's cursors.
import {alertBox, announce, button, element} from './page_parts.js';

/** The first page, with buttons for the others. `load(cursor)` reads a page, `show(page)` makes its element. */
export async function pages(load, show) {
  // The cursors of the pages up to this one; the first page has none.
  const cursors = [undefined];
  const content = element('div', {});
  const number = element('span', {});
  let next = null;
  const go = async (step) => {
    if (step > 0) cursors.push(next);
    if (step < 0) cursors.pop();
    try {
      await turn();
    } catch (error) {
      content.replaceChildren(alertBox(error.message));
    }
  };
  const back = button('Previous page', () => go(-1));
  const on = button('Next page', () => go(1));
  async function turn() {
    const page = await load(cursors.at(-1));
    next = page.next_cursor;
    content.replaceChildren(show(page));
    back.disabled = cursors.length === 1;
    on.disabled = next === null;
    number.textContent = `Page ${cursors.length}`;
    announce(number.textContent);
  }
  await turn();
  return element('div', {}, content, element('div', {class: 'actions'}, back, number, on));
}
