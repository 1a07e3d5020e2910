import { describe, expect, test } from '@jest/globals';
import { type Guides, stepsFor } from '../../../../lambdas/console/guide/guide.ts';

const guides: Guides = {
  okta: [[{ kind: 'text', text: 'Open.' }], [{ kind: 'typed', text: 'https://…/provisioning/okta/v2' }]],
};

describe('the guide of a connection', () => {
  test('names its own base URL', () => {
    const baseUrl = 'https://scim.example.com/provisioning/okta/v2?$&';
    expect(stepsFor(guides, 'okta', baseUrl)[1]).toEqual([{ kind: 'typed', text: baseUrl }]);
  });

  test('keeps the placeholder until there is one, and is empty for a provider without a page', () => {
    expect(stepsFor(guides, 'okta')).toBe(guides.okta);
    expect(stepsFor(guides, 'unknown')).toEqual([]);
  });
});
