import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, toEnvironment } from '../src/environment.ts';

describe('The environment', () => {
  it('has a default for everything, derived from the ports', () => {
    expect(toEnvironment({ CMS_PORT: '1400', SITE_PORT: '4400' })).toMatchObject({
      dataDir: join(root, '.data'),
      cmsUrl: 'http://localhost:1400',
      siteUrl: 'http://localhost:4400',
      publisherUrl: 'http://127.0.0.1:4322',
      keepReleases: 5,
      logFormat: 'text',
      github: undefined,
    });
  });

  it('reads relative folders from the root and drops the slash after an address', () => {
    const { dataDir, siteUrl } = toEnvironment({
      DATA_DIR: 'elsewhere',
      SITE_URL: 'https://samleng.example/',
    });
    expect([dataDir, siteUrl]).toEqual([join(root, 'elsewhere'), 'https://samleng.example']);
  });

  it.each([
    [{ CMS_PORT: 'http' }, /CMS_PORT is "http"\. Give it a whole number/],
    [{ SITE_PORT: '70000' }, /from 1 to 65535/],
    [{ SITE_URL: 'samleng.example' }, /SITE_URL is "samleng\.example"\. Give it a full address/],
    [{ SITE_URL: 'https://example.org/samleng' }, /leave out any path/],
    [{ LOG_FORMAT: 'xml' }, /LOG_FORMAT is "xml"\. Give it "text" .* or "json"/],
    [{ PUBLISH_TARGET: 'gitlab' }, /"local" or "github"/],
    [{ PUBLISH_TARGET: 'github' }, /needs GITHUB_REPOSITORY/],
    [{ PUBLISH_TARGET: 'github', GITHUB_REPOSITORY: 'a/b' }, /needs GITHUB_TOKEN/],
  ])('says what is wrong with %j', (values, message) => {
    expect(() => toEnvironment(values)).toThrow(message);
  });
});
