import { keyNamePattern } from '../common/key-name.js';
import { operatorScopes } from '../common/operator-scopes.js';
import type { OperatorScope } from '../common/operator-scopes.js';
import { compatModes } from './compat-mode.js';
import type { CompatMode } from './compat-mode.js';
import { agentId } from './settings/name-types.js';
import { pointInTime } from './settings/point-in-time.js';
import { Setting } from './settings/setting.decorator.js';
import { boolean, integer, listOf, name, oneOf, pattern, section, text } from './settings/setting-types.js';

export const keyName = pattern(
  keyNamePattern,
  'the name of a key: 1 to 64 letters, digits, "-" or "_", starting with a letter or digit',
  { folded: true },
);

export const keyDigest = pattern(
  /^sha256:[0-9a-f]{64}$/,
  '"sha256:" and the 64 hexadecimal digits of the digest of the key',
  { folded: true },
);

/** Tools that a key leaves to its runs, of those that the agent has. */
export class KeyToolsConfig {
  @Setting({ type: listOf(name), description: 'Just these tools, in the words of `tools.allow`.' })
  allow?: string[];

  @Setting({ type: listOf(name), description: 'Tools that are never offered.' })
  deny?: string[];
}

export const mostPerMinute = 1_000_000_000;
export const mostConcurrent = 100_000;

/** What a key may do. */
export class KeyRightsConfig {
  @Setting({ type: listOf(agentId), description: 'The agents that it may use.', absentMeans: 'all of them' })
  agents?: string[];

  @Setting({ type: boolean, description: 'Whether its runs can be owner runs at all.' })
  owner = false;

  @Setting({
    type: section(() => KeyToolsConfig),
    description: 'Narrows the tools of its runs further.',
    absentMeans: 'what the agent has',
  })
  tools?: KeyToolsConfig;

  @Setting({
    type: pointInTime,
    description: 'From then on it is refused, and what is open is closed.',
    absentMeans: 'never',
  })
  expiresAt?: string;

  @Setting({
    type: integer({ min: 1, max: mostPerMinute }),
    description: 'Requests a minute.',
    absentMeans: 'not limited',
  })
  rpm?: number;

  @Setting({
    type: integer({ min: 1, max: mostPerMinute }),
    description: 'Tokens of models a minute.',
    absentMeans: 'not limited',
  })
  tpm?: number;

  @Setting({
    type: integer({ min: 1, max: mostConcurrent }),
    description: 'Runs at the same time.',
    absentMeans: 'not limited',
  })
  maxConcurrent?: number;

  @Setting({
    type: oneOf(compatModes),
    description: 'What becomes of request fields without effect.',
    absentMeans: 'as `gateway.http.compat`',
  })
  compat?: CompatMode;

  @Setting({
    type: listOf(oneOf(operatorScopes)),
    description:
      'What it may do: `operator.read` only looks, `operator.write` starts runs too, `operator.admin` needs `owner: true`.',
    absentMeans: '`operator.read` and `operator.write`',
  })
  scopes?: OperatorScope[];
}

/** A credential beside the shared one, which can do less. */
export class NamedKeyConfig extends KeyRightsConfig {
  @Setting({
    type: keyName,
    description: 'Its name in logs, and the name of its sessions, which no other key sees.',
    required: true,
  })
  id: string;

  @Setting({
    type: keyDigest,
    description:
      'The SHA-256 digest of the key, as `sha256:<64 hexadecimal digits>`. Only for a key of at least 32 random bytes.',
    secret: true,
  })
  hash?: string;

  @Setting({
    type: text,
    description: 'The key itself, best as `${ENV_NAME}`; in place of `hash`.',
    secret: true,
  })
  key?: string;
}
