/** What a skill may require of the machine and of the environment that the gateway was started in. */
export interface SkillHost {
  /** As Node.js names it: `linux`, `darwin`, `win32`, … */
  readonly platform: string;
  /** Whether a program of this name, without a path, can be started. May be some seconds old. */
  hasProgram(name: string): boolean;
  hasVariable(name: string): boolean;
}
export const SkillHost = Symbol('SkillHost');
