import { median } from './statistics.mjs';

/** What the reports write numbers and tables with. */
export const number = (value, digits = 0) => value.toFixed(digits);

export const verdict = (value, target, unit, digits) =>
  `${number(value, digits)}${unit} (target ${target}${unit}: ${value <= target ? 'met' : 'missed'})`;

/** Median over the rounds of what `pick` takes from each. */
const over = (rounds, pick) => median(rounds.map(pick));

export function row(title, bare, gateway, ratio, target) {
  return `| ${title} | ${bare} | ${gateway} | ${ratio} | ${target} |`;
}

/** The medians of both servers over the rounds, and the median of the ratios within each round. */
export function compare(rounds, pick) {
  return {
    bare: over(rounds, ({ bare }) => pick(bare)),
    gateway: over(rounds, ({ gateway }) => pick(gateway)),
    ratio: over(rounds, ({ bare, gateway }) => pick(gateway) / pick(bare)),
  };
}
