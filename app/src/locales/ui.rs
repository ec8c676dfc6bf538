//! Words of the kit.

super::words! {
    close: "关闭", "Close";
    save: "保存", "Save";
    try_again: "重试", "Try again";
    loading: "正在载入", "Loading";
    messages: "消息", "Messages";
    more: "更多", "More";
    undo: "撤销", "Undo";
}
