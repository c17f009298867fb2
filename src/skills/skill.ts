/** Something an agent can learn when it needs to: a folder with a `SKILL.md`. */
export interface Skill {
  name: string;
  description: string;
  /** Where the tool `read` finds its SKILL.md: relative to the workspace, or absolute for a skill of `skills.dirs`. */
  location: string;
  /** The absolute folder of a skill that lies outside the workspace, which has to be readable then. */
  readableRoot: string | undefined;
}
