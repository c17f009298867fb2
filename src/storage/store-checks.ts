import { Injectable } from '@nestjs/common';

/** A store that can say whether it works. */
export interface CheckableStore {
  /** Rejects when the store cannot be used. */
  check(): Promise<void>;
}

export interface StoreProblem {
  /** For people, e.g. `session store`. */
  store: string;
  error: unknown;
}

/** Knows every store of the gateway: the module of each adds its own, so that nobody has to know them all. */
@Injectable()
export class StoreChecks {
  private readonly stores = new Map<string, CheckableStore>();

  add(name: string, store: CheckableStore): void {
    this.stores.set(name, store);
  }

  /** The stores that cannot be used, by name; none where all can. Never rejects. */
  async problems(): Promise<StoreProblem[]> {
    const names = [...this.stores.keys()].sort();
    const found = await Promise.all(names.map((name) => this.problemsOf(name)));
    return found.flat();
  }

  private async problemsOf(store: string): Promise<StoreProblem[]> {
    try {
      await this.stores.get(store)?.check();
      return [];
    } catch (error) {
      return [{ store, error }];
    }
  }
}
