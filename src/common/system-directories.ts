/** Where the machine shows itself instead of holding files. */
export const systemDirectories = ['/proc', '/sys', '/dev'];
