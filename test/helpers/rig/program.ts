import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../bundle.js';
import { compile } from '../compile.js';
import { inProject } from '../project.js';
import { Session } from '../session/world.js';
import type { RigKernel } from './qemu.js';
import { runInRig } from './rig.js';

/** A program of test/rig/inside and the sentences that it has to show. */
export interface RigProgram {
  readonly kernel: RigKernel;
  /** Its file, from the top of the checkout. */
  readonly source: string;
  readonly sentences: readonly string[];
  /** Programs of test/security/probes that it finds compiled in BELLGLASS_TEST_PROBES. */
  readonly probes?: readonly string[];
}

/**
 * Declares a test for each sentence; one boot of the rig answers them all.
 * The program finds Bellglass installed, and becomes root in the rig: BELLGLASS_TEST_ACCOUNT names the ordinary user.
 */
export function testInRig({ kernel, source, sentences, probes = [] }: RigProgram): void {
  const session = new Session();
  const seen = {
    claims: new Map() as Awaited<ReturnType<typeof runInRig>>['claims'],
    failedTries: [] as readonly string[],
  };

  beforeAll(async () => {
    await session.open();
    const program = await bundle(source, `${session.directory}/inside.mjs`);
    for (const probe of probes) compile(inProject(`test/security/probes/${probe}.c`), `${session.directory}/${probe}`);
    const environment = `NO_COLOR=1 BELLGLASS_TEST_ACCOUNT='${JSON.stringify(session.account)}' BELLGLASS_TEST_PROBES='${session.directory}'`;
    const { claims, failedTries } = await runInRig({
      kernel,
      command: `${environment} '${session.app.node}' '${program}' '${JSON.stringify(session.app)}'`,
    });
    seen.claims = claims;
    seen.failedTries = failedTries;
  });
  afterAll(async () => {
    await session.close();
  });

  test.each(sentences)('%s', (sentence) => {
    const claim = seen.claims.get(sentence);
    expect(claim, `the rig did not say; tries before: ${seen.failedTries.join('\n')}`).toBeDefined();
    expect(claim?.holds, claim?.seen).toBe(true);
  });
}
