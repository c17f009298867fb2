import { Setting } from './settings/setting.decorator.js';
import { listOf, name } from './settings/setting-types.js';

export class SkillsConfig {
  @Setting({
    type: listOf(name),
    description:
      "Directories that hold skills, one folder with a `SKILL.md` each, for all agents that are not public; `~` is replaced. Those in `skills/` of an agent's workspace come first.",
  })
  dirs: string[] = [];
}
