import { plainMediaType } from '../common/media-type.js';

export type AttachmentKind = 'text' | 'pdf' | 'image' | 'unknown';

const textTypes = new Set(
  (
    'json ld+json ndjson x-ndjson jsonl xml yaml x-yaml toml csv javascript x-javascript ecmascript typescript ' +
    'sql graphql x-sh x-shellscript x-httpd-php rtf x-tex x-latex'
  )
    .split(' ')
    .map((subtype) => `application/${subtype}`),
);

const textExtensions = new Set(
  (
    'txt text md markdown mdx rst adoc org tex log csv tsv json jsonl ndjson json5 xml xsd xsl svg html htm xhtml css scss less ' +
    'yaml yml toml ini cfg conf properties env sql graphql gql proto js mjs cjs jsx ts mts cts tsx vue svelte py pyi rb php pl ' +
    'pm lua r jl java kt kts scala groovy gradle go rs c h cc cpp cxx hpp hh m mm cs fs fsx vb swift dart ex exs erl hs ml ' +
    'clj lisp el sh bash zsh fish ps1 bat cmd diff patch dockerfile makefile cmake tf hcl nix vtt srt ics eml'
  ).split(' '),
);

/** Types that say nothing of the content. */
const vagueTypes = new Set(['', 'application/octet-stream', 'binary/octet-stream', 'application/x-binary']);

/** What a file is, by its declared type, else its name, else its first bytes. `unknown` is neither text nor readable. */
export function kindOf(declaredType: string, filename: string, bytes: Uint8Array): AttachmentKind {
  const mediaType = plainMediaType(declaredType);
  if (!vagueTypes.has(mediaType)) return kindOfMediaType(mediaType, filename);
  return kindOfName(filename) ?? kindOfContent(bytes);
}

/** Whether the bytes begin like a PDF; its readers allow some bytes before the header. */
export function looksLikePdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');
}

function kindOfMediaType(mediaType: string, filename: string): AttachmentKind {
  if (mediaType === 'application/pdf' || mediaType === 'application/x-pdf') return 'pdf';
  if (mediaType.startsWith('text/') || textTypes.has(mediaType) || /\+(?:json|xml|yaml)$/.test(mediaType))
    return 'text';
  if (mediaType.startsWith('image/')) return 'image';
  // Systems guess wrong types for source code, e.g. video/mp2t for `.ts`.
  return kindOfName(filename) === 'text' ? 'text' : 'unknown';
}

function kindOfName(filename: string): AttachmentKind | undefined {
  const extension = /[^./\\]+$/.exec(filename)?.[0].toLowerCase() ?? '';
  if (extension === 'pdf') return 'pdf';
  return textExtensions.has(extension) ? 'text' : undefined;
}

function kindOfContent(bytes: Uint8Array): AttachmentKind {
  if (looksLikePdf(bytes)) return 'pdf';
  return bytes.includes(0) ? 'unknown' : 'text';
}
