import { GuideIndex } from './guide-index.js';
import type { GuidePage } from './guide-pages.js';
import { passagesOf, titleOf } from './guide-passages.js';

export interface PageTitle {
  path: string;
  title: string;
}

/** The documentation, ready to be asked. `titles` is empty where no documentation was found. */
export interface GuideLibrary {
  titles: PageTitle[];
  index: GuideIndex;
}

export function guideLibrary(pages: readonly GuidePage[]): GuideLibrary {
  return {
    titles: pages.map((page) => ({ path: page.path, title: titleOf(page) })),
    index: new GuideIndex(pages.flatMap(passagesOf)),
  };
}
