//! The words of the settings: their parts, and the brand.

super::words! {
    title: "设置", "Settings";
    parts: "设置的各部分", "Parts of the settings";
    part_brand: "品牌", "Brand";
    part_shop: "店铺", "Shop";
    part_people: "成员", "People";
    part_sending: "发送", "Sending";
    lead_brand: "品牌怎么称呼客户、怎么介绍自己。所有短信和邮件都从这里取词", "How the brand addresses its customers and speaks of itself. Every message takes its words from here";
    lead_shop: "店铺的日期、货币，以及多久不来算流失", "The shop's day and currency, and after how long a silence a customer counts as lost";
    lead_people: "谁能登录，能做什么", "Who signs in here, and what they may do";
    lead_sending: "消息从哪里出去，什么时候可以发，最多发几条", "How messages leave, when they may, and how many one customer gets";

    saved: "已保存", "Saved";
    saved_here: "已存在本机，正在同步", "Saved here, on its way to the server";
    saved_offline: "已存在本机，联网后同步", "Saved here; it is sent once the connection is back";
    needs_connection: "联网后才能保存这里的修改", "Changes here need a connection";
    unsaved: "有未保存的修改", "Changes not saved yet";
    discard: "放弃修改", "Discard";
    copied: "已复制", "Copied";
    not_copied: "浏览器不允许复制，请手动选中", "The browser does not let us copy; please select it by hand";

    address: "怎么称呼客户", "How you address customers";
    address_lead: "人人都叫“亲”，客户分不清是谁在说话。用自己的称谓，读第一个词就认出你", "Everybody says 亲 or Dear. A form of address of your own tells the reader at the first word who writes";
    salutation: "称谓", "Salutation";
    salutation_hint: "代替“亲”，例如：小松鼠", "Instead of “Dear”, such as: little squirrel";
    fan_name: "粉丝称谓", "Fan name";
    fan_name_hint: "把客户们合起来叫什么，例如：松果们", "What your customers are called together, such as: the pinecones";
    imprint: "品牌印记", "Imprint";
    imprint_hint: "一句一读就知道是你的话", "Words by which a reader knows you";
    slogan: "口号", "Slogan";
    slogan_hint: "说清你是做什么的、好在哪里", "What you are and what you are good at";
    evidence: "口号的依据", "Evidence of the slogan";
    evidence_lead: "用到“第一”“最”之类的词，广告法要求写明范围、时间和出处", "Words of rank such as “first” or “best” need scope, period and source by advertising law";
    evidence_scope: "范围", "Scope";
    evidence_scope_hint: "例如：天猫面霜类目", "Such as: face creams on Tmall";
    evidence_period: "时间", "Period";
    evidence_period_hint: "例如：2025 年全年", "Such as: the year 2025";
    evidence_source: "出处", "Source";
    evidence_source_hint: "例如：生意参谋", "Such as: the platform's statistics";
    evidence_missing: "这句口号需要依据：范围、时间、出处都要写", "This slogan needs evidence: scope, period and source";

    text_messages: "短信", "Text messages";
    signature: "签名", "Signature";
    signature_hint: "显示为【签名】，由网关加在最前面；须先向运营商报备", "Stands in 【】 at the front, added by the gateway; it has to be filed with the carriers first";
    opt_out: "退订语", "Opt-out text";
    opt_out_hint: "营销短信必须以它结尾", "Marketing messages must end with it";
    price: "每条价格", "Price of a segment";
    price_hint: "按服务商的报价，用来估算预算", "What your provider charges; campaigns estimate their cost with it";

    avoid: "不用的词", "Words to avoid";
    avoid_lead: "写内容时出现这些词会提醒，并给出替换", "Content that holds one of these is marked, with a replacement at hand";
    avoid_add: "添加词语", "Add a word";
    avoid_add_deed: "添加", "Add";
    avoid_add_hint: "可一次粘贴多个，用逗号隔开", "Several at once, with commas between them";
    avoid_remove: "删去“{word}”", "Remove “{word}”";
    avoid_removed: "已删去“{word}”", "“{word}” removed";
    avoid_none: "没有要避免的词", "No words are avoided";
    avoid_restore: "恢复常用列表", "Restore the usual list";

    sample: "试写一条短信", "Try a text message";
    sample_lead: "只在这里试写，不会保存也不会发送", "Only tried here; it is neither kept nor sent";
    sample_text: "正文", "Text";
    sample_reset: "换回示例", "Back to the sample";
    sample_zh: "亲，{last_product|上次的宝贝}快用完了吧？{fan_name|老朋友}回购立减 20 元，明晚八点截止。{slogan}。", "Dear {name|friend}, your {last_product|favourite} may be running low. {fan_name|Friends} get 20 off until tomorrow, 8 pm. {slogan}. ";
    arrives: "收到的样子", "As it arrives";
    nothing_yet: "写下正文，这里显示收到的样子", "Write the text and see here how it arrives";
    length: "字数", "Length";
    length_note: "含签名与退订语", "with signature and opt-out";
    segments: "计费条数", "Segments";
    segments_note: "70 字以内 1 条，更长每 67 字 1 条", "One up to 70 characters, then one each 67";
    segments_note_abroad: "国际规则计数", "Counted by the international rules";
    cost: "一万人的成本", "Cost for 10,000 people";
    cost_note: "每条 {price}", "{price} a segment";
    unresolved: "缺 {names}，这样发不出去", "No value for {names}: it cannot be sent like this";
    findings: "检查", "Findings";
    findings_none: "没有发现问题", "Nothing found";
    blocks: "不修正不能发送", "must be mended before sending";
    fix_to: "改为“{text}”", "Change to “{text}”";
    fix_add: "补上“{text}”", "Add “{text}”";
    fix_remove: "删去", "Remove it";
    reader_name: "林小满", "Lin Xiaoman";
    reader_product: "修护精华 30ml", "Repair serum 30 ml";
    reader_city: "杭州", "Hangzhou";
}
