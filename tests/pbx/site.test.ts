import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matches, noSite, readPublic, readSite } from '../../src/pbx/index.ts';

describe('the site file', () => {
  test('nothing there is no problem', () => {
    expect(readSite(undefined)).toEqual({ site: noSite, problems: [] });
    expect(readSite({})).toEqual({ site: noSite, problems: [] });
    expect(readPublic(undefined)).toEqual({ site: { title: '', pbxs: [] }, problems: [] });
  });

  test('what is given holds, what is unknown is somebody else’s', () => {
    const { site, problems } = readSite({
      title: 'Hotel',
      context: 'internal',
      safe: { seconds: 9 },
      patterns: ['_0X.', { context: 'out', pattern: '_9!' }],
      colour: 'green',
    });
    expect(problems).toEqual([]);
    expect(site).toMatchObject({
      title: 'Hotel',
      safe: { context: 'cordboard', exten: 'safe', seconds: 9 },
      patterns: [
        { context: 'internal', pattern: '_0X.' },
        { context: 'out', pattern: '_9!' },
      ],
    });
  });

  test('what is wrong is named and left out, the rest holds', () => {
    const { site, problems } = readSite({
      title: 7,
      context: 'internal',
      departments: [{ name: 'A', extensions: ['1', 2] }],
      safe: { seconds: -1 },
    });
    expect(site).toMatchObject({ title: '', context: 'internal', departments: [], safe: noSite.safe });
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'departments.0.extensions.1',
      'safe.seconds',
      'title',
    ]);
  });

  test('another PBX is a path or an http address, never a script or a server by two slashes', () => {
    const named = (base: string) => readPublic({ title: 'H', pbxs: [{ name: 'Tower', base }] });
    for (const base of [
      '',
      '/tower/',
      './tower/',
      '../tower/',
      'https://tower.test:8089/static/cordboard/',
    ]) {
      expect(named(base)).toEqual({ site: { title: 'H', pbxs: [{ name: 'Tower', base }] }, problems: [] });
    }
    for (const base of [
      'javascript:alert(1)',
      '//evil.test/',
      './/evil.test',
      'data:text/html,x',
      ' /x',
      'ftp://x',
    ]) {
      const { site, problems } = named(base);
      expect(site, base).toEqual({ title: 'H', pbxs: [] });
      expect(problems[0], base).toContain('pbxs.0.base');
    }
    expect(readPublic({ pbxs: [{ name: '', base: '/' }] }).site.pbxs).toEqual([]);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (json) => {
        expect(readSite(json).site.parking.lot).toEqual(expect.any(String));
        expect(readPublic(json).site.pbxs).toEqual(expect.any(Array));
      }),
    );
  });
});

describe('patterns', () => {
  test.each([
    ['2004', '2004', true],
    ['2004', '20-04', true],
    ['2004', '2005', false],
    ['_2XXX', '2004', true],
    ['_2XXX', '20041', false],
    ['_2XXX', '200', false],
    ['_nxx', '200', true],
    ['_NXX', '100', false],
    ['_Z', '0', false],
    ['_0X.', '030', true],
    ['_0X.', '03', false],
    ['_0!', '0', true],
    ['_0!', '0123', true],
    ['_+X.', '+4930', true],
    ['_[1-35]0', '30', true],
    ['_[1-35]0', '50', true],
    ['_[1-35]0', '40', false],
    ['_2-0-0-X', '2004', true],
    ['_[12', '1', false],
    ['_*2XXX', '*2004', true],
    ['_', '', true],
    ['', '', true],
  ])('%s and %s: %s', (pattern, number, expected) => {
    expect(matches(pattern, number)).toBe(expected);
  });

  test('a pattern of X matches any digits of its length, and nothing else', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,9}$/), fc.nat({ max: 9 }), (digits, other) => {
        expect(matches(`_${'X'.repeat(digits.length)}`, digits)).toBe(true);
        expect(matches(`_${'X'.repeat(other)}`, digits)).toBe(other === digits.length);
      }),
    );
  });
});
