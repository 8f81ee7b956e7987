import { openSession, type Session, type SessionRequest } from './session.ts';

/** The sessions of a run. */
export interface Sessions {
  readonly session: Session;
  /** The same mesh on a cluster of its own, for what is asked alone. */
  readonly apart: Session | undefined;
  /** Takes away what was made; answers with what could not be, each with its reason. Safe to call twice. */
  close(): Promise<readonly string[]>;
}

/**
 * Opens a session, and a second one apart where it is asked for and clusters are plentiful. What was made by half is gone
 * when it rejects.
 * @throws as `openSession`
 */
export async function openSessions(request: SessionRequest, wantsApart: boolean): Promise<Sessions> {
  const requests =
    wantsApart && request.provider.plentiful === true ? [request, quietly(request)] : [request];
  const settled = await Promise.allSettled(requests.map(openSession));
  const opened = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const close = async (): Promise<readonly string[]> =>
    (await Promise.all(opened.map((one) => one.close()))).flat();
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  const [session, apart] = opened as [Session, Session | undefined];
  return { session, apart, close };
}

/** The first says how far things are; two of them would say everything twice. */
function quietly(request: SessionRequest): SessionRequest {
  return { ...request, progress: () => undefined };
}
