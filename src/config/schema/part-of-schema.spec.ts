import { describe, expect, it } from '@jest/globals';
import { partOfSchema } from './part-of-schema.js';

const reference = (name: string) => ({ $ref: `#/$defs/${name}` });
const whole = {
  properties: { one: { description: 'One.', ...reference('One') }, two: reference('Two') },
  $defs: {
    One: { properties: { own: reference('One'), shared: reference('Shared') } },
    Two: { type: 'object' },
    Shared: { type: 'string' },
  },
};

describe(partOfSchema.name, () => {
  it('takes the definitions along that are needed, also those of definitions, and no others', () => {
    expect(partOfSchema(whole, 'one')).toEqual({
      description: 'One.',
      ...reference('One'),
      $defs: { One: whole.$defs.One, Shared: whole.$defs.Shared },
    });
  });

  it('is empty for what is not there', () => {
    expect(partOfSchema(whole, 'constructor')).toEqual({ $defs: {} });
  });
});
