//! What is wrong with a shop, a person or a password, and what to do.

super::words! {
    shop_name: "店铺需要名称", "A shop needs a name";
    shop_name_remedy: "最多 100 个字", "At most 100 characters";
    shop_platform: "不认识这个平台", "This platform is not known";
    shop_platform_remedy: "请从列表里选择", "Choose one of the list";
    shop_currency: "货币代码不对", "This is no currency";
    shop_currency_remedy: "三个大写字母，例如 CNY", "Three capital letters, as in CNY";
    shop_time_zone: "不认识这个时区", "This time zone is not known";
    shop_time_zone_remedy: "例如 Asia/Shanghai", "Write it as in Asia/Shanghai";
    shop_lifecycle: "三个天数要依次变大", "The three days must rise";
    shop_lifecycle_remedy: "活跃 < 预流失 < 沉睡，最少 1 天", "Active below at risk below dormant, at least one day";
    data_none: "这个文件夹里没有回头的数据", "There is no data of Huitou in this folder";
    data_none_remedy: "请换一个文件夹，或先建一个店铺", "Name another folder, or make a shop first";
    shop_pinned_day: "还没选日期", "No day is chosen";
    shop_pinned_day_remedy: "选一天，或改回“今天”", "Choose one, or go back to today";
    shop_has_orders: "店铺已有订单，货币和时区不能再改", "The shop has orders: currency and time zone stay";
    shop_has_orders_remedy: "金额和日期是按原来的算的；需要不同的，请新建店铺", "Amounts and days were counted by them; make another shop for others";
    user_name: "姓名和登录名都要填", "Both name and sign-in name are needed";
    user_name_remedy: "最多 200 个字符", "At most 200 characters each";
    sign_in_taken: "这个登录名已有人用", "This sign-in name is taken";
    sign_in_taken_remedy: "换一个", "Choose another";
    password_short: "密码太短", "The password is too short";
    password_short_remedy: "至少 {shortest} 个字符", "At least {shortest} characters";
    password_long: "密码太长", "The password is too long";
    password_long_remedy: "最多 {longest} 个字符", "At most {longest} characters";
    password_differs: "两次输入的不一样", "The two are not the same";
    password_differs_remedy: "请再输一次", "Type it again";
    wrong_password: "现在的密码不对", "The present password is wrong";
    wrong_password_remedy: "请检查大小写", "Check capital letters";
}
