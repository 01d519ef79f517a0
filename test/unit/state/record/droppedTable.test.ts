import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../../daemon/state/database.js';
import { DroppedTable } from '../../../../daemon/state/record/droppedTable.js';
import { expectFailure } from '../../../helpers/failures.js';
import { scratch } from '../../../helpers/scratch.js';

function open() {
  const path = `${scratch()}/bellglass.db`;
  const { database } = openDatabase(path);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return { database, table: new DroppedTable(database, path) };
}

const dropped = (id: string, day: number) => ({
  id,
  droppedAt: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`,
  reason: 'size' as const,
  limit: 1024,
});

describe('the reviews that were dropped', () => {
  test('are told since a time, newest first', () => {
    const { table } = open();
    for (const one of [dropped('aa', 1), dropped('cc', 3), dropped('bb', 2)]) table.add(one);
    expect(table.since('')).toEqual([dropped('cc', 3), dropped('bb', 2), dropped('aa', 1)]);
    expect(table.since('2026-01-02T00:00:00.000Z').map(({ id }) => id)).toEqual(['cc', 'bb']);
  });

  test('are at most a hundred, the latest', () => {
    const { table } = open();
    for (let number = 0; number < 120; number += 1) table.add(dropped(`a${String(number)}`, 1 + (number % 28)));
    expect(table.since('')).toHaveLength(100);
  });

  test('are left out where they cannot be read; a database that cannot be used is a failure', async () => {
    const { table, database } = open();
    database.exec(`INSERT INTO dropped_reviews VALUES ('aa', 'z', 'no json'), ('bb', 'z', '{}')`);
    expect(table.since('')).toEqual([]);
    database.close();
    await expectFailure('database_unusable', () => table.since(''));
  });
});
