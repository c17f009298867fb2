import { validateSync } from 'class-validator';
import type { JsonObject } from '../common/json.js';
import { invalidValue } from '../common/request-errors.js';
import type { FieldTable } from './field-table.js';

/**
 * The plain fields of a body, checked by the decorators of `Dto`; throws 400 for the first fault. `isPlainlyValid` may spare
 * that, because asking the decorators costs more than everything else that is read of a small request.
 */
export function readPlainFields<Dto extends object>(
  body: JsonObject,
  table: FieldTable,
  dto: Dto,
  isPlainlyValid: (fields: JsonObject) => boolean,
): Dto {
  const fields = Object.fromEntries(
    Object.entries(body).filter(([name, value]) => value !== null && Object.hasOwn(table, name)),
  );
  Object.assign(dto, fields);
  if (isPlainlyValid(fields)) return dto;
  const error = validateSync(dto, { stopAtFirstError: true, forbidUnknownValues: false })[0];
  if (!error) return dto;
  const [fault = 'is not valid'] = Object.values(error.constraints ?? {});
  throw invalidValue(error.property, fault.replace(`${error.property} `, ''));
}
