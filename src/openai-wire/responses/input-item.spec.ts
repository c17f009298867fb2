import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { toCompactionItem } from './compaction-item.js';
import { readInput as sut } from './input-item.js';

const user = (content: unknown) => ({ type: 'message', role: 'user', content });
const assistant = (content: unknown) => ({ type: 'message', role: 'assistant', content });
const pixel = 'data:image/png;base64,AA==';

describe('readInput', () => {
  it('reads a string as what the user says', () => {
    expect(sut('hi')).toEqual([{ type: 'user', content: [{ type: 'text', text: 'hi' }] }]);
  });

  it.each([
    ['with a type', { type: 'message' }],
    ['without a type', {}],
    ['with null for a type', { type: null }],
  ])('reads messages %s', (_name, type) => {
    const items = [
      { ...type, role: 'system', content: 'one' },
      { ...type, role: 'developer', content: [{ type: 'input_text', text: 'two' }] },
      { ...type, role: 'user', content: [{ type: 'input_text', text: 'three' }] },
      { ...type, role: 'assistant', content: 'four' },
    ];
    expect(sut(items)).toEqual([
      { type: 'system', text: 'one' },
      { type: 'system', text: 'two' },
      { type: 'user', content: [{ type: 'text', text: 'three' }] },
      { type: 'assistant', text: 'four', refusal: '' },
    ]);
  });

  it('reads the items of an earlier answer as they came', () => {
    const items = [
      {
        id: 'rs_1_0',
        type: 'reasoning',
        status: 'completed',
        summary: [],
        content: [{ type: 'reasoning_text', text: 'hm' }],
      },
      { id: 'rs_1_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'ah' }], encrypted_content: null },
      {
        id: 'msg_1_2',
        type: 'message',
        status: 'completed',
        role: 'assistant',
        phase: 'final_answer',
        content: [
          { type: 'output_text', text: 'a', annotations: [], logprobs: [] },
          { type: 'refusal', refusal: 'no' },
        ],
      },
      {
        id: 'fc_1_3',
        type: 'function_call',
        status: 'completed',
        call_id: 'c',
        name: 'look',
        arguments: '{}',
        caller: null,
      },
      { id: 'fco_1', type: 'function_call_output', status: 'completed', call_id: 'c', output: 'seen' },
    ];
    expect(sut(items)).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'reasoning', text: 'ah' },
      { type: 'assistant', text: 'a', refusal: 'no' },
      { type: 'call', call: { id: 'c', name: 'look', arguments: '{}' } },
      { type: 'result', callId: 'c', content: [{ type: 'text', text: 'seen' }] },
    ]);
  });

  it('reads a compaction as what the model said', () => {
    expect(sut([toCompactionItem('1_0', 'The key is under the mat.')])).toEqual([
      { type: 'assistant', text: 'Summary of the conversation so far:\n\nThe key is under the mat.', refusal: '' },
    ]);
  });

  it('B7: reads images and files in all their forms, each with the field that holds it', () => {
    const parts = [
      { type: 'input_image', image_url: pixel, detail: 'low' },
      { type: 'input_image', image_url: 'https://images.invalid/a.png', file_id: null },
      { type: 'input_image', source: { type: 'url', url: 'https://images.invalid/b.png' } },
      { type: 'input_image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
      { type: 'input_file', file_data: 'data:text/plain;base64,QQ==', filename: 'a.txt', file_url: null },
      { type: 'input_file', source: { type: 'base64', media_type: 'text/plain', data: 'QQ==', filename: 'b.txt' } },
    ];
    const at = (index: number, rest: string) => `input[0].content[${index}].${rest}`;
    const expected = [
      { type: 'image', url: pixel, detail: 'low', param: at(0, 'image_url') },
      { type: 'image', url: 'https://images.invalid/a.png', param: at(1, 'image_url') },
      { type: 'image', url: 'https://images.invalid/b.png', param: at(2, 'source.url') },
      { type: 'image', url: pixel, param: at(3, 'source.data') },
      { type: 'file', data: 'data:text/plain;base64,QQ==', filename: 'a.txt', param: at(4, 'file_data') },
      { type: 'file', data: 'QQ==', mediaType: 'text/plain', filename: 'b.txt', param: at(5, 'source.data') },
    ];
    expect(sut([user(parts)])).toEqual([{ type: 'user', content: expected }]);
    expect(sut([{ type: 'function_call_output', call_id: 'c', output: parts }])).toMatchObject([
      { type: 'result', content: expected.map(({ type }) => ({ type })) },
    ]);
  });

  it.each([[{ id: 'msg_1' }], [{ type: 'item_reference', id: 'msg_1' }], [{ type: null, id: 'msg_1' }]])(
    'reads the reference %j',
    (item) => {
      expect(sut([item])).toEqual([{ type: 'reference', id: 'msg_1', param: 'input[0].id' }]);
    },
  );

  const faults: [string, unknown][] = [
    ['input', undefined],
    ['input', null],
    ['input', 5],
    ['input', { role: 'user', content: 'hi' }],
    ['input[0]', ['hi']],
    ['input[0].role', [{}]],
    ['input[0].role', [{ role: 'tool', content: 'x' }]],
    ['input[0].type', [{ type: 5 }]],
    ['input[0].type', [{ type: 'web_search_call', id: 'ws_1' }]],
    ['input[1].content', [user('a'), user(undefined)]],
    ['input[0].content', [user([])]],
    ['input[0].content', [user({})]],
    ['input[0].content[0]', [user(['a'])]],
    ['input[0].content[0].type', [user([{ text: 'a' }])]],
    ['input[0].content[0].type', [user([{ type: 'output_text', text: 'a' }])]],
    ['input[0].content[0].type', [user([{ type: 'input_video', video_url: 'a' }])]],
    ['input[0].content[0].text', [user([{ type: 'input_text' }])]],
    ['input[0].content[0].image_url', [user([{ type: 'input_image' }])]],
    ['input[0].content[0].image_url', [user([{ type: 'input_image', image_url: { url: pixel } }])]],
    ['input[0].content[0].file_id', [user([{ type: 'input_image', file_id: 'file_1' }])]],
    ['input[0].content[0].detail', [user([{ type: 'input_image', image_url: pixel, detail: 'huge' }])]],
    ['input[0].content[0].source.type', [user([{ type: 'input_image', source: {} }])]],
    ['input[0].content[0].source.type', [user([{ type: 'input_image', source: { type: 'file' } }])]],
    [
      'input[0].content[0].source.media_type',
      [user([{ type: 'input_image', source: { type: 'base64', data: 'AA==' } }])],
    ],
    ['input[0].content[0].file_data', [user([{ type: 'input_file', filename: 'a.txt' }])]],
    ['input[0].content[0].file_id', [user([{ type: 'input_file', file_id: 'file_1' }])]],
    ['input[0].content[0].file_url', [user([{ type: 'input_file', file_url: 'https://files.invalid/a.pdf' }])]],
    [
      'input[0].content[0].source.url',
      [user([{ type: 'input_file', source: { type: 'url', url: 'https://x.invalid' } }])],
    ],
    ['input[0].content[0].source.type', [user([{ type: 'input_file', source: { type: 'disk' } }])]],
    ['input[0].content[0].type', [{ role: 'system', content: [{ type: 'input_image', image_url: pixel }] }]],
    ['input[0].content[0].type', [assistant([{ type: 'input_text', text: 'a' }])]],
    ['input[0].content[0].refusal', [assistant([{ type: 'refusal' }])]],
    ['input[0].call_id', [{ type: 'function_call', name: 'look', arguments: '{}' }]],
    ['input[0].call_id', [{ type: 'function_call', call_id: '', name: 'look', arguments: '{}' }]],
    ['input[0].name', [{ type: 'function_call', call_id: 'c', arguments: '{}' }]],
    ['input[0].arguments', [{ type: 'function_call', call_id: 'c', name: 'look', arguments: {} }]],
    ['input[0].output', [{ type: 'function_call_output', call_id: 'c' }]],
    ['input[0].output', [{ type: 'function_call_output', call_id: 'c', output: { seen: true } }]],
    ['input[0].summary[0].type', [{ type: 'reasoning', summary: [{ type: 'text', text: 'a' }] }]],
    ['input[0].content', [{ type: 'reasoning', summary: [], content: 'hm' }]],
    ['input[0].id', [{ type: 'item_reference' }]],
    ['input[0].phase', [{ role: 'assistant', phase: 'thinking', content: 'a' }]],
    ['input[0].encrypted_content', [{ type: 'compaction' }]],
    ['input[0].encrypted_content', [{ type: 'compaction', encrypted_content: 'gAAAAABpM0Yj' }]],
  ];

  it.each(faults)('B5: names %s in %j', (param, value) => {
    expect(thrownBy(() => sut(value))).toMatchObject({ status: 400, type: 'invalid_request_error', param });
  });
});
