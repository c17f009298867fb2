/** A run of lines without a blank one, or a fenced code block with its fences. */
export interface MarkdownBlock {
  code: boolean;
  text: string;
}

/** A heading and what follows it up to the next heading. The part before the first heading has depth 0. */
export interface MarkdownSection {
  depth: number;
  heading: string;
  blocks: MarkdownBlock[];
}

/** Splits Markdown at its ATX headings; a `#` inside a code fence is not one. */
export function markdownSections(markdown: string): MarkdownSection[] {
  const reader = new SectionReader();
  for (const line of markdown.split(/\r?\n/)) reader.read(line);
  return reader.end();
}

class SectionReader {
  private readonly sections: MarkdownSection[] = [];
  private section: MarkdownSection = { depth: 0, heading: '', blocks: [] };
  private lines: string[] = [];
  private fence: string | undefined;

  constructor() {
    this.sections.push(this.section);
  }

  read(line: string): void {
    const marker = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (this.fence !== undefined) this.readCode(line, marker);
    else if (marker !== undefined) this.openFence(line, marker);
    else this.readText(line);
  }

  end(): MarkdownSection[] {
    this.closeBlock();
    return this.sections;
  }

  private openFence(line: string, marker: string): void {
    this.closeBlock();
    this.fence = marker;
    this.lines.push(line);
  }

  private readCode(line: string, marker: string | undefined): void {
    this.lines.push(line);
    const closes = marker !== undefined && line.trim() === marker && marker.startsWith(this.fence ?? marker);
    if (closes) this.closeBlock();
  }

  private readText(line: string): void {
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (heading) this.openSection(heading[1].length, heading[2].replace(/#+\s*$/, '').trim());
    else if (line.trim() === '') this.closeBlock();
    else this.lines.push(line);
  }

  private openSection(depth: number, heading: string): void {
    this.closeBlock();
    this.section = { depth, heading, blocks: [] };
    this.sections.push(this.section);
  }

  private closeBlock(): void {
    if (this.lines.length > 0)
      this.section.blocks.push({ code: this.fence !== undefined, text: this.lines.join('\n') });
    this.lines = [];
    this.fence = undefined;
  }
}
