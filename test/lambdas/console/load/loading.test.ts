import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type Loading, track } from '../../../../lambdas/console/load/loading.ts';

const forever = () => new Promise<string>(() => undefined);
/** Lets what has been settled be told. */
const settled = async () => {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
};

describe('something that is loaded', () => {
  let told: Loading<string>[];
  const show = (loading: Loading<string>) => {
    told.push(loading);
  };

  beforeEach(() => {
    told = [];
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('is said to take a while from 100 ms on, and not before', () => {
    track(forever, show);
    jest.advanceTimersByTime(99);
    expect(told).toEqual([{ isLoading: true, isSlow: false }]);
    jest.advanceTimersByTime(1);
    expect(told.at(-1)).toEqual({ isLoading: true, isSlow: true });
  });

  test('is shown when it is there, and never said to be slow then', async () => {
    track(async () => 'users', show);
    await settled();
    jest.advanceTimersByTime(1_000);
    expect(told.at(-1)).toEqual({ value: 'users', isLoading: false, isSlow: false });
    expect(told.some(({ isSlow }) => isSlow)).toBe(false);
  });

  test('keeps what was there while it is loaded again, also when that fails', async () => {
    const error = new Error('no');
    track(() => Promise.reject(error), show, { value: 'before' });
    expect(told).toEqual([{ value: 'before', isLoading: true, isSlow: false }]);
    await settled();
    expect(told.at(-1)).toEqual({ value: 'before', error, isLoading: false, isSlow: false });
  });

  test('is given up whole: the request is aborted, and nothing is told any more', async () => {
    let signal: AbortSignal | undefined;
    const stop = track(async (given) => {
      signal = given;
      return 'late';
    }, show);
    stop();
    await settled();
    jest.advanceTimersByTime(1_000);
    expect(signal?.aborted).toBe(true);
    expect(told).toEqual([{ isLoading: true, isSlow: false }]);
  });
});
