/* global document, fetch, location, requestAnimationFrame, URLSearchParams, window */
/**
 * What anybody would write first: sign in, ask for two lists, make an element for every extension and channel, then
 * poll, split, paint once a frame, and poll again at once.
 *
 * `?show=one`   one text node with the last event
 * `?show=1000`  so many plain tiles, for the extensions of context `?context=` or of all
 */
const options = new URLSearchParams(location.search);
const show = options.get('show') ?? 'one';
const states = {
  0: 'idle',
  1: 'inUse',
  2: 'busy',
  4: 'unavailable',
  8: 'ringing',
  9: 'inUseRinging',
  16: 'hold',
  17: 'inUseHold',
};
const tiles = new Map();
const changed = new Map();
let last = '';
let list = [];
let frame = 0;

async function ask(fields) {
  const answer = await fetch('/rawman', { method: 'POST', body: new URLSearchParams(fields) });
  return split(await answer.text());
}

function split(text) {
  const messages = [];
  let at = 0;
  while (at < text.length) {
    let end = text.indexOf('\r\n\r\n', at);
    if (end === -1) end = text.length;
    const message = {};
    while (at < end) {
      let stop = text.indexOf('\r\n', at);
      if (stop === -1 || stop > end) stop = end;
      const colon = text.indexOf(': ', at);
      if (colon !== -1 && colon < stop) message[text.slice(at, colon)] = text.slice(colon + 2, stop);
      at = stop + 2;
    }
    messages.push(message);
    at = end + 4;
  }
  return messages;
}

function paint() {
  frame = 0;
  if (show === 'one') document.querySelector('#one').firstChild.data = last;
  for (const [key, message] of changed) {
    const tile = tiles.get(key);
    if (!tile) continue;
    const state = states[message.Status] ?? 'unknown';
    tile.lastChild.textContent = message.StatusText;
    tile.dataset.state = state;
  }
  changed.clear();
}

function render() {
  const place = document.querySelector('#tiles');
  const made = document.createDocumentFragment();
  for (const message of list) {
    const tile = document.createElement('div');
    const state = document.createElement('span');
    tile.className = 'tile';
    tile.dataset.extension = message.Exten;
    tile.dataset.context = message.Context;
    tile.dataset.state = states[message.Status] ?? 'unknown';
    state.textContent = message.StatusText;
    tile.append(message.Exten, ' ', state);
    tiles.set(`${message.Exten}@${message.Context}`, tile);
    made.append(tile);
  }
  place.replaceChildren(made);
}

/** The same tiles as the other page has, each a copy of one of them: plain elements, all of them. */
function renderCopies(tile) {
  const place = document.querySelector('#tiles');
  const shape = document.createElement('template');
  const made = document.createDocumentFragment();
  shape.innerHTML = tile;
  for (const message of list) {
    const copy = shape.content.firstElementChild.cloneNode(true);
    copy.dataset.extension = message.Exten;
    copy.dataset.state = states[message.Status] ?? 'unknown';
    copy.querySelector('.n').textContent = message.Exten;
    copy.querySelector('.x').textContent = message.Exten;
    copy.querySelector('.s b').textContent = message.StatusText;
    made.append(copy);
  }
  place.replaceChildren(made);
}

/** The other page's style sheets. */
async function dress(sheets) {
  for (const href of sheets) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    const loaded = new Promise((resolve) => (link.onload = resolve));
    document.head.append(link);
    await loaded;
  }
  document.body.style.overflow = 'auto';
}

async function poll() {
  for (;;) {
    for (const message of await ask({ Action: 'WaitEvent' })) {
      if (message.Event !== 'ExtensionStatus') continue;
      changed.set(`${message.Exten}@${message.Context}`, message);
      last = `${message.Exten} ${states[message.Status] ?? 'unknown'}`;
    }
    if (frame === 0 && changed.size > 0) frame = requestAnimationFrame(paint);
  }
}

async function signIn() {
  const form = document.querySelector('form');
  await ask({ Action: 'Login', Username: form.username.value, Secret: form.secret.value });
  const polling = poll();
  if (show !== 'one') {
    const [extensions, channels] = await Promise.all([
      ask({ Action: 'ExtensionStateList' }),
      ask({ Action: 'CoreShowChannels' }),
    ]);
    list = extensions
      .filter((message) => message.Event === 'ExtensionStatus')
      .filter((message) => !options.has('context') || message.Context === options.get('context'))
      .sort((a, b) => Number(a.Exten) - Number(b.Exten))
      .slice(0, Number(show));
    for (const message of channels) {
      if (message.Event !== 'CoreShowChannel') continue;
      const row = document.createElement('li');
      row.dataset.call = message.Linkedid;
      row.textContent = `${message.Channel} ${message.CallerIDName} ${message.ConnectedLineName} ${message.Duration}`;
      document.querySelector('#calls').append(row);
    }
    if (!options.has('later')) render();
  }
  document.body.dataset.ready = 'yes';
  await polling;
}

// For the bench to call.
Object.assign(window, { dress, render, renderCopies });
document.querySelector('button').addEventListener('click', signIn);
