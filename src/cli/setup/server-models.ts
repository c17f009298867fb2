import { isJsonObject, tryParseJson } from '../../common/json.js';
import type { HttpAsker, HttpOutcome } from '../doctor/http-asker.js';
import { textOf } from '../read-payload.js';

/** What a server says of its models, or why it says nothing. */
export type ServerModels = { modelIds: string[] } | { problem: string };

/** Asks a server with OpenAI's API for its models, with its key where there is one. Never rejects. */
export async function serverModels(
  http: HttpAsker,
  baseUrl: string,
  apiKey: string | undefined,
): Promise<ServerModels> {
  const authorization: Record<string, string> =
    apiKey === undefined ? {} : { authorization: `Bearer ${apiKey.trim()}` };
  return read(await http.get(`${baseUrl}/models`, authorization), baseUrl);
}

function read(outcome: HttpOutcome, baseUrl: string): ServerModels {
  if (outcome.kind !== 'answer') return { problem: `Nothing answers at ${baseUrl} (${outcome.reason}).` };
  const { status, body } = outcome;
  if (status === 401 || status === 403) return { problem: `${baseUrl} wants a key, or another one (HTTP ${status}).` };
  const modelIds = status === 200 ? idsIn(body) : undefined;
  return modelIds === undefined
    ? { problem: `${baseUrl}/models gives no list of models (HTTP ${status}).` }
    : { modelIds };
}

function idsIn(body: string): string[] | undefined {
  const list = tryParseJson(body);
  if (!isJsonObject(list)) return undefined;
  const entries: unknown = list['data'] ?? [];
  if (!Array.isArray(entries)) return undefined;
  return entries.map((entry: unknown) => (isJsonObject(entry) ? textOf(entry['id']) : '')).filter((id) => id !== '');
}
