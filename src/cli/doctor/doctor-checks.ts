import type { DoctorCheckClass } from './doctor-check.js';
import { CommandsCheck } from './checks/commands.check.js';
import { CredentialCheck } from './checks/credential.check.js';
import { ExposureCheck } from './checks/exposure.check.js';
import { McpServersCheck } from './checks/mcp-servers.check.js';
import { ModelsCheck } from './checks/models.check.js';
import { NamedAddressCheck } from './checks/named-address.check.js';
import { NodeVersionCheck } from './checks/node-version.check.js';
import { PortCheck } from './checks/port.check.js';
import { PrivateFilesCheck } from './checks/private-files.check.js';
import { ProvidersCheck } from './checks/providers.check.js';
import { PublicAgentsCheck } from './checks/public-agents.check.js';
import { SessionStoreCheck } from './checks/session-store.check.js';
import { StateDirectoryCheck } from './checks/state-directory.check.js';
import { ValidConfigurationCheck } from './checks/valid-configuration.check.js';
import { WorkspacesCheck } from './checks/workspaces.check.js';

/** Every check, in the order in which it is told. A new one is a file in `checks/` and a line here. */
export const doctorChecks: readonly DoctorCheckClass[] = [
  NodeVersionCheck,
  ValidConfigurationCheck,
  StateDirectoryCheck,
  PrivateFilesCheck,
  SessionStoreCheck,
  CredentialCheck,
  ExposureCheck,
  PortCheck,
  NamedAddressCheck,
  ModelsCheck,
  ProvidersCheck,
  WorkspacesCheck,
  CommandsCheck,
  McpServersCheck,
  PublicAgentsCheck,
];
