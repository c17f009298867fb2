import { deflateSync } from 'node:zlib';

export interface MakePdfOptions {
  /** Claims another number of pages than there are. */
  pageCount?: number;
  /** Blank bytes that each page unpacks to, beside its text. */
  paddingBytes?: number;
}

/** A small, valid PDF with one line of text per page. */
export function makePdf(lines: string[], options: MakePdfOptions = {}): Buffer {
  const pages = lines.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages}] /Count ${options.pageCount ?? lines.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...lines.flatMap((line, index) => pageObjects(line, 5 + index * 2, options.paddingBytes ?? 0)),
  ];
  return Buffer.from(assemble(objects), 'latin1');
}

function pageObjects(line: string, contentNumber: number, paddingBytes: number): string[] {
  const content = `BT /F1 12 Tf 72 720 Td (${line.replace(/[()\\]/g, '\\$&')}) Tj ET`;
  const packed = deflateSync(content + ' '.repeat(paddingBytes)).toString('latin1');
  return [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${contentNumber} 0 R ` +
      '/Resources << /Font << /F1 3 0 R >> >> >>',
    `<< /Filter /FlateDecode /Length ${packed.length} >>\nstream\n${packed}\nendstream`,
  ];
}

function assemble(objects: string[]): string {
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  return `${body}${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
}
