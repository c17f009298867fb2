import { describe, expect, it } from '@jest/globals';
import { hollowInstance } from '../../common/hollow-instance.js';
import { builtins } from '../../tools/builtin/builtins.js';
import type { Tool } from '../../tools/tool.port.js';
import { probingCalls } from './probing-calls.js';

describe(probingCalls.name, () => {
  it.each(builtins.map((tool) => hollowInstance<Tool>(tool).definition.name))('knows the built-in tool %s', (name) => {
    expect(probingCalls(name).length).toBeGreaterThan(probingCalls('no_such_tool').length);
  });

  it('reaches no tool that is not built in', () => {
    for (const { arguments: text } of probingCalls('files__delete')) {
      expect(() => Object.keys(JSON.parse(text) as object)).not.toThrow(TypeError);
      expect(text).not.toMatch(/^\{.*\}$/);
    }
  });
});
