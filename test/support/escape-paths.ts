/** Paths that try to leave a workspace; for `setEscapeTraps`, which makes the links among them. */

export const canary = 'CANARY-CONTENT-4b1d';
export const canaryName = 'canary-name-4b1d.txt';

/** Where the placeholders of a path stand. */
export interface EscapePlaces {
  /** The workspace. */
  ROOT: string;
  /** The directory beside it, which holds the canary. */
  OUT: string;
  /** A descriptor of the process, open on a canary. */
  FD: number;
}

export function placed(path: string, places: EscapePlaces): string {
  return path.replaceAll(/ROOT|OUT|FD/g, (name) => String(places[name as keyof EscapePlaces]));
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const spacedDots = [
  '.. ',
  ' ..',
  '..\t',
  '..\n',
  '..\r',
  '.\u200b.',
  '\u202e..',
  '..\ufeff',
  '..\0',
  '‥',
  '．．',
  '․․',
  '。。',
];
const dots = words(`
  .. ../.. ./.. %2e%2e %2E%2E .%2e %252e%252e %c0%ae%c0%ae %u002e%u002e ..; ... .... \\u002e\\u002e 0x2e0x2e &#46;&#46;
  ..%00 ~ $PWD/.. ~+/..
`).concat(spacedDots);
const separators = words('/ // /./ \\ /\\ %2f %252F %5c %c0%af ∕ ⁄ ／ ＼ ⧵ :');

const climbs = [1, 2, 3, 5, 20].flatMap((count) => {
  const up = '../'.repeat(count);
  return words(`
    ${up}outside/${canaryName} ./${up}outside docs/${up}../outside/${canaryName} docs/deep/../../${up}outside
    missing/${up}outside/${canaryName} plain.txt/${up}outside/${canaryName} ${up}etc/passwd ${up}proc/self/environ
    ${up}dev/zero
  `);
});

const absolutes = words(`
  OUT OUT/${canaryName} OUT//${canaryName} //OUT/${canaryName} ///OUT/${canaryName} ROOT/../outside/${canaryName}
  ROOT/docs/../../outside ROOT/./../outside/${canaryName} ROOT/.. ROOT/../ ROOT-evil/${canaryName} ROOT-evil
  ROOT\\..\\outside\\${canaryName} ROOT%2f..%2foutside%2f${canaryName} / // /. /.. /etc/passwd /etc/shadow
  /etc/../etc/hostname /root /home /tmp /var/log /proc /sys/kernel /dev /run /boot
`).concat(`ROOT/\0/../outside`);

const ofTheSystem = words(`
  /proc/self/environ /proc/self/cmdline /proc/self/mem /proc/self/maps /proc/self/root /proc/self/rootOUT/${canaryName}
  /proc/self/root/etc/passwd /proc/self/cwd /proc/self/cwd/package.json /proc/self/cwd/.. /proc/self/exe /proc/self/fd
  /proc/self/fd/FD /proc/self/fd/0 /proc/self/fd/1 /proc/self/fdinfo/FD /proc/self/task /proc/thread-self/fd/FD
  /proc/thread-self/root/etc/passwd /proc/1/root /proc/1/environ /proc/self/rootROOT/../outside
  /dev/fd/FD /dev/fd/0 /dev/stdin /dev/stdout /dev/null /dev/zero /dev/full /dev/random /dev/tty /dev/ptmx /dev/mem
  /dev/kmsg /dev/shm
`);

const ofShellsAndOtherSystems = words(`
  ~ ~/ ~/../OUT/${canaryName} ~root/.ssh/id_rsa ~/.ssh/id_rsa $HOME $HOME/.ssh \${HOME}/.ssh $(pwd)/../outside %HOME%
  %USERPROFILE% $PWD/../outside $OLDPWD {..,}/outside * ../* ?(..)/outside [.][.]/outside file:///etc/passwd file://OUT
  file:OUT/${canaryName} FILE:/etc/passwd http://127.0.0.1/ data:,x C:\\Windows\\win.ini C:/Windows/win.ini
  C:..\\outside \\\\server\\share\\x \\\\?\\C:\\x \\\\.\\pipe\\x //server/share/x NUL CON plain.txt::$DATA
  plain.txt:stream PLAIN~1.TXT plain.txt. -rf -- 🌍/../..
`).concat('$(cat OUT)', '`cat OUT`', 'plain.txt ');

const malformed = [
  ...[
    'ROOT\0',
    '\0',
    '\0/etc/passwd',
    'plain.txt\0../outside',
    '..\0/outside',
    '\u0000\u0001',
    '\ud800',
    '\ud800/../..',
  ],
  ...['', ' ', '.', './', '\n', '\r\n../outside', 'x'.repeat(256), 'x'.repeat(5_000), '../'.repeat(2_000)],
  ...[
    `${'a/'.repeat(2_000)}x`,
    './'.repeat(2_000),
    '/'.repeat(4_000),
    `${'a/'.repeat(100)}${'../'.repeat(101)}outside`,
  ],
];

const traps = words(`
  file-link directory-link directory-link/ directory-link/${canaryName} directory-link/../outside/${canaryName}
  directory-link/new/deep parent-link parent-link/outside/${canaryName} parent-link/workspace/plain.txt root-link
  root-linkOUT/${canaryName} root-link/etc/passwd chain-1 chain-directory/${canaryName} docs/nested-link
  docs/nested-directory/${canaryName} DIRECTORY-LINK File-Link prefix-link dotted-link through-file dangling-outside
  dangling-outside-deep/x loop-a loop-a/x self self/self/x long-chain-0 grow/grow/grow hard-link docs/hard-link fifo fifo/x
  fifo-link socket socket-link zero-link null-link environ-link proc-root-link proc-root-linkOUT/${canaryName}
  proc-cwd-link proc-cwd-link/package.json descriptor-link stdin-link tty-link docs/back/../outside/${canaryName}
  docs/back/../../outside/${canaryName} ..hidden-link ... … tilde-link percent-link missing/../../outside
`).concat('newline\nlink', 'space link');

/** By family; several hundred in all. */
export const escapePaths: Readonly<Record<string, readonly string[]>> = {
  'plain climbs': climbs,
  'disguised climbs': dots.flatMap((dot) => separators.map((between) => [dot, 'outside', canaryName].join(between))),
  'absolute paths': absolutes,
  'paths of the system': ofTheSystem,
  'spellings of shells and other systems': ofShellsAndOtherSystems,
  'malformed and very long paths': malformed,
  'links, pipes and sockets': traps,
};
