import { describe, expect, test } from 'vitest';
import {
  deviceUnitName,
  escapeUnitPath,
  filterUnitName,
  recordPath,
  serverUnitName,
  tableName,
} from '../src/services/names.ts';

describe('what the parts of a network are called', () => {
  test('names of units are of one network each', () => {
    expect(serverUnitName('lab')).toBe('ifscribe-net-lab.service');
    expect(filterUnitName('lab')).toBe('ifscribe-net-lab-filter.service');
    expect(serverUnitName('lab-filter')).not.toBe(filterUnitName('lab'));
    const names = [
      'lab',
      'lab-filter',
      'lab-filter-',
      'lab-filter--',
      'lab-filter-filter',
      'filter',
      'forward',
    ];
    const units = names.flatMap((name) => [serverUnitName(name), filterUnitName(name)]);
    expect(new Set(units).size).toBe(units.length);
  });

  test('names of tables are short, and of one network each', () => {
    expect(tableName('lab')).toBe('ifscribe_lab');
    expect(tableName('x'.repeat(22))).toBe(`ifscribe_${'x'.repeat(22)}`);
    const long = ['x'.repeat(23), 'x'.repeat(24), `${'x'.repeat(63)}y`];
    for (const name of long) expect(tableName(name)).toMatch(/^ifscribe-x{13}-[0-9a-f]{8}$/);
    expect(new Set(long.map(tableName)).size).toBe(long.length);
  });

  test('the unit of a device, as systemd escapes it', () => {
    expect(deviceUnitName('virbr7')).toBe('sys-subsystem-net-devices-virbr7.device');
    expect(deviceUnitName('br-lan@x+.1_')).toBe('sys-subsystem-net-devices-br\\x2dlan\\x40x\\x2b.1_.device');
    expect(escapeUnitPath('/.a/.b:c')).toBe('\\x2ea-.b:c');
  });

  test.each(['', '.', '..', '../x', 'a/b', 'a b', 'a\nb', 'a;b', 'é', 'x'.repeat(65), '-x', '@', 'a@b'])(
    'no path, unit or table is called after %j',
    (name) => {
      for (const called of [recordPath, serverUnitName, filterUnitName, tableName])
        expect(() => called(name)).toThrow(expect.objectContaining({ name: 'UnsafeValueError' }));
    },
  );
});
