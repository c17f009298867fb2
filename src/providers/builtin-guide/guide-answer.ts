import type { GuideIntent } from './guide-intent.js';
import type { GuideLibrary } from './guide-library.js';
import type { GuidePassage } from './guide-passages.js';
import type { LiveTopic } from './guide-question.js';
import type { GuideToolResult } from './guide-tool-calls.js';
import {
  connectLead,
  connectFile,
  introductionText,
  missingToolTexts,
  rememberText,
  signature,
  thanksText,
  welcomeText,
} from './guide-texts.js';
import { shortened, toolResultText } from './tool-result-text.js';

/** `page` is the documentation page that the answer quotes, null where it quotes none. */
export interface GuideAnswer {
  text: string;
  page: string | null;
}

type AnsweredIntent = Exclude<GuideIntent, { kind: 'tool-call' }>;

const suggestedPages = 6;
/** How many passages are looked at for one that shows a whole file. */
const connectPassages = 6;
const recalledLength = 1000;

/** The answer to everything that is not a tool call; it always ends by saying what speaks. */
export function answerTo(intent: AnsweredIntent, library: GuideLibrary): GuideAnswer {
  const answer = body(intent, library);
  return { ...answer, text: `${answer.text}\n\n${signature}` };
}

function body(intent: AnsweredIntent, library: GuideLibrary): GuideAnswer {
  switch (intent.kind) {
    case 'tool-results':
      return unquoted(intent.results.map(resultText).join('\n\n'));
    case 'tool-missing':
      return unquoted(missingToolText(intent.topic));
    case 'recall':
      return unquoted(recallText(intent.said));
    case 'remember':
      return unquoted(rememberText);
    case 'welcome':
      return unquoted(welcomeText);
    case 'thanks':
      return unquoted(thanksText);
    case 'introduction':
      return unquoted(introductionText);
    case 'connect-model':
      return connectAnswer(intent.question, library);
    case 'search':
      return searchAnswer(intent.question, library);
  }
}

function unquoted(text: string): GuideAnswer {
  return { text, page: null };
}

function resultText(result: GuideToolResult): string {
  const lead = result.name === undefined ? 'The tool answered:' : `\`${result.name}\` answered:`;
  return `${lead}\n\n${toolResultText(result.text)}`;
}

function missingToolText(topic: LiveTopic): string {
  return missingToolTexts[topic];
}

function recallText(said: string | undefined): string {
  if (said !== undefined) return `Earlier in this session you said:\n\n${shortened(said, recalledLength)}`;
  return `I see nothing of the kind earlier in this session. ${rememberText}`;
}

function connectAnswer(question: string, library: GuideLibrary): GuideAnswer {
  const found = library.index.search(question, connectPassages);
  // One file only: two would have to be merged.
  const passage = found.find(isWholeFile) ?? found.find(({ text }) => !text.includes('```json5'));
  const file = passage && isWholeFile(passage) ? [] : [connectFile(question)];
  const text = [connectLead, ...file, ...(passage ? [quoted(passage)] : [])].join('\n\n');
  return { text, page: passage?.page ?? null };
}

/** A section that shows a file which connects a model and has the gateway's section too. */
function isWholeFile({ headings, text }: GuidePassage): boolean {
  return /^Connect\b/.test(headings.at(-1) ?? '') && text.includes('chatCompletions:');
}

function searchAnswer(question: string, library: GuideLibrary): GuideAnswer {
  const found = library.index.search(question, 4);
  const best = found.at(0);
  if (!best) return unquoted(nothingFoundText(question, library));
  const also = placesOf(found).filter((place) => place !== placeOf(best));
  const more = also.length > 0 ? `\n\nSee also: ${also.join('; ')}.` : '';
  return { text: `${quoted(best)}${more}`, page: best.page };
}

function quoted(passage: GuidePassage): string {
  return `From ${placeOf(passage)}:\n\n${passage.text}`;
}

function placeOf(passage: GuidePassage): string {
  return passage.headings.length > 0 ? `${passage.page}, “${passage.headings.join(' › ')}”` : passage.page;
}

function placesOf(passages: GuidePassage[]): string[] {
  return [...new Set(passages.map(placeOf))];
}

function nothingFoundText(question: string, library: GuideLibrary): string {
  if (library.titles.length === 0) {
    return 'I found no documentation to look into: README.md and docs/ are not beside this gateway. A real model can answer without them.';
  }
  const near = new Set(library.index.nearest(question, suggestedPages).map((passage) => passage.page));
  const pages = library.titles.filter((page) => near.has(page.path));
  const listed = (pages.length > 0 ? pages : library.titles).slice(0, suggestedPages);
  const titles = listed.map((page) => `- ${page.title} (${page.path})`).join('\n');
  return `I found nothing about that in the documentation. These pages might be near it:\n\n${titles}\n\nFor questions beyond the documentation, connect a real model; ask me “How do I connect a model?”.`;
}
