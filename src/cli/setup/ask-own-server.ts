import type { Environment } from '../../config/environment.js';
import type { HttpAsker } from '../doctor/http-asker.js';
import type { Interview } from './interview.js';
import { type ReadAnswer, readYesOrNo } from './question.js';
import { serverModels } from './server-models.js';
import type { ProviderChoice } from './setup-choice.js';

const name = 'custom';

/** What it takes to ask for a server and to ask the server itself. */
export interface OwnServerSurroundings {
  environment: Environment;
  http: HttpAsker;
}

/** The address of a server that was not found by itself, and what it says of its models. It need not answer yet. */
export async function askOwnServer(
  interview: Interview,
  { environment, http }: OwnServerSurroundings,
): Promise<ProviderChoice> {
  for (;;) {
    const baseUrl = await interview.ask({ text: '   Its address, e.g. http://192.0.2.1:8000/v1', read: readAddress });
    const keyVariable = await interview.ask({
      text: '   The environment variable that holds its key',
      fallback: '',
      read: (answer) => readVariable(answer, environment),
    });
    const models = await serverModels(http, baseUrl, environment.get(keyVariable));
    if ('modelIds' in models) {
      if (models.baseUrl !== baseUrl) interview.warn(`   Its models are at ${models.baseUrl}, so that is taken.`);
      return choice(models.baseUrl, keyVariable, models.modelIds);
    }
    interview.warn(models.problem);
    if (await goesOn(interview, models.isWrongAddress ? 'no' : 'yes')) return choice(baseUrl, keyVariable, []);
  }
}

function goesOn(interview: Interview, fallback: 'yes' | 'no'): Promise<boolean> {
  return interview.ask({ text: '   Go on with it? With no, name another', fallback, read: readYesOrNo });
}

function choice(baseUrl: string, keyVariable: string, modelIds: readonly string[]): ProviderChoice {
  const [modelId] = modelIds;
  return {
    name,
    api: 'openai-completions',
    baseUrl,
    ...(keyVariable === '' ? {} : { keyVariable }),
    modelIds,
    ...(modelId === undefined ? {} : { modelId }),
    description: baseUrl,
  };
}

function readAddress(answer: string): ReadAnswer<string> {
  const url = URL.parse(answer);
  if (!url || !/^https?:$/.test(url.protocol))
    return { problem: 'An address that begins with http:// or https://, please.' };
  if (url.username || url.password)
    return { problem: 'No password in the address, please; name a variable for the key next.' };
  return { value: answer.replace(/\/+$/, '') };
}

/** A configuration that names a variable which is not set cannot be used, so that is told here and not at the end. */
function readVariable(answer: string, environment: Environment): ReadAnswer<string> {
  if (answer === '') return { value: answer };
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(answer))
    return { problem: 'The name of a variable, such as MY_SERVER_KEY, please; never the key itself. Enter for none.' };
  if (environment.get(answer) !== undefined) return { value: answer };
  return { problem: `${answer} is not set here. Set it first and begin again, name another, or Enter for none.` };
}
