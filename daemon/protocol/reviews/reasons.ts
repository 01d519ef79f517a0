import type { Attention, Refusal } from './change.js';

/** Why a change must be approved by its name, as a clause about its file. */
export const attentionReasons: Readonly<Record<Attention, string>> = {
  git: 'git runs or obeys it',
  editor: 'the editor runs or obeys it',
  devContainer: 'the editor builds and starts a container from it',
  shell: 'shells run it',
  hook: 'it runs at a commit',
  ci: 'it runs where your project is built, with its secrets',
  packageScripts: 'package managers run scripts in it',
  build: 'builds and tests run it',
  hiding: 'it says what sandboxes may not see',
  symlink: 'it leads out of the workspace',
};

/** Why a change is never applied, as a clause. */
export const refusalReasons: Readonly<Record<Refusal, string>> = {
  git: "a repository's own files are never applied",
  special: 'devices, pipes and sockets stay in the sandbox',
  hidden: 'the program could not see what is there',
};
