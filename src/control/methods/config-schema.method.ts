import { Injectable } from '@nestjs/common';
import { gatewayVersion } from '../../common/gateway-version.js';
import { configurationSchema } from '../../config/schema/json-schema.js';
import type { ConfigSchemaPayload } from '../../gateway-protocol/method-payloads.js';
import type { ControlMethod } from '../control-method.port.js';
import { noParams } from '../params.js';

@Injectable()
export class ConfigSchemaMethod implements ControlMethod {
  readonly name = 'config.schema';
  readonly scope = 'operator.read';
  readonly wholeGateway = true;
  readonly summary = 'The JSON Schema of the configuration file';
  readonly params = noParams;

  handle(): ConfigSchemaPayload {
    return { schema: configurationSchema(), version: gatewayVersion };
  }
}
