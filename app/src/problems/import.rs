//! Why a file or a row cannot be imported, and what to do.

use crate::locales::{Word, words};

/// The words and the remedy of an import's code.
pub fn words_of(code: &str) -> Option<(Word, Word)> {
    Some(match code {
        "import.empty" => (empty, empty_remedy),
        "import.not_text" => (not_text, not_text_remedy),
        "import.unknown_encoding" => (unknown_encoding, unknown_encoding_remedy),
        "import.old_excel" => (old_excel, old_excel_remedy),
        "import.broken_workbook" => (broken_workbook, broken_workbook_remedy),
        "import.cut_off" => (cut_off, cut_off_remedy),
        "import.huge_cell" => (huge_cell, huge_cell_remedy),
        "import.too_many_columns" => (too_many_columns, too_many_columns_remedy),
        "import.unpacks_to_too_much" => (unpacks, unpacks_remedy),
        "import.choose_sheet" | "import.unknown_sheet" => (choose_sheet, choose_sheet_remedy),
        "import.damaged_ids" => (damaged_ids, damaged_ids_remedy),
        "import.heading_missing" => (heading_missing, heading_missing_remedy),
        "import.no_order_number" => (no_order_number, map_remedy),
        "import.no_product" => (no_product, map_remedy),
        "import.no_time" => (no_time, map_remedy),
        "import.no_amount" => (no_amount, map_remedy),
        "import.unreadable" | "import.upload_broken" | "import.no_file" => {
            (unreadable, unreadable_remedy)
        }
        "import.no_rows" => (no_rows, empty_remedy),
        "import.interrupted" => (interrupted, again_remedy),
        "import.failed" => (failed, again_remedy),
        "import.nothing_lands" => (nothing_lands, map_remedy),
        "import.too_many_rejects" => (too_many_rejects, map_remedy),
        "import.unknown_upload" => (unknown_upload, unreadable_remedy),
        "import.unknown" => (unknown, reload_remedy),
        "import.not_done" => (not_done, reload_remedy),
        "import.changed_later" => (changed_later, changed_later_remedy),
        "import.too_large" => (too_large, unpacks_remedy),
        "mapping.unknown" => (mapping_unknown, reload_remedy),
        "mapping.no_name" => (mapping_no_name, mapping_no_name_remedy),
        "row.too_many_cells" => (row_too_many_cells, row_remedy),
        "row.bad_money" => (row_bad_money, row_remedy),
        "row.bad_quantity" => (row_bad_quantity, row_remedy),
        "row.bad_text" => (row_bad_text, row_remedy),
        "row.bad_time" => (row_bad_time, row_remedy),
        "row.time_out_of_range" => (row_time_out_of_range, row_remedy),
        "row.no_time" => (row_no_time, row_remedy),
        "row.damaged_id" => (row_damaged_id, damaged_ids_remedy),
        "row.formula" => (row_formula, row_remedy),
        "row.no_order_number" => (row_no_order_number, row_remedy),
        "row.no_product" => (row_no_product, row_remedy),
        "row.not_an_order" => (row_not_an_order, nothing_to_do),
        "row.split_parent" => (row_split_parent, nothing_to_do),
        "row.adjustment" => (row_adjustment, nothing_to_do),
        "row.order_refused" => (row_order_refused, row_remedy),
        "row.other_currency" => (row_other_currency, row_currency_remedy),
        _ => return None,
    })
}

words! {
    empty: "文件是空的", "The file is empty";
    empty_remedy: "请重新导出，确认里面有表头和订单", "Export it again, with headings and orders in it";
    not_text: "这不是表格文件", "This is not a table";
    not_text_remedy: "请选择平台导出的 CSV 或 XLSX", "Choose the CSV or XLSX that the platform exported";
    unknown_encoding: "认不出文件的编码", "The encoding of the file is not known";
    unknown_encoding_remedy: "请用 UTF-8 或 GBK 重新保存", "Save it again as UTF-8 or GBK";
    old_excel: "这是旧版 Excel（.xls）文件", "This is an old Excel file (.xls)";
    old_excel_remedy: "请另存为 .xlsx 或 CSV 再导入", "Save it as .xlsx or CSV and import that";
    broken_workbook: "工作簿损坏，打不开", "The workbook is damaged";
    broken_workbook_remedy: "请重新下载；网络中断时容易只下到一半", "Download it again; a broken connection often leaves half a file";
    cut_off: "文件在中间断掉了（第 {line} 行）", "The file ends in the middle (line {line})";
    cut_off_remedy: "请重新下载整份文件。店里的数据没有变化", "Download the whole file again. Nothing in the shop has changed";
    huge_cell: "第 {line} 行有一格大得不正常", "A cell in line {line} is far too large";
    huge_cell_remedy: "多半是引号没有配对，请检查这一行", "Probably a quote is not closed; look at that line";
    too_many_columns: "列数太多（{columns}）", "Too many columns ({columns})";
    too_many_columns_remedy: "订单表不会超过一千列，请确认文件", "An order table never has more than a thousand; check the file";
    unpacks: "文件解开后太大", "The file unpacks to far too much";
    unpacks_remedy: "请分几次导出", "Export it in several parts";
    choose_sheet: "工作簿里有几张表，请选择一张", "The workbook has several sheets";
    choose_sheet_remedy: "选择有订单的那一张", "Choose the one with the orders";
    damaged_ids: "订单号被 Excel 改坏了（变成了科学计数或末尾补零）", "Excel has damaged the order numbers (scientific notation or zeros at the end)";
    damaged_ids_remedy: "请从平台重新导出，不要用 Excel 打开后再保存", "Export again from the platform, and do not save it from Excel";
    heading_missing: "文件里没有“{heading}”这一列", "The file has no column “{heading}”";
    heading_missing_remedy: "在列对应里换一列", "Choose another column in the mapping";
    no_order_number: "还没有对应订单编号", "No column for the order number";
    no_product: "还没有对应商品", "No column for the product";
    no_time: "还没有对应下单或付款时间", "No column for the time of order or payment";
    no_amount: "还没有对应金额", "No column for the amount";
    map_remedy: "在列对应里选择", "Choose it in the mapping";
    unreadable: "文件读不出来", "The file cannot be read";
    unreadable_remedy: "请重新选择文件", "Choose it again";
    no_rows: "文件只有表头，没有订单", "The file has headings and no orders";
    interrupted: "导入中途被打断", "The import was interrupted";
    failed: "导入没有完成", "The import did not finish";
    again_remedy: "店里的数据没有变化，请再导入一次", "Nothing in the shop has changed; import it again";
    nothing_lands: "没有一行可以导入", "Not one row can be imported";
    too_many_rejects: "不能导入的行太多", "Too many rows cannot be imported";
    unknown_upload: "上传的文件已经过期", "The upload is no longer there";
    unknown: "没有这个批次", "There is no such batch";
    reload_remedy: "请刷新页面", "Reload the page";
    not_done: "这个批次没有导入完成，不能撤销", "The batch is not in the shop and cannot be undone";
    changed_later: "后来的导入“{file}”改动了同样的订单", "A later import, “{file}”, changed the same orders";
    changed_later_remedy: "请先撤销那一批", "Undo that one first";
    too_large: "文件太大", "The file is too large";
    mapping_unknown: "没有这个列对应", "There is no such mapping";
    mapping_no_name: "列对应还没有名称", "The mapping has no name";
    mapping_no_name_remedy: "写一个名称再保存", "Give it a name and save it again";
    row_too_many_cells: "格数比表头多", "More cells than headings";
    row_bad_money: "金额看不懂", "Not an amount";
    row_bad_quantity: "数量看不懂", "Not a quantity";
    row_bad_text: "有无法辨认的字符", "Unreadable characters";
    row_bad_time: "时间看不懂", "Not a time";
    row_time_out_of_range: "时间不合理（在将来或太早）", "Time in the future or too long ago";
    row_no_time: "没有时间", "No time";
    row_damaged_id: "编号被 Excel 改坏", "Number damaged by Excel";
    row_formula: "这一格是公式", "The cell is a formula";
    row_no_order_number: "没有订单编号", "No order number";
    row_no_product: "没有商品", "No product";
    row_not_an_order: "不是订单（如坏账调整）", "Not an order (such as a bad-debt entry)";
    row_split_parent: "已拆分的父订单，明细另有订单", "Parent of split orders, which come by themselves";
    row_adjustment: "库存或价格调整，不是销售", "Stock or price adjustment, not a sale";
    row_order_refused: "同一订单的首行不能导入", "The first row of the same order cannot be imported";
    row_other_currency: "币种与店铺不同", "Another currency than the shop's";
    row_remedy: "改正后把这些行再导入一次", "Mend the rows and import them again";
    row_currency_remedy: "请导入到使用该币种的店铺", "Import it into a shop of that currency";
    nothing_to_do: "不需要处理", "Nothing to do";
}
