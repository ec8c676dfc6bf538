//! The words of the people's settings.

super::words! {
    people: "可以登录的人", "Who signs in";
    name: "姓名", "Name";
    sign_in: "登录名", "Sign-in name";
    sign_in_hint: "登录时输入，之后不能改", "What they type to sign in; it stays";
    role: "角色", "Role";
    you: "你", "You";
    owner: "店主", "Owner";
    manager: "主管", "Manager";
    crm: "会员运营", "Customer manager";
    operations: "运营", "Operations";
    service: "客服", "Service";
    owner_note: "可以做所有事", "May do everything";
    manager_note: "审批和关闭活动", "Approves and closes campaigns";
    crm_note: "圈人、分组、发送、评估", "Segments, groups, sends, evaluates";
    operations_note: "写活动简报、管货", "Writes briefs, looks after stock";
    service_note: "回复客户", "Speaks with customers";
    add: "添加成员…", "Add a person…";
    add_title: "添加成员", "Add a person";
    add_deed: "添加", "Add";
    owner_only: "只有店主可以添加成员", "Only the owner adds people";
    first_password: "初始密码", "First password";
    first_password_hint: "由系统随机生成，也可以自己写。只在添加后显示一次", "Made at random; you may write another. It is shown once, after adding";
    another: "换一个", "Make another";
    added_title: "{name} 可以登录了", "{name} can sign in now";
    added_lead: "把登录名和初始密码交给对方。关闭后不能再看到；登录后请尽快改成自己的密码", "Hand these over. The password is not shown again; it should be changed after the first sign-in";
    copy_both: "复制登录名和密码", "Copy both";
    done: "我已交给对方", "I have handed it over";
    cancel: "取消", "Cancel";
    lost: "忘了密码的人：在服务器上运行", "For someone who lost the password, run on the server";

    own: "我的密码", "My password";
    own_lead: "修改后，你在其他设备上的登录会结束", "Your sessions on other devices end with the change";
    current: "现在的密码", "Present password";
    new: "新密码", "New password";
    new_hint: "至少 {shortest} 个字符", "At least {shortest} characters";
    again: "再输一次", "Once more";
    change: "修改密码", "Change the password";
    changed: "密码已修改", "The password is changed";
    empty: "只有你一个人", "Only you so far";
}
