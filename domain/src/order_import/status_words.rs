//! What the platforms' words for an order's state mean.

use super::mapping::Platform;
use crate::order::{RefundState, State};

/// What a state text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The state.
    pub state: State,
    /// What it says about a refund.
    pub refund: Option<RefundState>,
}

/// Reads a state in the platform's words. `paid` is whether a time of payment is known: a closed order was either
/// never paid or paid back. A text that nobody has explained is `Unknown`.
///
/// ```
/// use domain::{order::State, order_import::{mapping::Platform, status_words::state}};
/// assert_eq!(state(Platform::Taobao, "交易关闭", false).state, State::ClosedUnpaid);
/// assert_eq!(state(Platform::Taobao, "交易关闭", true).state, State::ClosedRefunded);
/// assert_eq!(state(Platform::Other, "whatever", true).state, State::Unknown);
/// ```
pub fn state(platform: Platform, text: &str, paid: bool) -> Meaning {
    let word: String = super::cell::narrow(text.trim().into())
        .chars()
        .filter(|one| !one.is_whitespace())
        .map(|one| {
            if matches!(one, '·' | '、' | '，') {
                ','
            } else {
                one
            }
        })
        .flat_map(char::to_lowercase)
        .collect();
    let closed = if paid {
        State::ClosedRefunded
    } else {
        State::ClosedUnpaid
    };
    let own = match platform {
        Platform::Taobao => taobao(&word, closed),
        Platform::Jd => jd(&word, closed),
        Platform::Pinduoduo => pinduoduo(&word, closed),
        Platform::Douyin | Platform::Kuaishou => douyin(&word, closed),
        Platform::Youzan => youzan(&word, closed),
        Platform::Shopify => shopify(&word),
        Platform::Woocommerce => woocommerce(&word, closed),
        Platform::Other => None,
    };
    own.or_else(|| {
        taobao(&word, closed)
            .or_else(|| pinduoduo(&word, closed))
            .or_else(|| youzan(&word, closed))
            .or_else(|| douyin(&word, closed))
            .or_else(|| jd(&word, closed))
            .or_else(|| shopify(&word))
            .or_else(|| woocommerce(&word, closed))
            .or_else(|| State::from_code(&word.to_uppercase()).map(plain))
    })
    .unwrap_or(plain(State::Unknown))
}

/// Reads the state of a return or refund in the platform's words; `None` where it says nothing of one.
pub fn after_sale(text: &str) -> Option<RefundState> {
    let word = text.trim();
    if word.contains("无退款") || word.contains("无售后") || word.contains("没有") {
        return Some(RefundState::None);
    }
    if ["关闭", "取消", "撤销", "拒绝"]
        .iter()
        .any(|one| word.contains(one))
    {
        return Some(RefundState::None);
    }
    if word.contains("部分退款") {
        return Some(RefundState::Partial);
    }
    if [
        "退款成功",
        "退款完成",
        "全额退款",
        "已退款",
        "售后完成",
        "已全额退款",
    ]
    .iter()
    .any(|one| word.contains(one))
    {
        return Some(RefundState::Full);
    }
    if word.contains("退款") || word.contains("退货") || word.contains("售后") {
        return Some(RefundState::InProgress);
    }
    None
}

fn plain(state: State) -> Meaning {
    Meaning {
        state,
        refund: None,
    }
}

fn refunded() -> Meaning {
    Meaning {
        state: State::ClosedRefunded,
        refund: Some(RefundState::Full),
    }
}

fn taobao(word: &str, closed: State) -> Option<Meaning> {
    Some(match word {
        "等待买家付款" | "wait_buyer_pay" | "等待付款" | "未付款" => {
            plain(State::Unpaid)
        }
        "买家已付款,等待卖家发货" | "wait_seller_send_goods" | "买家已付款" | "已付款" => {
            plain(State::Paid)
        }
        "定金已付,等待付尾款" | "等待买家付尾款" | "定金已付" => {
            plain(State::DepositPaid)
        }
        "paid_forbid_consign" => plain(State::OnHold),
        "卖家部分发货" | "部分发货" | "seller_consigned_part" => {
            plain(State::PartShipped)
        }
        "卖家已发货,等待买家确认"
        | "wait_buyer_confirm_goods"
        | "trade_buyer_signed"
        | "卖家已发货" => plain(State::Shipped),
        "交易成功" | "trade_finished" => plain(State::Completed),
        "交易关闭" | "trade_closed" | "trade_closed_by_taobao" | "trade_closed_all_refund" => {
            plain(closed)
        }
        "付款以后用户退款成功,交易自动关闭" | "退款成功" => refunded(),
        "付款以前,卖家或买家主动关闭交易" => plain(State::ClosedUnpaid),
        _ => return None,
    })
}

fn jd(word: &str, closed: State) -> Option<Meaning> {
    if word.starts_with("(锁定)") {
        return Some(plain(State::OnHold));
    }
    if word.starts_with("(删除)") {
        return Some(plain(closed));
    }
    Some(match word {
        "等待付款" | "未付款" | "等待付款确认" => plain(State::Unpaid),
        "等待出库" | "等待打印" => plain(State::Paid),
        "等待确认收货" => plain(State::Shipped),
        "完成" | "已完成" => plain(State::Completed),
        "锁定" | "暂停" => plain(State::OnHold),
        "已取消" | "取消" => plain(closed),
        _ => return None,
    })
}

fn pinduoduo(word: &str, closed: State) -> Option<Meaning> {
    if word.ends_with("退款成功") {
        return Some(refunded());
    }
    Some(match word {
        "待支付" | "待付款" => plain(State::Unpaid),
        "待发货" | "待成团" => plain(State::Paid),
        "已发货,待签收" | "已发货,待收货" | "已发货,待签收(收货)" | "已发货" => {
            plain(State::Shipped)
        }
        "已收货" | "已签收" | "已收货,已签收" | "已确认收货" => {
            plain(State::Completed)
        }
        "已取消" => plain(closed),
        _ => return None,
    })
}

fn douyin(word: &str, closed: State) -> Option<Meaning> {
    Some(match word {
        "待支付" | "待付款" | "待确认" => plain(State::Unpaid),
        "备货中" | "待发货" | "已支付" => plain(State::Paid),
        "部分发货" => plain(State::PartShipped),
        "已发货" | "已收货" => plain(State::Shipped),
        "已完成" | "交易成功" => plain(State::Completed),
        "已关闭" | "交易关闭" | "已取消" => plain(closed),
        _ => return None,
    })
}

fn youzan(word: &str, closed: State) -> Option<Meaning> {
    Some(match word {
        "待付款" => plain(State::Unpaid),
        "待发货" | "待接单" | "待核销" | "待成团" => plain(State::Paid),
        "部分发货" => plain(State::PartShipped),
        "已发货" => plain(State::Shipped),
        "交易完成" | "交易成功" => plain(State::Completed),
        "交易关闭" => plain(closed),
        _ => return None,
    })
}

fn shopify(word: &str) -> Option<Meaning> {
    Some(match word {
        "pending" | "authorized" | "expired" | "unpaid" => plain(State::Unpaid),
        "paid" => plain(State::Paid),
        "fulfilled" | "shipped" => plain(State::Shipped),
        "partial" => plain(State::PartShipped),
        "partially_paid" => plain(State::DepositPaid),
        "partially_refunded" => Meaning {
            state: State::Paid,
            refund: Some(RefundState::Partial),
        },
        "refunded" => refunded(),
        "voided" => plain(State::ClosedUnpaid),
        _ => return None,
    })
}

fn woocommerce(word: &str, closed: State) -> Option<Meaning> {
    Some(match word.strip_prefix("wc-").unwrap_or(word) {
        "pending" | "pendingpayment" | "on-hold" | "onhold" | "failed" | "checkout-draft" => {
            plain(State::Unpaid)
        }
        "processing" => plain(State::Paid),
        "completed" => plain(State::Completed),
        "cancelled" | "canceled" => plain(closed),
        "refunded" => refunded(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_platform_is_read_in_its_own_words() {
        use Platform::{Douyin, Jd, Other, Pinduoduo, Shopify, Taobao, Woocommerce, Youzan};
        for (platform, text, paid, expected) in [
            (Taobao, "买家已付款，等待卖家发货", true, State::Paid),
            (Taobao, "WAIT_BUYER_CONFIRM_GOODS", true, State::Shipped),
            (
                Taobao,
                "付款以后用户退款成功，交易自动关闭",
                true,
                State::ClosedRefunded,
            ),
            (Taobao, "PAID_FORBID_CONSIGN", true, State::OnHold),
            (Jd, "(锁定)等待出库", true, State::OnHold),
            (Jd, "(删除)等待出库", false, State::ClosedUnpaid),
            (Jd, "完成", true, State::Completed),
            (Pinduoduo, "已发货，退款成功", true, State::ClosedRefunded),
            (Pinduoduo, "未发货，退款成功", true, State::ClosedRefunded),
            (Pinduoduo, "已取消", false, State::ClosedUnpaid),
            (Douyin, "备货中", true, State::Paid),
            (Youzan, "交易完成", true, State::Completed),
            (Shopify, "voided", false, State::ClosedUnpaid),
            (Shopify, "partially_paid", true, State::DepositPaid),
            (Woocommerce, "wc-on-hold", false, State::Unpaid),
            (Woocommerce, "Cancelled", true, State::ClosedRefunded),
            (Other, "交易成功", true, State::Completed),
            (Other, "SHIPPED", true, State::Shipped),
            (Other, "???", true, State::Unknown),
        ] {
            assert_eq!(state(platform, text, paid).state, expected, "{text}");
        }
        assert_eq!(after_sale("无退款申请"), Some(RefundState::None));
        assert_eq!(after_sale("退款成功"), Some(RefundState::Full));
        assert_eq!(
            after_sale("买家已经申请退款，等待卖家同意"),
            Some(RefundState::InProgress)
        );
        assert_eq!(after_sale("-"), None);
    }
}
