/** The command line: run by a real shell it is the request, whatever the values are; and it holds no secret. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { action, type Request } from '../../src/ami/index.ts';
import { curlOf } from '../../src/console/index.ts';

const run = promisify(execFile);
const base = 'http://pbx.hotel:8088/asterisk';
const SECRET = `s3cr3t 'with" $quotes\``;

/**
 * Runs the line with a `curl` that writes its arguments down, each after a NUL. What it would post is made of them
 * as curl does: `--data-urlencode name=value` encodes the value and leaves the name.
 */
async function posted(line: string, env: Readonly<Record<string, string>> = {}): Promise<URLSearchParams[]> {
  const recorder =
    'curl() { printf "\\001" >&3; for a; do printf "%s\\000" "$a" >&3; done; case "$*" in *Challenge*) printf "Challenge: 4711\\r\\n";; esac; }';
  const { stdout } = await run('sh', ['-c', `exec 3>&1; ${recorder}; ${line}`], {
    env: { PATH: process.env['PATH'] ?? '', AMI_SECRET: SECRET, ...env },
    encoding: 'buffer',
  });
  return stdout
    .toString('utf8')
    .split('\x01')
    .slice(1)
    .map((call) => {
      const words = call.split('\0').slice(0, -1);
      const parts = words.flatMap((word, place) => {
        if (word === '-d') return [words[place + 1] ?? ''];
        if (word !== '--data-urlencode') return [];
        const data = words[place + 1] ?? '';
        const at = data.indexOf('=');
        return [`${data.slice(0, at)}=${encodeURIComponent(data.slice(at + 1))}`];
      });
      expect(words.at(-1)).toMatch(/^http/);
      return new URLSearchParams(parts.join('&'));
    });
}

const asPosted = (request: Request): [string, string][] => [
  ['Action', request.action],
  ...request.headers.map(([name, value]): [string, string] => [name, value]),
];

test('it signs in, sends the request, and signs out', async () => {
  const request = action('Originate', { Channel: 'PJSIP/2001', Variable: ['A=1', 'B=2'], Async: true });
  const line = curlOf(request, { base, username: 'admin' });
  const [challenge, login, main, logoff, ...more] = await posted(line);
  expect(Object.fromEntries(challenge ?? [])).toEqual({ Action: 'Challenge', AuthType: 'MD5' });
  expect(Object.fromEntries(login ?? [])).toMatchObject({ Action: 'Login', Username: 'admin' });
  expect(login?.get('Key')).toMatch(/^[0-9a-f]{32}$/);
  expect([...(main ?? [])]).toEqual(asPosted(request));
  expect(logoff?.get('Action')).toBe('Logoff');
  expect(more).toEqual([]);
  expect(line).toContain('--data-urlencode Channel=PJSIP/2001');
});

test('without the secret nothing is sent', async () => {
  const line = curlOf(action('Ping'), { base, username: 'admin' });
  await expect(posted(line, { AMI_SECRET: '' })).rejects.toThrow('AMI_SECRET');
});

test('hostile values come out of a shell as they were', async () => {
  const hostile = fc.string({
    unit: fc.constantFrom(
      ...Array.from(`'"\\$\`!;&|<>(){}[]*?~#%@=+,: \t`),
      '\n',
      '\r',
      '\x1b[201~',
      '\x03',
      '\x7f',
      '\u202e',
      'ü',
      '漢',
      '😀',
      '$(id)',
      '${IFS}',
      '-d',
      'a',
    ),
    maxLength: 24,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(hostile, hostile), { maxLength: 4 }),
      hostile,
      async (headers, username) => {
        const named = headers.map(([name, value]): [string, string] => [`h${name}`, value]);
        const request: Request = { action: 'UserEvent', headers: named };
        const line = curlOf(request, { base, username });
        // Pasting it must not make a terminal act: no control characters, no marks of direction.
        // eslint-disable-next-line no-control-regex
        expect(line).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/);
        const calls = await posted(line);
        expect(calls[1]?.get('Username')).toBe(username);
        expect([...(calls[2] ?? [])]).toEqual(asPosted(request));
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

test('it never holds a secret: they are asked for by name', async () => {
  const secrets: readonly (readonly [Request, string])[] = [
    [action('Login', { Username: 'a', Secret: 'hunter2' }), 'Secret'],
    [action('Login', { Username: 'a', AuthType: 'MD5', Key: 'hunter2' }), 'Key'],
    [
      action('UpdateConfig', {
        DstFilename: 'pjsip.conf',
        'Cat-000000': 'x',
        'Var-000000': 'password',
        'Value-000000': 'hunter2',
      }),
      'Value-000000',
    ],
    [
      action('UpdateConfig', { 'Var-000001': 'auth_pass', 'Match-000001': 'hunter2', 'Value-000001': '' }),
      'Match-000001',
    ],
    [
      action('UpdateConfig', {
        DstFilename: 'voicemail.conf',
        'Var-000000': '2004',
        'Value-000000': '>hunter2,Amélie',
      }),
      'Value-000000',
    ],
    [action('UpdateConfig', { 'Var-000000': 'a=1\nsecret=hunter2', 'Value-000000': 'x' }), 'Var-000000'],
    [action('Setvar', { Variable: 'DOOR_PIN', Value: 'hunter2' }), 'Value'],
    [action('DBPut', { Family: 'x', Key: 'password', Val: 'hunter2' }), 'Val'],
    [action('Originate', { Channel: 'x', Variable: 'SIP_SECRET=hunter2' }), 'Variable'],
    [action('Command', { Command: 'database put phones secret hunter2' }), 'Command'],
  ];
  for (const [request, header] of secrets) {
    const line = curlOf(request, { base, username: 'admin' });
    expect(line, request.action).not.toContain('hunter2');
    expect(line).not.toContain(SECRET);
    const value = request.headers.find(([name]) => name === header)?.[1] ?? '';
    const secret = value.includes('\n') || value.startsWith('>') ? value : 'hunter2';
    const [, , main] = await posted(line, { AMI_VALUE_1: secret, AMI_VALUE_2: 'x' });
    expect([...(main ?? [])]).toEqual(asPosted(request));
  }
  expect(curlOf(action('Setvar', { Variable: 'COLOUR', Value: 'red' }), { base, username: 'a' })).toContain(
    'Value=red',
  );
});

test('curl itself sends it', async () => {
  const bodies: string[] = [];
  const server = createServer((question, answer) => {
    let body = '';
    question.setEncoding('utf8');
    question.on('data', (chunk: string) => (body += chunk));
    question.on('end', () => {
      bodies.push(body);
      answer.setHeader('Set-Cookie', 'mansession_id="0badcafe"; Version=1; Max-Age=60');
      answer.end(`cookie ${question.headers.cookie ?? ''}\r\nChallenge: 123456\r\n\r\n`);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const request = action('UserEvent', [
    ['UserEvent', `it's @home=1 & "more" %41 + ü \x1b[31m`],
    ['H(1) & more', '@/etc/passwd'],
  ]);
  const line = curlOf(request, { base: `http://127.0.0.1:${port}`, username: 'ad min' });
  const { stdout } = await run('sh', ['-c', line], { env: { ...process.env, AMI_SECRET: SECRET } });
  expect(bodies).toHaveLength(4);
  expect(new URLSearchParams(bodies[1]).get('Username')).toBe('ad min');
  expect([...new URLSearchParams(bodies[2])]).toEqual(asPosted(request));
  // The answer to the request is printed, and that alone; the cookie went with it.
  expect(stdout).toContain('cookie mansession_id="0badcafe"');
  expect(stdout.match(/Challenge/g)).toHaveLength(1);
});
