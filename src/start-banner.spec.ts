import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../test/support/agent-factory.js';
import { modelLines } from './start-banner.js';

describe('modelLines', () => {
  const agent = (id: string, primary: string, isDefault = false) =>
    resolvedAgent({ id, isDefault, model: { primary, fallbacks: [] } });
  const lines = (...agents: ReturnType<typeof agent>[]): string[] =>
    modelLines(agents, ({ model }) => ({ ref: model.primary ?? 'builtin/guide' }));

  it('A1: one line when all agents use the same model', () => {
    expect(lines(agent('a', 'x/y', true), agent('b', 'x/y'))).toEqual(['Model: x/y']);
  });

  it('A1: one line an agent when they differ, the default one first', () => {
    expect(lines(agent('a', 'x/y'), agent('b', 'x/z', true))).toEqual(['Model of b (default): x/z', 'Model of a: x/y']);
  });

  it('A1: five agents at most, and how many there are besides', () => {
    const agents = Array.from({ length: 7 }, (_, index) => agent(`a${index}`, `x/${index}`, index === 6));
    expect(lines(...agents)).toHaveLength(6);
    expect(lines(...agents).at(0)).toBe('Model of a6 (default): x/6');
    expect(lines(...agents).at(-1)).toBe('and 2 more agents');
  });

  it('A1: says what is wrong with a model that cannot be used', () => {
    const problem = 'There is no provider "x". Add it.';
    expect(modelLines([agent('a', 'x/y', true)], () => ({ ref: 'x/y', problem }))).toEqual([
      'Model: x/y, which cannot be used. There is no provider "x". Add it.',
    ]);
  });
});
