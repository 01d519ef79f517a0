import { testInRig } from '../helpers/rig/program.js';
import { holds, reviewSentences, seeds } from './inside/reviewSentences.js';

testInRig({
  kernel: 'libkrunfw',
  source: 'test/rig/inside/review.ts',
  sentences: [...Object.values(reviewSentences), ...seeds.map(holds)],
});
