// Prepares the store for engines that are to have it easy: what each customer spent, when they last bought, their RFM
// scores; valid orders alone; valid lines joined with their orders, by category, product and customer.
import { NO_DAY, binOf } from "./questions.mjs";

export function prepare(columns) {
  const customers = prepareCustomers(columns);
  return { customers, orders: prepareOrders(columns), lines: prepareLines(columns) };
}

export function prepareCustomers({ asOf, customers, orders }) {
  const { rows } = customers;
  const spent = new Int32Array(rows);
  const count = new Int32Array(rows);
  const last = new Int32Array(rows).fill(NO_DAY);
  for (let order = 0; order < orders.rows; order++) {
    if (orders.valid[order]) {
      const customer = orders.customer[order];
      spent[customer] += orders.amount[order] - orders.refunded[order];
      count[customer] += 1;
      last[customer] = Math.max(last[customer], orders.day[order]);
    }
  }
  const bin = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    bin[row] = binOf(asOf, last[row]);
  }
  return { ...customers, spent, orders: count, last, bin, r: scores(last, count), f: scores(count, count), m: scores(spent, count) };
}

/** 1 + ⌊5·k/n⌋ among the n customers who have bought, k of them with less; 0 for the others. */
function scores(values, orders) {
  const sorted = values.filter((_, row) => orders[row] > 0).sort();
  const scored = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    if (orders[row] > 0) {
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (sorted[middle] < values[row]) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      scored[row] = 1 + Math.floor((5 * low) / sorted.length);
    }
  }
  return scored;
}

function prepareOrders({ orders }) {
  let rows = 0;
  const chosen = new Uint32Array(orders.rows);
  for (let order = 0; order < orders.rows; order++) {
    if (orders.valid[order]) {
      chosen[rows++] = order;
    }
  }
  const pick = (column, Kind) => Kind.from({ length: rows }, (_, row) => column[chosen[row]]);
  return {
    rows,
    customer: pick(orders.customer, Uint32Array),
    turn: pick(orders.turn, Uint8Array),
    day: pick(orders.day, Int32Array),
    amount: pick(orders.amount, Int32Array),
    channel: pick(orders.channel, Uint8Array),
  };
}

/** Lines come by customer, so that counting them by product puts them in order. */
function prepareLines({ orders, lines, products }) {
  const byCategory = [...products.category.keys()].sort((one, other) => products.category[one] - products.category[other] || one - other);
  const rank = new Uint32Array(products.rows);
  byCategory.forEach((product, place) => (rank[product] = place));
  const from = new Uint32Array(products.rows + 1);
  for (let line = 0; line < lines.rows; line++) {
    if (orders.valid[lines.order[line]]) {
      from[rank[lines.product[line]] + 1]++;
    }
  }
  for (let place = 0; place < products.rows; place++) {
    from[place + 1] += from[place];
  }
  const rows = from[products.rows];
  const made = {
    rows,
    category: new Uint8Array(rows),
    product: new Uint16Array(rows),
    customer: new Uint32Array(rows),
    turn: new Uint8Array(rows),
    day: new Int32Array(rows),
    quantity: new Uint8Array(rows),
    amount: new Int32Array(rows),
  };
  for (let line = 0; line < lines.rows; line++) {
    const order = lines.order[line];
    if (!orders.valid[order]) {
      continue;
    }
    const product = lines.product[line];
    const at = from[rank[product]]++;
    made.category[at] = products.category[product];
    made.product[at] = product;
    made.customer[at] = orders.customer[order];
    made.turn[at] = orders.turn[order];
    made.day[at] = orders.day[order];
    made.quantity[at] = lines.quantity[line];
    made.amount[at] = lines.amount[line];
  }
  return made;
}
