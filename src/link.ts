/** The session in words: the pages know no wire, so what it says is translated here. */
import type { Refusal, SessionState } from './ami/index.ts';
import { say, type Say } from './words/index.ts';

/** By the button: nothing of what was is shown any more. */
export function isSignedOut(why: Refusal): boolean {
  return why === 'signedOut' || why === 'signOutUnconfirmed';
}

/** Why somebody is asked to sign in; nothing needs saying to whoever just arrived. */
export function whyRefused(why: Refusal): Say | undefined {
  switch (why) {
    case 'signedOut':
      return undefined;
    case 'signOutUnconfirmed':
      return say('sign.why.signOutUnconfirmed');
    case 'credentials':
      return say('sign.why.credentials');
    case 'inUse':
      return say('sign.why.inUse');
    case 'httpManagerOff':
      return say('sign.why.httpManagerOff');
    case 'forbidden':
      return say('sign.why.forbidden');
    case 'unreachable':
      return say('sign.why.unreachable');
    case 'notAmi':
      return say('sign.why.notAmi');
    case 'sessionEnded':
      return say('sign.why.sessionEnded');
    case 'otherUser':
      return say('sign.why.otherUser');
  }
}

export function stateWord(state: SessionState): Say {
  switch (state.tag) {
    case 'live':
      return say('link.live');
    case 'connecting':
      return say('link.connecting');
    case 'lost':
      return say('link.lost');
    case 'refused':
      return say('link.refused');
    case 'displaced':
      return say('link.displaced');
    case 'outdated':
      return say('link.outdated');
  }
}
