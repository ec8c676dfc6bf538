// crossfilter2 on prepared customers, a dimension for each attribute asked about; it takes the questions of attributes.
import "/node_modules/crossfilter2/crossfilter.min.js";
import { prepareCustomers } from "../prepared.mjs";
import { numbersOf } from "../questions.mjs";

export const title = "crossfilter2";
export const kinds = ["attributes"];

let dimensions;
let sums;
let bins;
let filters;

export async function load(columns) {
  const { region, spent, orders, last, bin, r, f } = prepareCustomers(columns);
  const all = globalThis.crossfilter(Array.from(spent.keys()));
  dimensions = {
    region: all.dimension((row) => region[row]),
    spent: all.dimension((row) => spent[row]),
    orders: all.dimension((row) => orders[row]),
    last: all.dimension((row) => last[row]),
    r: all.dimension((row) => r[row]),
    f: all.dimension((row) => f[row]),
    average: all.dimension((row) => (orders[row] > 0 ? spent[row] / orders[row] : -1)),
  };
  const add = (sum, row) => {
    sum.customers += 1;
    sum.spent += spent[row];
    sum.orders += orders[row];
    return sum;
  };
  const remove = (sum, row) => {
    sum.customers -= 1;
    sum.spent -= spent[row];
    sum.orders -= orders[row];
    return sum;
  };
  sums = all.groupAll().reduce(add, remove, () => ({ customers: 0, spent: 0, orders: 0 }));
  bins = all.dimension((row) => bin[row]).group();
  const { asOf, five } = numbersOf(columns);
  const regions = new Set(five);
  // Ranges leave out their upper end; averages are fractions of few orders, so that a thousandth is less than any step.
  filters = {
    Q1: () => dimensions.region.filterFunction((code) => regions.has(code)),
    Q2: () => {
      dimensions.spent.filterRange([200_001, Infinity]);
      dimensions.last.filterRange([0, asOf - 180]);
    },
    Q3: () => dimensions.orders.filterRange([3, 9]),
    Q6: () => {
      dimensions.r.filterExact(5);
      dimensions.f.filterExact(5);
    },
    Q8: () => {
      dimensions.average.filterRange([15_000, 40_000.001]);
      dimensions.last.filterRange([asOf - 365, asOf - 180]);
    },
  };
  return {};
}

/** Everything is chosen again before a question; that is not in its time. */
export async function ready() {
  Object.values(dimensions).forEach((dimension) => dimension.filterAll());
  sums.value();
  bins.all();
}

export function answer(id) {
  filters[id]();
  const { customers, spent, orders } = sums.value();
  const recency = [0, 0, 0, 0, 0];
  bins.all().forEach(({ key, value }) => {
    if (key < recency.length) {
      recency[key] = value;
    }
  });
  return { customers, spent, orders, recency };
}
