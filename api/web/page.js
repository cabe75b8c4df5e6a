// Shows the document of the server that this page is from. Nothing is asked of any other host.

// An answer's example and schema open on demand: a call has a dozen answers, and all their examples together are ten
// screens of a phone. The example of a request stays open.
const foldedAnswers = () => ({
  wrapComponents: {
    modelExample: (Original, {React}) => (properties) => {
      const whole = React.createElement(Original, properties);
      if (!properties.specPath.includes('responses')) return whole;
      const summary = React.createElement('summary', null, 'Example and schema');
      return React.createElement('details', null, summary, whole);
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
