// Makes the parts of pages. Whatever comes from the ledger becomes text, never HTML.

/** An element with properties or attributes, event listeners (functions) and children; null children are left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** A link to one of the console's own pages: link('#/account/7', 'Ann'). */
export const link = (target, text) => element('a', {href: target}, text);

/** "2026-01-30 12:00:01" of "2026-01-30T12:00:01.123456Z"; the whole of it shows under the pointer. */
export function time(text) {
  if (!text) return '–';
  return element('time', {datetime: text, title: text}, text.slice(0, 19).replace('T', ' '));
}

/** A uid as a link to its transaction. Its last digits tell neighbours apart, where its first ones are a time. */
export const uidLink = (uid) =>
  element('a', {href: `#/transaction/${uid}`, title: uid, class: 'uid'}, `…${uid.slice(-8)}`);

/** "1,234,567.89" of "1234567.89". The digits stay text. */
export function amount(text) {
  if (text === null || text === undefined) return '–';
  const [whole, fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The status of an account or a hold: a word, and a colour beside it. */
export const badge = (status) => element('span', {class: `badge ${status}`}, status);

/** A button; `kind` is 'danger' or nothing. */
export const button = (text, click, kind) => element('button', {type: 'button', class: kind ?? null, click}, text);

/** A field of a form with its label. */
export function field(label, attributes) {
  return element('label', {}, element('span', {}, label), element('input', {autocomplete: 'off', ...attributes}));
}

/** A choice of a form: options are [value, text]. */
export function choice(label, name, options, chosen) {
  const all = options.map(([value, text]) => element('option', {value, selected: value === chosen}, text));
  return element('label', {}, element('span', {}, label), element('select', {name}, all));
}

/** A form that hands its fields, without empty ones, to `submitted`. */
export function form(attributes, submitted, ...children) {
  return element('form', {...attributes, submit: (event) => {
    event.preventDefault();
    const fields = [...new FormData(event.target)].map(([name, value]) => [name, value.trim()]);
    submitted(Object.fromEntries(fields.filter(([, value]) => value !== '')));
  }}, ...children);
}

/** A table. Columns are {title, cell(row), numeric?}; on a phone each row becomes a card with the titles in it. */
export function table(caption, columns, rows, nothing = 'There are none.') {
  const head = columns.map(({title, numeric}) => element('th', {scope: 'col', class: numeric ? 'number' : null}, title));
  const body = rows.map((row) => tableRow(columns, row));
  if (rows.length === 0) {
    body.push(element('tr', {class: 'nothing'}, element('td', {colspan: columns.length}, nothing)));
  }
  return element('div', {class: 'scrolled'}, element('table', {},
    element('caption', {}, caption), element('thead', {}, element('tr', {}, head)), element('tbody', {}, body)));
}

export function tableRow(columns, row) {
  return element('tr', {}, columns.map(({title, cell, numeric}) =>
    element('td', {'data-title': title, class: numeric ? 'number' : null}, cell(row))));
}

/** Names and values: [['Balance', '10.00'], …]. */
export function facts(pairs) {
  return element('dl', {class: 'facts'},
    pairs.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));
}

/** What went wrong, in plain words. */
export const alertBox = (text) => element('p', {class: 'alert', role: 'alert'}, text);

/** Tells what happened to those who do not see it. */
export function announce(text) {
  document.getElementById('announcement').textContent = text;
}
