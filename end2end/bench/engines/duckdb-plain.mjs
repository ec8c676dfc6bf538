// DuckDB-Wasm with the tables as they come: every question works out itself what each customer spent and when.
import { RECENCY, numbersOf } from "../questions.mjs";
import { SUMS, insert, memoryOf, open, read } from "./duckdb.mjs";

export const title = "DuckDB plain";
export const kinds = ["attributes", "orders"];

let database;
let connection;
let queries;

export async function load(columns) {
  const opened = await open();
  ({ database, connection } = opened);
  const { region, gender, level, sms, email, added } = columns.customers;
  insert(connection, "loaded", { id: Uint32Array.from(region.keys()), region, gender, level, sms, email, added });
  connection.query("CREATE TABLE customers AS SELECT * REPLACE (nullif(region, 255) AS region, nullif(gender, 255) AS gender) FROM loaded");
  connection.query("DROP TABLE loaded");
  const { customer, day, turn, amount, refunded, valid, channel } = columns.orders;
  insert(connection, "orders", { id: Uint32Array.from(customer.keys()), customer, day, turn, amount, refunded, valid, channel });
  const { order, product, quantity } = columns.lines;
  insert(connection, "lines", { order_id: order, product, quantity, amount: columns.lines.amount });
  const { category, lifespan } = columns.products;
  insert(connection, "products", { id: Uint16Array.from(category.keys()), category, lifespan });
  queries = conditions(numbersOf(columns));
  for (const [id, { where, scores }] of Object.entries(queries)) {
    queries[id] = questionOf(columns.asOf, where, scores);
  }
  return { version: opened.version };
}

export const answer = (id) => read(connection.query(queries[id]));
export const memory = () => memoryOf(database);

/** One row a customer, and one a valid line, only as far as the condition asks for them. */
function questionOf(asOf, where, scores) {
  const bins = RECENCY.map((end, bin) => `WHEN last >= ${asOf - end} THEN ${bin}`).join(" ");
  const score = (value) => `1 + 5 * (rank() OVER (ORDER BY ${value}) - 1) // count(*) OVER ()`;
  return (
    "WITH sums AS (SELECT customer, sum(amount - refunded)::BIGINT AS spent, count(*) AS orders, max(day) AS last FROM orders WHERE valid = 1 GROUP BY customer), " +
    (scores ? `scores AS (SELECT customer, ${score("last")} AS r, ${score("orders")} AS f FROM sums), ` : "") +
    "l AS (SELECT o.customer, o.turn, o.day, p.category, p.lifespan, lines.product, lines.quantity, lines.amount FROM lines " +
    "JOIN orders AS o ON o.id = lines.order_id AND o.valid = 1 JOIN products AS p ON p.id = lines.product), " +
    `c AS (SELECT customers.*, coalesce(spent, 0) AS spent, coalesce(orders, 0) AS orders, last, CASE ${bins} WHEN last IS NULL THEN 5 ELSE 4 END AS bin` +
    `${scores ? ", r, f" : ""} FROM customers LEFT JOIN sums ON sums.customer = customers.id` +
    `${scores ? " LEFT JOIN scores ON scores.customer = customers.id" : ""}) SELECT ${SUMS} FROM c WHERE ${where} GROUP BY bin`
  );
}

function conditions({ asOf, five, four, three, subscribed, app, c5, c7, c12, p1, p3, p5, p8, p17 }) {
  const o = "orders AS o WHERE o.valid = 1";
  return {
    Q1: { where: `region IN (${five})` },
    Q2: { where: `spent > 200000 AND last < ${asOf - 180}` },
    Q3: { where: "orders BETWEEN 3 AND 8" },
    Q4: { where: `id IN (SELECT customer FROM l WHERE category = ${c12} AND day >= ${asOf - 90} GROUP BY customer HAVING count(DISTINCT turn) >= 2)` },
    Q5: { where: `id NOT IN (SELECT customer FROM l WHERE product = ${p17.product})` },
    Q6: { where: "r = 5 AND f = 5", scores: true },
    Q7: {
      where:
        `(level >= 3 OR spent > 300000) AND NOT coalesce(region IN (${four}), false) AND ` +
        `(sms = ${subscribed} OR (email = ${subscribed} AND id IN (SELECT customer FROM l WHERE category = ${c5} AND day >= ${asOf - 180})))`,
    },
    Q8: { where: `spent >= 15000 * orders AND spent <= 40000 * orders AND last BETWEEN ${asOf - 365} AND ${asOf - 181}` },
    Q9: {
      where:
        `id IN (SELECT customer FROM l WHERE product = ${p3.product} AND day <= ${asOf - 30}) AND id NOT IN (SELECT one.customer FROM l AS one JOIN l AS other ` +
        "ON one.customer = other.customer AND other.turn > one.turn AND other.day <= one.day + 30 " +
        `WHERE one.product = ${p3.product} AND other.product = ${p8.product})`,
    },
    Q10: {
      where:
        "id IN (SELECT customer FROM (SELECT customer, day + lifespan * sum(quantity) OVER " +
        `(PARTITION BY customer ORDER BY turn ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until FROM l WHERE product = ${p5.product}) ` +
        `GROUP BY customer HAVING max(until) BETWEEN ${asOf} AND ${asOf + 6})`,
    },
    Q11: { where: "id IN (SELECT customer FROM l GROUP BY category, customer HAVING count(DISTINCT turn) >= 3)" },
    Q12: {
      where:
        `NOT coalesce(region IN (${three}), false) AND gender IS NOT NULL AND level BETWEEN 1 AND 4 AND (sms = ${subscribed} OR email = ${subscribed}) AND ` +
        `added < ${asOf - 180} AND orders >= 2 AND last >= ${asOf - 365} AND ` +
        `id IN (SELECT customer FROM ${o} AND day >= ${asOf - 180} GROUP BY customer HAVING sum(amount) > 50000) AND ` +
        `id IN (SELECT customer FROM l WHERE category = ${c7} AND day >= ${asOf - 365} GROUP BY customer HAVING sum(amount) >= 20000) AND ` +
        `id NOT IN (SELECT customer FROM l WHERE product = ${p1.product}) AND id IN (SELECT customer FROM ${o} AND channel = ${app})`,
    },
  };
}
