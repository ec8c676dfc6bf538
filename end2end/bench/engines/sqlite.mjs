// SQLite-Wasm in memory, with everything prepared: one row a customer with all sums, lines joined, the fitting indexes.
import sqlite3InitModule from "/node_modules/@sqlite.org/sqlite-wasm/sqlite-wasm/jswasm/sqlite3.mjs";
import { prepare } from "../prepared.mjs";
import { NO_DAY, numbersOf } from "../questions.mjs";

export const title = "SQLite";
export const kinds = ["attributes", "orders"];

let sqlite;
let database;
const statements = new Map();

const SUMS =
  "SELECT count(*), coalesce(sum(spent), 0), coalesce(sum(orders), 0), " + [0, 1, 2, 3, 4].map((bin) => `coalesce(sum(bin = ${bin}), 0)`).join(", ") + " FROM c WHERE ";

export async function load(columns) {
  sqlite = await sqlite3InitModule({ print: () => undefined, printErr: () => undefined });
  database = new sqlite.oo1.DB(":memory:");
  const { customers, orders, lines } = prepare(columns);
  database.exec(
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;" +
      "CREATE TABLE c (id INTEGER PRIMARY KEY, region INT, gender INT, level INT, sms INT, email INT, added INT, spent INT, orders INT, last INT, bin INT, r INT, f INT);" +
      "CREATE TABLE o (customer INT, turn INT, day INT, amount INT, channel INT, PRIMARY KEY (customer, turn)) WITHOUT ROWID;" +
      "CREATE TABLE l (category INT, product INT, customer INT, turn INT, day INT, quantity INT, amount INT, PRIMARY KEY (category, product, customer, turn)) WITHOUT ROWID;",
  );
  const { region, gender, level, sms, email, added, spent, orders: count, last, bin, r, f } = customers;
  insert("c", [Uint32Array.from(spent.keys()), region, gender, level, sms, email, added, spent, count, last, bin, r, f], { 1: 255, 2: 255, 9: NO_DAY, 11: 0, 12: 0 });
  insert("o", [orders.customer, orders.turn, orders.day, orders.amount, orders.channel]);
  insert("l", [lines.category, lines.product, lines.customer, lines.turn, lines.day, lines.quantity, lines.amount]);
  database.exec(
    "CREATE INDEX by_region ON c (region, spent, orders, bin); CREATE INDEX by_last ON c (last, spent, orders, bin);" +
      "CREATE INDEX by_spent ON c (spent, last, orders, bin); CREATE INDEX by_orders ON c (orders, spent, bin);" +
      "CREATE INDEX by_scores ON c (r, f, spent, orders, bin); CREATE INDEX by_customer ON l (customer, category, turn); COMMIT; PRAGMA analysis_limit = 1000; ANALYZE;",
  );
  for (const [id, where] of Object.entries(conditions(numbersOf(columns)))) {
    statements.set(id, database.prepare(SUMS + where));
  }
  return { version: sqlite.version.libVersion };
}

/** Straight to SQLite's own functions: the binding around them takes longer than they do. */
function insert(name, columns, missing = {}) {
  const { sqlite3_bind_int: bind, sqlite3_bind_null: bindNull, sqlite3_step: step, sqlite3_reset: reset } = sqlite.wasm.exports;
  const statement = database.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => "?").join(", ")})`);
  const { pointer } = statement;
  const absent = columns.map((_, place) => missing[place]);
  const { length } = columns[0];
  for (let row = 0; row < length; row++) {
    for (let place = 0; place < columns.length; place++) {
      const value = columns[place][row];
      if (value === absent[place]) {
        bindNull(pointer, place + 1);
      } else {
        bind(pointer, place + 1, value);
      }
    }
    if (step(pointer) !== sqlite.capi.SQLITE_DONE) {
      throw new Error(`SQLite takes no row ${row} of ${name}: ${sqlite.capi.sqlite3_errmsg(database.pointer)}`);
    }
    reset(pointer);
  }
  statement.finalize();
}

export function answer(id) {
  const statement = statements.get(id);
  statement.step();
  const [customers, spent, orders, ...recency] = statement.get([]);
  statement.reset();
  return { customers, spent: Number(spent), orders: Number(orders), recency };
}

export const memory = () => sqlite.wasm.heap8u().buffer.byteLength;

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
      `(level >= 3 OR spent > 300000) AND NOT coalesce(region IN (${four}), 0) AND ` +
      `(sms = ${subscribed} OR (email = ${subscribed} AND id IN (SELECT customer FROM l WHERE category = ${c5} AND day >= ${asOf - 180})))`,
    Q8: `spent >= 15000 * orders AND spent <= 40000 * orders AND last BETWEEN ${asOf - 365} AND ${asOf - 181}`,
    Q9:
      `id IN (SELECT customer FROM l WHERE ${of(p3)} AND day <= ${asOf - 30}) AND id NOT IN (SELECT one.customer FROM l AS one JOIN l AS other ` +
      "ON one.customer = other.customer AND other.turn > one.turn AND other.day <= one.day + 30 " +
      `WHERE ${of(p3, "one")} AND ${of(p8, "other")})`,
    Q10:
      `id IN (SELECT customer FROM (SELECT customer, day + ${p5.lifespan} * sum(quantity) OVER ` +
      `(PARTITION BY customer ORDER BY turn ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until FROM l WHERE ${of(p5)}) ` +
      `GROUP BY customer HAVING max(until) BETWEEN ${asOf} AND ${asOf + 6})`,
    Q11: "id IN (SELECT customer FROM l INDEXED BY by_customer GROUP BY customer, category HAVING count(DISTINCT turn) >= 3)",
    Q12:
      `NOT coalesce(region IN (${three}), 0) AND gender IS NOT NULL AND level BETWEEN 1 AND 4 AND (sms = ${subscribed} OR email = ${subscribed}) AND ` +
      `added < ${asOf - 180} AND orders >= 2 AND last >= ${asOf - 365} AND ` +
      `id IN (SELECT customer FROM l WHERE category = ${c7} AND day >= ${asOf - 365} GROUP BY customer HAVING sum(amount) >= 20000) AND ` +
      `(SELECT sum(amount) FROM o WHERE o.customer = c.id AND day >= ${asOf - 180}) > 50000 AND ` +
      `NOT EXISTS (SELECT 1 FROM l WHERE ${of(p1)} AND l.customer = c.id) AND EXISTS (SELECT 1 FROM o WHERE o.customer = c.id AND channel = ${app})`,
  };
}
