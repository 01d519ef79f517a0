import { testInRig } from '../helpers/rig/program.js';
import { directSentences } from './inside/directSentences.js';

testInRig({
  kernel: 'libkrunfw',
  source: 'test/rig/inside/direct.ts',
  probes: ['hostileVirtiofs'],
  sentences: Object.values(directSentences),
});
