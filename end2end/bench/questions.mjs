// The twelve questions, each in Huitou's language and as plain numbers for the engines that have another one.

const FIVE = ["浙江省", "四川省", "福建省", "云南省", "海南省"];
const FOUR = ["江苏省", "湖北省", "天津", "甘肃省"];
const THREE = ["北京", "江西省", "广西壮族自治区"];
const list = (texts) => texts.map((text) => `'${text}'`).join(", ");

/** Days after the last sale at which the five bins of recency end; those who never bought are in none. */
export const RECENCY = [30, 90, 180, 365];

/**
 * `kind` tells what an engine must be able to do: compare attributes of a customer alone, or look at orders and lines.
 * @type {{id: string, kind: "attributes" | "orders", query: string}[]}
 */
export const QUESTIONS = [
  { id: "Q1", kind: "attributes", query: `customer_region IN (${list(FIVE)})` },
  { id: "Q2", kind: "attributes", query: "amount_spent > 2000 AND last_order_date < -180d" },
  { id: "Q3", kind: "attributes", query: "number_of_orders BETWEEN 3 AND 8" },
  { id: "Q4", kind: "orders", query: "products_purchased(category: 'c12', date: >= -90d, count: >= 2)" },
  { id: "Q5", kind: "orders", query: "NOT products_purchased(id: 'p17')" },
  { id: "Q6", kind: "attributes", query: "rfm_recency = 5 AND rfm_frequency = 5" },
  {
    id: "Q7",
    kind: "orders",
    query:
      `(member_level >= 3 OR amount_spent > 3000) AND NOT customer_region IN (${list(FOUR)}) AND ` +
      "(sms_subscription_status = 'SUBSCRIBED' OR (email_subscription_status = 'SUBSCRIBED' AND products_purchased(category: 'c5', date: >= -180d)))",
  },
  { id: "Q8", kind: "attributes", query: "average_order_value BETWEEN 150 AND 400 AND last_order_date BETWEEN -365d AND -181d" },
  { id: "Q9", kind: "orders", query: "products_purchased(id: 'p3', date: <= -30d) AND NOT purchase_sequence(first: 'p3', then: 'p8', within: 30d)" },
  { id: "Q10", kind: "orders", query: "product_runs_out(id: 'p5', date: BETWEEN today AND +6d)" },
  { id: "Q11", kind: "orders", query: "products_purchased(per: 'category', count: >= 3)" },
  {
    id: "Q12",
    kind: "orders",
    query:
      `NOT customer_region IN (${list(THREE)}) AND gender IS NOT NULL AND member_level BETWEEN 1 AND 4 AND ` +
      "(sms_subscription_status = 'SUBSCRIBED' OR email_subscription_status = 'SUBSCRIBED') AND customer_added_date < -180d AND " +
      "number_of_orders >= 2 AND last_order_date >= -365d AND orders_placed(date: >= -180d, sum_amount: > 500) AND " +
      "products_purchased(category: 'c7', date: >= -365d, amount: >= 200) AND NOT products_purchased(id: 'p1') AND orders_placed(channel: 'app')",
  },
];

/** The numbers that stand for the texts in the questions, in a store of plain columns. */
export function numbersOf(columns) {
  const region = (texts) => texts.map((text) => columns.customers.words.region.indexOf(text));
  const category = (name) => columns.products.words.category.indexOf(name);
  // Products are numbered by rank, from 0.
  const product = (id) => ({ product: Number(id.slice(1)) - 1, category: columns.products.category[Number(id.slice(1)) - 1] });
  return {
    asOf: columns.asOf,
    five: region(FIVE),
    four: region(FOUR),
    three: region(THREE),
    subscribed: columns.customers.words.sms.indexOf("SUBSCRIBED"),
    app: columns.orders.words.channel.indexOf("app"),
    c5: category("c5"),
    c7: category("c7"),
    c12: category("c12"),
    p1: product("p1"),
    p3: product("p3"),
    p5: { ...product("p5"), lifespan: columns.products.lifespan[4] },
    p8: product("p8"),
    p17: product("p17"),
  };
}

/** The bin of recency of a last purchase on that day; 5 for those who never bought. */
export function binOf(asOf, last) {
  if (last === NO_DAY) {
    return 5;
  }
  const silent = asOf - last;
  const bin = RECENCY.findIndex((end) => silent <= end);
  return bin < 0 ? 4 : bin;
}

/** Stands for a missing day in the columns. */
export const NO_DAY = -(2 ** 31);

/**
 * Questions in each of which one clause has been changed, as somebody does who moves a slider or types: each base
 * question is followed by its edits.
 */
export function edits(count) {
  const query = (id) => QUESTIONS.find((question) => question.id === id)?.query ?? "";
  const day = (step) => 30 + step * 11;
  const bases = [
    { base: query("Q2"), edit: (step) => query("Q2").replace("> 2000", `> ${300 + step * 150}.50`) },
    { base: query("Q2"), edit: (step) => query("Q2").replace("-180d", `-${day(step)}d`) },
    { base: query("Q12"), edit: (step) => query("Q12").replace("sum_amount: > 500", `sum_amount: > ${100 + step * 40}`) },
    { base: query("Q12"), edit: (step) => query("Q12").replace("last_order_date >= -365d", `last_order_date >= -${day(step) + 60}d`) },
    { base: query("Q12"), edit: (step) => query("Q12").replace("'c7'", `'c${8 + step}'`) },
    { base: query("Q7"), edit: (step) => query("Q7").replace("> 3000", `> ${500 + step * 200}`) },
    { base: query("Q8"), edit: (step) => query("Q8").replace("150 AND 400", `${50 + step * 5} AND ${300 + step * 5}`) },
    { base: query("Q4"), edit: (step) => query("Q4").replace("-90d", `-${day(step)}d`) },
    { base: query("Q5"), edit: (step) => query("Q5").replace("'p17'", `'p${20 + step}'`) },
    { base: query("Q9"), edit: (step) => query("Q9").replace("within: 30d", `within: ${31 + step}d`) },
    { base: query("Q3"), edit: (step) => query("Q3").replace("3 AND 8", `${1 + (step % 4)} AND ${9 + step}`) },
  ];
  return bases.map(({ base, edit }, place) => {
    const length = Math.floor(count / bases.length) + (place < count % bases.length ? 1 : 0);
    return { base, edits: Array.from({ length }, (_, step) => edit(step)) };
  });
}
