import { CommandsCheck } from '../doctor/checks/commands.check.js';
import { CredentialCheck } from '../doctor/checks/credential.check.js';
import { ExposureCheck } from '../doctor/checks/exposure.check.js';
import { PrivateFilesCheck } from '../doctor/checks/private-files.check.js';
import { PublicAgentsCheck } from '../doctor/checks/public-agents.check.js';
import { ValidConfigurationCheck } from '../doctor/checks/valid-configuration.check.js';
import type { DoctorCheckClass } from '../doctor/doctor-check.js';
import { AllowedOriginsCheck } from './checks/allowed-origins.check.js';
import { AuditLogCheck } from './checks/audit-log.check.js';
import { GuessLimitCheck } from './checks/guess-limit.check.js';
import { NamedKeysCheck } from './checks/named-keys.check.js';
import { OwnerAssertionCheck } from './checks/owner-assertion.check.js';
import { PlainSecretsCheck } from './checks/plain-secrets.check.js';
import { ProviderReachCheck } from './checks/provider-reach.check.js';
import { PublicReachCheck } from './checks/public-reach.check.js';
import { PublicWordsCheck } from './checks/public-words.check.js';
import { ReplaceableFilesCheck } from './checks/replaceable-files.check.js';
import { ReusedSecretsCheck } from './checks/reused-secrets.check.js';
import { SharedWorkspacesCheck } from './checks/shared-workspaces.check.js';
import { TrustedProxiesCheck } from './checks/trusted-proxies.check.js';
import { WorkspaceFilesCheck } from './checks/workspace-files.check.js';

/** What `openclaw security audit` looks into, in the order in which it is told. Some of it `openclaw doctor` looks into too. */
export const securityChecks: readonly DoctorCheckClass[] = [
  ValidConfigurationCheck,
  PrivateFilesCheck,
  ReplaceableFilesCheck,
  PlainSecretsCheck,
  CredentialCheck,
  GuessLimitCheck,
  ReusedSecretsCheck,
  ProviderReachCheck,
  NamedKeysCheck,
  OwnerAssertionCheck,
  ExposureCheck,
  TrustedProxiesCheck,
  AllowedOriginsCheck,
  PublicAgentsCheck,
  PublicReachCheck,
  PublicWordsCheck,
  SharedWorkspacesCheck,
  WorkspaceFilesCheck,
  CommandsCheck,
  AuditLogCheck,
];
