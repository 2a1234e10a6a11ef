import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressHere, root, toEnvironment } from '../src/environment.ts';

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

  it('names CMS and site by the one address that they listen on, where localhost does not lead there', () => {
    const urls = (host: string) => {
      const { cmsUrl, siteUrl } = toEnvironment({ HOST: host });
      return [cmsUrl, siteUrl];
    };
    expect(urls('0.0.0.0')).toEqual(['http://localhost:1337', 'http://localhost:4321']);
    expect(urls('::1')).toEqual(['http://[::1]:1337', 'http://[::1]:4321']);
    expect(urls('192.0.2.7')).toEqual(['http://192.0.2.7:1337', 'http://192.0.2.7:4321']);
    expect(
      ['0.0.0.0', '::', '::1', '127.0.0.1', '192.0.2.7', 'host.example'].map((host) =>
        addressHere({ host }, 80),
      ),
    ).toEqual([
      'http://127.0.0.1:80',
      'http://[::1]:80',
      'http://[::1]:80',
      'http://127.0.0.1:80',
      'http://192.0.2.7:80',
      'http://host.example:80',
    ]);
  });

  it('asks the CMS at CMS_URL unless there is an internal address', () => {
    const CMS_URL = 'https://cms.samleng.example';
    expect(toEnvironment({ CMS_URL }).cmsInternalUrl).toBe(CMS_URL);
    expect(toEnvironment({ CMS_URL, CMS_INTERNAL_URL: 'http://127.0.0.1:1337/' })).toMatchObject({
      cmsUrl: CMS_URL,
      cmsInternalUrl: 'http://127.0.0.1:1337',
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
