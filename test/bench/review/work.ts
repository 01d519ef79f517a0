import * as z from 'zod';
import type { World } from '../world.js';

/** What is done in the guest, by its clock, in milliseconds. */
const steps = z.object({
  status: z.number(),
  again: z.number(),
  install: z.number(),
  remove: z.number(),
  build: z.number(),
});
/** What is done in the guest, by its clock, in milliseconds. */
export type Steps = z.infer<typeof steps>;

/** Where the work is done: the workspace in one of its modes, or a copy of it in the guest's own file system. */
export type PlaceOfWork = 'review' | 'direct' | 'root';

// The copy is made before anything is measured, and the caches are as warm in all three: everything was read once.
const program = `
import json, os, shutil, subprocess, sys, time
if sys.argv[1] == "root":
    shutil.copytree(".", "/var/tmp/tree", symlinks=True)
    os.chdir("/var/tmp/tree")
os.environ["GIT_CONFIG_COUNT"] = "1"; os.environ["GIT_CONFIG_KEY_0"] = "safe.directory"; os.environ["GIT_CONFIG_VALUE_0"] = "*"
subprocess.run(["git", "update-index", "-q", "--refresh"])
def timed(*command):
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1000
print(json.dumps({
    "status": timed("git", "status", "--porcelain"),
    "again": timed("git", "status", "--porcelain"),
    "remove": timed("rm", "-rf", "node_modules"),
    "install": timed("npm", "ci", "--offline", "--ignore-scripts", "--cache", ".npm"),
    "build": timed("make", "--silent"),
}))
`;

/** Does it all once. @param tree is as it was afterwards, but for `direct`, which leaves what it did */
export async function workIn(world: World, tree: string, place: PlaceOfWork): Promise<Steps> {
  const mode = place === 'direct' ? 'direct' : 'review';
  const sandbox = ['--workspace', tree, '--workdir', tree, '--mode', mode, '--hypervisor', 'qemu', '--memory', '4g'];
  const out = await world.bellglass(['run', ...sandbox, '--', 'python3', '-c', program, place], 1_200_000);
  return steps.parse(JSON.parse(out));
}
