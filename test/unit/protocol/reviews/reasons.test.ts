import { describe, expect, test } from 'vitest';
import { attention, refusal } from '../../../../daemon/protocol/reviews/change.js';
import {
  attentionReasons,
  leftRefReasons,
  refusalReasons,
  repositoryProblems,
} from '../../../../daemon/protocol/reviews/reasons.js';
import { leftRef, repositoryProblem } from '../../../../daemon/protocol/reviews/repository.js';

describe('why a change is not simply applied', () => {
  test('is said for every reason that there is, and for no other', () => {
    expect(Object.keys(attentionReasons).sort()).toEqual([...attention.options].sort());
    expect(Object.keys(refusalReasons).sort()).toEqual([...refusal.options].sort());
    expect(Object.keys(leftRefReasons).sort()).toEqual([...leftRef.options].sort());
    expect(Object.keys(repositoryProblems).sort()).toEqual([...repositoryProblem.options].sort());
  });

  test('is a clause each, which fits into brackets, and no two are alike', () => {
    const all = [...Object.values(attentionReasons), ...Object.values(refusalReasons)];
    for (const reason of all) expect(reason).toMatch(/^[a-z][a-z ,']+[a-z]$/);
    expect(new Set(all).size).toBe(all.length);
  });
});
