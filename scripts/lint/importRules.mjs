// Who may import whom (ARCHITECTURE.md). The compiler's projects hold the top level; these lint rules hold the folders inside a project too.

/** For each folder what its files may import besides their own folder, and what to do instead of reaching further. */
export const mayImport = {
  'daemon/protocol': {
    from: [],
    instead: 'protocol/ imports nothing but zod: move the shape into it, or the code out of it.',
  },
  'daemon/transport': { from: ['daemon/protocol'], instead: 'transport/ moves bytes: pass in what it needs.' },
  'daemon/state': { from: ['daemon/protocol'], instead: 'state/ is at the bottom: pass in what it needs.' },
  'daemon/client': {
    from: ['daemon/protocol', 'daemon/transport', 'daemon/state'],
    instead: 'client/ reaches the daemon by its socket: add a method to daemon/protocol/methods.ts.',
  },
  'daemon/cli': {
    from: ['daemon/protocol', 'daemon/client'],
    instead: 'cli/ sees only client/ and protocol/: add a method to daemon/protocol/methods.ts and call it.',
  },
  src: {
    from: ['daemon/protocol', 'daemon/client'],
    instead:
      'src/ sees only daemon/client and daemon/protocol: add a method to daemon/protocol/methods.ts and call it.',
  },
  'daemon/server': {
    from: [
      'daemon/protocol',
      'daemon/transport',
      'daemon/state',
      'daemon/run',
      'daemon/kept',
      'daemon/session',
      'daemon/doctor',
    ],
    instead: 'server/ dispatches to run/, kept/ and doctor/: put the work there.',
  },
  'daemon/run': {
    from: [
      'daemon/protocol',
      'daemon/transport',
      'daemon/state',
      'daemon/kept',
      'daemon/review',
      'daemon/sandbox',
      'daemon/guest',
      'daemon/image',
      'daemon/machine',
      'daemon/workspace',
    ],
    instead: 'run/ is below server/ and above kept/ and sandbox/: pass in what it needs.',
  },
  'daemon/kept': {
    from: [
      'daemon/protocol',
      'daemon/state',
      'daemon/session',
      'daemon/review',
      'daemon/sandbox',
      'daemon/guest',
      'daemon/image',
      'daemon/machine',
      'daemon/workspace',
    ],
    instead: 'kept/ is below run/ and above session/ and sandbox/: pass in what it needs.',
  },
  'daemon/review': {
    from: [
      'daemon/protocol',
      'daemon/state',
      'daemon/sandbox',
      'daemon/guest',
      'daemon/image',
      'daemon/machine',
      'daemon/workspace',
    ],
    instead: 'review/ is below run/ and kept/ and above sandbox/: pass in what it needs.',
  },
  'daemon/session': {
    from: ['daemon/protocol', 'daemon/state', 'daemon/guest'],
    instead: 'session/ knows the guest’s processes and no sandbox: kept/ puts them together.',
  },
  'daemon/doctor': {
    from: ['daemon/protocol', 'daemon/state', 'daemon/machine', 'daemon/image', 'daemon/sandbox'],
    instead: 'doctor/ looks at the host and at what the daemon could start: pass in what it needs.',
  },
  'daemon/sandbox': {
    from: ['daemon/protocol', 'daemon/state', 'daemon/machine', 'daemon/image', 'daemon/guest', 'daemon/workspace'],
    instead: 'sandbox/ is below run/: pass in what it needs.',
  },
  'daemon/machine': {
    from: ['daemon/protocol', 'daemon/state'],
    instead: 'machine/ knows no image, guest or workspace: sandbox/ puts them together.',
  },
  'daemon/image': {
    from: ['daemon/protocol', 'daemon/state'],
    instead: 'image/ knows no machine, guest or workspace: sandbox/ puts them together.',
  },
  'daemon/guest': {
    from: ['daemon/protocol', 'daemon/state'],
    instead: 'guest/ knows no machine, image or workspace: sandbox/ puts them together.',
  },
  'daemon/workspace': {
    from: ['daemon/protocol', 'daemon/state'],
    instead: 'workspace/ knows no machine, image or guest: sandbox/ puts them together.',
  },
};

/** Every folder of the design, whether it exists yet or not. */
const folders = Object.keys(mayImport);

/** The extension's features, a folder each; what two of them need stands beside them in src/, src/daemon or src/workspace. */
const features = ['run', 'terminal', 'sandboxes', 'setup'];

/** A lint rule a folder: what it may not import, with what to do instead. */
export const importRules = [...folders.map(ruleOf), ...features.map(featureRule)];

function featureRule(feature) {
  const others = features.filter((other) => other !== feature);
  const { patterns } = restricted(ruleOf('src'));
  const instead =
    'Features do not import each other: move what both need to src/daemon, src/workspace or a file of src/.';
  return {
    files: [`src/${feature}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [...patterns, { regex: `^(\\.\\./)+(${others.join('|')})/`, message: instead }] },
      ],
    },
  };
}

function restricted({ rules }) {
  return rules['@typescript-eslint/no-restricted-imports'][1];
}

function ruleOf(folder) {
  const { from, instead } = mayImport[folder];
  const forbidden = folders.filter((other) => other !== folder && !from.includes(other));
  return {
    files: [`${folder}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            ...(folder === 'daemon/protocol' ? [{ regex: '^(?!zod$|\\.)', message: instead }] : []),
            { regex: `^(\\.\\./)+(${forbidden.map(relativePattern(folder)).join('|')})(/|$)`, message: instead },
          ],
        },
      ],
    },
  };
}

/** How a file of `folder` would spell the way to `other`, its leading dots left out. */
function relativePattern(folder) {
  return (other) => {
    const inDaemon = other.startsWith('daemon/') && folder.startsWith('daemon/');
    return inDaemon ? `(daemon/)?${other.slice('daemon/'.length)}` : other;
  };
}
