import { errorCode, errorReason } from '../common/system-error.js';

/** Why a file cannot be read or written, in the middle of a sentence. */
export function fileReason(error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return 'there is no such file or directory';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOTDIR':
      return 'a part of its path is no directory';
    case 'ENOSPC':
      return 'the disk is full';
    case undefined:
    default:
      return errorReason(error);
  }
}
