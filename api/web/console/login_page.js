// Lets the caller in: with a login of the ledger's own, or a token from elsewhere.
import {call, keepToken} from './ledger_calls.js';
import {alertBox, element, field, form} from './page_parts.js';

export function loginPage(entered, trouble) {
  const message = element('div', {}, trouble ? alertBox(trouble) : null);
  const enter = (token) => {
    keepToken(token);
    entered();
  };
  async function logIn({login, password}) {
    message.replaceChildren();
    try {
      const response = await call('POST', '/v1/login', {body: {login: login ?? '', password: password ?? ''}});
      enter((await response.json()).token);
    } catch (error) {
      const text = error.code === 'login_not_offered' ? 'This server has no logins of its own. Paste a token.' : error.message;
      message.replaceChildren(alertBox(text));
    }
  }
  return element('section', {class: 'narrow'},
    element('h1', {}, 'Log in'), message,
    form({class: 'stacked'}, logIn, element('h2', {}, 'With a login'),
      field('Login', {name: 'login', required: true, autocomplete: 'username'}),
      field('Password', {name: 'password', type: 'password', required: true, autocomplete: 'current-password'}),
      element('button', {}, 'Log in')),
    form({class: 'stacked'}, ({token}) => enter(token), element('h2', {}, 'With a token'),
      field('Token', {name: 'token', required: true, type: 'password', spellcheck: 'false'}),
      element('p', {class: 'note'}, 'Kept in this tab only, and forgotten when it is closed.'),
      element('button', {}, 'Use this token')));
}
