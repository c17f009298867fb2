import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../test/support/thrown-error.js';
import type { ToolDefinition } from '../common/conversation.js';
import { readToolChoice as readChoiceOf } from './tool-choice.js';
import { readTools as readToolsOf } from './tools.js';

const readTools = (value: unknown) => readToolsOf(value, 'nested');
const readToolChoice = (value: unknown, given: readonly ToolDefinition[]) => readChoiceOf(value, given, 'nested');

const named = (name: string) => ({ type: 'function', function: { name } });
const { tools } = readTools([named('look'), named('walk')]);

describe('readTools', () => {
  it('I3: reads function tools and gives those without parameters an empty object', () => {
    const parameters = { type: 'object', properties: { at: { type: 'number' } } };
    const sut = readTools([
      { type: 'function', function: { name: 'look', description: 'Looks.', parameters, strict: true } },
      { type: 'function', function: { name: 'a-B_9', description: null, parameters: null, strict: null } },
    ]);
    expect(sut).toEqual({
      tools: [
        { name: 'look', description: 'Looks.', parameters, strict: true },
        { name: 'a-B_9', description: '', parameters: { type: 'object', properties: {} } },
      ],
      unknownTypes: [],
    });
  });

  it.each([[undefined], [null], [[]]])('reads %j as no tools', (value) => {
    expect(readTools(value)).toEqual({ tools: [], unknownTypes: [] });
  });

  it('B9: lists the types that are not functions', () => {
    expect(readTools([{ type: 'web_search' }, named('look'), { type: 'namespace', tools: [] }])).toMatchObject({
      tools: [{ name: 'look' }],
      unknownTypes: ['web_search', 'namespace'],
    });
  });

  const faults: [string, unknown][] = [
    ['tools', {}],
    ['tools', 'look'],
    ['tools[0]', ['look']],
    ['tools[0]', [null]],
    ['tools[0].type', [{}]],
    ['tools[0].type', [{ type: 5 }]],
    ['tools[1].function', [named('look'), { type: 'function' }]],
    ['tools[0].function.name', [{ type: 'function', function: {} }]],
    ['tools[0].function.name', [named('')]],
    ['tools[0].function.name', [named('two words')]],
    ['tools[0].function.name', [named('look\n')]],
    ['tools[0].function.name', [named('x'.repeat(65))]],
    ['tools[0].function.description', [{ type: 'function', function: { name: 'f', description: 5 } }]],
    ['tools[0].function.parameters', [{ type: 'function', function: { name: 'f', parameters: [] } }]],
    ['tools[0].function.strict', [{ type: 'function', function: { name: 'f', strict: 'yes' } }]],
  ];

  it.each(faults)('B5: names %s in %j', (param, value) => {
    expect(thrownBy(() => readTools(value))).toMatchObject({ status: 400, param });
  });
});

describe('readToolChoice', () => {
  const allowedTools = (mode: unknown, ...names: unknown[]) => ({
    type: 'allowed_tools',
    allowed_tools: { mode, tools: names.map((name) => ({ type: 'function', function: { name } })) },
  });

  const accepted: [unknown, unknown][] = [
    [undefined, { choice: { type: 'auto' } }],
    [null, { choice: { type: 'auto' } }],
    ['auto', { choice: { type: 'auto' } }],
    ['none', { choice: { type: 'none' } }],
    ['required', { choice: { type: 'required' } }],
    [named('walk'), { choice: { type: 'tool', name: 'walk' } }],
    [allowedTools('auto', 'walk'), { choice: { type: 'auto' }, allowed: ['walk'] }],
    [allowedTools('required', 'walk', 'look'), { choice: { type: 'required' }, allowed: ['walk', 'look'] }],
    [allowedTools('auto'), { choice: { type: 'auto' }, allowed: [] }],
  ];

  it.each(accepted)('I3: reads %j', (value, expected) => {
    expect(readToolChoice(value, tools)).toEqual(expected);
  });

  const faults: [string, unknown][] = [
    ['tool_choice', 'always'],
    ['tool_choice', 5],
    ['tool_choice', ['look']],
    ['tool_choice.type', {}],
    ['tool_choice.type', { type: 'custom' }],
    ['tool_choice.function', { type: 'function' }],
    ['tool_choice.function.name', { type: 'function', function: {} }],
    ['tool_choice.function.name', named('fly')],
    ['tool_choice.function.name', named('constructor')],
    ['tool_choice.allowed_tools', { type: 'allowed_tools' }],
    ['tool_choice.allowed_tools.mode', allowedTools('none', 'look')],
    ['tool_choice.allowed_tools.mode', allowedTools(undefined, 'look')],
    ['tool_choice.allowed_tools.tools', { type: 'allowed_tools', allowed_tools: { mode: 'auto' } }],
    ['tool_choice.allowed_tools.tools', allowedTools('required')],
    ['tool_choice.allowed_tools.tools[0]', { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: ['look'] } }],
    ['tool_choice.allowed_tools.tools[1].function.name', allowedTools('auto', 'look', 'fly')],
  ];

  it.each(faults)('B5: names %s in %j', (param, value) => {
    expect(thrownBy(() => readToolChoice(value, tools))).toMatchObject({ status: 400, param });
  });

  it.each([['required'], [named('look')]])('I3: refuses %j without tools', (value) => {
    expect(thrownBy(() => readToolChoice(value, []))).toMatchObject({ status: 400, param: 'tool_choice' });
  });
});

describe('the flat form of responses', () => {
  const look = { type: 'function', name: 'look' };
  const sut = (value: unknown) => readChoiceOf(value, tools, 'flat');
  const allowedTools = (mode: unknown, ...list: unknown[]) => ({ type: 'allowed_tools', mode, tools: list });

  it('I3: readTools takes name and parameters from beside the type', () => {
    expect(
      readToolsOf(
        [
          { ...look, parameters: null, strict: null },
          { type: 'custom', name: 'x' },
        ],
        'flat',
      ),
    ).toEqual({
      tools: [{ name: 'look', description: '', parameters: { type: 'object', properties: {} } }],
      unknownTypes: ['custom'],
    });
    expect(thrownBy(() => readToolsOf([named('look')], 'flat'))).toMatchObject({ param: 'tools[0].name' });
  });

  it.each([
    [look, { choice: { type: 'tool', name: 'look' } }],
    [allowedTools('required', look), { choice: { type: 'required' }, allowed: ['look'] }],
    [allowedTools(undefined, look), { choice: { type: 'auto' }, allowed: ['look'] }],
    [allowedTools('none', look), { choice: { type: 'none' } }],
    [allowedTools('auto', { type: 'web_search' }), { choice: { type: 'auto' }, allowed: [] }],
  ])('I3: readToolChoice reads %j', (value, expected) => {
    expect(sut(value)).toEqual(expected);
  });

  it.each([
    ['tool_choice.name', { type: 'function' }],
    ['tool_choice.name', { type: 'function', name: 'fly' }],
    ['tool_choice.mode', allowedTools('sometimes', look)],
    ['tool_choice.tools', allowedTools('required', { type: 'web_search' })],
    ['tool_choice.tools[0].name', allowedTools('auto', { type: 'function', name: 'fly' })],
    ['tool_choice.type', { type: 'web_search' }],
  ])('B5: readToolChoice names %s', (param, value) => {
    expect(thrownBy(() => sut(value))).toMatchObject({ status: 400, param });
  });
});
