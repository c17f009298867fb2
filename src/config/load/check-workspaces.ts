import { basename, dirname, join } from 'node:path';
import { isWithin } from '../../common/is-within.js';
import { formatPath } from '../settings/config-path.js';
import type { SettingsReader } from '../settings/settings-reader.js';
import type { StateDirectory } from '../state-directory.js';
import { ownWorkspaces } from '../workspace-path.js';
import type { ConfigSource } from './config-source.js';
import { type PlacedWorkspace, realPlace } from './placed-workspaces.js';

interface GatewayFiles {
  stateDirectory: StateDirectory;
  source: ConfigSource;
}

const allowed =
  'a directory outside the state directory that holds neither that nor the configuration file, e.g. "~/agents/{agentId}"';

/** Reports each workspace through which an agent could read or change what the gateway keeps for itself. */
export function checkWorkspaces(
  workspaces: readonly PlacedWorkspace[],
  files: GatewayFiles,
  reader: SettingsReader,
): void {
  const faultOf = faultFinder(files);
  // Many agents may have theirs from `agents.defaults`.
  const reported = new Set<string>();
  for (const { configured, path, place } of workspaces) {
    const fault = faultOf(place);
    if (fault === undefined || reported.has(formatPath(path))) continue;
    reported.add(formatPath(path));
    const found =
      configured === undefined ? 'nothing, and at the default place a link' : reader.describe(configured, path);
    reader.report(path, `${found}, ${fault}`, allowed);
  }
}

function faultFinder({ stateDirectory, source }: GatewayFiles): (place: string) => string | undefined {
  const state = placesOf(stateDirectory.path);
  const config = 'path' in source ? placesOf(source.path) : [];
  const own = realPlace(stateDirectory.file(ownWorkspaces));
  return (place) => {
    if (state.some((path) => isWithin(path, place))) return 'which is or holds the state directory';
    if (config.some((path) => isWithin(path, place))) return 'which is or holds the configuration file';
    if (!state.some((path) => isWithin(place, path))) return undefined;
    return place !== own && isWithin(place, own) ? undefined : 'which lies in the state directory';
  };
}

/** Where the file or directory lies, and where a link to it lies. */
function placesOf(path: string): string[] {
  return [realPlace(path), join(realPlace(dirname(path)), basename(path))];
}
