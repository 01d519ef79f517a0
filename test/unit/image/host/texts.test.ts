import { describe, expect, test } from 'vitest';
import { root } from '../../../../daemon/image/host/hostUser.js';
import { fixedTexts, groupText, passwdText } from '../../../../daemon/image/host/texts.js';

const alice = { name: 'alice', uid: 1000, gid: 100, home: '/home/alice' };

describe('/etc/passwd', () => {
  test('has the user, root and nobody', () => {
    expect(passwdText(alice)).toBe(
      'alice:x:1000:100::/home/alice:/bin/sh\nroot:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/tmp:/usr/sbin/nologin\n',
    );
  });

  test('names nobody twice', () => {
    expect(passwdText(root).match(/^root:/gm)).toHaveLength(1);
    expect(passwdText({ ...alice, uid: 65534 })).not.toContain('nobody');
  });
});

describe('/etc/group', () => {
  test('has the user’s group, unless it is one that is there', () => {
    expect(groupText(alice)).toContain('alice:x:100:\n');
    expect(groupText(root)).toBe('root:x:0:\ntty:x:5:\nnogroup:x:65534:\n');
  });
});

test('every text ends its last line', () => {
  for (const text of Object.values(fixedTexts)) expect(text.endsWith('\n')).toBe(true);
});
