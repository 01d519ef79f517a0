import { testInRig } from '../helpers/rig/program.js';
import { reviewSentences } from './inside/reviewSentences.js';

testInRig({
  kernel: 'libkrunfw',
  source: 'test/rig/inside/review.ts',
  sentences: Object.values(reviewSentences),
});
