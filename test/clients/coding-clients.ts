import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fencedBlocks } from '../support/markdown-blocks.js';
import type { ClientCommand } from './run-client.js';

const packages = join(import.meta.dirname, 'node_modules');

export interface ClientTask {
  /** Base URL of the API, with `/v1`. */
  baseUrl: string;
  token: string;
  /** What the client is asked to do. */
  prompt: string;
  /** Where it works. */
  directory: string;
  /** Stands for the user's home directory and is thrown away. */
  home: string;
}

/** A coding client from npm, and how a model makes it write a file. */
export interface CodingClient {
  name: string;
  command(task: ClientTask): ClientCommand;
  /** Some of the tools that it offers. */
  tools: readonly string[];
  /** Those that go by the name of an own tool of the gateway, with a parameter that only the client's has. */
  namesakes: Readonly<Record<string, string>>;
  /** Whose lines in the gateway's log tell of its requests. */
  loggedBy: 'Access' | 'CreateFrames';
  /** The call that writes a new file. */
  writeFile(path: string, content: string): { name: string; arguments: Record<string, unknown> };
}

export const qwenCode: CodingClient = {
  name: '@qwen-code/qwen-code',
  command({ baseUrl, token, prompt, directory, home }) {
    const cli = join(packages, '@qwen-code', 'qwen-code', 'cli-entry.js');
    return {
      program: process.execPath,
      args: [cli, '--auth-type', 'openai', '--model', 'openclaw', '--yolo', '--bare', prompt],
      directory,
      environment: {
        ...throwaway(home),
        OPENAI_BASE_URL: baseUrl,
        OPENAI_API_KEY: token,
        QWEN_TELEMETRY_ENABLED: 'false',
        QWEN_USAGE_STATISTICS_ENABLED: 'false',
      },
    };
  },
  tools: ['edit', 'read_file', 'run_shell_command'],
  namesakes: { edit: 'old_string' },
  loggedBy: 'Access',
  writeFile: (path, content) => ({
    name: 'edit',
    arguments: { file_path: path, old_string: '', new_string: content },
  }),
};

export const opencode: CodingClient = {
  name: 'opencode-ai',
  command({ baseUrl, token, prompt, directory, home }) {
    writeFileSync(join(directory, 'opencode.json'), documentedFile('json', '@ai-sdk/openai-compatible', baseUrl));
    return {
      program: opencodeProgram(),
      args: ['run', '--format', 'json', prompt],
      directory,
      environment: {
        ...throwaway(home),
        OPENCLAW_GATEWAY_TOKEN: token,
        OPENCODE_DISABLE_AUTOUPDATE: '1',
        OPENCODE_DISABLE_MODELS_FETCH: '1',
        OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
        OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      },
    };
  },
  tools: ['bash', 'edit', 'grep', 'read', 'write'],
  namesakes: { edit: 'oldString', read: 'filePath', write: 'filePath', grep: 'include' },
  loggedBy: 'Access',
  writeFile: (path, content) => ({ name: 'write', arguments: { filePath: path, content } }),
};

/** Over responses, with the shell tool that it has for a model it does not know. */
export const codex: CodingClient = {
  name: '@openai/codex',
  command({ baseUrl, token, prompt, directory, home }) {
    const codexHome = join(home, '.codex');
    mkdirSync(codexHome);
    writeFileSync(join(codexHome, 'config.toml'), documentedFile('toml', 'wire_api', baseUrl));
    const cli = join(packages, '@openai', 'codex', 'bin', 'codex.js');
    const free = ['--dangerously-bypass-approvals-and-sandbox', '--skip-git-repo-check'];
    return {
      program: process.execPath,
      args: [cli, 'exec', ...free, '--json', prompt],
      directory,
      environment: { ...throwaway(home), CODEX_HOME: codexHome, OPENCLAW_GATEWAY_TOKEN: token },
    };
  },
  tools: ['exec_command'],
  namesakes: {},
  loggedBy: 'Access',
  writeFile: (path, content) => ({
    name: 'exec_command',
    arguments: { cmd: `printf '${content}' > '${path}' && echo wrote it` },
  }),
};

const overWebSocket = ['-c', 'model_providers.gateway.supports_websockets=true'];

/** The same over one connection, on which each response goes on after the last one, and nothing is stored. */
export const codexOverWebSocket: CodingClient = {
  ...codex,
  name: '@openai/codex over WebSocket',
  command(task) {
    const command = codex.command(task);
    return { ...command, args: [...command.args, ...overWebSocket] };
  },
  loggedBy: 'CreateFrames',
};

/** An environment in which the client leaves nothing behind and reaches nothing but this machine. */
function throwaway(home: string): Record<string, string> {
  const nobody = 'http://127.0.0.1:9';
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TMPDIR: home,
    HTTP_PROXY: nobody,
    HTTPS_PROXY: nobody,
    NO_PROXY: '127.0.0.1',
  };
}

/** The file of the page that holds these words, with another address. */
function documentedFile(language: string, words: string, baseUrl: string): string {
  const files = fencedBlocks('docs/how-to.md').filter((block) => block.language === language);
  const [file, ...others] = files.filter(({ text }) => text.includes(words));
  if (file === undefined || others.length > 0) throw new Error(`docs/how-to.md has no longer one file with ${words}`);
  return file.text.replace('http://127.0.0.1:18789/v1', baseUrl);
}

/** The program of this platform. The package would put it in place by an install script, and those are off. */
function opencodeProgram(): string {
  const platform = `opencode-${process.platform}-${process.arch}`;
  const candidates = [`${platform}-baseline`, platform, `${platform}-baseline-musl`, `${platform}-musl`];
  const programs = candidates.map((name) => join(packages, name, 'bin', 'opencode'));
  const program = programs.find((path) => existsSync(path));
  if (program === undefined) throw new Error(`opencode is not installed for this platform: ${candidates.join(', ')}`);
  return program;
}
