// Shows the document of the server that this page is from. Nothing is asked of any other host.

// An answer to what went wrong is a line that opens: a call has a dozen of them, and all their words and examples together
// are ten screens of a phone.
const foldedAnswers = () => ({
  wrapComponents: {
    response: (Original, {React}) => function Answer(properties) {
      const {code, response} = properties;
      const [isOpen, setOpen] = React.useState(code.startsWith('2'));
      if (isOpen) return React.createElement(Original, properties);
      const line = response.get('description').split('\n')[0].replaceAll('`', '');
      const opener = React.createElement('button', {type: 'button', onClick: () => setOpen(true)}, line);
      return React.createElement('tr', {className: 'response folded', 'data-code': code},
        React.createElement('td', {className: 'response-col_status'}, code),
        React.createElement('td', {className: 'response-col_description'}, opener));
    },
  },
});

const page = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [foldedAnswers],
  layout: 'BaseLayout',
  validatorUrl: null,
  deepLinking: true,
  // x-roles: who may call it; x-codes: the codes of its errors.
  showExtensions: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  defaultModelRendering: 'example',
  onComplete: () => page.layoutActions.show(['operations-tag', 'former names'], false),
});
