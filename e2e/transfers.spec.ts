import { test } from './fixtures.ts';
import { transfers } from './transfers.ts';

test.use({ cordboardContext: true });
transfers(true);
