// Whether all engines give the same answers, and what differs where they do not.

/** A line for each question on which somebody disagrees, naming what everybody said. */
export function disagreements({ questions, engines }) {
  return Object.entries(questions).flatMap(([id, { query, answers }]) => {
    const told = Object.entries(answers).map(([name, answer]) => ({ name, text: inWords(answer) }));
    return new Set(told.map(({ text }) => text)).size > 1
      ? [[`✗ ${id} ${query}`, ...told.map(({ name, text }) => `    ${engines[name].title}: ${text}`)].join("\n")]
      : [];
  });
}

function inWords({ customers, spent, orders, recency }) {
  return `${customers} customers, ${spent} spent, ${orders} orders, recency ${recency.join("/")}`;
}
