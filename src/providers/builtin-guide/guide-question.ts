import { textOf, type Message } from '../../common/conversation.js';

/** What the user asks now: the text of the last user message, empty where it has none. */
export function questionOf(messages: readonly Message[]): string {
  const last = messages.findLast((message) => message.role === 'user');
  return last ? textOf(last).trim() : '';
}

/** What the user said before the question, oldest first, without messages that hold no text. */
export function earlierTexts(messages: readonly Message[]): string[] {
  return messages
    .filter((message) => message.role === 'user')
    .slice(0, -1)
    .map((message) => textOf(message).trim())
    .filter((text) => text !== '');
}

/** Longer texts are never plainly a greeting or a question about the session. */
const plainLength = 160;

/** A short question in a form that patterns can be held against; empty for a long text. */
export function plainForm(question: string): string {
  if (question.length > plainLength) return '';
  return question
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/^[\s/]+|[\s?.!…)]+$/g, '')
    .replace(/\s+/g, ' ');
}

const greetings = new Set(
  `hi hello hey heya hiya howdy yo greetings welcome ping test testing help start hola hallo bonjour ciao salut servus moin
  namaste morning good 你好 привет`.split(/\s+/),
);
const pleasantries = new Set(
  'there again all everyone you guide bot world friend openclaw morning afternoon evening day me please guten tag'.split(
    ' ',
  ),
);

/** A greeting, a call for help, or nothing but one word to see whether anybody is there. */
export function isGreeting(plain: string): boolean {
  const [first, ...rest] = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (first === undefined) return false;
  return (
    (greetings.has(first) || first === 'guten') &&
    rest.length < 5 &&
    rest.every((word) => greetings.has(word) || pleasantries.has(word))
  );
}

/** "Thanks", "ok, thank you very much": nothing is asked. */
export function isThanks(plain: string): boolean {
  return /^(?:(?:ok(?:ay)?|great|cool|perfect|nice|many|good)[, ]+)*(?:thanks?|thx|cheers|danke|merci|gracias)(?: (?:you|a lot|so much|very much|again|guide))*$/.test(
    plain,
  );
}

/** "Who are you", "are you a language model": answered by saying what this is. */
export function asksWhatThisIs(plain: string): boolean {
  return /^(?:who|what) (?:are|r) (?:you|u)\b|^what(?: is|'s) (?:this|your name)$|^are you (?:a|an|chatgpt|claude|real|human)\b|^(?:what|which) (?:language )?(?:model|llm) (?:are you|is this)/.test(
    plain,
  );
}

const modelWords =
  /\b(?:models?|llms?|provider|ollama|openai|anthropic|claude|gemini|lm studio|llama|llama-server|vllm|gpt)\b/;
const connectWords =
  /\b(?:connect|add|configure|set ?up|switch|change|replace|install|plug|real)\b|\bhow (?:do|can) i (?:use|get|run)\b|^use\b/;
const clientWords = /\b(?:sdks?|clients?|library|langchain|python|field|headers?|agents?|aliase?s?)\b/;

export function asksToConnectModel(plain: string): boolean {
  return modelWords.test(plain) && connectWords.test(plain) && !clientWords.test(plain);
}

/** What only a tool can tell. */
export type LiveTopic = 'session' | 'gateway';

const sessionQuestions = [
  /^(?:show |what is |what's )?(?:the |my |your )?(?:session )?status$/,
  /\b(?:what|which)(?:'s| is| was)? (?:the |today's )?(?:current )?(?:time|date|day|weekday)(?: and (?:time|date))?(?: (?:is it|it is|is today))?(?: (?:now|today|right now))?$/,
  /^(?:current |local )?(?:time|date|date and time|today's date)$/,
  /\b(?:what|which) (?:session|agent)(?: \w+)? (?:is this|is it|am i|are we|are you|answers|answered)\b/,
  /\b(?:what|which)(?:'s| is) (?:my|this|the current|our) (?:session|agent)(?: key| id| name| status)?$/,
  /^who am i (?:talking|speaking|chatting) (?:to|with)$/,
];

const gatewayQuestions = [
  /^gateway (?:status|info|config(?:uration)?)$/,
  /\bstatus of (?:the|this|my) gateway$/,
  /^(?:please )?(?:can you )?(?:show|print|display|dump|list|what is|what's)(?: me)?(?: the| my| your| this)?(?: current| effective| whole)?(?: gateway(?:'s)?)? config(?:uration)?(?: of (?:the|this) gateway)?$/,
  /\b(?:which|what) (?:model )?(?:providers?|models|agents|tools) (?:are|is|do you have)(?: currently)? (?:configured|set up|enabled|available|connected)$/,
  /^(?:show|list)(?: me)?(?: the| my| all)? (?:configured|available) (?:providers|models|agents)$/,
];

/** Undefined unless the question is plainly about this very session or gateway: anything else is for the documentation. */
export function liveTopicOf(plain: string): LiveTopic | undefined {
  if (sessionQuestions.some((pattern) => pattern.test(plain))) return 'session';
  return gatewayQuestions.some((pattern) => pattern.test(plain)) ? 'gateway' : undefined;
}

const recallQuestions =
  /\bwhat (?:did|have) i (?:just |last |previously )?(?:say|said|tell|told|ask|asked|write|written|wrote)\b|\b(?:what was|what's|what is|repeat) (?:my|the) (?:very )?(?:last|previous|first|earlier) (?:message|question|sentence)|\bdo you remember (?:me|what i)\b|^what did i (?:just )?say/;

export function asksForEarlierMessage(plain: string): boolean {
  return recallQuestions.test(plain);
}

/** "What is my favourite colour?": to be looked up in what the user said. */
export function asksAboutUser(plain: string): boolean {
  return /^(?:do you (?:know|remember) )?(?:what|who|where|which|when)(?:'s| is| are| was) my \w|^do you (?:know|remember) my \w/.test(
    plain,
  );
}

/** "Remember that …", "my name is …": said to be kept, not asked. */
export function tellsToRemember(plain: string): boolean {
  return /^(?:please )?(?:remember|note|keep in mind|memori[sz]e)\b|^(?:my name is|call me|my favou?rite \w+ (?:is|are))\b/.test(
    plain,
  );
}
