/**
 * What can go wrong with a request, one class per thing the caller can do about it.
 * Every request ends: in a Reply or in one of these.
 */
export abstract class AmiError extends Error {
  abstract readonly kind: 'refused' | 'notAllowed' | 'signedOut' | 'unreachable' | 'unsendable' | 'notAmi';
}

/** The PBX understood and said no (`Response: Error`); its words are `message`. Show them. */
export class Refused extends AmiError {
  readonly kind = 'refused';
  /** The whole refused reply as text: a console command that failed has its output there. */
  readonly raw: string;
  constructor(message: string, raw = '', options?: ErrorOptions) {
    super(message, options);
    this.raw = raw;
  }
}

/** The account lacks the class for this action ("Permission denied" while Ping still answers). Do not offer it. */
export class NotAllowed extends AmiError {
  readonly kind = 'notAllowed';
}

/** No session: nobody is signed in, or it ended. Sign in, then try again. */
export class SignedOut extends AmiError {
  readonly kind = 'signedOut';
}

/** No answer: PBX down, cable, TLS or proxy; or none within the time. The act may or may not have happened. */
export class Unreachable extends AmiError {
  readonly kind = 'unreachable';
}

/** A header with CR, LF or NUL, more than 120 headers, or more than 40,000 bytes: never sent. A fault of ours. */
export class Unsendable extends AmiError {
  readonly kind = 'unsendable';
}

/** Something answered that is not Asterisk's manager (a proxy's HTML, a 404, a captive portal). */
export class NotAmi extends AmiError {
  readonly kind = 'notAmi';
  /** HTTP status of the answer. */
  readonly status: number;
  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
