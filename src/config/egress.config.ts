import { Setting } from './settings/setting.decorator.js';
import { listOf, text } from './settings/setting-types.js';

export class EgressConfig {
  @Setting({
    type: listOf(text),
    description:
      'Host names, user names, addresses and paths of this machine that public agents may tell, because everybody knows them; never a secret.',
  })
  allow: string[] = [];
}
