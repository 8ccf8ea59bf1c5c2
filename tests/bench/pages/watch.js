/* global document, MessageChannel, MutationObserver, performance, PerformanceObserver, window */
/**
 * Put into every page the bench opens, ours and the plain ones alike: notes what changed when, when it was painted,
 * and which tasks were long. Times are milliseconds since 1970, by the machine's clock.
 */
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const bench = { seen: [], longTasks: 0, signInAt: 0, markAt: 0, mark, take, whenShown };
  let inFrame = false;
  let waiting = [];
  let asked = [];
  let frameAsked = false;

  // A message sent while a frame is made arrives after the frame has been painted.
  const painted = new MessageChannel();
  painted.port1.onmessage = () => {
    inFrame = false;
    const at = now();
    for (const one of waiting) one(at);
    waiting = [];
  };
  const frame = window.requestAnimationFrame.bind(window);
  const enter = () => {
    if (inFrame) return;
    inFrame = true;
    painted.port2.postMessage(0);
  };
  window.requestAnimationFrame = (run) =>
    frame((time) => {
      enter();
      run(time);
    });
  /** Calls with the time when what has changed by now has been painted. */
  const whenPainted = (call) => {
    waiting.push(call);
    if (inFrame || frameAsked) return;
    frameAsked = true;
    frame(() => {
      frameAsked = false;
      enter();
    });
  };

  const note = (extension, state, changedAt) => {
    const entry = [extension, state, changedAt, 0];
    bench.seen.push(entry);
    whenPainted((at) => (entry[3] = at));
  };
  const look = (records) => {
    const at = now();
    for (const record of records) {
      const { target } = record;
      if (record.attributeName === 'data-state')
        note(target.dataset.extension ?? '', target.dataset.state ?? '', at);
      else if (record.type === 'characterData' && target.parentNode?.id === 'one') {
        const [extension, state] = target.data.split(' ');
        note(extension, state, at);
      }
    }
    asked = asked.filter(({ selectors, found }) => {
      const there = selectors.every(
        // What is drawn behind something else, and kept from the hand, is not shown yet.
        ([selector, count]) =>
          [...document.querySelectorAll(selector)].filter((one) => !one.closest('[inert]')).length >= count,
      );
      if (there) whenPainted(found);
      return !there;
    });
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['data-state', 'inert'],
  });
  new PerformanceObserver((list) => {
    bench.longTasks += list.getEntries().length;
  }).observe({ entryTypes: ['longtask'] });
  document.addEventListener(
    'click',
    (event) => {
      if (event.target.closest?.('button')) bench.signInAt = now();
    },
    true,
  );

  function mark() {
    bench.markAt = now();
    return bench.markAt;
  }

  /** What was seen since the last time; entries not painted yet stay for the next. */
  function take() {
    const { seen, longTasks } = bench;
    bench.seen = seen.filter((entry) => entry[3] === 0);
    bench.longTasks = 0;
    return { seen: seen.filter((entry) => entry[3] !== 0), longTasks };
  }

  /** Resolves with the time when so many elements of each selector are painted. */
  function whenShown(selectors) {
    return new Promise((resolve) => {
      asked.push({ selectors, found: resolve });
      look([]);
    });
  }

  window.bench = bench;
})();
