import { describe, expect, it } from '@jest/globals';
import { assistant, toolResult, user } from '../../test/support/conversation-factory.js';
import { runRequest } from '../../test/support/run-factory.js';
import { fakeTool } from '../../test/support/tool-factory.js';
import type { Message } from '../common/conversation.js';
import type { RunRequest } from './run-request.js';
import { toCallWords } from './to-call-words.js';

function wordsOf(request: Partial<RunRequest>, history: Message[] = [], older: Message[] = []) {
  const session = {
    older,
    history,
    earlierMessages: older.length + history.length,
    newMessages: request.messages ? [...request.messages] : [],
    commit: () => Promise.resolve(),
  };
  const prompt = [
    { name: 'runtime' as const, text: 'runtime words' },
    { name: 'client' as const, text: 'client words' },
  ];
  return toCallWords(runRequest(request), { prompt, ownTools: [fakeTool('own_tool')], session });
}

describe(toCallWords.name, () => {
  it('the gateway wrote the prompt, without the part of the client, and its own tools', () => {
    const text = wordsOf({ instructions: ['client words'] }).gateway();
    expect(text).toContain('runtime words');
    expect(text).toContain('The tool own_tool.');
    expect(text).not.toContain('client words');
  });

  it('the caller wrote all that its request says, and what it said before', () => {
    const lookup = { name: 'lookup', description: 'client tool', parameters: {} };
    const calls = [
      { id: 'call_1', name: 'lookup', arguments: '{}' },
      { id: 'call_2', name: 'own_tool', arguments: '{}' },
    ];
    const history = [
      user('before'),
      assistant('model words', ...calls),
      toolResult('call_1', 'client result'),
      toolResult('call_2', 'own result'),
    ];
    const text = wordsOf(
      {
        instructions: ['be brief'],
        messages: [user('now'), assistant('brought along')],
        clientTools: [lookup],
        options: { stop: ['stop word'] },
      },
      history,
    ).caller();
    for (const said of ['be brief', 'now', 'brought along', 'client tool', 'stop word', 'before', 'client result'])
      expect(text).toContain(said);
    for (const other of ['model words', 'own result', 'runtime words']) expect(text).not.toContain(other);
  });

  it('the caller wrote what it said before any message that a model is still sent, as far as that was read', () => {
    const text = wordsOf(
      { messages: [user('now')] },
      [user('before')],
      [user('long ago'), assistant('model')],
    ).caller();
    for (const said of ['now', 'before', 'long ago']) expect(text).toContain(said);
    expect(text).not.toContain('model');
  });

  it('attachments are those of users, and are no words', () => {
    const image: Message = { role: 'user', content: [{ type: 'image', mediaType: 'image/png', data: 'aW1hZ2U=' }] };
    const ofTool: Message = {
      role: 'tool',
      callId: 'call_1',
      content: [{ type: 'image', mediaType: 'image/png', data: 'dG9vbA==' }],
    };
    const words = wordsOf({ messages: [image] }, [image, ofTool]);
    expect(words.attachments()).toEqual(['aW1hZ2U=', 'aW1hZ2U=']);
    expect(words.caller()).not.toContain('aW1hZ2U=');
  });
});
