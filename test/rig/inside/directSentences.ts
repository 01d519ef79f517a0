/** What libkrun on a real KVM has to show of directories that are written. */
export const directSentences = {
  boots: 'a first machine boots',
  owner: 'what a program makes in a direct workspace is the user’s, with its mode',
  guestRoot: 'what guest root makes there is the user’s too, and never setuid',
  visible: 'appends through held descriptors show on the other side within a second, both ways',
  bytes: 'rewritten, renamed, sparse and mapped files are the same on both sides',
  added: 'directories that are added are one share, each with rights of its own',
  hides: 'a hidden file of a direct workspace has no contents for guest root, nor when the host replaces it, and stays',
  hostile: 'guest root who drives the device of a direct workspace changes nothing outside it',
  nothing: 'nothing is left behind',
} as const;
