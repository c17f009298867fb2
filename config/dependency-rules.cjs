/**
 * Who may import whom, as rules for dependency-cruiser: `npm run deps:check`.
 * Every rule is made from the three tables below; every folder of src has its place in the first one.
 * The files directly in src are the roof: they put the modules together, import all of them and are imported by none.
 */

/** A module imports only from levels below its own, so never from a neighbour. */
const levels = [
  ['common'],
  ['config', 'openai-wire', 'gateway-protocol', 'storage'],
  ['observability'],
  ['audit'],
  ['http'],
  ['providers', 'agents', 'sessions', 'auth', 'workspace', 'attachments'],
  ['skills', 'egress'],
  ['tools', 'prompt'],
  ['runs'],
  ['openai-runs'],
  ['chat-completions', 'responses', 'embeddings', 'models', 'health'],
  ['explain'],
  ['control'],
  ['ws-gateway', 'operator-api', 'cli'],
];

/** Folders that hold one adapter of their module's port each. */
const adapters = {
  providers: ['openai-compatible', 'ai-sdk', 'builtin-guide'],
  sessions: ['sqlite'],
  workspace: ['node'],
  attachments: ['pdf'],
  tools: ['exec', 'web', 'mcp'],
  runs: ['sqlite'],
  audit: ['file'],
  'openai-runs': ['sqlite'],
  responses: ['sqlite'],
};

/** Code that has to work, and be tested, without a framework. */
const frameworkFree = [
  '^src/(common|openai-wire|gateway-protocol|runs/loop)/',
  // The one place of the command line that knows the package for WebSockets has a rule of its own.
  '^src/cli/(?!connection/)',
  '^src/prompt/[^.]+[.](?!module|service)',
  '^src/.*/(to|from|map)-[^/]+[.]ts$',
];
const frameworks = '(^|/)node_modules/(@types/)?(@nestjs/[^/]+|rxjs|express|express-serve-static-core|ws)/';
const frameworksButWs = frameworks.replace('|ws)', ')');

const specs = '[.]spec[.]ts$';
const anyOf = (names) => `(${names.join('|').replaceAll('.', '[.]')})`;
const modules = levels.flat();

const levelRules = levels.map((members, level) => {
  const below = levels.slice(0, level).flat();
  return {
    name: `level-${level}`,
    comment: `${members.join(', ')}: import only ${below.join(', ') || 'their own files'}. Move what is shared further down, or let the caller pass it in.`,
    severity: 'error',
    from: { path: `^src/${anyOf(members)}/` },
    to: { path: '^src/', pathNot: `^src/${anyOf(['$1', ...below])}/` },
  };
});

const privateAdapterRules = Object.entries(adapters).map(([owner, folders]) => ({
  name: `${owner}-adapters-are-private`,
  comment: `Import the port in src/${owner} instead: only files of src/${owner} know its adapters.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${owner}/` },
  to: { path: `^src/${owner}/${anyOf(folders)}/` },
}));

const separateAdapterRules = Object.entries(adapters)
  .filter(([, folders]) => folders.length > 1)
  .map(([owner, folders]) => ({
    name: `${owner}-adapters-are-apart`,
    comment: `Adapters do not know each other; what two of them share belongs in src/${owner} itself.`,
    severity: 'error',
    from: { path: `^src/${owner}/${anyOf(folders)}/` },
    to: { path: `^src/${owner}/${anyOf(folders)}/`, pathNot: `^src/${owner}/$1/` },
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...levelRules,
    ...privateAdapterRules,
    ...separateAdapterRules,
    {
      name: 'framework-free',
      comment: 'This code knows no Nest, rxjs, express or ws; keep it plain and let a service or controller call it.',
      severity: 'error',
      from: { path: frameworkFree, pathNot: specs },
      to: { path: frameworks },
    },
    {
      name: 'framework-free-connection',
      comment: 'The command line connects by ws alone; keep Nest, rxjs and express out of it.',
      severity: 'error',
      from: { path: '^src/cli/connection/', pathNot: specs },
      to: { path: frameworksButWs },
    },
    {
      name: 'no-cycles',
      comment: 'These files import each other; type imports count. Move what both need into a third file.',
      severity: 'error',
      from: { path: '^(src|test)/' },
      to: { circular: true },
    },
    {
      name: 'no-test-code',
      comment: 'Product code imports neither specs nor anything under test.',
      severity: 'error',
      from: { path: '^src/', pathNot: specs },
      to: { path: ['^test/', specs] },
    },
    {
      name: 'specs-use-test-support-only',
      comment:
        'A spec in src takes helpers and fixtures from test/support and test/fixtures, and nothing else of test.',
      severity: 'error',
      from: { path: `^src/.*${specs}` },
      to: { path: ['^test/', specs], pathNot: '^test/(support|fixtures)/' },
    },
    {
      name: 'no-dev-dependencies',
      comment:
        'Development dependencies are not installed in production: move the package to dependencies. Types are free.',
      severity: 'error',
      from: { path: '^src/', pathNot: specs },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'The package is there only because another one brought it: add it to package.json.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-missing-files',
      comment: 'Nothing is found under this name.',
      severity: 'error',
      from: { path: '^(src|test)/' },
      to: { couldNotResolve: true },
    },
  ],
  required: [
    {
      // A demand that cannot be met: it reports each file that it applies to, also one without any import.
      name: 'known-folders',
      comment: 'Give each new folder of src its level in config/dependency-rules.cjs.',
      severity: 'error',
      module: { path: '^src/', pathNot: ['^src/[^/]+$', `^src/${anyOf(modules)}/`] },
      to: { path: '^never$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
