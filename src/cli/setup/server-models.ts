import { isJsonObject, tryParseJson } from '../../common/json.js';
import type { HttpAsker, HttpOutcome } from '../doctor/http-asker.js';
import { textOf } from '../read-payload.js';

/** What a server says of its models, with the address that has them, or why it says nothing. */
export type ServerModels = { baseUrl: string; modelIds: string[] } | { problem: string; isWrongAddress: boolean };

const usualEnd = '/v1';

/**
 * Asks a server with OpenAI's API for its models, with its key where there is one. Where nothing is at the address itself, it is
 * asked once more with the `/v1` in which it mostly ends. Never rejects.
 */
export async function serverModels(
  http: HttpAsker,
  baseUrl: string,
  apiKey: string | undefined,
): Promise<ServerModels> {
  const authorization: Record<string, string> =
    apiKey === undefined ? {} : { authorization: `Bearer ${apiKey.trim()}` };
  const ask = async (address: string): Promise<ServerModels> =>
    read(await http.get(`${address}/models`, authorization), address);
  const found = await ask(baseUrl);
  if ('modelIds' in found || !found.isWrongAddress || baseUrl.endsWith(usualEnd)) return found;
  const corrected = await ask(`${baseUrl}${usualEnd}`);
  return 'modelIds' in corrected ? corrected : found;
}

function read(outcome: HttpOutcome, baseUrl: string): ServerModels {
  if (outcome.kind !== 'answer') return problem(`Nothing answers at ${baseUrl} (${outcome.reason}).`);
  const { status, body } = outcome;
  if (status === 401 || status === 403) return problem(`${baseUrl} wants a key, or another one (HTTP ${status}).`);
  if (status === 404) {
    const message = `${baseUrl}/models answers 404; an address of OpenAI's API mostly ends in ${usualEnd}.`;
    return { problem: message, isWrongAddress: true };
  }
  const modelIds = status === 200 ? idsIn(body) : undefined;
  return modelIds === undefined
    ? problem(`${baseUrl}/models gives no list of models (HTTP ${status}).`)
    : { baseUrl, modelIds };
}

function problem(message: string): ServerModels {
  return { problem: message, isWrongAddress: false };
}

function idsIn(body: string): string[] | undefined {
  const list = tryParseJson(body);
  if (!isJsonObject(list)) return undefined;
  const entries: unknown = list['data'] ?? [];
  if (!Array.isArray(entries)) return undefined;
  return entries.map((entry: unknown) => (isJsonObject(entry) ? textOf(entry['id']) : '')).filter((id) => id !== '');
}
