import { absolutePath } from './settings/name-types.js';
import { Setting } from './settings/setting.decorator.js';
import { listOf } from './settings/setting-types.js';

export class SkillsConfig {
  @Setting({
    type: listOf(absolutePath),
    description:
      "Directories that hold skills, one folder with a `SKILL.md` each, for all agents that are not public. Those in `skills/` of an agent's workspace come first.",
  })
  dirs: string[] = [];
}
