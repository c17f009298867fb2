import { Injectable } from '@nestjs/common';
import type { ControlMethod } from '../control-method.port.js';
import { noParams } from '../params.js';

/** Clients ask for it to complete what is typed. Here a message is a message: nothing in it is taken for a command. */
@Injectable()
export class CommandsListMethod implements ControlMethod {
  readonly name = 'commands.list';
  readonly scope = 'operator.read';
  readonly summary = 'Commands within messages: this gateway has none, every message goes to the agent as it is';
  readonly params = noParams;

  handle(): { commands: never[] } {
    return { commands: [] };
  }
}
