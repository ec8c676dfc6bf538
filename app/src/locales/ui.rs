//! Words of the kit.

super::words! {
    close: "关闭", "Close";
    cancel: "取消", "Cancel";
    save: "保存", "Save";
    try_again: "重试", "Try again";
    loading: "正在载入", "Loading";
    messages: "消息", "Messages";
    yes: "是", "Yes";
    no: "否", "No";
    more: "更多", "More";
    undo: "撤销", "Undo";
    none: "无", "None";
}
