import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../common/conversation.js';
import { modelRequest, tool, user } from '../../../test/support/guide-fixtures.js';
import { intentOf } from './guide-intent.js';

const tools = [tool('read'), tool('session_status'), tool('gateway')];

function call(name: string, argumentsText = '{}') {
  return { kind: 'tool-call', call: { name, arguments: argumentsText } };
}

function intent(question: string, overrides: Parameters<typeof modelRequest>[0] = {}) {
  return intentOf(modelRequest({ messages: [user(question)], tools, ...overrides }));
}

const assistant = (text: string): Message => ({ role: 'assistant', text, toolCalls: [] });

describe(intentOf.name, () => {
  it.each(['hi', 'Hello!', 'hey there', 'Good morning', '', '  ', '👋', 'help', 'what can you do?', 'ping', '你好'])(
    'welcomes %j',
    (question) => {
      expect(intent(question)).toEqual({ kind: 'welcome' });
    },
  );

  it.each(['thanks', 'Thank you!', 'ok, thanks a lot', 'Great, thank you very much.'])('accepts %j', (question) => {
    expect(intent(question)).toEqual({ kind: 'thanks' });
  });

  it.each(['Who are you?', 'what is this', 'Are you a language model?'])('introduces itself for %j', (question) => {
    expect(intent(question)).toEqual({ kind: 'introduction' });
  });

  it.each([
    'what time is it',
    'What time is it?',
    'Tell me what time it is',
    "What's the date today?",
    'which session is this?',
    'What is my session key?',
    'which agent am I talking to?',
    'What is your status?',
    '/status',
    'session status',
  ])('calls session_status for %j', (question) => {
    expect(intent(question)).toEqual(call('session_status'));
  });

  it.each([
    'show the configuration',
    'Show me the current config.',
    'which providers are configured?',
    'gateway status',
    'What models are available?',
  ])('calls gateway for %j', (question) => {
    expect(intent(question)).toEqual(call('gateway'));
  });

  it.each([
    'How do sessions work?',
    'Which agent do I use for coding?',
    'How do I set the session key header?',
    'Where is the configuration file?',
    'What does the status 429 mean?',
    'Show the configuration for a public agent',
    'How long may a run take in time?',
    'read the file notes.txt',
  ])('looks up %j', (question) => {
    expect(intent(question)).toEqual({ kind: 'search', question });
  });

  it.each(['How do I connect a real model?', 'use ollama', 'How can I use Claude?', 'set up OpenAI'])(
    'explains how to connect a model for %j',
    (question) => {
      expect(intent(question)).toEqual({ kind: 'connect-model', question });
    },
  );

  it('looks up how to use a client of a provider', () => {
    expect(intent('How do I use the OpenAI SDK?').kind).toBe('search');
  });

  describe('tools', () => {
    it.each([
      [['list', 'config.get', 'status'], '{"action":"config.get"}'],
      [['status'], '{"action":"status"}'],
    ])('names an action when the tool offers %j', (actions, argumentsText) => {
      const parameters = { type: 'object', properties: { action: { enum: actions } }, required: ['action'] };
      expect(intent('show the configuration', { tools: [tool('gateway', parameters)] })).toEqual(
        call('gateway', argumentsText),
      );
    });

    it('says what is missing when the run has no such tool, or may not call', () => {
      expect(intent('what time is it', { tools: [] })).toEqual({ kind: 'tool-missing', topic: 'session' });
      expect(intent('gateway status', { toolChoice: { type: 'none' } })).toEqual({
        kind: 'tool-missing',
        topic: 'gateway',
      });
    });

    it('leaves a tool of the same name that wants more to its owner', () => {
      const foreign = tool('gateway', { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] });
      expect(intent('gateway status', { tools: [foreign] })).toEqual({ kind: 'tool-missing', topic: 'gateway' });
    });

    it('calls no tool but those two by itself', () => {
      expect(intent('weather', { tools: [tool('weather')] }).kind).toBe('search');
    });

    it('I3: honours a named choice with what the tool requires, and ignores an unknown name', () => {
      const weather = tool('weather', { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] });
      const toolChoice = { type: 'tool', name: 'weather' } as const;
      expect(intent('hi', { tools: [...tools, weather], toolChoice })).toEqual(call('weather', '{"city":""}'));
      expect(intent('hi', { tools, toolChoice })).toEqual({ kind: 'welcome' });
    });

    it('I3: honours a required choice with the fitting tool, else session_status, else the first', () => {
      const toolChoice = { type: 'required' } as const;
      expect(intent('gateway status', { toolChoice })).toEqual(call('gateway'));
      expect(intent('sandbox', { toolChoice })).toEqual(call('session_status'));
      expect(intent('sandbox', { toolChoice, tools: [tool('read')] })).toEqual(call('read'));
      expect(intent('hi', { toolChoice, tools: [] })).toEqual({ kind: 'welcome' });
    });

    it.each(['auto', 'required'] as const)('presents open tool results instead of calling again (%s)', (type) => {
      const messages: Message[] = [
        user('what time is it'),
        { role: 'assistant', text: '', toolCalls: [{ id: 'c1', name: 'session_status', arguments: '{}' }] },
        { role: 'tool', callId: 'c1', content: [{ type: 'text', text: 'noon' }] },
        { role: 'tool', callId: 'c2', content: [{ type: 'text', text: 'other' }] },
      ];
      expect(intent('', { messages, toolChoice: { type } })).toEqual({
        kind: 'tool-results',
        results: [
          { name: 'session_status', text: 'noon' },
          { name: undefined, text: 'other' },
        ],
      });
      expect(intent('', { messages: [...messages, user('what time is it')] })).toEqual(call('session_status'));
    });
  });

  describe('memory', () => {
    const history = [user('My name is Ada'), assistant('Noted.'), user('The sea is blue'), assistant('Nothing found.')];
    const recall = (question: string) => intent(question, { messages: [...history, user(question)] });

    it.each([
      ['What did I say?', 'The sea is blue'],
      ['what was my last message', 'The sea is blue'],
      ['What was my first message?', 'My name is Ada'],
      ['what is my name?', 'My name is Ada'],
    ])('H2: answers %j from what was said before', (question, said) => {
      expect(recall(question)).toEqual({ kind: 'recall', said });
    });

    it('has nothing to recall in a first message', () => {
      expect(intent('What did I say?')).toEqual({ kind: 'recall', said: undefined });
    });

    it('looks up a question on something of the user that was never mentioned', () => {
      expect(recall('Where is my token?')).toEqual({ kind: 'search', question: 'Where is my token?' });
    });

    it('knows a statement from a question', () => {
      expect(recall('My name is Grace').kind).toBe('remember');
      expect(intent('Remember that my favourite colour is green').kind).toBe('remember');
    });
  });
});
