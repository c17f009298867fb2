import type { CommandEntry } from './command-entry.js';

/** Every command. A new one is a file in `commands/` and a line here. */
export const commandTable: readonly CommandEntry[] = [
  {
    words: ['agent'],
    summary: 'Ask an agent once and print its answer',
    load: async () => (await import('./commands/agent.command.js')).agentCommand,
  },
  {
    words: ['chat'],
    summary: 'Talk to an agent',
    load: async () => (await import('./commands/chat.command.js')).chatCommand,
  },
  {
    words: ['gateway', 'run'],
    summary: 'Run a gateway in this process',
    offline: true,
    load: async () => (await import('./commands/gateway-run.command.js')).gatewayRunCommand,
  },
  {
    words: ['gateway', 'status'],
    summary: 'Tell whether a gateway runs, and what it is at',
    load: async () => (await import('./commands/gateway-status.command.js')).gatewayStatusCommand,
  },
  {
    words: ['gateway', 'health'],
    summary: 'Ask the gateway whether it can serve runs',
    load: async () => (await import('./commands/gateway-health.command.js')).gatewayHealthCommand,
  },
  {
    words: ['gateway', 'call'],
    summary: 'Call any method of the gateway',
    load: async () => (await import('./commands/gateway-call.command.js')).gatewayCallCommand,
  },
  {
    words: ['agents', 'list'],
    summary: 'List the agents',
    load: async () => (await import('./commands/agents-list.command.js')).agentsListCommand,
  },
  {
    words: ['models', 'list'],
    summary: 'List the models',
    load: async () => (await import('./commands/models-list.command.js')).modelsListCommand,
  },
  {
    words: ['models', 'probe'],
    summary: 'Ask models whether they answer',
    load: async () => (await import('./commands/models-probe.command.js')).modelsProbeCommand,
  },
  {
    words: ['public-check'],
    summary: 'Look at all that public agents send for what they must not tell',
    load: async () => (await import('./commands/public-check.command.js')).publicCheckCommand,
  },
  {
    words: ['sessions', 'list'],
    summary: 'List the kept conversations',
    load: async () => (await import('./commands/sessions-list.command.js')).sessionsListCommand,
  },
  {
    words: ['sessions', 'show'],
    summary: 'Print what was said in one',
    load: async () => (await import('./commands/sessions-show.command.js')).sessionsShowCommand,
  },
  {
    words: ['sessions', 'export'],
    summary: 'Write a whole one as JSON or Markdown',
    load: async () => (await import('./commands/sessions-export.command.js')).sessionsExportCommand,
  },
  {
    words: ['sessions', 'reset'],
    summary: 'Let one begin anew',
    load: async () => (await import('./commands/sessions-reset.command.js')).sessionsResetCommand,
  },
  {
    words: ['sessions', 'delete'],
    summary: 'Remove one with all that was said',
    load: async () => (await import('./commands/sessions-delete.command.js')).sessionsDeleteCommand,
  },
  {
    words: ['logs'],
    summary: 'Print the log of the gateway',
    load: async () => (await import('./commands/logs.command.js')).logsCommand,
  },
  {
    words: ['token', 'create'],
    summary: 'Make a named key',
    offline: true,
    load: async () => (await import('./commands/token-create.command.js')).tokenCreateCommand,
  },
  {
    words: ['token', 'list'],
    summary: 'List the named keys',
    offline: true,
    load: async () => (await import('./commands/token-list.command.js')).tokenListCommand,
  },
  {
    words: ['token', 'update'],
    summary: 'Change what a named key may do, and until when',
    offline: true,
    load: async () => (await import('./commands/token-update.command.js')).tokenUpdateCommand,
  },
  {
    words: ['token', 'rotate'],
    summary: 'Give a named key a new secret',
    offline: true,
    load: async () => (await import('./commands/token-rotate.command.js')).tokenRotateCommand,
  },
  {
    words: ['token', 'revoke'],
    summary: 'End a named key',
    offline: true,
    load: async () => (await import('./commands/token-revoke.command.js')).tokenRevokeCommand,
  },
  {
    words: ['audit', 'verify'],
    summary: 'Check that the audit log is as it was written',
    offline: true,
    load: async () => (await import('./commands/audit-verify.command.js')).auditVerifyCommand,
  },
  {
    words: ['audit', 'tail'],
    summary: 'Print the last lines of the audit log',
    offline: true,
    load: async () => (await import('./commands/audit-tail.command.js')).auditTailCommand,
  },
  {
    words: ['completion'],
    summary: 'Print a script that completes commands in a shell',
    offline: true,
    load: async () => (await import('./commands/completion.command.js')).completionCommand(commandTable),
  },
  {
    words: ['init'],
    summary: 'Write a first configuration, by four or five questions',
    offline: true,
    load: async () => (await import('./commands/init.command.js')).initCommand,
  },
  {
    words: ['doctor'],
    summary: 'Find what is wrong with the configuration, the files and the surroundings',
    offline: true,
    load: async () => (await import('./commands/doctor.command.js')).doctorCommand,
  },
  {
    words: ['security', 'audit'],
    summary: 'Find what would let somebody in who should not be',
    offline: true,
    load: async () => (await import('./commands/security-audit.command.js')).securityAuditCommand,
  },
  {
    words: ['config', 'get'],
    summary: 'Print the configuration in force, without secrets',
    offline: true,
    load: async () => (await import('./commands/config-get.command.js')).configGetCommand,
  },
  {
    words: ['config', 'set'],
    summary: 'Change one setting in the configuration file',
    offline: true,
    load: async () => (await import('./commands/config-set.command.js')).configSetCommand,
  },
  {
    words: ['config', 'validate'],
    summary: 'Check a configuration file',
    offline: true,
    load: async () => (await import('./commands/config-validate.command.js')).configValidateCommand,
  },
  {
    words: ['config', 'schema'],
    summary: 'Print what may stand in the configuration file',
    offline: true,
    load: async () => (await import('./commands/config-schema.command.js')).configSchemaCommand,
  },
  {
    words: ['config', 'file'],
    summary: 'Print which configuration file is in force',
    offline: true,
    load: async () => (await import('./commands/config-file.command.js')).configFileCommand,
  },
];
