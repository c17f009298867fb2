import { isJsonObject } from '../../common/json.js';
import type { ConfigProblem } from '../config-problem.js';
import { closestWord } from './closest-word.js';
import type { ConfigPath } from './config-path.js';
import { formatPath } from './config-path.js';
import { describeFound } from './describe-found.js';
import type { SectionClass } from './section-class.js';
import { settingsOf } from './setting.decorator.js';
import type { ListType, MapType, ScalarType, SectionType, SettingType } from './setting-type.js';
import { allowedBy } from './setting-type.js';

/** Turns plain data into instances of section classes and collects every problem on the way. */
export class SettingsReader {
  readonly problems: ConfigProblem[] = [];

  /** `fromEnvironment` holds the paths whose strings came out of environment variables; errors do not repeat those. */
  constructor(private readonly fromEnvironment: ReadonlySet<string> = new Set()) {}

  /** Where something is wrong the default stays, or nothing where there is none; then `problems` says so. */
  section<T extends object>(type: SectionClass<T>, raw: unknown, path: ConfigPath): T {
    const result = new type();
    if (!isJsonObject(raw)) {
      this.report(path, describeFound(raw, true), 'an object');
      return result;
    }
    const settings = settingsOf(type);
    this.reportUnknownKeys(raw, [...settings.keys()], path);
    for (const { name, type: settingType, required, secret } of settings.values()) {
      const here = [...path, name];
      if (Object.hasOwn(raw, name)) this.assign(result, name, this.read(settingType, raw[name], here, secret ?? false));
      else if (required) this.report(here, 'nothing', `${allowedBy(settingType)}; it must be given`);
    }
    return result;
  }

  report(path: ConfigPath, found: string, allowed: string, didYouMean?: string): void {
    this.problems.push({ path: formatPath(path), found, allowed, ...(didYouMean ? { didYouMean } : {}) });
  }

  /** What stands at `path`, without repeating what came from the environment. */
  describe(value: unknown, path: ConfigPath): string {
    return describeFound(value, this.fromEnvironment.has(formatPath(path)));
  }

  private assign(target: object, name: string, value: unknown): void {
    if (value !== undefined) Object.assign(target, { [name]: value });
  }

  /** The value as the class holds it; undefined when there was a problem. */
  private read(type: SettingType, raw: unknown, path: ConfigPath, secret: boolean): unknown {
    switch (type.kind) {
      case 'scalar':
        return this.readScalar(type, raw, path, secret);
      case 'list':
        return this.readList(type, raw, path, secret);
      case 'map':
        return this.readMap(type, raw, path, secret);
      case 'section':
        return this.readSection(type, raw, path);
    }
  }

  private readScalar(type: ScalarType, raw: unknown, path: ConfigPath, secret: boolean): unknown {
    if (type.accepts(raw)) return type.parse ? type.parse(raw) : raw;
    const hidden = secret || isHidden(type, raw);
    const meant = typeof raw === 'string' && !hidden ? this.meantBy(raw, type, path) : undefined;
    this.report(path, hidden ? describeFound(raw, true) : this.describe(raw, path), type.allowed, meant);
    return undefined;
  }

  /** A suggestion repeats what was found, which must not come from the environment. */
  private meantBy(raw: string, type: ScalarType, path: ConfigPath): string | undefined {
    const suggestion = this.fromEnvironment.has(formatPath(path)) ? undefined : type.suggest?.(raw);
    return suggestion ?? closestWord(raw, type.words ?? []);
  }

  private readList(type: ListType, raw: unknown, path: ConfigPath, secret: boolean): unknown {
    if (!Array.isArray(raw) || raw.length > (type.maximumLength?.count ?? Infinity)) {
      this.report(path, describeFound(raw, true), allowedBy(type));
      return undefined;
    }
    return raw.map((element: unknown, index) => this.read(type.of, element, [...path, index], secret));
  }

  private readMap(type: MapType, raw: unknown, path: ConfigPath, secret: boolean): unknown {
    if (!isJsonObject(raw)) {
      this.report(path, describeFound(raw, true), allowedBy(type));
      return undefined;
    }
    const result = Object.create(null) as Record<string, unknown>;
    for (const [written, value] of Object.entries(raw)) {
      const here = [...path, written];
      const key = this.readScalar(type.key, written, here, false);
      if (typeof key !== 'string') continue;
      if (key in result)
        this.report(here, 'the same key a second time', 'each key once, upper and lower case being equal');
      result[key] = this.read(type.of, value, here, secret);
    }
    return result;
  }

  private readSection(type: SectionType, raw: unknown, path: ConfigPath): unknown {
    if (!type.shortForm || isJsonObject(raw)) return this.section(type.of(), raw, path);
    if (typeof raw !== 'string') {
      this.report(path, describeFound(raw, true), allowedBy(type));
      return undefined;
    }
    const short = this.readScalar(type.shortForm.type, raw, path, false);
    return short === undefined ? undefined : this.section(type.of(), type.shortForm.expand(short), path);
  }

  private reportUnknownKeys(raw: Record<string, unknown>, known: string[], path: ConfigPath): void {
    for (const key of Object.keys(raw).filter((each) => !known.includes(each))) {
      const meant = path.length === 0 ? elsewhere[key] : undefined;
      this.report([...path, key], 'an unknown key', `one of ${known.join(', ')}`, meant ?? closestWord(key, known));
    }
  }
}

/** Keys at the top that other programs use for what stands elsewhere here. */
const elsewhere: Readonly<Record<string, string>> = { mcpServers: 'mcp.servers' };

function isHidden({ mayHoldSecret, harmless }: ScalarType, raw: unknown): boolean {
  return mayHoldSecret === true && !(typeof raw === 'string' && harmless?.(raw) === true);
}
