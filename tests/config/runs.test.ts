/** What the record tells of what runs, and the dialplan line by line. */
import { describe, expect, test } from 'vitest';
import { readRawman } from '../../src/ami/index.ts';
import type { Saved } from '../../src/config/save/history.ts';
import { parse, readingOf } from '../../src/config/document.ts';
import { compareDialplan, readClock, recorded, type PbxClock } from '../../src/config/runs.ts';

const at = 1_800_000_000_000;
const saved = (loaded: number | undefined): Saved => ({
  ...{ file: 'a.conf', who: 'Ada', why: '', when: at, backup: '.cordboard-a.conf-00', number: 0 },
  ...{ before: 'old', after: 'new', state: 'saved' },
  ...(loaded === undefined ? {} : { loaded }),
});
const clock = (started: number, reloaded?: number): PbxClock => ({
  started: at + started,
  reloaded: reloaded === undefined ? undefined : at + reloaded,
});
const hour = 3_600_000;

test.each([
  ['loaded, and the same still', saved(at + 100), 'new', clock(-hour, 100), 'loaded'],
  ['the same still, whatever was reloaded since', saved(at + 100), 'new', clock(-hour, hour), 'loaded'],
  ['changed since, and nothing reloaded', saved(at + 100), 'other', clock(-hour, 100), 'older'],
  ['changed since, and something reloaded', saved(at + 100), 'other', clock(-hour, hour), 'reloaded'],
  ['saved, and not loaded', saved(0), 'new', clock(-hour), 'notLoaded'],
  ['saved, not loaded, and something reloaded since', saved(0), 'new', clock(-hour, hour), 'reloaded'],
  ['started since, and the same still', saved(0), 'new', clock(hour), 'started'],
  ['started since, but changed', saved(at + 100), 'other', clock(hour), 'reloaded'],
  ['nothing noted of a load', saved(undefined), 'new', clock(-hour), 'none'],
  ['since when it runs is not told', saved(at + 100), 'new', undefined, 'noClock'],
] as const)('%s', (_words, one, current, pbx, expected) => {
  const told = recorded(one, current, pbx);
  expect(told.tag === 'unknown' ? told.why : told.tag).toBe(expected);
  if ('by' in told) expect(told.by).toBe(one);
});

test('the clock of the PBX', () => {
  expect(readClock(['System uptime: 100', 'Last reload: 30'], at)).toEqual(clock(-100_000, -30_000));
  expect(readClock(['System uptime: 100', 'Last reload: 100'], at)).toEqual(clock(-100_000));
  expect(readClock(['System uptime: 100'], at)).toEqual(clock(-100_000));
  expect(readClock(['No such command'], at)).toBeUndefined();
});

describe('the dialplan', () => {
  const text = `[general]
static = yes
[house](!)
exten => 1,1,NoOp()
[in]
exten => 2004,1,Dial(PJSIP/2004,20)
same => n(late),Voicemail(2004)
same => n+2,Hangup()
exten => 2004,hint,PJSIP/2004
include => out
include => night,20:00-08:00,*,*,*
ignorepat => 9
[callers]
exten => 5/1234,1,NoOp()
exten => 6,late+1,NoOp()
`;
  const step = (context: string, exten: string, priority: string, app: string, data = '') => ({
    ...{ Event: 'ListDialplan', Context: context, Extension: exten, Priority: priority },
    ...{ Application: app, AppData: data, Registrar: 'pbx_config' },
  });
  const all = [
    step('in', '2004', '1', 'Dial', 'PJSIP/2004,20'),
    step('in', '2004', '2', 'VoiceMail', '2004'),
    step('in', '2004', '5', 'Hangup'),
    step('in', '2004', 'hint', 'PJSIP/2004'),
    { Event: 'ListDialplan', Context: 'in', IncludeContext: 'out', Registrar: 'pbx_config' },
    {
      Event: 'ListDialplan',
      Context: 'in',
      IncludeContext: 'night,20:00-08:00,*,*,*',
      Registrar: 'pbx_config',
    },
    { Event: 'ListDialplan', Context: 'in', IgnorePattern: '9', Registrar: 'pbx_config' },
    // Not the file's: another module's, our own lock.
    { ...step('parkedcalls', '700', '1', 'Park'), Registrar: 'res_parking' },
    { ...step('in', '701', '1', 'ParkedCall'), Registrar: 'res_parking' },
    step('cordboard-lock', 'files', '1', 'NoOp', 'x'),
    // What a caller's own extension is, or what is counted from a label, is not told.
    step('callers', '5', '1', 'NoOp'),
  ];
  const file = (name = 'extensions.conf') => ({ name, reading: readingOf(parse(text)) });
  const compared = (events: readonly Readonly<Record<string, string>>[], name?: string) =>
    compareDialplan(
      file(name),
      readRawman(
        events
          .map((event) => Object.entries(event).map(([header, value]) => `${header}: ${value}\r\n`))
          .map((lines) => `${lines.join('')}\r\n`)
          .join(''),
      ),
    );

  test('all of it is there; what cannot be told is counted', () => {
    expect(compared(all)).toEqual({ tag: 'asked', asked: 'ShowDialPlan', count: 7, untold: 3 });
  });

  test('a step that is not there, one that is another, and one too many', () => {
    const changed = [
      ...all.slice(1),
      step('in', '2004', '1', 'Dial', 'PJSIP/2005,20'),
      step('gone', 's', '1', 'Answer'),
    ];
    expect(compared(changed)).toEqual({
      ...{ tag: 'differs', asked: 'ShowDialPlan', untold: 3 },
      missing: ['in: exten => 2004,1,Dial(PJSIP/2004,20)'],
      extra: ['in: exten => 2004,1,Dial(PJSIP/2005,20)', 'gone: exten => s,1,Answer()'],
    });
    // Of an included file others hold the rest.
    expect(compared(changed, 'in.conf')).toMatchObject({ extra: [] });
  });

  test('nothing is there', () => {
    expect(compared([])).toMatchObject({ tag: 'differs', extra: [] });
  });
});
