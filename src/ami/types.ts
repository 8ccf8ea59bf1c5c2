/** The words the wire shares with the rest of the program. */

/** Takes back what the call that returned it did; harmless when called twice. */
export type Undo = () => void;

/** One AMI message: a response, an event, or lines with neither. Headers keep their order and repeats. */
export interface Message {
  /** By its *first* header: an event may contain a `Response` header (OriginateResponse does). */
  readonly kind: 'response' | 'event' | 'other';
  /** The first header's value: `Success`, `Hangup`; empty when `other`. */
  readonly name: string;
  /** First value of a header, spelled so, or else in any other case; undefined when absent. */
  get(header: string): string | undefined;
  /** All values of a repeated header (Variable, Output, ChanVariable), in order. */
  all(header: string): readonly string[];
  /** Every header in order. rawman keeps the PBX's case, mxml gives lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Lines that are not headers ("No categories found", further lines of a value). */
  readonly loose: readonly string[];
  /** The message's own text as it came, without the blank line that ends it. */
  readonly text: string;
}

/** A request as a plain value, made by the functions in actions.ts or by `action()` for anything else. */
export interface Request {
  readonly action: string;
  /** In the order they are sent; repeats allowed (Variable). Without Action and ActionID. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The one newline door, used by the config writer alone: these header names may carry LF. */
  readonly newlinesIn?: readonly string[];
}

/** A successful answer. Errors of the PBX are thrown (errors.ts). */
export interface Reply {
  readonly response: Message;
  /** List items and the …Complete event, in order. */
  readonly events: readonly Message[];
  /** The whole body as text. */
  readonly raw: string;
}

export interface SendOptions {
  /** Milliseconds until the request is given up as Unreachable; default 15,000. */
  readonly timeout?: number;
  /** Asked over rawman whatever the session's format: mxml loses the case of names and blanks around values. */
  readonly verbatim?: boolean;
}

/** Why nobody is signed in. Each has its own words on the sign-in page. */
export type Refusal =
  /** Nobody has signed in yet, or signed out by the button. */
  | 'signedOut'
  /** Signed out by the button, but no answer to Logoff came: the PBX may keep the session for its httptimeout. */
  | 'signOutUnconfirmed'
  /** Name, secret or address: the PBX does not say which. */
  | 'credentials'
  /** `allowmultiplelogin=no` and the account has a session, perhaps a dead one (up to httptimeout). */
  | 'inUse'
  /** 404: HTTP manager is off (webenabled, http.conf enabled, or a wrong prefix). */
  | 'httpManagerOff'
  /** 403: an ACL of http.conf. */
  | 'forbidden'
  /** No answer at all: PBX down, cable or TLS; the browser does not say which. */
  | 'unreachable'
  /** An answer that is not AMI. */
  | 'notAmi'
  /** The session ended and the secret is gone from memory (laptop asleep, PBX restarted after a reload). */
  | 'sessionEnded'
  /** The cookie belongs to a session somebody else opened in this browser. */
  | 'otherUser';

/** What is known of the PBX and the account since the last sign-in. */
export interface Site {
  /** From CoreSettings; empty when the account may not ask. */
  readonly version: string;
  /** Action names this session may run (ListCommands), in the PBX's case. */
  readonly actions: ReadonlySet<string>;
  /** PBX clock minus ours in milliseconds, measured by Ping at sign-in. */
  readonly clockOffset: number;
  /** Sessions of this account by AMI_CLIENT(user,sessions); undefined where Getvar is refused. */
  readonly sessions: number | undefined;
}

/**
 * The life of the session, one for all tabs.
 *
 *                    signIn            first poll parked
 *   refused ────────────────▶ connecting ─────────────▶ live ──▶ refused (signed out, ended)
 *      ▲                          ▲                      │ ▲
 *      └──── the PBX says no ─────┤        no answer ────▼ │ answers again: a new epoch
 *                                 └────────────────────  lost (retryAt, backoff)
 *   live ──▶ displaced  another page polls on this session and will not stop
 *   any  ──▶ outdated   the files were upgraded; this tab must be reloaded
 */
export type SessionState =
  | {
      readonly tag: 'connecting';
      readonly user: string | undefined;
      /** Signed in, as the `live` that follows: requests may be sent; what the account may do is still being asked. */
      readonly epoch?: number;
    }
  | { readonly tag: 'refused'; readonly why: Refusal; readonly user: string | undefined }
  | {
      readonly tag: 'live';
      readonly user: string;
      /** Grows whenever events may have been missed: take a fresh snapshot. */
      readonly epoch: number;
      /** Milliseconds since 1970, our clock. */
      readonly since: number;
      readonly site: Site;
    }
  | {
      readonly tag: 'lost';
      readonly user: string;
      readonly why: 'unreachable' | 'notAmi' | 'shuttingDown';
      readonly since: number;
      /** When the next try starts; our clock. */
      readonly retryAt: number;
      readonly attempt: number;
    }
  | { readonly tag: 'displaced'; readonly user: string; readonly sessions: number | undefined }
  | { readonly tag: 'outdated' };

/** Of the session that is open, and over which requests can be sent; undefined when none is. */
export function epochOf(state: SessionState): number | undefined {
  return state.tag === 'live' || state.tag === 'connecting' ? state.epoch : undefined;
}

/** A tab's hold on the one session all tabs share. */
export interface Session {
  /** Path in front of `/rawman`: '' or '/asterisk'. */
  readonly base: string;
  readonly state: SessionState;
  onState(listener: (state: SessionState) => void): Undo;
  /**
   * Events by name, in the order of the PBX, a whole poll's worth at a time. Subscribing widens the `Events`
   * mask to the classes these events belong to (catalogue), the undo narrows it again. Names '*' = every event.
   */
  onEvents(names: readonly string[] | '*', listener: (events: readonly Message[]) => void): Undo;
  /** Our clock when the PBX last answered anything; 0 before. */
  readonly heardAt: number;
  /** Milliseconds the last Ping took there and back; undefined before the first. */
  readonly roundTrip: number | undefined;
  /** Somebody types a secret: what signing in asks first can be asked meanwhile. */
  expect(): void;
  /** Ends when the session is live or refused, never rejects: `state` says which, and why. */
  signIn(credentials: { readonly username: string; readonly secret: string }): Promise<void>;
  /** Ends the session on the PBX, for every tab. */
  signOut(): Promise<void>;
  /** Stop waiting for retryAt. */
  tryNow(): void;
  /** Only while `live`, or `connecting` with an epoch; otherwise rejects at once. */
  send(request: Request, options?: SendOptions): Promise<Reply>;
  close(): void;
}

/** Names of events somebody wants; '*' = all. */
export type Wants = ReadonlySet<string> | '*';

/** A WaitEvent body by scanning: what is wanted, and how much else there was. */
export interface Frame {
  /** The wanted events' own text, for the same format's reader. */
  readonly text: string;
  /** Events in the body, wanted or not; WaitEventComplete is none. */
  readonly events: number;
  /** WaitEventComplete was there: the body is whole. */
  readonly complete: boolean;
}
