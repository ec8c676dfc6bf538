//! What stands in the way of a campaign or its sending, and what to do.

super::words! {
    unknown: "没有这个活动", "There is no such campaign";
    unknown_remedy: "可能已被删除，请回到活动列表", "It may have been removed; go back to the list of campaigns";
    not_approved: "活动还没有批准", "The campaign is not approved yet";
    not_approved_remedy: "批准之后名单才固定，这些数字才会有", "Approval freezes the audience; these numbers begin there";
    wrong_state: "活动的状态已经变了，这一步现在不能做", "The campaign has moved on, and this cannot be done now";
    wrong_state_remedy: "请看页面上最新的状态；可能有同事先做了", "Look at its state on the page; a colleague may have been first";
    not_ready: "活动还没有准备好", "The campaign is not ready";
    not_ready_remedy: "先补上检查清单里标出的内容", "Complete what the readiness list marks";
    changed_since: "你确认之后，活动单又有修改", "The campaign was changed after you looked at it";
    changed_since_remedy: "请看过最新内容再批准", "Read what is new, then approve again";
    window_open: "统计窗口还没有关闭", "The window of the report is still open";
    window_open_remedy: "窗口关闭后数字才是最终的，届时再结案", "The numbers are final once it ends; close the campaign then";
    evaluation_not_saved: "复盘还没有保存", "The evaluation is not saved";
    evaluation_not_saved_remedy: "先写下并保存复盘，再结案", "Write and save what was learned, then close";
    no_audience_file: "这一组不用人群文件发送", "This group is not sent by an audience file";
    no_audience_file_remedy: "要导出名单，请把发送渠道改为人群文件", "Choose the audience file as its carrier to export the list";
    query: "有一条规则读不懂", "A rule of the campaign cannot be read";
    query_remedy: "请改正分组里标红的规则文本", "Correct the rule that is marked in the groups";
    smtp: "还没有设置发信服务器", "No mail server is set up";
    smtp_remedy: "启动时加上 --smtp 与发件地址，或改用模拟发送", "Start the server with an SMTP address and a sender, or use the simulator";
    bad_address: "邮件地址不正确", "This is not an e-mail address";
    bad_address_remedy: "请检查收件地址", "Check the address";
    unresolved: "有变量没有内容：{names}", "Some variables have no value: {names}";
    unresolved_remedy: "在品牌设置里填写，或从正文里去掉", "Fill them in the brand settings, or take them out of the text";
    test_failed: "测试邮件没有发出：{reason}", "The test mail was not sent: {reason}";
    test_failed_remedy: "请检查发信服务器与地址，再试一次", "Check the mail server and the address, and try again";
}
