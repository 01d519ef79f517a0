import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { Workbench, type WorkbenchOptions } from './workbench.js';

/** What a test says about its workbench: Bellglass for this platform is installed unless it says otherwise. */
export type TestWorkbenchOptions = Omit<WorkbenchOptions, 'extensions'> & Partial<Pick<WorkbenchOptions, 'extensions'>>;

/** A workbench that its caller opens and closes. */
export function makeWorkbench(options: TestWorkbenchOptions): Workbench {
  return new Workbench({ extensions: [inject('vsix').platform], ...options });
}

/** A workbench for the test file that calls this; a test of it that fails leaves a picture and the logs. */
export function useWorkbench(options: TestWorkbenchOptions): Workbench {
  const workbench = makeWorkbench(options);
  let opened = false;
  beforeAll(async () => {
    await workbench.open();
    opened = true;
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.keepEvidence();
  });
  afterAll(async () => {
    if (!opened) await workbench.keepEvidence();
    await workbench.close();
  });
  return workbench;
}
