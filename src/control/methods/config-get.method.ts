import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ConfigService } from '../../config/config.service.js';
import type { ConfigGetPayload } from '../../gateway-protocol/method-payloads.js';
import { hasScope } from '../../gateway-protocol/scopes.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { noParams } from '../params.js';

@Injectable()
export class ConfigGetMethod implements ControlMethod {
  readonly name = 'config.get';
  readonly scope = 'operator.read';
  readonly wholeGateway = true;
  readonly summary =
    'The configuration in force with every default, secrets redacted; its path for `operator.admin` only';
  readonly params = noParams;

  constructor(private readonly config: ConfigService) {}

  handle(_params: object, { operator }: MethodCall): ConfigGetPayload {
    const { source, warnings } = this.config.current;
    const config = this.config.redacted();
    const mayKnowPath = hasScope(operator.scopes, 'operator.admin') && 'path' in source;
    return {
      ...(mayKnowPath ? { path: source.path } : {}),
      exists: 'path' in source,
      // Only a configuration that could be used ever comes into force.
      valid: true,
      issues: [],
      warnings: warnings.map((message) => ({ message })),
      config,
      hash: hash('sha256', JSON.stringify(config)),
    };
  }
}
