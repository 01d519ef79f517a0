import { testInRig } from '../helpers/rig/program.js';
import { keptSentences } from './inside/keptSentences.js';

testInRig({ kernel: 'libkrunfw', source: 'test/rig/inside/kept.ts', sentences: Object.values(keptSentences) });
