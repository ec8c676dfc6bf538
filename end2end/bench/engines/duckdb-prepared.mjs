// DuckDB-Wasm with everything prepared: one row a customer with all sums, lines joined and in order, statements compiled.
import { prepare } from "../prepared.mjs";
import { NO_DAY, numbersOf } from "../questions.mjs";
import { SUMS, insert, memoryOf, open, read } from "./duckdb.mjs";

export const title = "DuckDB prepared";
export const kinds = ["attributes", "orders"];

let database;
const statements = new Map();

export async function load(columns) {
  const opened = await open();
  ({ database } = opened);
  const { connection } = opened;
  const { customers, orders, lines } = prepare(columns);
  const { region, gender, level, sms, email, added, spent, orders: count, last, bin, r, f, m } = customers;
  insert(connection, "loaded", { id: Uint32Array.from(spent.keys()), region, gender, level, sms, email, added, spent, orders: count, last, bin, r, f, m });
  connection.query(
    `CREATE TABLE c AS SELECT * REPLACE (nullif(last, ${NO_DAY}) AS last, nullif(region, 255) AS region, nullif(gender, 255) AS gender, ` +
      "nullif(r, 0) AS r, nullif(f, 0) AS f, nullif(m, 0) AS m) FROM loaded",
  );
  connection.query("DROP TABLE loaded");
  const { rows: _, ...orderColumns } = orders;
  insert(connection, "o", orderColumns);
  const { rows: __, ...lineColumns } = lines;
  insert(connection, "l", lineColumns);
  for (const [id, where] of Object.entries(conditions(numbersOf(columns)))) {
    statements.set(id, connection.prepare(`SELECT ${SUMS} FROM c WHERE ${where} GROUP BY bin`));
  }
  return { version: opened.version };
}

export const answer = (id) => read(statements.get(id).query());
export const memory = () => memoryOf(database);

/** Each question as a condition on a customer. A product is named with its category, since lines are in that order. */
function conditions({ asOf, five, four, three, subscribed, app, c5, c7, c12, p1, p3, p5, p8, p17 }) {
  const of = ({ category, product }, table = "l") => `${table}.category = ${category} AND ${table}.product = ${product}`;
  return {
    Q1: `region IN (${five})`,
    Q2: `spent > 200000 AND last < ${asOf - 180}`,
    Q3: "orders BETWEEN 3 AND 8",
    Q4: `id IN (SELECT customer FROM l WHERE category = ${c12} AND day >= ${asOf - 90} GROUP BY customer HAVING min(turn) <> max(turn))`,
    Q5: `id NOT IN (SELECT customer FROM l WHERE ${of(p17)})`,
    Q6: "r = 5 AND f = 5",
    Q7:
      `(level >= 3 OR spent > 300000) AND NOT coalesce(region IN (${four}), false) AND ` +
      `(sms = ${subscribed} OR (email = ${subscribed} AND id IN (SELECT customer FROM l WHERE category = ${c5} AND day >= ${asOf - 180})))`,
    Q8: `spent >= 15000 * orders AND spent <= 40000 * orders AND last BETWEEN ${asOf - 365} AND ${asOf - 181}`,
    Q9:
      `id IN (SELECT customer FROM l WHERE ${of(p3)} AND day <= ${asOf - 30}) AND id NOT IN (SELECT one.customer FROM l AS one JOIN l AS other ` +
      `ON one.customer = other.customer AND other.turn > one.turn AND other.day <= one.day + 30 ` +
      `WHERE ${of(p3, "one")} AND ${of(p8, "other")})`,
    // Bought again early, what is left adds up: the day is the latest that any purchase with all after it leads to.
    Q10:
      `id IN (SELECT customer FROM (SELECT customer, day + ${p5.lifespan} * sum(quantity) OVER ` +
      `(PARTITION BY customer ORDER BY turn ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until FROM l WHERE ${of(p5)}) ` +
      `GROUP BY customer HAVING max(until) BETWEEN ${asOf} AND ${asOf + 6})`,
    // Counting distinct orders is dear; it is done for those alone who have three lines in a category.
    Q11:
      "id IN (SELECT customer FROM (SELECT category, customer FROM l GROUP BY category, customer HAVING count(*) >= 3) " +
      "JOIN l USING (category, customer) GROUP BY category, customer HAVING count(DISTINCT turn) >= 3)",
    Q12:
      `NOT coalesce(region IN (${three}), false) AND gender IS NOT NULL AND level BETWEEN 1 AND 4 AND (sms = ${subscribed} OR email = ${subscribed}) AND ` +
      `added < ${asOf - 180} AND orders >= 2 AND last >= ${asOf - 365} AND ` +
      `id IN (SELECT customer FROM o WHERE day >= ${asOf - 180} GROUP BY customer HAVING sum(amount) > 50000) AND ` +
      `id IN (SELECT customer FROM l WHERE category = ${c7} AND day >= ${asOf - 365} GROUP BY customer HAVING sum(amount) >= 20000) AND ` +
      `id NOT IN (SELECT customer FROM l WHERE ${of(p1)}) AND id IN (SELECT customer FROM o WHERE channel = ${app})`,
  };
}
