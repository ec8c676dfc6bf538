//! Words of the list of campaigns, and the names of what every campaign page speaks of.

use super::words;

words! {
    title: "营销活动", "Campaigns";
    lead: "每次活动一张活动单，从计划走到复盘", "One plan for each campaign, from the brief to what was learned";
    new: "新建活动…", "New campaign…";
    search: "按名称查找", "Find by name";
    show: "显示", "Show";
    show_all: "全部", "All";
    show_preparing: "筹备中", "Being prepared";
    show_running: "进行中", "Running";
    show_finished: "已结束", "Finished";
    name: "名称", "Name";
    state: "状态", "State";
    checkpoint: "进度", "Checkpoint";
    dates: "活动时间", "Dates";
    health: "健康灯", "Health";
    ratio: "投入产出比", "Revenue-to-cost";
    ratio_value: "1:{ratio}", "1:{ratio}";
    no_dates: "未定", "Not set";
    unnamed: "未命名活动", "Unnamed campaign";
    none_title: "还没有营销活动", "No campaigns yet";
    none_text: "一次活动从一张活动单开始：为什么做、给谁、什么时候、花多少", "A campaign begins with its brief: why, for whom, when, for how much";
    none_match_title: "没有符合条件的活动", "No campaign matches";
    none_match_text: "换一个筛选条件，或清空查找", "Choose another filter, or clear the search";
    clear: "清除筛选", "Clear filter";
    of_nine: "第 {at} 步，共 9 步", "Step {at} of 9";
    all_lights_green: "四盏灯都是绿灯", "All four lights are green";

    new_title: "新建活动", "New campaign";
    new_origin: "由谁发起", "Who begins it";
    new_type: "活动类型", "Type";
    new_name: "活动名称", "Name";
    new_name_hint: "例如：双11老客预热", "For example: Singles' Day for returning customers";
    new_event: "日历节点（可选）", "Calendar event (optional)";
    new_event_hint: "同一节点的活动会互相参考经验", "Campaigns of one event learn from each other";
    create: "建立活动单", "Create the brief";
    origin_ops_hint: "运营按平台节奏发起，老客部分由你规划；运营提交活动单后，后面的步骤才打开", "Operations follow the platform's calendar and hand the brief over; you plan the returning customers' part once they have";
    origin_crm_hint: "你从数据里看到了机会，自己写整个方案", "You saw an opening in the data and write the whole plan";
    offline_note: "没有网络也可以建立，稍后自动同步", "Works without a network and syncs later";
    lessons_follow: "上一次同类活动的复盘会在打开时显示", "What was learned last time opens with it";

    origin_ops: "运营发起", "Ops-led";
    origin_crm: "CRM 发起", "CRM-led";

    type_platform_event: "平台大促", "Platform event";
    type_group_buy: "聚划算 / 团购", "Group-buy";
    type_new: "上新", "New product";
    type_clearance: "清仓", "Clearance";
    type_members: "会员专享", "Members only";
    type_wake_up: "唤醒沉睡", "Wake-up";
    type_anniversary: "店庆", "Anniversary";

    scale_full: "全量", "Full";
    scale_partial: "部分", "Partial";
    scale_niche: "小众（少于可触达的 5%）", "Niche (under 5% of the reachable)";

    state_draft: "草稿", "Draft";
    state_briefed: "已立项", "Briefed";
    state_no_go: "不做", "No-go";
    state_analysed: "已分析", "Analysed";
    state_grouped: "已分组", "Grouped";
    state_content_ready: "内容就绪", "Content ready";
    state_approved: "已批准", "Approved";
    state_running: "发送中", "Sending";
    state_stopped: "已停止", "Stopped";
    state_monitoring: "监测中", "Monitoring";
    state_evaluated: "已复盘", "Evaluated";
    state_closed: "已结案", "Closed";
    state_cancelled: "已取消", "Cancelled";

    checkpoint_plan: "计划", "Plan";
    checkpoint_analysis: "分析", "Analysis";
    checkpoint_potential: "潜在客户", "Potential customers";
    checkpoint_groups: "分组", "Groups";
    checkpoint_content: "内容", "Content";
    checkpoint_send: "发送", "Send";
    checkpoint_follow_up: "跟进", "Follow up";
    checkpoint_monitor: "监测", "Monitor";
    checkpoint_evaluate: "复盘", "Evaluate";

    stage_send: "发送与跟进", "Send and follow up";
    stage_evaluate: "监测与复盘", "Monitor and evaluate";

    light_mass_send: "群发", "Mass send";
    light_no_segments: "未分组", "No segments";
    light_no_preheat: "未预热", "No preheat";
    light_no_effect: "无效果分析", "No effect analysis";

    light_green: "绿灯", "Green";
    light_amber: "黄灯", "Amber";
    light_red: "红灯", "Red";
    light_mass_send_ok: "没有一个组囊括了几乎所有人", "No group takes nearly everybody";
    light_mass_send_bad: "一个组占了可触达客户的九成以上，而且没有筛选条件", "One group covers nine in ten of the reachable, without a filter";
    light_mass_send_cure: "去分组：加筛选条件", "Go to groups and add a filter";
    light_no_segments_ok: "各组有自己的内容", "Groups have content of their own";
    light_no_segments_bad: "少于两个组，或所有组说同样的话", "Fewer than two groups, or all groups say the same";
    light_no_segments_cure: "去内容：给每组写自己的话", "Go to content and write for each group";
    light_no_preheat_ok: "开始前有触达，或这类活动不需要预热", "Something goes out before the start, or this type needs no preheat";
    light_no_preheat_bad: "活动开始前没有任何发送", "Nothing goes out before the start";
    light_no_preheat_cure: "去内容：把某组的发送时间提前到预热期", "Go to content and send one group before the start";
    light_no_effect_ok: "有对照组或目标，过去的活动都已复盘", "There is a holdout or a target, and past campaigns were evaluated";
    light_no_effect_bad: "没有对照组也没有目标，或上一次活动没有复盘", "Neither holdout nor target, or a past campaign was never evaluated";
    light_no_effect_cure: "设目标或对照组，并补上复盘", "Set a target or a holdout, and evaluate the past one";

    medium_sms: "短信", "SMS";
    medium_email: "邮件", "E-mail";
    medium_platform: "平台消息", "Platform message";
    carrier_simulator: "模拟发送", "Simulator";
    carrier_audience_file: "人群文件", "Audience file";
    carrier_smtp: "邮件服务器", "Mail server";

    point_price: "价格", "Price";
    point_gift: "赠品", "Gift";
    point_new: "新品", "New";
    point_scarcity: "稀缺", "Scarcity";
    point_service: "服务", "Service";
    point_story: "故事", "Story";

    reason_recent_buyer: "刚买过同款或类似商品", "Just bought the same or similar";
    reason_complaint: "有未解决的投诉", "Open complaint";
    reason_other: "其他", "Other";
}
