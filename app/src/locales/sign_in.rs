//! Words of the sign-in page.

super::words! {
    title: "登录回头", "Sign in to Huitou";
    lead: "让老客户回头", "For customers who turn back";
    name: "登录名", "Sign-in name";
    password: "密码", "Password";
    sign_in: "登录", "Sign in";
    first_start: "第一次使用？", "First start?";
    first_start_hint: "店主账户在服务器首次启动时建立，登录名和密码显示在它的启动信息里", "The owner's account is made when the server first starts; its name and password are shown in what the server prints";
    offline: "服务器没有回答。若此前在本机登录过，连接恢复后即可继续", "The server does not answer. Sign in as soon as it is back";
}
