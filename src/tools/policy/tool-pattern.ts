import { normalizeToolName } from './tool-name.js';
import type { ToolGroup } from '../tool.port.js';

/** One entry of a list of tools as the configuration has it. */
export type ToolPattern =
  | { kind: 'name'; name: string }
  /** `github__*`; the beginning is empty for `*`, which is every tool. */
  | { kind: 'beginning'; beginning: string }
  /** `group:fs`; a group that does not exist has no tools. */
  | { kind: 'group'; group: string };

/** What patterns are held against: one tool, or every tool of a group whose name begins so. */
export interface ToolSubject {
  /** Normalized name, or beginning of names. */
  name: string;
  isBeginning: boolean;
  group: ToolGroup | undefined;
}

export function parseToolPattern(written: string): ToolPattern {
  const text = normalizeToolName(written);
  if (text.startsWith('group:')) return { kind: 'group', group: text.slice('group:'.length) };
  if (text.endsWith('*')) return { kind: 'beginning', beginning: text.replace(/\*+$/, '') };
  return { kind: 'name', name: text };
}

/** Whether the pattern means the tool; of a beginning, whether it means every tool there could be. */
export function meansAll(pattern: ToolPattern, { name, isBeginning, group }: ToolSubject): boolean {
  switch (pattern.kind) {
    case 'group':
      return pattern.group === group;
    case 'beginning':
      return name.startsWith(pattern.beginning);
    case 'name':
      return !isBeginning && pattern.name === name;
  }
}

/** Whether the pattern means the tool; of a beginning, whether it could mean any. */
export function meansSome(pattern: ToolPattern, subject: ToolSubject): boolean {
  const { name, isBeginning } = subject;
  if (meansAll(pattern, subject)) return true;
  switch (pattern.kind) {
    case 'group':
      return false;
    case 'beginning':
      return isBeginning && pattern.beginning.startsWith(name);
    case 'name':
      return isBeginning && pattern.name.startsWith(name);
  }
}
