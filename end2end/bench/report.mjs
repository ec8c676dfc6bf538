// Makes the table of a result: medians, 95th percentiles, ratios, and the goals beside them.

/** The prototype's figures at a million customers, in milliseconds: what Huitou is to beat. */
const PROTOTYPE = { Q1: 0.4, Q2: 1.05, Q3: 0.89, Q4: 0.4, Q5: 1.1, Q6: 0.77, Q7: 4.47, Q8: 1.76, Q9: 3.5, Q10: 1.25, Q11: 15, Q12: 5.55 };
const LARGE = 1_000_000;

export function percentile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The whole report in Markdown. */
export function report(result, disagreed) {
  const { machine, facts } = result;
  return [
    `# ${number(result.customers)} customers, ${number(facts.orders)} orders, ${number(facts.lines)} lines`,
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB; ${machine.browser}. One browser, one run, in turns. Milliseconds: median, and behind · the 95th percentile; × is the median against Huitou's.`,
    disagreed.length > 0 ? `**The engines disagree:**\n\n${disagreed.join("\n")}` : "All engines agree on every answer they give.",
    questionTable(result),
    ratioTable(result),
    engineTable(result),
    goalTable(result),
  ]
    .join("\n\n")
    .concat("\n");
}

function questionTable({ customers, questions, engines }) {
  const peers = Object.keys(engines).filter((name) => name !== "huitou");
  const large = customers === LARGE;
  const rows = Object.entries(questions).map(([id, asked]) => {
    const own = asked.ms.huitou && median(asked.ms.huitou);
    const cells = peers.map((name) => {
      const times = asked.ms[name];
      return times ? `${timing(times)}${own ? ` (${ratio(median(times) / own)})` : ""}` : "–";
    });
    const speed = asked.bytes && own ? `${(asked.bytes / 2 ** 20).toFixed(2)} MB, ${asked.sumMs ? `${(own / asked.sumMs).toFixed(1)} ×` : "–"}` : "–";
    return [id, number(asked.answers.huitou?.customers ?? Object.values(asked.answers)[0]?.customers), asked.ms.huitou ? timing(asked.ms.huitou) : "–", ...(large ? [PROTOTYPE[id]] : []), speed, ...cells];
  });
  const heads = ["", "customers", "Huitou", ...(large ? ["goal"] : []), "touched, against a plain sum of it", ...peers.map((name) => engines[name].title)];
  return table(heads, rows);
}

/** For each peer: the least and the median of its ratios. */
function ratioTable({ questions, engines }) {
  const rows = Object.keys(engines)
    .filter((name) => name !== "huitou")
    .map((name) => {
      const ratios = Object.values(questions)
        .filter(({ ms }) => ms[name] && ms.huitou)
        .map(({ ms }) => median(ms[name]) / median(ms.huitou));
      return ratios.length > 0 ? [engines[name].title, ratios.length, ratio(Math.min(...ratios)), ratio(median(ratios)), ratio(Math.max(...ratios))] : [engines[name].title, 0, "–", "–", "–"];
    });
  return table(["Huitou is faster than", "questions", "at least", "median", "at most"], rows);
}

function engineTable({ engines }) {
  const rows = Object.values(engines).map(({ title, version, loadMs, memoryBytes }) => [
    title,
    version ?? "",
    `${(loadMs / 1000).toFixed(2)} s`,
    memoryBytes ? `${(memoryBytes / 2 ** 20).toFixed(0)} MB` : "–",
  ]);
  return table(["engine", "version", "load", "memory"], rows);
}

function goalTable(result) {
  const { engines, edits, wire, application, customers, questions } = result;
  const { starts, memoryBytes, bytesReadPerMs } = engines.huitou;
  const first = (kind) => median(starts[kind].map(({ answeredMs }) => answeredMs));
  const ratiosOf = (name) =>
    Object.values(questions)
      .filter(({ ms }) => ms[name] && ms.huitou)
      .map(({ ms }) => median(ms[name]) / median(ms.huitou));
  const large = customers === LARGE;
  const rows = [
    [`one edited clause, median (by the ${edits.timedBy}'s clock, ${edits.count} edits)`, ms(median(edits.ms)), "≤ 2 ms", median(edits.ms) <= 2],
    ["one edited clause, 95th percentile", ms(percentile(edits.ms, 0.95)), "≤ 8 ms", percentile(edits.ms, 0.95) <= 8],
    ["one edited clause, slowest", ms(Math.max(...edits.ms)), "", undefined],
    ["page → worker → page, 95th percentile", ms(percentile(edits.roundTripMs, 0.95)), "", undefined],
    ["page → worker → page → painted, median", ms(median(edits.paintedMs)), "", undefined],
    ["page → worker → page → painted, 95th percentile", ms(percentile(edits.paintedMs, 0.95)), "≤ 16 ms", percentile(edits.paintedMs, 0.95) <= 16],
    ["a plain sum in the worker reads", bytesReadPerMs ? `${(bytesReadPerMs / 1e6).toFixed(1)} GB/s` : "–", "", undefined],
    ["snapshot on the wire, a customer", `${(wire.bytes / customers).toFixed(1)} B; ${(wire.brotliBytes / customers).toFixed(1)} B in brotli`, "≤ 38 B", Math.min(wire.bytes, wire.brotliBytes) / customers <= 38],
    ["from the server of this machine to the first answer", ms(first("network")), "", undefined],
    ["from what the browser keeps to the first answer", ms(first("kept")), "≤ 1,500 ms", first("kept") <= 1500],
    ["memory of the worker's program", memoryBytes ? `${(memoryBytes / 2 ** 20).toFixed(0)} MB` : "–", "≤ 250 MB", memoryBytes ? memoryBytes <= 250 * 2 ** 20 : undefined],
    [`a first visit loads${application.release ? "" : " (a development build)"}`, `${(application.bytes / 1000).toFixed(0)} KB`, "≤ 500 KB", application.release ? application.bytes <= 500_000 : undefined],
  ];
  for (const [name, least, middle] of [
    ["duckdb-prepared", 15, 40],
    ["duckdb-plain", 300, undefined],
  ]) {
    const ratios = ratiosOf(name);
    if (large && ratios.length > 0) {
      rows.push([`${engines[name].title} ÷ Huitou, least`, ratio(Math.min(...ratios)), `≥ ${least} ×`, Math.min(...ratios) >= least]);
      if (middle) {
        rows.push([`${engines[name].title} ÷ Huitou, median`, ratio(median(ratios)), `≥ ${middle} ×`, median(ratios) >= middle]);
      }
    }
  }
  if (large) {
    const slower = Object.entries(questions).filter(([id, asked]) => asked.ms.huitou && median(asked.ms.huitou) > PROTOTYPE[id]);
    rows.push(["questions slower than their goal", slower.map(([id]) => id).join(", ") || "none", "none", slower.length === 0]);
  }
  return table(
    ["", "measured", "goal", ""],
    rows.map(([what, measured, goal, reached]) => [what, measured, goal, reached === undefined ? "" : reached ? "✓" : "✗"]),
  );
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map((_, place) => (place === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

function timing(times) {
  return `${short(median(times))} · ${short(percentile(times, 0.95))}`;
}

function short(value) {
  return value >= 100 ? number(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function ratio(value) {
  return `${value >= 100 ? number(Math.round(value)) : value >= 10 ? value.toFixed(0) : value.toFixed(1)} ×`;
}

function ms(value) {
  return `${short(value)} ms`;
}

function number(value) {
  return value === undefined ? "–" : value.toLocaleString("en");
}
