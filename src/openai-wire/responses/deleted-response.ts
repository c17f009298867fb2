/** The answer to a deletion. */
export interface DeletedResponse {
  id: string;
  object: 'response';
  deleted: true;
}
