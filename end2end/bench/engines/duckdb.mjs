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

/** What every question asks of the customers it has found, from a table or expression with `spent`, `orders` and `bin`. */
export const SUMS =
  "count(*)::INTEGER AS customers, coalesce(sum(spent), 0)::DOUBLE AS spent, coalesce(sum(orders), 0)::DOUBLE AS orders, " +
  [0, 1, 2, 3, 4].map((bin) => `(count(*) FILTER (WHERE bin = ${bin}))::INTEGER AS bin${bin}`).join(", ");

export function read(table) {
  const row = table.get(0).toJSON();
  return { customers: row.customers, spent: row.spent, orders: row.orders, recency: [row.bin0, row.bin1, row.bin2, row.bin3, row.bin4] };
}

export const memoryOf = (database) => database.mod.HEAPU8.buffer.byteLength;
