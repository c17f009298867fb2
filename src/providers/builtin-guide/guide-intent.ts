import type { ModelRequest } from '../provider.port.js';
import {
  asksAboutUser,
  asksForEarlierMessage,
  asksToConnectModel,
  asksWhatThisIs,
  earlierTexts,
  isGreeting,
  isThanks,
  liveTopicOf,
  plainForm,
  questionOf,
  tellsToRemember,
  type LiveTopic,
} from './guide-question.js';
import {
  demandedCall,
  openToolResults,
  topicCall,
  type GuideToolCall,
  type GuideToolResult,
} from './guide-tool-calls.js';
import { searchTerms } from './guide-terms.js';

/** What a request wants of the guide. */
export type GuideIntent =
  | { kind: 'tool-results'; results: GuideToolResult[] }
  | { kind: 'tool-call'; call: GuideToolCall }
  /** The question needs a tool that this run does not have, or may not call. */
  | { kind: 'tool-missing'; topic: LiveTopic }
  /** `said` is undefined where nothing fitting was said before. */
  | { kind: 'recall'; said: string | undefined }
  | { kind: 'remember' }
  | { kind: 'welcome' }
  | { kind: 'thanks' }
  | { kind: 'introduction' }
  | { kind: 'connect-model'; question: string }
  | { kind: 'search'; question: string };

export function intentOf(request: ModelRequest): GuideIntent {
  const results = openToolResults(request.messages);
  // Answered in text even when a call is required: calling again would never end.
  if (results.length > 0) return { kind: 'tool-results', results };
  const question = questionOf(request.messages);
  const plain = plainForm(question);
  return toolIntent(request, plain) ?? recallIntent(request, question, plain) ?? questionIntent(question, plain);
}

function toolIntent(request: ModelRequest, plain: string): GuideIntent | undefined {
  const topic = liveTopicOf(plain);
  const demanded = demandedCall(request.tools, request.toolChoice, topic);
  if (demanded) return { kind: 'tool-call', call: demanded };
  if (topic === undefined) return undefined;
  const call = request.toolChoice?.type === 'none' ? undefined : topicCall(request.tools, topic);
  return call ? { kind: 'tool-call', call } : { kind: 'tool-missing', topic };
}

function recallIntent(request: ModelRequest, question: string, plain: string): GuideIntent | undefined {
  const earlier = earlierTexts(request.messages);
  if (asksForEarlierMessage(plain)) {
    return { kind: 'recall', said: /\bfirst\b/.test(plain) ? earlier[0] : earlier.at(-1) };
  }
  if (tellsToRemember(plain)) return { kind: 'remember' };
  const said = asksAboutUser(plain) ? latestAbout(question, earlier) : undefined;
  return said === undefined ? undefined : { kind: 'recall', said };
}

function latestAbout(question: string, earlier: string[]): string | undefined {
  const asked = new Set(searchTerms(question));
  return earlier.findLast((text) => !text.endsWith('?') && searchTerms(text).some((term) => asked.has(term)));
}

function questionIntent(question: string, plain: string): GuideIntent {
  if (isThanks(plain)) return { kind: 'thanks' };
  if (asksWhatThisIs(plain)) return { kind: 'introduction' };
  if (isGreeting(plain) || searchTerms(question).length === 0) return { kind: 'welcome' };
  return asksToConnectModel(plain) ? { kind: 'connect-model', question } : { kind: 'search', question };
}
