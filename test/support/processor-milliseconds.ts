/** Processor time that `work` costs this process: a busy machine makes one wait longer for it, and it no dearer. */
export async function processorMilliseconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
