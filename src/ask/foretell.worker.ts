/** Works out what a save would do, beside the page. */
import type { Asked } from './foretell.ts';
import { createOracle } from './oracle.ts';

const oracle = createOracle();
self.addEventListener('message', ({ data }: MessageEvent<Asked>) => self.postMessage(oracle(data)));
