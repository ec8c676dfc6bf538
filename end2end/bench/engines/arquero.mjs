// Arquero on prepared customers; it takes the questions that attributes of a customer alone can answer.
import "/node_modules/arquero/dist/arquero.min.js";
import { prepareCustomers } from "../prepared.mjs";
import { NO_DAY, numbersOf } from "../questions.mjs";

export const title = "Arquero";
export const kinds = ["attributes"];

const { aq } = globalThis;
let table;
let conditions;

export async function load(columns) {
  const { region, spent, orders, last, bin, r, f } = prepareCustomers(columns);
  table = aq.table({ region, spent, orders, last, bin, r, f });
  const { asOf, five } = numbersOf(columns);
  conditions = {
    Q1: `d => ${five.map((code) => `d.region === ${code}`).join(" || ")}`,
    Q2: `d => d.spent > 200000 && d.last < ${asOf - 180} && d.last !== ${NO_DAY}`,
    Q3: "d => d.orders >= 3 && d.orders <= 8",
    Q6: "d => d.r === 5 && d.f === 5",
    Q8: `d => d.spent >= 15000 * d.orders && d.spent <= 40000 * d.orders && d.last >= ${asOf - 365} && d.last <= ${asOf - 181}`,
  };
  return {};
}

export function answer(id) {
  const bins = [0, 1, 2, 3, 4].map((bin) => [`bin${bin}`, `d => op.sum(d.bin === ${bin} ? 1 : 0)`]);
  const row = table
    .filter(conditions[id])
    .rollup({ customers: "d => op.count()", spent: "d => op.sum(d.spent)", orders: "d => op.sum(d.orders)", ...Object.fromEntries(bins) })
    .object();
  return { customers: row.customers, spent: row.spent ?? 0, orders: row.orders ?? 0, recency: bins.map(([name]) => row[name] ?? 0) };
}
