import { describe, expect, it } from '@jest/globals';
import { chatCommands, parseChatLine as sut } from './chat-line.js';

describe('parseChatLine', () => {
  it.each([
    ['hello', { kind: 'message', text: 'hello' }],
    ['  hello / there ', { kind: 'message', text: 'hello / there' }],
    ['//etc/hosts', { kind: 'message', text: '/etc/hosts' }],
    ['', { kind: 'nothing' }],
    ['   ', { kind: 'nothing' }],
    ['/help', { kind: 'help' }],
    ['/new ', { kind: 'new' }],
    ['/abort', { kind: 'abort' }],
    ['/session', { kind: 'session' }],
    ['/exit', { kind: 'exit' }],
    ['/history', { kind: 'history', limit: 10 }],
    ['/history 3', { kind: 'history', limit: 3 }],
    ['/agent front-desk', { kind: 'agent', id: 'front-desk' }],
  ])('%j is %j', (line, expected) => {
    expect(sut(line)).toEqual(expected);
  });

  it.each([
    ['/hsitory', 'did you mean "/history"?'],
    ['/', 'Unknown command /'],
    ['/agent', 'Name the agent'],
    ['/history many', 'from 1 to 1000'],
    ['/history 0', 'from 1 to 1000'],
    ['/new please', '/new takes nothing after it'],
  ])('%j is a mistake: %s', (line, problem) => {
    expect(sut(line)).toEqual({ kind: 'mistake', problem: expect.stringContaining(problem) });
  });

  it('knows every command that the help shows', () => {
    for (const [usage] of chatCommands) {
      expect(sut(usage.replace('[n]', '5').replace('<id>', 'main')).kind).toBe(usage.split(' ')[0]?.slice(1));
    }
  });
});
