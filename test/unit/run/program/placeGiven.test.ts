import type { ServerHttp2Stream } from 'node:http2';
import { describe, expect, test } from 'vitest';
import { placeGiven } from '../../../../daemon/run/program/placeGiven.js';
import { expectFailure } from '../../../helpers/failures.js';
import { sessionWith } from '../../../helpers/guest/hostileAgent.js';

/** A guest that refuses what is said of a request, as `METHOD path`, and keeps what it is given. */
async function guestThat(refuses: Readonly<Record<string, string>>) {
  const taken: Record<string, string> = {};
  const asked: string[] = [];
  const session = await sessionWith((stream: ServerHttp2Stream, target: string, method: string) => {
    const { pathname, searchParams } = new URL(target, 'http://agent');
    const path = searchParams.get('path') ?? '';
    let body = '';
    stream.on('data', (chunk: Buffer) => (body += chunk.toString()));
    stream.once('end', () => {
      if (stream.destroyed) return;
      const at = path === '' ? (JSON.parse(body) as { path: string }).path : path;
      const request = `${method} ${pathname.replace('/v1/', '')} ${at}`;
      asked.push(request);
      const code = refuses[request];
      if (code === undefined) {
        taken[request] = `${searchParams.get('mode') ?? ''} ${body}`;
        stream.respond({ ':status': 204 }, { endStream: true });
        return;
      }
      stream.respond({ ':status': 400 });
      stream.end(JSON.stringify({ code, message: code, data: null }));
    });
  });
  return { session, taken, asked };
}

const given = Buffer.from('print("ü")');
const shared = { path: '/p/a b.py', copied: false, mode: 0o600 };
const elsewhere = { path: '/q/x.sh', copied: true, mode: 0o700 };

describe('the content that a request gives', () => {
  test('is laid over what the guest has at its path', async () => {
    const { session, taken, asked } = await guestThat({});
    expect(await placeGiven(session, shared, given)).toBe('/p/a b.py');
    expect([taken['PUT overlay /p/a b.py'], asked.length]).toEqual([' print("ü")', 1]);
  });

  test.each(['file_not_found', 'not_a_directory'])('is put beside, not into what is the host’s (%s)', async (code) => {
    const { session, taken, asked } = await guestThat({ 'PUT overlay /p/a b.py': code });
    expect(await placeGiven(session, shared, given)).toBe('/tmp/bellglass-given/a b.py');
    expect(taken['PUT file /tmp/bellglass-given/a b.py']).toBe('420 print("ü")');
    expect(asked.filter((request) => request.includes(' /p/'))).toEqual(['PUT overlay /p/a b.py']);
  });

  test('is put at its path where that is the guest’s own, to be executed as the host’s is', async () => {
    const { session, taken } = await guestThat({ 'PUT overlay /q/x.sh': 'file_not_found' });
    expect(await placeGiven(session, elsewhere, given)).toBe('/q/x.sh');
    expect(taken['PUT file /q/x.sh']).toBe('493 print("ü")');
  });

  test.each(['POST directory /q', 'PUT file /q/x.sh'])(
    'is put beside where its place cannot be made: %s',
    async (request) => {
      const { session } = await guestThat({ 'PUT overlay /q/x.sh': 'file_not_found', [request]: 'read_only' });
      expect(await placeGiven(session, elsewhere, given)).toBe('/tmp/bellglass-given/x.sh');
    },
  );

  test('is refused where the guest has a directory, a link or a device', async () => {
    const { session, asked } = await guestThat({ 'PUT overlay /p/a b.py': 'not_a_file' });
    const { data } = await expectFailure('file_not_regular', async () => await placeGiven(session, shared, given));
    expect([data, asked.length]).toEqual([{ path: '/p/a b.py' }, 1]);
  });

  test('is nowhere when the guest fails at it', async () => {
    const { session } = await guestThat({ 'PUT overlay /p/a b.py': 'no_space' });
    await expectFailure('guest_refused', async () => await placeGiven(session, shared, given));
    const gone = await guestThat({});
    gone.session.destroy();
    await expectFailure('guest_misbehaved', async () => await placeGiven(gone.session, elsewhere, given));
  });
});
