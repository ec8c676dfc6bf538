//! What went wrong and what to do, by code.

super::words! {
    unknown: "出了点问题（{code}）", "Something went wrong ({code})";
    unknown_remedy: "你写的内容仍保存在本机。请重试；若仍不行，把上面的代码告诉管理员", "What you wrote is safe on this device. Try again; if it stays so, tell the administrator the code above";
    offline: "连不上服务器", "The server does not answer";
    offline_remedy: "你写的内容已保存在本机，恢复连接后会自动发送", "What you wrote is saved here and is sent by itself once the connection is back";
    unreadable: "服务器的回答无法读取", "The server's answer could not be read";
    unreadable_remedy: "请刷新页面，可能有新版本", "Reload the page; there may be a new version";
    contract: "页面与服务器版本不一致", "This page and the server are of different versions";
    contract_remedy: "请刷新页面以使用新版本，本机的内容不会丢失", "Reload the page to use the new version; nothing kept here is lost";
    engine_stopped: "计算引擎没有启动", "The engine did not start";
    engine_stopped_remedy: "请刷新页面；若仍不行，请更新浏览器", "Reload the page; if it stays so, update the browser";
    snapshot_offline: "此店铺的数据还没有保存在本机", "The facts of this shop are not on this device yet";
    snapshot_offline_remedy: "联网打开一次后，离线也能预览", "Open it once with a connection; from then on previews work offline";
    snapshot_damaged: "数据快照不完整", "The snapshot is damaged";
    snapshot_damaged_remedy: "请重试，会重新下载", "Try again: it is fetched anew";
    not_kept: "浏览器不允许在本机保存", "The browser does not let this device keep anything";
    not_kept_remedy: "请退出隐私浏览或腾出空间。在此之前，没有发出的修改关闭页面后会丢失", "Leave private browsing or free some space. Until then, edits not sent are lost when the page closes";
    expired: "登录已过期", "Your session has ended";
    expired_remedy: "请重新登录，未发送的修改仍在本机", "Sign in again; edits not yet sent are still on this device";
    wrong_sign_in: "登录名或密码不对", "The name or the password is wrong";
    wrong_sign_in_remedy: "请检查大小写，或请店主重设密码", "Check capital letters, or ask the owner for a new password";
    too_many: "尝试次数过多", "Too many attempts";
    too_many_remedy: "请等一分钟再试", "Wait a minute and try again";
    not_allowed: "你的角色不能这样做", "Your role may not do this";
    not_allowed_remedy: "请店主或主管来操作", "Ask the owner or a manager";
    not_found: "找不到它", "It is not there";
    not_found_remedy: "可能已被删除，或地址有误", "It may have been removed, or the address is wrong";
    invalid: "有内容不合要求", "Something in it does not fit";
    invalid_remedy: "请检查标出的字段", "Check the fields that are marked";
    server_owned: "这一项由系统维护，不能直接修改", "This is kept by the system and cannot be written";
    server_owned_remedy: "已恢复为服务器上的内容", "It shows again what the server has";
    too_large: "文件太大", "The file is too large";
    too_large_remedy: "请拆分后再导入", "Split it and import the parts";
    failure: "服务器出了故障", "The server failed";
    failure_remedy: "你的内容没有丢失，请稍后重试", "Nothing you wrote is lost; try again in a while";
}
