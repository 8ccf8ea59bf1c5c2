/**
 * AMI over HTTP in the fewest lines: what anybody writes in an afternoon, on the same `fetch` as ours. The other side
 * of every row that is not a page; it shares nothing with src/ami.
 */
export interface Http {
  /** The body of the answer. */
  ask(fields: Readonly<Record<string, string>>): Promise<string>;
  /** What it sends to be known by. */
  readonly cookie: string;
  end(): Promise<void>;
}

export async function openHttp(
  url: string,
  account: { readonly username: string; readonly secret: string },
): Promise<Http> {
  let cookie = '';
  const ask = async (fields: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await fetch(`${url}/rawman`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      ...(cookie === '' ? {} : { headers: { Cookie: cookie } }),
    });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return answer.text();
  };
  const signedIn = await ask({ Action: 'Login', Username: account.username, Secret: account.secret });
  if (!signedIn.startsWith('Response: Success')) throw new Error(`Login was refused: ${signedIn}`);
  return {
    ask,
    get cookie() {
      return cookie;
    },
    async end() {
      await ask({ Action: 'Logoff' });
    },
  };
}

/** Polls for ever, at once and again; resolves when `heard` says enough. */
export async function pollNaively(http: Http, heard: (body: string) => boolean): Promise<void> {
  while (!heard(await http.ask({ Action: 'WaitEvent' })));
}
