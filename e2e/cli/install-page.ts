/** Puts the built page into an Asterisk's static-http directory, whole or not at all. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** The site's own files: they outlive an upgrade of the page. */
const SITE_FILES = ['pbx.json', 'private'];

/** Copies the page of `dist` into `given`/cordboard; returns whether it took an older one's place. Throws in words. */
export function installPage(
  dist: string,
  given: string,
): { readonly target: string; readonly upgraded: boolean } {
  const dir = resolve(given);
  refuseUnlessStatic(dir);
  if (!existsSync(join(dist, 'index.html'))) throw new Error('The page is not built yet: npm run build');

  const target = join(dir, 'cordboard');
  const fresh = join(dir, `.cordboard-new-${process.pid}`);
  const old = join(dir, `.cordboard-old-${process.pid}`);
  const upgrading = existsSync(target);
  if (upgrading && !existsSync(join(target, 'index.html'))) {
    throw new Error(`${target} exists and does not hold this page: it was left as it is.`);
  }
  // Beside the place and renamed, so that no browser ever finds half of it. Times are new on purpose: Asterisk
  // tells browsers by the second of a file's time whether it has changed.
  try {
    mkdirSync(fresh);
    for (const name of readdirSync(dist)) {
      if (!SITE_FILES.includes(name)) cpSync(join(dist, name), join(fresh, name), { recursive: true });
    }
    for (const name of upgrading ? SITE_FILES : []) {
      const kept = join(target, name);
      if (existsSync(kept)) cpSync(kept, join(fresh, name), { recursive: true, preserveTimestamps: true });
    }
    if (upgrading) renameSync(target, old);
    renameSync(fresh, target);
  } catch (cause) {
    if (upgrading && existsSync(old) && !existsSync(target)) renameSync(old, target);
    rmSync(fresh, { recursive: true, force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The page could not be copied, and ${dir} is as it was: ${reason}`, { cause });
  }
  rmSync(old, { recursive: true, force: true });
  return { target, upgraded: upgrading };
}

function refuseUnlessStatic(dir: string): void {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${dir} is not a directory.`);
  // What Asterisk's own package puts there; a site may have cleared it out, but will have kept the name.
  const own = ['ajamdemo.html', 'astman.js', 'core-en_US.xml'].some((name) => existsSync(join(dir, name)));
  if (own || basename(dir) === 'static-http') return;
  throw new Error(
    `${dir} does not look like an Asterisk's static-http directory: it is not called static-http and holds none of\n` +
      'the files Asterisk puts there. `asterisk -rx "core show settings"` tells the data directory; static-http is in it.',
  );
}
