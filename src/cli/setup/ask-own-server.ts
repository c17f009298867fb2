import type { LocalServerProbe } from '../../providers/local-server-probe.port.js';
import type { Interview } from './interview.js';
import type { ReadAnswer } from './question.js';
import type { ProviderChoice } from './setup-choice.js';

const probeMilliseconds = 3_000;
const name = 'custom';

/** The address of a server that was not found by itself, and what it says of its models. */
export async function askOwnServer(interview: Interview, probe: LocalServerProbe): Promise<ProviderChoice> {
  const baseUrl = await interview.ask({ text: '   Its address, e.g. http://192.0.2.1:8000/v1', read: readAddress });
  const keyVariable = await interview.ask({
    text: '   The environment variable that holds its key',
    fallback: '',
    read: readVariable,
  });
  const modelIds = (await probe.probe(baseUrl, probeMilliseconds)) ?? [];
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

function readVariable(answer: string): ReadAnswer<string> {
  if (answer === '' || /^[A-Za-z_][A-Za-z0-9_]*$/.test(answer)) return { value: answer };
  return { problem: 'The name of a variable, such as MY_SERVER_KEY, please; never the key itself. Enter for none.' };
}
