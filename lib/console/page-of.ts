/**
 * The code of a CloudFront Function (JavaScript runtime 2.0): each path of the console that is no file is a page, and
 * `index.html` shows every page. The local stack runs the same code.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export const pageOf = `function handler(event) {
  var request = event.request;
  if (request.uri === '/console') {
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/console/' } } };
  }
  if (!request.uri.startsWith('/console/assets/') && request.uri !== '/console/config.json') {
    request.uri = '/console/index.html';
  }
  return request;
}
`;
