// Fetches the store's plain columns.

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array };

/** Every table by its name, with a typed array for each column, its rows, and the words behind codes. */
export async function fetchColumns() {
  const told = await (await fetch("/store/columns.json")).json();
  const tables = { asOf: told.asOf, asOfText: told.asOfText };
  await Promise.all(
    told.columns.map(async ({ table, name, type, rows, file, dictionary }) => {
      const bytes = await (await fetch(`/store/${file}`)).arrayBuffer();
      tables[table] ??= { rows, words: {} };
      tables[table][name] = new ARRAYS[type](bytes);
      if (dictionary.length > 0) {
        tables[table].words[name] = dictionary;
      }
    }),
  );
  return tables;
}
