// Shows the page that the address names behind its '#'. A page comes when all that it shows is there, so nothing moves.
import {accountPage} from './account_page.js';
import {accountsPage} from './accounts_page.js';
import {eventsPage} from './events_page.js';
import {historyPage} from './history_page.js';
import {holdsPage} from './holds_page.js';
import {claims, forgetToken, hasToken, offers, read} from './ledger_calls.js';
import {loginPage} from './login_page.js';
import {operationsPage} from './operations_page.js';
import {alertBox, button, element, link} from './page_parts.js';
import {statementPage} from './statement_page.js';
import {transactionPage} from './transaction_page.js';

const PAGES = [
  [/^#\/account\/(\d+)\/history$/, historyPage],
  [/^#\/account\/(\d+)\/statement$/, statementPage],
  [/^#\/account\/(\d+)\/holds$/, holdsPage],
  [/^#\/account\/(\d+)$/, accountPage],
  [/^#\/transaction\/([0-9a-fA-F-]{36})$/, transactionPage],
  [/^#\/events$/, eventsPage],
  [/^#\/operations$/, operationsPage],
  [/^$|^#\/?$/, accountsPage],
];

// Ends what the page before still does: streams, timers.
let leaving = new AbortController();

/** Without a token and without auth everything is answered; then nobody needs to log in. */
let authIsOff = false;

async function askForAuth() {
  try {
    await read('/v1/users', {limit: 1});
    authIsOff = !hasToken();
  } catch (error) {
    authIsOff = false;
  }
}

function showNavigation() {
  const inside = hasToken() || authIsOff;
  const pages = [['#/', 'Accounts', true], ['#/events', 'Events', inside],
    ['#/operations', 'Operations', inside && offers('admin')]];
  document.getElementById('navigation').replaceChildren(...pages.filter(([, , shown]) => inside && shown)
    .map(([address, text]) => element('a', {href: address,
      'aria-current': (location.hash || '#/') === address ? 'page' : null}, text)));
  const who = authIsOff ? ['auth is off'] : [claims().sub ?? '', ' ', button('Log out', logOut)];
  document.getElementById('caller').replaceChildren(...(inside ? who : []));
}

function logOut() {
  forgetToken();
  location.hash = '#/';
  show();
}

async function pageFor(address, signal) {
  if (!hasToken() && !authIsOff) return loginPage(show);
  for (const [pattern, page] of PAGES) {
    const match = pattern.exec(address);
    if (match) return page({id: match[1], signal, again: show});
  }
  return element('section', {}, element('h1', {}, 'No such page'), link('#/', 'Accounts'));
}

async function show() {
  leaving.abort();
  leaving = new AbortController();
  const {signal} = leaving;
  const progress = document.getElementById('progress');
  progress.hidden = false;
  let page;
  try {
    page = await pageFor(location.hash, signal);
  } catch (error) {
    if (error.status === 401) {
      forgetToken();
      page = await loginPage(show, error.message);
    } else {
      page = element('section', {}, element('h1', {}, 'This cannot be shown'), alertBox(error.message));
    }
  }
  if (signal.aborted) return;
  progress.hidden = true;
  showNavigation();
  const main = document.getElementById('main');
  main.replaceChildren(page);
  const title = main.querySelector('h1');
  document.title = `${title?.textContent ?? 'Ledger'} – ledger console`;
  // A reader of screens begins where the new page does.
  if (!page.contains(document.activeElement)) main.focus({preventScroll: true});
}

await askForAuth();
window.addEventListener('hashchange', () => {
  // The link past the navigation is an address within the page.
  if (location.hash === '#main') return;
  window.scrollTo(0, 0);
  show();
});
await show();
