// What can be asked of the bench.
const SIZES = { S: 100_000, L: 1_000_000 };
const PEERS = ["duckdb-prepared", "duckdb-plain", "sqlite", "arquero", "crossfilter"];
const HELP = `node bench/run.mjs --size S|L   one hundred thousand customers, or a million
  --customers N          any other number
  --rounds N             how often each question is asked (11; 7 from half a million customers on)
  --peers a,b            only some of ${PEERS.join(", ")}
  --agree                no times: one round, only whether all answers are the same
  --json FILE            where the result goes (target/bench/N/result.json)
  --table FILE           where the table goes (target/bench/N/result.md)`;

/** What was asked for; ends the program with help where that cannot be. */
export function readOptions(words) {
  const read = { peers: PEERS, edits: 200 };
  while (words.length > 0) {
    const word = words.shift();
    const value = () => words.shift() ?? stop(`${word} needs a value`);
    if (word === "--size") {
      read.customers = SIZES[value()] ?? stop("the sizes are S and L");
    } else if (word === "--customers") {
      read.customers = Number(value());
    } else if (word === "--rounds") {
      read.rounds = Number(value());
    } else if (word === "--peers") {
      read.peers = value().split(",").filter(Boolean);
    } else if (word === "--agree") {
      read.agree = true;
    } else if (word === "--json") {
      read.json = value();
    } else if (word === "--table") {
      read.table = value();
    } else {
      stop(`there is no option ${word}`);
    }
  }
  if (!(read.customers > 0)) {
    stop("how many customers?");
  }
  const unknown = read.peers.find((name) => !PEERS.includes(name));
  if (unknown) {
    stop(`there is no peer ${unknown}`);
  }
  read.rounds ??= read.customers >= 500_000 ? 7 : 11;
  return read;
}

export function stop(why) {
  console.error(`${why}\n\n${HELP}`);
  process.exit(1);
}
