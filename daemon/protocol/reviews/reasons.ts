import type { Attention, Refusal } from './change.js';
import type { LeftRef, RepositoryProblem } from './repository.js';

/** Why a change must be approved by its name, as a clause about its file. */
export const attentionReasons: Readonly<Record<Attention, string>> = {
  commits: 'it brings commits, and moves branches or tags',
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

/** Why a ref stays in the sandbox, as a clause about it. */
export const leftRefReasons: Readonly<Record<LeftRef, string>> = {
  elsewhere: 'only branches and tags are taken over',
  name: 'it is not named as branches and tags are',
  symbolic: "it is another ref's name",
  value: 'it names no object',
};

/** Why nothing of a repository is taken over, as a clause. */
export const repositoryProblems: Readonly<Record<RepositoryProblem, string>> = {
  tooMany: 'more branches and tags were changed than are taken over at once',
  tooLarge: 'there is more in it than is read; git gc in the sandbox makes it smaller',
  broken: 'git refuses what is in it',
  unreadable: 'what was there before cannot be read any more',
  gitFailed: 'git on this computer could not look at it',
};
