import { testInRig } from '../helpers/rig/program.js';
import { libkrunSentences } from './inside/libkrunSentences.js';

testInRig({
  kernel: 'libkrunfw',
  source: 'test/rig/inside/libkrun.ts',
  probes: ['hostileVirtiofs'],
  sentences: Object.values(libkrunSentences),
});
