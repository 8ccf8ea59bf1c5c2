/** The beginning: what the browser gives is taken here, once, and handed on. */
import { mount } from 'svelte';
import App from './App.svelte';
import { openSession } from './ami/index.ts';
import { readPublic } from './pbx/index.ts';
import {
  createAnnouncer,
  createClock,
  createKeys,
  createLanguage,
  createPreferences,
  createTheme,
} from './ui/index.ts';
import { en, say } from './words/index.ts';
import { languages } from './words/languages.ts';
import './ui/theme.css';

/** `/asterisk/static/cordboard/index.html` → `/asterisk`: what stands in front of `/rawman` on this PBX. */
const baseOf = (path: string): string => /^(.*?)\/static\//.exec(path)?.[1] ?? '';

async function readOpenFile() {
  try {
    const answer = await fetch('./pbx.json', { cache: 'no-cache' });
    return readPublic(answer.ok ? await answer.json() : undefined).site;
  } catch {
    // The file is optional, and the sign-in page must come up even when nothing answers.
    return readPublic(undefined).site;
  }
}

async function start(target: HTMLElement): Promise<void> {
  const preferences = createPreferences(() => localStorage);
  const root = document.documentElement;
  const theme = createTheme(preferences, root);
  const [language, open] = await Promise.all([
    createLanguage({ source: en, load: languages, wanted: navigator.languages, preferences, root }),
    readOpenFile(),
  ]);
  // A page that frames this one could lay itself over the acts: nothing is drawn inside another page.
  if (window.top !== window.self) {
    target.textContent = language.t(say('sign.framed'));
    return;
  }
  const ui = {
    preferences,
    theme,
    language,
    keys: createKeys(window, preferences),
    clock: createClock(),
    announcer: createAnnouncer(),
    apple: /Mac|iPhone|iPad/.test(navigator.platform),
  };
  const session = openSession({
    base: baseOf(location.pathname),
    format: preferences.get('format') === 'mxml' ? 'mxml' : 'rawman',
    // Its address never changes (vite.config.ts): two addresses would be two workers on one cookie.
    workerUrl: new URL(import.meta.env.DEV ? '/src/ami/worker.ts' : 'worker.js', document.baseURI),
  });
  mount(App, { target, props: { ui, session, open } });
}

const target = document.getElementById('app');
if (target !== null) await start(target);
