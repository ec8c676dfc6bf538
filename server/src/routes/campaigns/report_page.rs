//! The report as a file: CSV or one HTML page, in Chinese or English, with nothing in it that names a person.

use chrono::TimeZone;
use domain::effect::correction::Correction;
use domain::effect::report::{Effect, Report, Row, RowScope, Verdict};
use domain::mask;
use domain::message::Medium;
use domain::money::Money;
use domain::wire::session::Shop;

use crate::channel::smtp::escape;
use crate::clock::zone;
use crate::csv_cell::csv_cell;
use crate::db::effects::CountedOrder;

/// A report on its way into a file.
pub struct Page {
    /// The report.
    pub report: Report,
    /// What arrived after it was frozen.
    pub correction: Option<Correction>,
    /// The newest orders it counts.
    pub orders: Vec<CountedOrder>,
    /// The shop.
    pub shop: Shop,
    /// In Chinese; else in English.
    pub in_chinese: bool,
}

/// The columns: Chinese, English, and the value.
type Column = (&'static str, &'static str, fn(&Page, &Row) -> String);

const COLUMNS: &[Column] = &[
    ("目标人数", "Targeted", |_, row| {
        row.targeted.to_string()
    }),
    ("已发送", "Sent", |_, row| row.sent.to_string()),
    ("送达", "Delivered", |_, row| row.delivered.to_string()),
    ("失败", "Failed", |_, row| row.failed.to_string()),
    ("未发（有原因）", "Suppressed", |_, row| {
        row.suppressed.to_string()
    }),
    ("结果不明", "Unknown", |_, row| row.unknown.to_string()),
    ("待发", "Pending", |_, row| row.pending.to_string()),
    ("加载*", "Loads*", |_, row| count(row.opened)),
    ("点击*", "Clicked*", |_, row| count(row.clicked)),
    ("退订", "Opted out", |_, row| row.opted_out.to_string()),
    ("下单人数", "Ordering buyers", |_, row| {
        row.ordered.buyers.to_string()
    }),
    ("下单数", "Orders placed", |_, row| {
        row.ordered.orders.to_string()
    }),
    ("下单金额", "Amount ordered", |page, row| {
        page.money(row.ordered.amount_minor)
    }),
    ("未付人数", "Unpaid buyers", |_, row| {
        row.unpaid.buyers.to_string()
    }),
    ("未付单数", "Unpaid orders", |_, row| {
        row.unpaid.orders.to_string()
    }),
    ("未付金额", "Amount unpaid", |page, row| {
        page.money(row.unpaid.amount_minor)
    }),
    ("付款人数", "Paying buyers", |_, row| {
        row.paid.buyers.to_string()
    }),
    ("付款单数", "Paid orders", |_, row| {
        row.paid.orders.to_string()
    }),
    ("付款金额", "Amount paid", |page, row| {
        page.money(row.paid.amount_minor)
    }),
    ("退款", "Refunded", |page, row| {
        page.money(row.refunded_minor)
    }),
    ("转化率", "Conversion", |_, row| percent(row.conversion)),
    ("笔单价", "AOV", |page, row| {
        page.maybe_money(row.order_value_minor)
    }),
    ("客单价", "Spend per buyer", |page, row| {
        page.maybe_money(row.spend_per_buyer_minor)
    }),
    ("成本", "Cost", |page, row| page.money(row.cost_minor)),
    ("投入产出比", "Revenue-to-cost", |_, row| {
        row.revenue_to_cost
            .map_or_else(dash, |ratio| format!("1:{ratio:.1}"))
    }),
    ("每条收入", "Revenue per message", |page, row| {
        page.maybe_money(
            row.revenue_per_message_minor
                .map(|minor| minor.round() as i64),
        )
    }),
    (
        "增量付款人数（95%区间）",
        "Incremental buyers (95% interval)",
        |_, row| {
            interval(
                row.effect.as_ref(),
                |effect| effect.incremental_buyers,
                |value| format!("{value:.0}"),
            )
        },
    ),
    (
        "转化提升（95%区间）",
        "Lift (95% interval)",
        |_, row| {
            interval(
                row.effect.as_ref(),
                |effect| effect.lift,
                |value| format!("{:.2}%", value * 100.0),
            )
        },
    ),
    (
        "增量金额（95%区间）",
        "Incremental amount (95% interval)",
        |page, row| {
            interval(
                row.effect.as_ref(),
                |effect| effect.incremental_minor,
                |value| page.money(value.round() as i64),
            )
        },
    ),
    ("结论", "Verdict", |page, row| {
        row.effect
            .as_ref()
            .map_or_else(dash, |effect| page.verdict(effect.verdict).to_owned())
    }),
];

impl Page {
    /// The rows as CSV: UTF-8 with a mark so that spreadsheets read it; a cell never starts a formula.
    pub fn csv(&self) -> String {
        let mut file = String::from("\u{feff}");
        for (name, value) in self.header() {
            file.push_str(&format!("{},{}\r\n", csv_cell(name), csv_cell(&value)));
        }
        file.push_str("\r\n");
        let mut names = vec![csv_cell(self.say("行", "Row"))];
        names.extend(
            COLUMNS
                .iter()
                .map(|(chinese, english, _)| csv_cell(self.say(chinese, english))),
        );
        file.push_str(&names.join(","));
        file.push_str("\r\n");
        for row in &self.report.rows {
            let mut cells = vec![csv_cell(&self.row_name(row))];
            // A negative number is a number, not a formula.
            cells.extend(
                COLUMNS
                    .iter()
                    .map(|(_, _, value)| number_cell(&value(self, row))),
            );
            file.push_str(&cells.join(","));
            file.push_str("\r\n");
        }
        file
    }

    /// The whole report as one page without scripts.
    pub fn html(&self) -> String {
        let title = escape(&self.report.name);
        let mut page = format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{title}</title><style>\
             body{{font:14px/1.5 system-ui,sans-serif;margin:2rem}}table{{border-collapse:collapse;margin:1rem 0}}\
             th,td{{border:1px solid #999;padding:.25rem .5rem;text-align:right}}\
             th:first-child,td:first-child{{text-align:left}}</style></head><body><h1>{title}</h1>",
            self.say("zh-CN", "en")
        );
        if self.report.provisional {
            let words = self.say(
                "暂定：统计窗口尚未结束",
                "Provisional: the window is still open",
            );
            page.push_str(&format!("<p><strong>{words}</strong></p>"));
        }
        let header: Vec<Vec<String>> = self
            .header()
            .into_iter()
            .map(|(name, value)| vec![name.to_owned(), value])
            .collect();
        page.push_str(&table(&[], &header));
        page.push_str(&self.rows_table());
        page.push_str(&format!(
            "<p>{}</p>",
            self.say(
                "* 仅部分渠道可测；加载数含隐私代理预取，不用于决策",
                "* Only where it can be seen; loads include privacy proxies and decide nothing"
            )
        ));
        if let Some(correction) = &self.correction {
            page.push_str(&self.correction_table(correction));
        }
        page.push_str(&self.hours_table());
        page.push_str(&self.goods_table());
        page.push_str(&self.orders_table(true));
        page.push_str(&self.orders_table(false));
        page.push_str("</body></html>");
        page
    }

    fn header(&self) -> Vec<(&'static str, String)> {
        let report = &self.report;
        let from = report.window_from.map_or_else(dash, |at| self.time(at));
        vec![
            (self.say("活动", "Campaign"), report.name.clone()),
            (
                self.say("统计窗口", "Window"),
                format!("{from} – {}", self.time(report.window_until)),
            ),
            (self.say("数据截至", "Data as of"), self.time(report.as_of)),
            (
                self.say("状态", "Standing"),
                if report.provisional {
                    self.say("暂定", "Provisional").to_owned()
                } else {
                    self.say("最终", "Final").to_owned()
                },
            ),
            (
                self.say("归因窗口（天）", "Attribution window (days)"),
                report.attribution_days.to_string(),
            ),
            (
                self.say("与其他活动重叠", "Overlap with other campaigns"),
                percent(report.overlap_share),
            ),
        ]
    }

    fn rows_table(&self) -> String {
        let mut names = vec![self.say("行", "Row")];
        names.extend(
            COLUMNS
                .iter()
                .map(|(chinese, english, _)| self.say(chinese, english)),
        );
        let rows: Vec<Vec<String>> = self
            .report
            .rows
            .iter()
            .map(|row| {
                let mut cells = vec![self.row_name(row)];
                cells.extend(COLUMNS.iter().map(|(_, _, value)| value(self, row)));
                cells
            })
            .collect();
        table(&names, &rows)
    }

    fn correction_table(&self, correction: &Correction) -> String {
        let title = self.say(
            "冻结之后到达（不改变上表）",
            "Arrived after the report was frozen (changes nothing above)",
        );
        let rows = [
            (
                self.say("付款单数", "Paid orders"),
                correction.orders.to_string(),
            ),
            (
                self.say("付款金额", "Amount paid"),
                self.money(correction.amount_minor),
            ),
            (
                self.say("退款", "Refunded"),
                self.money(correction.refunded_minor),
            ),
            (
                self.say("对照组付款单数", "Paid orders of the holdout"),
                correction.holdout_orders.to_string(),
            ),
        ];
        let rows: Vec<Vec<String>> = rows
            .into_iter()
            .map(|(name, value)| vec![name.to_owned(), value])
            .collect();
        format!("<h2>{title}</h2>{}", table(&[], &rows))
    }

    fn hours_table(&self) -> String {
        let names = [
            self.say("小时", "Hour"),
            self.say("发送", "Sent"),
            self.say("付款单数", "Paid orders"),
            self.say("付款金额", "Amount paid"),
            self.say("对照组单数", "Holdout orders"),
        ];
        let is_busy = |hour: &&domain::effect::report::Hour| {
            hour.sent + hour.paid_orders + hour.holdout_orders > 0
        };
        let rows: Vec<Vec<String>> = self
            .report
            .hours
            .iter()
            .filter(is_busy)
            .map(|hour| {
                vec![
                    self.time(hour.at),
                    hour.sent.to_string(),
                    hour.paid_orders.to_string(),
                    self.money(hour.paid_minor),
                    hour.holdout_orders.to_string(),
                ]
            })
            .collect();
        format!(
            "<h2>{}</h2>{}",
            self.say("按小时", "By hour"),
            table(&names, &rows)
        )
    }

    fn goods_table(&self) -> String {
        let names = [
            self.say("商品", "Product"),
            self.say("名称", "Title"),
            self.say("人数", "Buyers"),
            self.say("件数", "Pieces"),
            self.say("金额", "Amount"),
        ];
        let rows: Vec<Vec<String>> = self
            .report
            .goods
            .iter()
            .take(50)
            .map(|good| {
                vec![
                    good.key.clone(),
                    good.title.clone(),
                    good.buyers.to_string(),
                    good.quantity.to_string(),
                    self.money(good.amount_minor),
                ]
            })
            .collect();
        format!(
            "<h2>{}</h2>{}",
            self.say("售出商品", "Goods sold"),
            table(&names, &rows)
        )
    }

    fn orders_table(&self, paid: bool) -> String {
        let title = if paid {
            self.say(
                "已付款订单（最近500笔以内）",
                "Paid orders (of the newest 500)",
            )
        } else {
            self.say(
                "未付款订单（最近500笔以内）",
                "Unpaid orders (of the newest 500)",
            )
        };
        let names = [
            self.say("订单", "Order"),
            self.say("买家", "Buyer"),
            self.say("分组", "Group"),
            self.say("时间", "Time"),
            self.say("金额", "Amount"),
            self.say("退款", "Refunded"),
        ];
        let rows: Vec<Vec<String>> = self
            .orders
            .iter()
            .filter(|order| order.paid_at.is_some() == paid)
            .map(|order| {
                let held_out = self.say("（对照）", " (holdout)");
                vec![
                    order.number.clone(),
                    mask::buyer(&order.customer_key),
                    format!(
                        "{}{}",
                        order.group,
                        if order.held_out { held_out } else { "" }
                    ),
                    order
                        .paid_at
                        .or(order.created_at)
                        .map_or_else(dash, |at| self.time(at)),
                    self.money(order.amount_minor),
                    self.money(order.refunded_minor),
                ]
            })
            .collect();
        format!("<h2>{title}</h2>{}", table(&names, &rows))
    }

    fn row_name(&self, row: &Row) -> String {
        match &row.scope {
            RowScope::Group { name, .. } => format!("{}{name}", self.say("组：", "Group: ")),
            RowScope::Wave { name, number, .. } => {
                format!("{}{name} #{number}", self.say("波次：", "Wave: "))
            }
            RowScope::Channel { medium } => {
                let name = match medium {
                    Medium::Sms => self.say("短信", "SMS"),
                    Medium::Email => self.say("邮件", "E-mail"),
                    Medium::Platform => self.say("平台消息", "Platform message"),
                };
                format!("{}{name}", self.say("渠道：", "Channel: "))
            }
            RowScope::Total => self.say("合计", "Total").to_owned(),
            RowScope::Holdout => self.say("对照组", "Holdout").to_owned(),
        }
    }

    fn verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Proven => self.say(
                "有效果：消息带来了购买",
                "Proven: the messages brought it about",
            ),
            Verdict::ProvenLoss => {
                self.say("有害：消息减少了购买", "Harm: the messages cost purchases")
            }
            Verdict::NotProven => self.say("未证实有效果", "No proven effect"),
            Verdict::NoHoldout => self.say(
                "只是归因，不是因果（无对照组）",
                "Attributed, not caused (no holdout)",
            ),
            Verdict::TooSmall => self.say("人数太少，不作因果结论", "Too small for a causal claim"),
        }
    }

    fn say(&self, chinese: &'static str, english: &'static str) -> &'static str {
        if self.in_chinese { chinese } else { english }
    }

    fn money(&self, minor: i64) -> String {
        Money(minor).to_major(self.shop.decimals)
    }

    fn maybe_money(&self, minor: Option<i64>) -> String {
        minor.map_or_else(dash, |minor| self.money(minor))
    }

    fn time(&self, at: i64) -> String {
        let zone = zone(&self.shop.time_zone).unwrap_or_default();
        let instant = chrono::DateTime::from_timestamp(at, 0).unwrap_or_default();
        zone.from_utc_datetime(&instant.naive_utc())
            .format("%Y-%m-%d %H:%M")
            .to_string()
    }
}

fn dash() -> String {
    "–".to_owned()
}

fn count(number: Option<u64>) -> String {
    number.map_or_else(dash, |number| number.to_string())
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(dash, |share| format!("{:.2}%", share * 100.0))
}

fn interval(
    effect: Option<&Effect>,
    part: impl Fn(&Effect) -> Option<domain::effect::Estimate>,
    write: impl Fn(f64) -> String,
) -> String {
    effect.and_then(part).map_or_else(dash, |estimate| {
        format!(
            "{} [{}, {}]",
            write(estimate.value),
            write(estimate.low),
            write(estimate.high)
        )
    })
}

/// A value as a cell; a number may begin with a minus, everything else is guarded.
fn number_cell(text: &str) -> String {
    if text.parse::<f64>().is_ok() {
        text.to_owned()
    } else {
        csv_cell(text)
    }
}

fn table(names: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = String::from("<table>");
    if !names.is_empty() {
        table.push_str("<thead><tr>");
        for name in names {
            table.push_str(&format!("<th scope=\"col\">{}</th>", escape(name)));
        }
        table.push_str("</tr></thead>");
    }
    table.push_str("<tbody>");
    for row in rows {
        table.push_str("<tr>");
        for cell in row {
            table.push_str(&format!("<td>{}</td>", escape(cell)));
        }
        table.push_str("</tr>");
    }
    table.push_str("</tbody></table>");
    table
}
