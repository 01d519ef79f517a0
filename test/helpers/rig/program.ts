import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../bundle.js';
import { compile } from '../compile.js';
import { inProject, projectRoot } from '../project.js';
import { Session } from '../session/world.js';
import type { RigKernel } from './qemu.js';
import { runInRig, type RigRun } from './tries.js';

/** A rig that hangs is found within minutes and another one booted, until this is over, in milliseconds. */
const budget = 36 * 60_000;
/** What is prepared before the first rig, and the end of the last one, in milliseconds. */
const around = 4 * 60_000;

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
 * Declares a test for each sentence; one boot of the rig answers them all, or as many as it takes.
 * The program finds Bellglass installed, and becomes root in the rig: BELLGLASS_TEST_ACCOUNT names the ordinary user.
 */
export function testInRig({ kernel, source, sentences, probes = [] }: RigProgram): void {
  const session = new Session();
  let seen: RigRun = { claims: new Map(), tries: [] };

  beforeAll(async () => {
    await session.open();
    const program = await bundle(source, `${session.directory}/inside.mjs`);
    for (const probe of probes) compile(inProject(`test/security/probes/${probe}.c`), `${session.directory}/${probe}`);
    const environment = `NO_COLOR=1 BELLGLASS_TEST_PROJECT='${projectRoot}' BELLGLASS_TEST_ACCOUNT='${JSON.stringify(session.account)}' BELLGLASS_TEST_PROBES='${session.directory}'`;
    seen = await runInRig({
      name: source,
      kernel,
      budget,
      command: `${environment} '${session.app.node}' '${program}' '${JSON.stringify(session.app)}'`,
    });
  }, budget + around);
  afterAll(async () => {
    await session.close();
  });

  test.each(sentences)('%s', (sentence) => {
    const claim = seen.claims.get(sentence);
    expect(claim, `the rig did not say; its tries:\n${seen.tries.join('\n---\n')}`).toBeDefined();
    expect(claim?.holds, claim?.seen).toBe(true);
  });
}
