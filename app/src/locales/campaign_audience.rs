//! Words of whom a campaign is for: potential customers and groups.

use super::words;

words! {
    scope: "主题范围", "Scope by theme";
    scope_lead: "这次活动的主题，最大能面向谁？", "At its widest, whom could this theme be for?";
    scope_query: "潜在客户的规则", "Rule for the potential customers";
    use_segment: "用已存的细分", "Use a saved segment";
    choose_segment: "选择细分…", "Choose a segment…";
    all_customers: "全部客户", "All customers";
    picture: "他们是谁", "Who they are";
    hypothesis_beside: "你的假设", "Your hypothesis";

    filters: "属性筛选", "Filters";
    filters_lead: "范围之内，留下最合适的人；每条都要满足", "Within the scope, keep the best; all of them must hold";
    filter_add: "添加筛选", "Add a filter";
    filter_one: "筛选 {at}", "Filter {at}";
    filter_remove: "移除筛选 {at}", "Remove filter {at}";
    filter_takes: "减少 {lost}，剩 {left}", "takes {lost}, leaves {left}";
    filters_none: "没有筛选：范围内的人都留下", "No filter: everybody in the scope stays";

    exclusions: "排除", "Exclusions";
    exclusions_lead: "这些人这次不打扰，每条写明原因", "These are left in peace this time, each for a reason";
    exclusion_add: "添加排除", "Add an exclusion";
    exclusion_recent: "排除 {days} 天内买过的人", "Exclude buyers of the last {days} days";
    exclusion_name: "名称", "Name";
    exclusion_reason: "原因", "Reason";
    exclusion_remove: "移除排除 {name}", "Remove exclusion {name}";
    exclusion_new: "新的排除", "New exclusion";
    exclusion_recent_name: "近期买家", "Recent buyers";
    exclusions_none: "没有排除任何人", "Nobody is left out";

    groups: "分组", "Groups";
    groups_lead: "从上到下，先到先得：一个客户只在一个组里", "From top to bottom, first come first served: a customer is in one group only";
    group_add: "添加组", "Add a group";
    group_name: "组名", "Name";
    group_name_hint: "例如：高消费忠诚客", "For example: loyal high spenders";
    group_query: "组的规则", "Rule of the group";
    group_new: "第 {at} 组", "Group {at}";
    group_up: "提前 {name}", "Move {name} up";
    group_down: "推后 {name}", "Move {name} down";
    group_remove: "移除组 {name}", "Remove group {name}";
    group_removed: "已移除组“{name}”", "Group “{name}” removed";
    group_profile: "这一组是谁", "Who is in it";
    group_profile_of: "组“{name}”是谁", "Who is in “{name}”";
    overlap: "分组重叠", "How groups overlap";
    overlap_lead: "范围、筛选和排除之后，同时符合两个组规则的人。先到先得之后，每位客户只留在靠前的组", "Who meets the rules of both groups, after scope, filters and exclusions. First come first served: each customer stays in the first of them";
    overlap_across: "也符合", "also meets";
    overlap_down: "组", "Group";
    overlap_cell: "{share} 的“{group}”", "{share} of “{group}”";
    groups_none_title: "还没有分组", "No groups yet";
    groups_none_text: "把合适的人分成几组，每组说自己的话", "Split them into groups, and say to each what suits it";
    groups_suggest: "按生命周期分成三组", "Make three groups by lifecycle";
    suggest_loyal: "忠诚与活跃", "Loyal and active";
    suggest_risk: "预流失", "At risk";
    suggest_dormant: "沉睡", "Dormant";
    priority: "优先级 {at}", "Priority {at}";
    medium: "触达方式", "Reached by";
    holdout: "对照组比例", "Holdout share";
    holdout_hint: "随机留出不发送，用来证明效果；建议 10%，至少 100 人", "Kept out at random so that the effect can be proved; 10%, at least 100 people";
    chosen: "入组", "In the group";
    taken: "已被前面的组取走", "Taken by groups above";
    unreachable: "触达不到", "Cannot be reached";
    held_out: "对照组", "Held out";
    to_send: "将发送", "To be sent";
    small_group: "不到 500 人：对照组说明不了什么", "Under 500 people: a holdout would prove little";

    waterfall: "漏斗", "Waterfall";
    waterfall_lead: "每一步减少多少、剩下多少，加起来正好等于全部客户", "What each step takes and leaves; it sums to all customers exactly";
    step_total: "全部客户", "All customers";
    step_scope: "主题范围", "Scope";
    step_out_of_scope: "范围之外", "Outside the scope";
    step_ungrouped: "未入任何组", "In no group";
    step_unreachable: "触达不到", "Cannot be reached";
    step_reachable: "可触达", "Reachable";
    step_held_out: "对照组", "Holdout";
    step_to_send: "将发送", "To be sent";
    step_filter: "筛选 {at}", "Filter {at}";
    step_column: "步骤", "Step";
    lost_column: "减少", "Taken";
    left_column: "剩余", "Left";
    sum_closes: "合计正好：{parts} = {total}", "The sum closes: {parts} = {total}";
    sum_open: "合计不符，请告诉我们：{parts} ≠ {total}", "The sum does not close, please tell us: {parts} ≠ {total}";
}
