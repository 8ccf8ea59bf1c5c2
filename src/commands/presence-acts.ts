/** Setting somebody's presence. */
import { setvar, type Request } from '../ami/index.ts';
import type { Extension, PresenceState } from '../pbx/index.ts';
import { say, type Say } from '../words/index.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import type { Position } from './position.ts';
import type { Command } from './types.ts';

/** AstDB on 16 keeps 255 bytes of `state,subtype,message,option`, base64 included. */
const LONGEST_MESSAGE = 150;

export function presenceActs(desk: Desk, { right }: Position) {
  const { session } = desk;

  function presenceCommand(extension: Extension, state: PresenceState, message = ''): Command {
    const target = desk.nameOf(extension.key);
    const presentity = extension.presentity;
    const presence = say(`presence.${state}`);
    const now = extension.presence;
    const refused = (): Say | undefined => {
      if (presentity === undefined || !/^CustomPresence:/i.test(presentity))
        return say('no.presence', { target });
      if (now?.state === state && now.message === message) return say('no.presenceAlready', { target });
      if (new TextEncoder().encode(message).length > LONGEST_MESSAGE) return say('no.messageTooLong');
      return right('Setvar');
    };
    return command({
      id: `presence.${state}`,
      icon: 'presence',
      label: presence,
      consequence:
        extension.key === desk.me()
          ? say('will.myPresence', { presence })
          : say('will.presence', { target, presence }),
      refused: refused(),
      async run() {
        await session.send(setPresence(presentity ?? '', state, '', message));
        return say('did.presence', { target, presence });
      },
    });
  }

  return { presence: presenceCommand };
}

/** PRESENCE_STATE with base64 (option e): a comma or quote in a message cannot become another field. */
export function setPresence(
  presentity: string,
  state: PresenceState,
  subtype: string,
  message: string,
): Request {
  const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const Value = subtype || message ? `${state},${base64(subtype)},${base64(message)},e` : `${state},,`;
  return setvar({ Variable: `PRESENCE_STATE(${presentity})`, Value });
}
