import { pack } from '../../helpers/vscode/packages.js';
import { Workbench } from '../../helpers/vscode/workbench.js';
import type { ExtensionIds } from './activation.js';
import { program, programName } from './clicks.js';
import { packEmpty, packEmptyModule } from './emptyExtensions.js';

/** Serves a real VS Code in which Bellglass is installed as its users have it, and the extensions that it is measured against; no folder is open yet. */
export async function inEditor(measure: (workbench: Workbench, ids: ExtensionIds) => Promise<void>): Promise<void> {
  const [empty, emptyModule] = [packEmpty(), packEmptyModule()];
  const workbench = new Workbench({
    story: 'bench',
    files: { [programName]: program },
    extensions: [pack().platform, empty.vsix, emptyModule.vsix],
  });
  try {
    await workbench.serve();
    await measure(workbench, { ours: 'bellglass.bellglass', empty: empty.id, emptyModule: emptyModule.id });
  } catch (thrown) {
    await workbench.keepEvidence();
    throw thrown;
  } finally {
    await workbench.close();
  }
}
