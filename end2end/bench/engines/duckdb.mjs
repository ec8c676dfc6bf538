// DuckDB-Wasm, without its own thread around it: it runs in ours, so that no message is in its time.
import { Table, makeVector, tableToIPC } from "/node_modules/apache-arrow/Arrow.dom.mjs";
import { BROWSER_RUNTIME, VoidLogger, createDuckDB } from "/node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser-blocking.mjs";

const FILES = "/node_modules/@duckdb/duckdb-wasm/dist/";
/** Rows of one batch, so that a table is never held twice as a whole. */
const BATCH = 1_000_000;

export async function open() {
  const bundle = (kind) => ({ mainModule: `${FILES}duckdb-${kind}.wasm`, mainWorker: `${FILES}duckdb-browser-${kind}.worker.js` });
  const database = await createDuckDB({ mvp: bundle("mvp"), eh: bundle("eh") }, new VoidLogger(), BROWSER_RUNTIME);
  await database.instantiate();
  database.open({ path: ":memory:" });
  const connection = database.connect();
  return { database, connection, version: database.getVersion() };
}

/** Makes a table of these columns, all of one length. */
export function insert(connection, name, columns) {
  const names = Object.keys(columns);
  const rows = columns[names[0]].length;
  for (let from = 0; from < rows || from === 0; from += BATCH) {
    const part = names.map((column) => [column, makeVector(columns[column].subarray(from, from + BATCH))]);
    const bytes = tableToIPC(new Table(Object.fromEntries(part)), "stream");
    connection.insertArrowFromIPCStream(bytes, { name, schema: "main", create: from === 0 });
  }
}

/** What every question asks of the customers it has found, in a table with `spent`, `orders` and `bin`; a row a bin is quickest. */
export const SUMS = "bin, count(*)::INTEGER AS customers, sum(spent)::DOUBLE AS spent, sum(orders)::DOUBLE AS orders";

export function read(table) {
  const answer = { customers: 0, spent: 0, orders: 0, recency: [0, 0, 0, 0, 0] };
  for (const { bin, customers, spent, orders } of table) {
    answer.customers += customers;
    answer.spent += spent;
    answer.orders += orders;
    if (bin < answer.recency.length) {
      answer.recency[bin] = customers;
    }
  }
  return answer;
}

export const memoryOf = (database) => database.mod.HEAPU8.buffer.byteLength;
