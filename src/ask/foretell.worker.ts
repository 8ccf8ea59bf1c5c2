/** Works out what a save of a large file would do, beside the page. */
import { createOracle, type Asked } from './foretell.ts';

const oracle = createOracle();
self.addEventListener('message', ({ data }: MessageEvent<Asked>) => self.postMessage(oracle(data)));
