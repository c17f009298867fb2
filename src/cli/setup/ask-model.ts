import type { Interview } from './interview.js';
import { type Question, readChoice } from './question.js';
import type { ModelChoice, ProviderChoice } from './setup-choice.js';
import { type OwnServerSurroundings, askOwnServer } from './ask-own-server.js';

type Source = { kind: 'provider'; provider: ProviderChoice } | { kind: 'own' } | { kind: 'guide' };

const shownModels = 15;

/** How to come to a model where none is at hand. */
export const noModelHint =
  'No model server answers on this machine, and no key of a model provider is set. Start a server or set a key, e.g. ' +
  'OPENAI_API_KEY, and run `openclaw init` again, or restart the gateway: it finds the model by itself.';

/** Where models come from, and which one answers. */
export async function askModel(
  interview: Interview,
  { found, ...surroundings }: OwnServerSurroundings & { found: readonly ProviderChoice[] },
): Promise<ModelChoice> {
  const source = await interview.ask(sourceQuestion(found));
  switch (source.kind) {
    case 'guide':
      return undefined;
    case 'own':
      return withModel(interview, await askOwnServer(interview, surroundings));
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
    {
      source: { kind: 'guide' } as const,
      text: 'none of these: the gateway takes what it finds at its start, else the built-in guide (no language model)',
    },
  ];
  // What can hold a conversation at once; without any, the gateway works all the same.
  const usable = found.findIndex(({ modelId }) => modelId !== undefined);
  return {
    text: 'Which models shall answer?',
    isCounted: true,
    above: [
      ...(found.length === 0 ? [noModelHint] : []),
      ...choices.map(({ text }, index) => `  ${index + 1}  ${text}`),
    ],
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
    text: `Which model of ${name}? ${shown.length === 0 ? 'Its name' : 'A number or a name'}`,
    isCounted: true,
    above: [...shown.map((id, index) => `  ${index + 1}  ${id}`), ...(left > 0 ? [`  and ${left} more`] : [])],
    ...(modelId === undefined ? {} : { fallback: modelId }),
    read: (answer) => {
      if (answer === '' || /\s/.test(answer)) return { problem: 'The name of a model has no spaces and is not empty.' };
      return shown.length > 0 && /^\d{1,2}$/.test(answer) ? readChoice(answer, shown) : { value: answer };
    },
  };
}
