//! The words of the sending settings.

super::words! {
    ways: "发送渠道", "Ways out";
    ways_lead: "每个分组在“内容”里选择渠道；没有选的，一律用演练", "Each group of a campaign chooses its way under Content; without a choice it is acted out";
    simulator: "演练", "Simulator";
    simulator_text: "走完整个流程，但什么也不发出去。新活动默认用它", "The whole way is walked, but nothing leaves. New groups begin with it";
    always: "可用", "Ready";
    by_default: "默认", "Default";
    file: "名单文件", "Audience file";
    file_text: "导出名单，拿到淘宝、天猫等平台的后台发送。客户没有手机号时也能用", "A list to take to the console of Taobao, Tmall or another platform. Works where customers have no phone number";
    smtp: "邮件（SMTP）", "Mail (SMTP)";
    smtp_text: "由你的邮件服务器真实发送，每封带一键退订", "Really sent by your mail server, with one-click unsubscribe in every mail";
    set_up: "已配置", "Set up";
    not_set_up: "未配置", "Not set up";
    server: "邮件服务器", "Mail server";
    from: "发件人", "From";
    way: "到邮件服务器的连接", "Way to the mail server";
    encrypted: "始终加密", "Always encrypted";
    not_encrypted: "未强制加密", "Not forced to be encrypted";
    password_note: "密码只留在服务器上，这里不显示", "The password stays on the server and is not shown here";
    how: "怎么配置邮件", "How to set up mail";
    how_lead: "为安全起见，密码不经过浏览器：启动服务器时用参数或环境变量给出，然后重启", "For safety the password never passes a browser: give it when starting the server, by option or environment, and start again";
    by_option: "用启动参数", "By options";
    by_environment: "或用环境变量", "Or by environment";
    public: "对外地址", "Public address";
    public_text: "退订链接以它开头，客户必须打得开", "Unsubscribe links begin with it, so customers must be able to open it";
    public_local: "这个地址只有本机打得开。真正发邮件前，用 --public-url 给出对外的 https 地址", "Only this machine can open it. Before real mail leaves, give the address of the outside with --public-url";
    public_plain: "不是 https：登录和退订没有加密", "Not https: sign-in and unsubscribing are not encrypted";

    hours: "可以发送的时间", "Hours of sending";
    hours_text: "按店铺时区。时间外的消息等到下一个可发时间，不会丢", "In the shop's zone. Messages outside wait for the next hour that is allowed; none is lost";
    hours_note: "各家短信服务商只允许白天发营销短信，最严的到 21:00", "Gateways allow marketing by day only, the strictest until 21:00";
    hours_label: "一天 24 小时，{from} 到 {until} 可以发送", "Of the 24 hours, {from} to {until} are for sending";
    caps: "每位客户最多收到", "At most, each customer gets";
    caps_text: "跨活动、跨渠道一起算。超出的人自动跳过，报告里写明原因", "Counted over all campaigns and media. Who is over is left out, and the report says why";
    per_day: "每天", "A day";
    per_campaign: "每个活动", "A campaign";
    per_month: "每 30 天", "30 days";
    messages: "{count} 条营销消息", "{count} marketing messages";
    message: "1 条营销消息", "1 marketing message";
    fixed_note: "这些界线保护客户和店铺，目前对所有店铺相同", "These limits protect customers and shop; they are the same for all shops for now";
    words_of_sms: "短信签名、退订语和价格在“品牌”里", "Signature, opt-out text and price of text messages stand under Brand";
    to_brand: "打开品牌设置", "Open Brand";
}
