import type { FunctionCallItem, OutputItem, OutputPart } from './response-item.js';

/** Where a part stands. */
export interface PartPlace {
  item: OutputItem;
  /** Index of the item in the output. */
  outputIndex: number;
  /** Index of the part in the content of the item, or in its summary. */
  partIndex: number;
}

/**
 * Is told how an output grows, right when it does. The items and parts are those of the output itself and grow on; what is to
 * be kept of them is to be copied.
 */
export interface OutputListener {
  itemAdded(outputIndex: number, item: OutputItem): void;
  partAdded(place: PartPlace, part: OutputPart): void;
  partDelta(place: PartPlace, part: OutputPart, delta: string): void;
  partDone(place: PartPlace, part: OutputPart): void;
  argumentsDelta(outputIndex: number, item: FunctionCallItem, delta: string): void;
  argumentsDone(outputIndex: number, item: FunctionCallItem): void;
  itemDone(outputIndex: number, item: OutputItem): void;
}
