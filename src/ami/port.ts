/**
 * What a tab and the host of the session say to each other. The host lives in a SharedWorker, in one of the tabs, or
 * in the same program; everything said here survives a structured clone.
 *
 * `hello`, `welcome`, `retire`, `outdated` and the shape of what is handed over stay as they are for ever: they are
 * what pages and workers of different versions say to each other.
 */
import type { FormatName } from './body.ts';
import { AmiError, NotAllowed, NotAmi, Refused, SignedOut, Unreachable, Unsendable } from './errors.ts';
import type { Request, SessionState, Undo } from './types.ts';

/** Sorted names of events, or all. */
export type WantedNames = readonly string[] | '*';

/** What a page remembers of the session over a reload: never the secret. */
export interface Remembered {
  readonly user: string;
  /** Whether the cookie is still the one of then. */
  readonly cookie: 'same' | 'other' | 'none';
}

export type ToHost =
  | {
      readonly tag: 'hello';
      /** Build of the page. */
      readonly build: string;
      readonly format: FormatName;
      readonly wants: WantedNames;
      /** The highest epoch the tab has seen: a host that starts anew counts on from there. */
      readonly epoch: number;
      readonly remembered: Remembered | undefined;
    }
  | { readonly tag: 'wants'; readonly wants: WantedNames }
  | {
      readonly tag: 'send';
      readonly id: number;
      readonly request: Request;
      readonly timeout: number;
      /** In this format, whatever the session's. */
      readonly format: FormatName | undefined;
    }
  /** Somebody types a secret: a `signIn` is likely to follow. */
  | { readonly tag: 'expect' }
  | { readonly tag: 'signIn'; readonly id: number; readonly username: string; readonly secret: string }
  | { readonly tag: 'signOut'; readonly id: number }
  | { readonly tag: 'tryNow' }
  /** The cookie is no longer the one this sign-in was given. */
  | { readonly tag: 'strangeCookie'; readonly login: number }
  /** Answers `heard`: this tab is awake. */
  | { readonly tag: 'here' }
  | { readonly tag: 'bye' };

/** What a worker hears besides. */
export type ToWorker =
  | ToHost
  /** Stop, and post the session (a Handover, or undefined) here. */
  | { readonly tag: 'retire'; readonly to: MessagePort }
  /** The session of the worker before comes through here. */
  | { readonly tag: 'inherit'; readonly from: MessagePort };

export type ToTab =
  | { readonly tag: 'welcome'; readonly build: string; readonly format: FormatName }
  /** `login` grows with every sign-in. */
  | { readonly tag: 'state'; readonly state: SessionState; readonly login: number }
  /** Text of event messages, in the host's format. */
  | { readonly tag: 'events'; readonly text: string; readonly at: number }
  | { readonly tag: 'heard'; readonly at: number; readonly roundTrip: number | undefined }
  /** A reply of the PBX: text, or bytes where they are many. */
  | {
      readonly tag: 'reply';
      readonly id: number;
      readonly body: string | ArrayBuffer;
      readonly format: FormatName;
    }
  | { readonly tag: 'failure'; readonly id: number; readonly failure: Failure }
  /** A sign-in or sign-out has been carried through; the state says with what result. */
  | { readonly tag: 'done'; readonly id: number }
  /** The tab slept and events passed it by: take a fresh snapshot. */
  | { readonly tag: 'slept' }
  /** The host has been replaced by a newer one. */
  | { readonly tag: 'moved' }
  | { readonly tag: 'outdated' };

/** An AmiError in a form that can be posted. */
export interface Failure {
  readonly kind: AmiError['kind'];
  readonly message: string;
  /** HTTP status of what is not AMI; 0 otherwise. */
  readonly status: number;
  /** Body of a refused reply; empty otherwise. */
  readonly raw: string;
}

/** A connection one can post on, in either direction. */
export interface Line<Out, In> {
  readonly post: (message: Out, transfer?: Transferable[]) => void;
  readonly onMessage: (listener: (message: In) => void) => Undo;
  readonly close: () => void;
}

/** Two ends in one program. Messages arrive in order, after the code that posts them has run. */
export function createPair(): readonly [tab: Line<ToHost, ToTab>, host: Line<ToTab, ToHost>] {
  const [tabToHost, hostHears] = createPipe<ToHost>();
  const [hostToTab, tabHears] = createPipe<ToTab>();
  const close = (): void => {
    tabToHost.close();
    hostToTab.close();
  };
  return [
    { post: tabToHost.post, onMessage: tabHears, close },
    { post: hostToTab.post, onMessage: hostHears, close },
  ];
}

type Listen<T> = (listener: (message: T) => void) => Undo;

function createPipe<T>(): readonly [
  { readonly post: (message: T) => void; readonly close: () => void },
  Listen<T>,
] {
  const listeners = new Set<(message: T) => void>();
  let open = true;
  return [
    {
      post(message) {
        queueMicrotask(() => {
          if (open) for (const listener of listeners) listener(message);
        });
      },
      close() {
        open = false;
      },
    },
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  ];
}

/** A MessagePort as a line. */
export function lineOver<Out, In>(port: MessagePort): Line<Out, In> {
  return {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    onMessage(listener) {
      // What comes through the port is of the union's type, by the build both ends were told of.
      const heard = (event: MessageEvent): void => listener(event.data as In);
      port.addEventListener('message', heard);
      port.start();
      return () => port.removeEventListener('message', heard);
    },
    close: () => port.close(),
  };
}

export function toFailure(error: AmiError): Failure {
  return {
    kind: error.kind,
    message: error.message,
    status: error instanceof NotAmi ? error.status : 0,
    raw: error instanceof Refused ? error.raw : '',
  };
}

export function fromFailure({ kind, message, status, raw }: Failure): AmiError {
  switch (kind) {
    case 'refused':
      return new Refused(message, raw);
    case 'notAllowed':
      return new NotAllowed(message);
    case 'signedOut':
      return new SignedOut(message);
    case 'unreachable':
      return new Unreachable(message);
    case 'unsendable':
      return new Unsendable(message);
    case 'notAmi':
      return new NotAmi(message, status);
  }
}
