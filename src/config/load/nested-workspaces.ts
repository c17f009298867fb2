import { dirname } from 'node:path';
import type { PlacedWorkspace } from './placed-workspaces.js';

/** A warning for each workspace with those of other agents in it. Agents that have the same one share it on purpose. */
export function nestedWorkspaceWarnings(workspaces: readonly PlacedWorkspace[]): string[] {
  const owners = Map.groupBy(workspaces, ({ place }) => place);
  const inner = new Map<string, string[]>();
  for (const { agentId, place } of workspaces) {
    for (const around of directoriesAround(place)) {
      if (owners.has(around)) inner.set(around, [...(inner.get(around) ?? []), agentId]);
    }
  }
  return [...inner].map(([place, innerIds]) => {
    const outerIds = owners.get(place)?.map(({ agentId }) => agentId) ?? [];
    return (
      `The workspace of ${outerIds.join(', ')} holds that of ${innerIds.join(', ')}; all files in there, notes about ` +
      'the owner included, are open to it.'
    );
  });
}

function directoriesAround(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...directoriesAround(parent)];
}
