import { testInRig } from '../helpers/rig/program.js';
import { jailSentences } from './inside/jailSentences.js';

testInRig({
  kernel: 'distribution',
  source: 'test/rig/inside/jail.ts',
  probes: ['inject'],
  sentences: Object.values(jailSentences),
});
