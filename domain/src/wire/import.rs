//! An order file on its way in: what was seen in it, what would happen, what happened.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::day::Day;
use crate::order::{RefundState, State};
use crate::order_import::mapping::{Field, Mapping};

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Format {
    /// Text with columns.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// A web page that calls itself a workbook, as many platforms give.
    Html,
}

/// The text encoding of a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8.
    #[serde(rename = "UTF-8")]
    Utf8,
    /// UTF-8 that begins with a byte order mark.
    #[serde(rename = "UTF-8 BOM")]
    Utf8Bom,
    /// GB18030, which holds GBK.
    #[serde(rename = "GB18030")]
    Gb18030,
    /// UTF-16, little end first.
    #[serde(rename = "UTF-16LE")]
    Utf16Le,
    /// UTF-16, big end first.
    #[serde(rename = "UTF-16BE")]
    Utf16Be,
}

/// `POST /api/imports?shop=&name=` with the file as body: what was seen in it. Nothing is written to the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sniffed {
    /// Names this upload in the requests that follow.
    pub upload: String,
    /// The shop it is for.
    pub shop: i64,
    /// Name of the file.
    pub file_name: String,
    /// Its size.
    pub bytes: u64,
    /// What kind of file it is.
    pub format: Format,
    /// Of a CSV file: its encoding.
    pub encoding: Option<Encoding>,
    /// Of a CSV file: `,`, `;` or a tab.
    pub delimiter: Option<char>,
    /// Of a workbook: its sheets.
    pub sheets: Vec<Sheet>,
    /// The sheet that was chosen; `None` where a person must choose.
    pub sheet: Option<String>,
    /// Normalised headings, in the order of the file; a heading that comes twice carries a number.
    pub headings: Vec<String>,
    /// Code of the preset that fits, such as `TAOBAO_ORDERS`.
    pub preset: Option<String>,
    /// The preset's mapping, or a guess from headings and sample.
    pub mapping: Mapping,
    /// How sure the guess is of each field.
    pub guesses: Vec<Guess>,
    /// The first rows as they stand in the file.
    pub sample: Vec<Vec<String>>,
    /// The minute the platform made the file, read from its name.
    pub snapshot_at: Option<i64>,
    /// What stands in the way, or should be known.
    pub problems: Vec<FileProblem>,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Rows below the headings.
    pub rows: u64,
    /// The preset that fits it.
    pub preset: Option<String>,
}

/// One field of the guessed mapping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guess {
    /// The field.
    pub field: Field,
    /// The heading it was found under.
    pub heading: String,
    /// From 0 to 1; a preset is 1.
    pub confidence_share: f64,
}

/// A problem of the file or of the mapping as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileProblem {
    /// Stable code, such as `import.no_order_time`.
    pub code: String,
    /// Facts for the words.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub args: Map<String, Value>,
    /// Whether the import cannot go on before it is mended.
    pub blocking: bool,
}

/// `POST /api/imports/{upload}/preview` and `…/run`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// The mapping to use; where left out, the preset's or the guess.
    pub mapping: Option<Mapping>,
    /// A saved mapping, by name.
    pub mapping_name: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

/// A row that does not land.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Line in the file, counting from 1, headings included.
    pub line: u64,
    /// Heading of the column at fault.
    pub column: Option<String>,
    /// Stable code, such as `row.bad_time`.
    pub code: String,
    /// What stood there.
    pub value: String,
    /// The row as it stood in the file, as one CSV record.
    pub raw: String,
}

/// Rejects of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectCount {
    /// The code.
    pub code: String,
    /// How many rows.
    pub rows: u64,
    /// The first few.
    pub examples: Vec<Reject>,
}

/// Something worth knowing about the file, counted: `gift_lines`, `anonymous_orders`, `masked_buyers`, `orphan_items`, …
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Stable code.
    pub code: String,
    /// How many.
    pub count: u64,
    /// Some of the texts it was seen in, such as states that nobody has explained.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}

/// What a file holds and what an import of it would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// Rows below the headings.
    pub rows_read: u64,
    /// Rows of orders that are new.
    pub rows_imported: u64,
    /// Rows of orders that would change.
    pub rows_updated: u64,
    /// Rows that would change nothing.
    pub rows_unchanged: u64,
    /// Rows that cannot land.
    pub rows_rejected: u64,
    /// The rejected, by code.
    pub rejects: Vec<RejectCount>,
    /// Orders in the file.
    pub orders: u64,
    /// Of them new.
    pub orders_new: u64,
    /// Of them different from what is stored.
    pub orders_changed: u64,
    /// Of them valid purchases.
    pub orders_valid: u64,
    /// Orders without a usable buyer.
    pub orders_anonymous: u64,
    /// Buyers in the file.
    pub customers: u64,
    /// Of them new.
    pub customers_new: u64,
    /// Paid for goods in valid purchases.
    pub paid_minor: i64,
    /// Refunds that stand alone, such as cancellations.
    pub refunds: u64,
    /// Their sum.
    pub refunds_minor: i64,
    /// Day of the earliest order.
    pub from: Option<Day>,
    /// Day of the latest.
    pub to: Option<Day>,
    /// What is worth knowing.
    pub facts: Vec<Fact>,
    /// What stands in the way.
    pub problems: Vec<FileProblem>,
}

impl Preview {
    /// Whether anything in the store would be different.
    pub fn changes_anything(&self) -> bool {
        self.rows_imported + self.rows_updated > 0
    }
}

/// What an import is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    /// Reading the file.
    Reading,
    /// Writing to the store.
    Writing,
    /// Done, one way or the other.
    Finished,
}

/// How far a running import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// Bytes of the file read, or orders written.
    pub done: u64,
    /// Of how many.
    pub total: u64,
    /// Rows read so far.
    pub rows: u64,
}

/// Where a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BatchState {
    /// Under way; nothing of it is to be seen yet.
    Running,
    /// In the store.
    Done,
    /// Nothing of it is in the store.
    Failed,
    /// Taken back.
    Undone,
}

/// `GET /api/imports/{batch}`: one import. Always read = imported + updated + unchanged + rejected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Its number.
    pub id: i64,
    /// The shop.
    pub shop: i64,
    /// Name of the file.
    pub file_name: String,
    /// The preset used.
    pub preset: Option<String>,
    /// Where it stands.
    pub state: BatchState,
    /// While it runs: how far it is.
    pub progress: Option<Progress>,
    /// Rows below the headings.
    pub rows_read: u64,
    /// Rows of new orders.
    pub rows_imported: u64,
    /// Rows of changed orders.
    pub rows_updated: u64,
    /// Rows that changed nothing.
    pub rows_unchanged: u64,
    /// Rows that could not land; `rejects.csv` lists them.
    pub rows_rejected: u64,
    /// Orders that were new.
    pub orders_new: u64,
    /// Orders that changed.
    pub orders_changed: u64,
    /// Customers that were new.
    pub customers_new: u64,
    /// The whole picture, as the preview had it.
    pub summary: Option<Preview>,
    /// Why it failed.
    pub problem: Option<FileProblem>,
    /// Who ran it.
    pub by: Option<String>,
    /// When it began.
    pub started_at: i64,
    /// When it ended.
    pub finished_at: Option<i64>,
    /// When it was taken back.
    pub undone_at: Option<i64>,
}

/// `GET`/`POST /api/mappings`: a mapping that somebody saved and named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedMapping {
    /// Its number; left out when saving.
    #[serde(default)]
    pub id: i64,
    /// Its name; saving under a name again replaces it.
    pub name: String,
    /// The mapping.
    pub mapping: Mapping,
}

/// `POST /api/orders`: orders in canonical form. Sending them again changes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushOrders {
    /// The shop.
    pub shop: i64,
    /// When the sender knew this; the newest snapshot of an order wins. Now, where left out.
    #[serde(default)]
    pub snapshot_at: Option<i64>,
    /// The orders.
    pub orders: Vec<PushedOrder>,
}

/// One order in canonical form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushedOrder {
    /// The platform's number of the order.
    pub number: String,
    /// The shop's own id of the buyer; a masked value makes the order anonymous.
    #[serde(default)]
    pub buyer: Option<String>,
    /// The state; where left out, paid if a time of payment is given, else unpaid.
    #[serde(default)]
    pub state: Option<State>,
    /// The refund state; where left out, it follows from `refunded_minor`.
    #[serde(default)]
    pub refund_state: Option<RefundState>,
    /// When it was placed, unix seconds.
    #[serde(default)]
    pub created_at: Option<i64>,
    /// When it was paid, unix seconds.
    #[serde(default)]
    pub paid_at: Option<i64>,
    /// Goods paid or to be paid; where left out, the sum of the lines.
    #[serde(default)]
    pub amount_minor: Option<i64>,
    /// Shipping.
    #[serde(default)]
    pub shipping_minor: i64,
    /// Paid back.
    #[serde(default)]
    pub refunded_minor: i64,
    /// Where it came from.
    #[serde(default)]
    pub channel: Option<String>,
    /// Where it went.
    #[serde(default)]
    pub country: Option<String>,
    /// Where it went.
    #[serde(default)]
    pub region: Option<String>,
    /// Where it went.
    #[serde(default)]
    pub city: Option<String>,
    /// Buyer's name.
    #[serde(default)]
    pub name: Option<String>,
    /// Buyer's phone.
    #[serde(default)]
    pub phone: Option<String>,
    /// Buyer's e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether the buyer takes marketing e-mail, where they were asked.
    #[serde(default)]
    pub accepts_marketing: Option<bool>,
    /// The lines.
    #[serde(default)]
    pub lines: Vec<PushedLine>,
}

/// One line of an order in canonical form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushedLine {
    /// Id of the product.
    pub product: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Its category.
    #[serde(default)]
    pub category: Option<String>,
    /// Pieces.
    pub quantity: i64,
    /// Paid for this line; where left out, its share of the order's amount.
    #[serde(default)]
    pub amount_minor: Option<i64>,
}

/// The answer to `POST /api/orders`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrdersPushed {
    /// Orders that were new.
    pub imported: u64,
    /// Orders that changed.
    pub updated: u64,
    /// Orders that were already so, or known from a newer snapshot.
    pub unchanged: u64,
    /// Orders that could not land; `line` counts the orders sent, from 1.
    pub rejected: Vec<Reject>,
    /// The facts' revision after it.
    pub facts_revision: i64,
}
