//! Loading the customers of a shop: how far it is, what does not fit, what a sample is.

super::words! {
    loading: "正在载入顾客数据", "Loading the customers";
    loaded_of: "已载入 {done}，共 {all}", "{done} of {all}";
    too_large: "这家店的 {customers} 位顾客约需 {needed} MB 内存，超出此浏览器可用的 {limit} MB，因此尚未载入", "The {customers} customers of this shop need about {needed} MB of memory, more than the {limit} MB this browser can use, so they were not loaded";
    work_with_sample: "改用 1/{every} 抽样", "Work with a sample of one in {every}";
    sample: "抽样：每 {every} 位顾客取 1 位，下列数字只是样本内的计数。人数约为其 {every} 倍，样本内 {count} 人对应约 {estimate} ± {error} 人（95% 区间）", "Sample: one customer in {every}. The numbers below count the sample; the shop has about {every} times as many. {count} in the sample stand for about {estimate} ± {error} customers (95% interval)";
    sample_plain: "抽样：每 {every} 位顾客取 1 位，下列数字只是样本内的计数", "Sample: one customer in {every}. The numbers below count the sample";
    load_all: "重新载入全部", "Load everybody again";
    megabytes: "{count} MB", "{count} MB";
}
