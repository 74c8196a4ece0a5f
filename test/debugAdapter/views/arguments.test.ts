/** Arguments come from outside: each wrong one is answered by what would be right. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkArguments, isViewRequest } from '../../../src/debugAdapter/views/checkArguments';
import { isWrong } from '../../../src/debugAdapter/views/looking';
import { ARGUMENT_FORMS, type ViewRequest } from '../../../src/protocol/requests';

const NAMES = Object.keys(ARGUMENT_FORMS).filter(isViewRequest);

describe('arguments', () => {
  it.each<[ViewRequest, unknown, string]>([
    ['pagewalk/processes', 5, 'the arguments must be an object'],
    [
      'pagewalk/regions',
      {},
      'the argument process is missing: a whole number from 0 to 2147483647',
    ],
    ['pagewalk/regions', { process: 1.5 }, 'process is 1.5, and must be a whole number'],
    ['pagewalk/regions', { process: '5' }, 'process is "5", and must be a whole number'],
    ['pagewalk/regions', { process: 5, first: -1 }, 'first is -1, and must be a whole number'],
    ['pagewalk/walk', { process: 5, address: '  ' }, 'an address such as 0x8048000'],
    ['pagewalk/kernel', { part: 'x' }, 'one of globals, counters'],
    ['pagewalk/origin', { of: 'frame' }, 'the argument address is missing'],
  ])('%s %j', (request, given, message) => {
    const checked = checkArguments(request, given);
    expect(isWrong(checked) ? checked.wrong : '').toContain(`${request}: `);
    expect(isWrong(checked) ? checked.wrong : '').toContain(message);
  });

  it('keeps what fits, leaves out what nobody knows, and takes null for absent', () => {
    expect(
      checkArguments('pagewalk/regions', { process: 5, first: null, count: 7, other: 1 }),
    ).toEqual({ process: 5, count: 7 });
    expect(checkArguments('pagewalk/now', undefined)).toEqual({});
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.anything(), (request, given) => {
        expect(typeof checkArguments(request, given)).toBe('object');
      }),
    );
  });

  it('knows its names only', () => {
    expect(NAMES).toHaveLength(9);
    expect(isViewRequest('pagewalk/none')).toBe(false);
    expect(isViewRequest('toString')).toBe(false);
  });
});
