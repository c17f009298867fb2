import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { isNamedSetting, schemaAt as sut } from './schema-at.js';
import { parseSettingPath } from './setting-path.js';

const at = (path: string) => sut(parseSettingPath(path));

describe('schemaAt', () => {
  it('a single value, with its default', () => {
    expect(at('gateway.port')).toEqual({
      description: expect.stringContaining('TCP port'),
      type: 'integer',
      minimum: 0,
      maximum: 65_535,
      default: 18_789,
      $defs: {},
    });
  });

  it('a section, with the definitions that it needs and no others', () => {
    const schema = at('agents.list[0]');
    expect(schema).toMatchObject({ type: 'object', properties: { id: {} } });
    expect(Object.keys(schema['$defs'] ?? {})).toContain('AgentToolsConfig');
    expect(Object.keys(schema['$defs'] ?? {})).not.toContain('GatewayConfig');
    expect(schema).not.toHaveProperty('$ref');
  });

  it('an element by id, an entry of a map, and what has a short form', () => {
    expect(at('agents.list.main.tools.profile')).toHaveProperty('description');
    expect(at('models.providers.anything.baseUrl')).toHaveProperty('description');
    expect(at('agents.defaults.model')).toHaveProperty('anyOf');
    expect(at('agents.defaults.model.primary')).toHaveProperty('description');
  });

  it('says what could have been meant', () => {
    expect(thrownBy(() => at('gateway.prot'))).toMatchObject({
      message: 'There is no setting gateway.prot.',
      hint: expect.stringContaining('did you mean "port"'),
    });
    expect(thrownBy(() => at('gateway.port.x'))).toMatchObject({ hint: 'gateway.port is a single value.' });
  });
});

describe('isNamedSetting', () => {
  it.each([
    ['gateway.bind', true],
    ['agents.list[0].model', true],
    ['gateway.bond', false],
    ['gateway.bond.age', false],
    ['agents.list.main', false],
    ['models.providers.anything', false],
  ])('%s: %j', (path, expected) => {
    expect(isNamedSetting(parseSettingPath(path))).toBe(expected);
  });
});
