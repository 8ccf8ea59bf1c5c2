/** Hints: their text and the codes an ExtensionStatus carries. */
import type { ExtensionState } from './types.ts';

/**
 * ExtensionStatus codes as bits (pbx.h): 1 in use, 2 busy, 4 unavailable, 8 ringing, 16 on hold; −2 removed and
 * −1 deactivated. 17 is in Asterisk's table although no combination of devices makes it; −2 goes to watchers
 * inside the PBX alone.
 */
export function extensionStateOf(status: number): ExtensionState {
  switch (status) {
    case -2:
      return 'removed';
    case 0:
      return 'idle';
    case 1:
      return 'inUse';
    case 2:
      return 'busy';
    case 4:
      return 'unavailable';
    case 8:
      return 'ringing';
    case 9:
      return 'inUseRinging';
    case 16:
      return 'hold';
    case 17:
      return 'inUseHold';
    default:
      return status > 0 && Number.isInteger(status) ? byBits(status) : 'unknown';
  }
}

/** A combination the table does not name, read as the bitmask it is: what needs attention first wins. */
function byBits(status: number): ExtensionState {
  const ringing = (status & 8) !== 0;
  const held = (status & 16) !== 0;
  const inUse = (status & 1) !== 0;
  const busy = (status & 2) !== 0;
  if (ringing) return inUse || busy || held ? 'inUseRinging' : 'ringing';
  if (busy) return 'busy';
  if (held) return inUse ? 'inUseHold' : 'hold';
  if (inUse) return 'inUse';
  return (status & 4) !== 0 ? 'unavailable' : 'unknown';
}

/** `PJSIP/2004&Custom:dnd2004,CustomPresence:2004` → its devices and its presentity. */
export function readHint(hint: string): {
  readonly devices: readonly string[];
  readonly presentity: string | undefined;
} {
  const comma = hint.indexOf(',');
  const devices = (comma < 0 ? hint : hint.slice(0, comma))
    .split('&')
    .map((device) => device.trim())
    .filter((device) => device !== '');
  const presentity =
    comma < 0
      ? ''
      : (hint
          .slice(comma + 1)
          .split('&')[0]
          ?.trim() ?? '');
  return { devices, presentity: presentity === '' ? undefined : presentity };
}
