import JSON5 from 'json5';
import { type JsonObject, isJsonObject } from '../common/json.js';
import type { SkillHost } from './skill-host.port.js';

/** What has to be there for a skill to be of use. */
export interface SkillRequirements {
  /** One of these platforms; empty is any. */
  os: readonly string[];
  /** All of these programs. */
  bins: readonly string[];
  /** One of these programs; empty is none needed. */
  anyBins: readonly string[];
  /** All of these environment variables. */
  env: readonly string[];
}

const kinds = ['os', 'bins', 'anyBins', 'env'] as const satisfies (keyof SkillRequirements)[];

/**
 * Reads `requires` of the front matter, and OpenClaw's form of it: `metadata.openclaw.requires` with `metadata.openclaw.os`
 * beside it, where `metadata` may be JSON in a string. A requirement that is not understood is a problem, not ignored.
 */
export function readRequirements(fields: JsonObject): { requirements: SkillRequirements } | { problem: string } {
  const openclaw = objectIn(objectOf(fields['metadata']), 'openclaw');
  const given = [objectIn(fields, 'requires'), objectIn(openclaw, 'requires'), pick(openclaw, 'os')];
  const unknown = given.flatMap((each) => Object.keys(each)).find((key) => !isKind(key));
  if (unknown !== undefined) {
    return {
      problem: `requires \`${unknown.slice(0, 40)}\`; the requirements that can be checked are ${kinds.join(', ')}`,
    };
  }
  const malformed = kinds.find((kind) => given.some((each) => namesIn(each, kind) === undefined));
  if (malformed !== undefined) return { problem: `requires \`${malformed}\` as something else than a list of names` };
  const all = (kind: keyof SkillRequirements): string[] => given.flatMap((each) => namesIn(each, kind) ?? []);
  // `always` waives everything but the platform.
  if (openclaw['always'] === true) return { requirements: { os: all('os'), bins: [], anyBins: [], env: [] } };
  return { requirements: { os: all('os'), bins: all('bins'), anyBins: all('anyBins'), env: all('env') } };
}

/** What is missing and what to do about it; undefined when all is there. */
export function unmetRequirement(required: SkillRequirements, host: SkillHost): string | undefined {
  const { os, bins, anyBins, env } = required;
  if (os.length > 0 && !os.includes(host.platform)) return `it is for ${os.join(', ')} and this is ${host.platform}`;
  const program = bins.find((name) => !host.hasProgram(name));
  if (program !== undefined) return `the program ${program} is not on the PATH of the gateway; install it`;
  if (anyBins.length > 0 && !anyBins.some((name) => host.hasProgram(name))) {
    return `none of the programs ${anyBins.join(', ')} is on the PATH of the gateway; install one`;
  }
  const variable = env.find((name) => !host.hasVariable(name));
  return variable === undefined
    ? undefined
    : `the environment variable ${variable} is not set; start the gateway with it`;
}

function isKind(key: string): key is keyof SkillRequirements {
  return (kinds as readonly string[]).includes(key);
}

/** One name may stand without a list around it. Undefined for anything that is neither. */
function namesIn(object: JsonObject, key: string): string[] | undefined {
  const value = object[key] ?? [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.every((each) => typeof each === 'string' && each.trim() !== '') ? (list as string[]) : undefined;
}

function pick(object: JsonObject, key: string): JsonObject {
  return Object.hasOwn(object, key) ? { [key]: object[key] } : {};
}

function objectIn(object: JsonObject, key: string): JsonObject {
  return objectOf(object[key]);
}

function objectOf(value: unknown): JsonObject {
  if (typeof value !== 'string') return isJsonObject(value) ? value : {};
  try {
    const parsed: unknown = JSON5.parse(value);
    return isJsonObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
