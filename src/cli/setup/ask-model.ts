import type { LocalServerProbe } from '../../providers/local-server-probe.port.js';
import type { Interview } from './interview.js';
import { type Question, readChoice } from './question.js';
import type { ModelChoice, ProviderChoice } from './setup-choice.js';
import { askOwnServer } from './ask-own-server.js';

type Source = { kind: 'provider'; provider: ProviderChoice } | { kind: 'own' } | { kind: 'guide' };

const shownModels = 15;

/** Questions 1 and 2: where models come from, and which one answers. */
export async function askModel(
  interview: Interview,
  found: readonly ProviderChoice[],
  probe: LocalServerProbe,
): Promise<ModelChoice> {
  const source = await interview.ask(sourceQuestion(found));
  switch (source.kind) {
    case 'guide':
      return undefined;
    case 'own':
      return withModel(interview, await askOwnServer(interview, probe));
    case 'provider':
      return withModel(interview, source.provider);
  }
}

function sourceQuestion(found: readonly ProviderChoice[]): Question<Source> {
  const providers = found.map((provider) => ({
    source: { kind: 'provider', provider } as const,
    text: provider.description,
  }));
  const choices = [
    ...providers,
    { source: { kind: 'own' } as const, text: "another server with OpenAI's API, by its address" },
    { source: { kind: 'guide' } as const, text: 'none: the built-in guide answers, which is no language model' },
  ];
  // What can hold a conversation at once; without any, the gateway works all the same.
  const usable = found.findIndex(({ modelId }) => modelId !== undefined);
  return {
    text: '1. Which models shall answer?',
    above: choices.map(({ text }, index) => `  ${index + 1}  ${text}`),
    fallback: String(usable >= 0 ? usable + 1 : choices.length),
    read: (answer) =>
      readChoice<Source>(
        answer,
        choices.map(({ source }) => source),
      ),
  };
}

async function withModel(interview: Interview, provider: ProviderChoice): Promise<ModelChoice> {
  return { provider, modelId: await interview.ask(modelQuestion(provider)) };
}

/** A model that is not in the list can be named too: servers load models on demand. */
function modelQuestion({ modelIds, modelId, name }: ProviderChoice): Question<string> {
  const shown = modelIds.slice(0, shownModels);
  const left = modelIds.length - shown.length;
  return {
    text: `2. Which model of ${name}? A number or a name`,
    above: [...shown.map((id, index) => `  ${index + 1}  ${id}`), ...(left > 0 ? [`  and ${left} more`] : [])],
    ...(modelId === undefined ? {} : { fallback: modelId }),
    read: (answer) => {
      if (answer === '' || /\s/.test(answer)) return { problem: 'The name of a model has no spaces and is not empty.' };
      return /^\d{1,2}$/.test(answer) ? readChoice(answer, shown) : { value: answer };
    },
  };
}
