/** The reader of GetConfigJSON beside jsonc-parser's `visit`, on the same text: both keep what repeats. */
import { visit } from 'jsonc-parser';
import { readEntries } from '../../src/config/index.ts';
import { compared, median, type Figure } from './figures.ts';

/** An extensions.conf as GetConfigJSON tells it, about 6.7 MB. */
function answer(): string {
  const contexts = Array.from({ length: 2200 }, (_, context) => {
    const lines = Array.from({ length: 60 }, (_line, at) =>
      at % 6 === 0
        ? `"exten":"_${context}X${at},1,NoOp(Call from \${CALLERID(num)})"`
        : `"same":"n,Set(NAME=\\"line ${at} of context ${context}\\")"`,
    );
    return `"context-${context}":{"templates":"base",${lines.join(',')}}`;
  });
  return `{"base":{"istemplate":1},${contexts.join(',')}}`;
}

type Pairs = (readonly [string, unknown])[];

/** What `visit` tells, kept as lists of pairs. */
function visited(text: string): Pairs {
  const root: Pairs = [];
  const open: Pairs[] = [];
  let key = '';
  visit(text, {
    onObjectBegin() {
      const list: Pairs = [];
      open.at(-1)?.push([key, list]);
      open.push(open.length === 0 ? root : list);
    },
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (name) => {
      key = name;
    },
    onLiteralValue: (value: unknown) => void open.at(-1)?.push([key, value]),
  });
  return root;
}

/** Reads the text some times after warming up, in turn; megabytes a second. */
export function entries(rounds: number): readonly Figure[] {
  const text = answer();
  const megabytes = text.length / 1e6;
  const timed = (read: (text: string) => unknown): number => {
    const start = performance.now();
    read(text);
    return (megabytes * 1000) / (performance.now() - start);
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  const WARM = 3;
  for (let round = 0; round < rounds + WARM; round += 1) {
    const [mine, other] = [timed(readEntries), timed(visited)];
    if (round >= WARM) {
      ours.push(mine);
      theirs.push(other);
    }
  }
  const note = `${megabytes.toFixed(1)} MB, against jsonc-parser`;
  return [compared('GetConfigJSON with its repeats (MB/s)', median(ours), median(theirs), ['≥', 1.5], note)];
}
