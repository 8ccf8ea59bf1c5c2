/** The demo office behind Vite's server: hot reload on the page, a real PBX behind it. */
import { createServer } from 'vite';
import { startPbx } from '../pbx/index.ts';
import { startTraffic } from '../pbx/traffic.ts';
import { orSayWhy, untilToldToEnd } from './ending.ts';

await orSayWhy(async () => {
  console.log('Starting the demo office …');
  const pbx = await startPbx({ exactFiles: true, say: (line) => console.log(line) });
  const stopTraffic = startTraffic(pbx, { seed: 1, pace: 1 });
  // vite.config.ts proxies AMI there.
  process.env['CORDBOARD_PBX_URL'] = pbx.url;
  const site = {
    target: pbx.url,
    rewrite: (path: string) => `/static/cordboard${path}`,
  };
  const server = await createServer({ server: { proxy: { '/pbx.json': site, '/private/': site } } });
  const endFor = untilToldToEnd(async () => {
    stopTraffic();
    await server.close();
    await pbx.stop();
  });
  pbx.onDeath((words) => endFor(`The hotel's Asterisk has ended by itself. Its last words:\n${words}`));
  await server.listen();
  server.printUrls();
  for (const one of Object.values(pbx.accounts)) console.log(`  ${one.username.padEnd(10)} ${one.secret}`);
});
