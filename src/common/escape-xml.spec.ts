import { describe, expect, it } from '@jest/globals';
import { escapeXml } from './escape-xml.js';

describe(escapeXml.name, () => {
  it('leaves nothing that ends a tag or an attribute', () => {
    expect(escapeXml('a & b <c d="e">')).toBe('a &amp; b &lt;c d=&quot;e&quot;&gt;');
    expect(escapeXml('&amp;')).toBe('&amp;amp;');
  });
});
