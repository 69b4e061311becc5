"""The words of a receipt: for each kind of trouble its level, what was expected, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

from lookthrough.kernel.texts import Text

_W, _D, _N = "wrong", "doubt", "note"
Words = tuple[str, Text, Text]

_FILES: Mapping[str, Words] = {
    "empty_file": (_W, Text("有内容的文件", "a file with something in it"), Text("文件为空（0 字节），请检查导出或上传是否完成，再报一次", "the file is empty (0 bytes): see whether exporting or uploading finished, and send it again")),
    "too_large": (_W, Text("不超过 {most} 的文件", "a file of at most {most}"), Text("文件为 {size}。多半是空白格带了格式或夹带图片：请新下载模板，只粘贴有数据的行（选择性粘贴→数值）再报", "this file is {size}. Empty cells with a format or pictures are the usual cause: take a fresh template, paste only the rows with data (as values) and send that")),
    "too_many_rows": (_W, Text("不超过 {most} 行", "at most {most} rows"), Text("本表有 {rows} 行。请核对是否贴入了整个数据库；确需超过的，请与本办联系调整上限", "this file has {rows} rows: see whether a whole database was pasted in; ask the office to raise the limit if it is right")),
    "too_spread": (_W, Text("数据集中在表的左上角", "data in the upper left corner of the sheet"), Text("在 {cell} 有孤立内容，表格范围异常庞大。请删除该处内容，或新下载模板，只粘贴数据", "something stands alone in {cell} and makes the sheet enormous: delete it, or paste the data into a fresh template")),
    "zip_bomb": (_W, Text("正常大小的 Excel 文件", "an Excel file of an honest size"), Text("文件解开后异常庞大，已停止读取。请新下载模板，只粘贴数据再报", "the file unpacks to an enormous size and was not read: paste the data into a fresh template and send that")),
    "old_excel": (_W, Text("Excel 2007 及以后的 .xlsx 文件", "an .xlsx file of Excel 2007 or later"), Text("这是老格式 .xls（或 WPS 的 .et）。请打开后“另存为”→“Excel 工作簿（.xlsx）”再报", "this is the old .xls (or WPS .et): open it, save it as “Excel workbook (.xlsx)”, and send that")),
    "locked": (_W, Text("没有打开密码的文件", "a file without a password"), Text("文件有打开密码。请在 Excel“文件→信息→保护工作簿→用密码进行加密”中清空密码，另存后再报", "the file has a password: clear it in Excel (File, Info, Protect workbook, Encrypt with password), save and send again")),
    "damaged": (_W, Text("完整的文件", "a whole file"), Text("文件损坏或不完整（{why}）。请用 Excel 或 WPS 打开、另存为新的 .xlsx 再报；打不开的请从系统重新导出", "the file is damaged or cut short ({why}): open it in Excel or WPS and save it anew as .xlsx; if it does not open, export it again")),
    "other_format": (_W, Text(".xlsx 或 .csv 文件", "an .xlsx or .csv file"), Text("这是 {kind}，不能读取。请把数据填入模板（.xlsx）再报", "this is {kind} and cannot be read: fill the data into the template (.xlsx) and send that")),
    "not_text": (_W, Text("UTF-8 或 GBK 编码的 CSV", "a CSV in UTF-8 or GBK"), Text("第 {line} 行附近不是 UTF-8 也不是 GBK 文字。请在 Excel 中“另存为”→“CSV UTF-8”，或直接报 .xlsx", "near line {line} there is neither UTF-8 nor GBK text: save as “CSV UTF-8” in Excel, or send .xlsx")),
    "broken_quotes": (_W, Text("引号成对的 CSV", "a CSV whose quotes close"), Text("第 {line} 行附近引号没有配对。请用 Excel 打开核对该行，另存后再报，或直接报 .xlsx", "near line {line} a quote does not close: open the file in Excel, look at that row, save and send again, or send .xlsx")),
    "no_head": (_W, Text("表头含“{needed}”等列名的工作表", "a sheet whose head has “{needed}” and the other columns"), Text("在各工作表前 30 行都没有找到《{title}》的表头。请下载本模板，把数据粘贴到表头之下", "the head of “{title}” was not found in the first 30 rows of any sheet: take this template and paste the data below its head")),
    "other_template": (_W, Text("《{title}》", "“{title}”"), Text("这份文件看来是《{other}》。请在报送页选择该报表后再报，或换用正确的文件", "this file looks like “{other}”: choose that return and send it there, or send the right file")),
    "two_sheets": (_W, Text("只有一张工作表有数据", "data on one sheet alone"), Text("工作表“{one}”与“{other}”都像本报表且都有数据。请只保留应报的一张再报", "the sheets “{one}” and “{other}” both look like this return and both hold data: keep only the one that is to be reported")),
    "no_rows": (_W, Text("至少一行数据", "at least one row of data"), Text("表头之下没有数据。确实没有情况的，请用“零报告”", "there is nothing below the head: if there is nothing to report, use the nil return")),
}  # fmt: skip

_HEADS: Mapping[str, Words] = {
    "column_missing": (_W, Text("“{heading}”列", "the column “{heading}”"), Text("表头缺少此列{near}。请照模板补上该列并填写", "the head lacks this column{near}: add it as in the template and fill it in")),
    "column_twice": (_W, Text("每列只出现一次", "each column once"), Text("“{heading}”出现在 {cells}。请删除多余的一列", "“{heading}” stands in {cells}: delete the one too many")),
    "column_unknown": (_N, Text("模板中的列", "a column of the template"), Text("“{found}”不是本报表的列，未读取", "“{found}” is no column of this return and was not read")),
    "unit_unknown": (_W, Text("单位为 {units}", "a unit of {units}"), Text("表头写的单位“{found}”不认识。请把数据换算为模板的单位“{unit}”，并改表头", "the unit “{found}” in the head is not known: convert the figures into the template's “{unit}” and mend the head")),
    "unit_foreign": (_W, Text("人民币", "yuan"), Text("“{found}”是外币。请按报告期末汇率折成人民币“{unit}”填报", "“{found}” is foreign money: convert it into “{unit}” of yuan at the rate of the period's end")),
    "unit_other": (_N, Text("模板单位为“{unit}”", "the template's unit is “{unit}”"), Text("表头写明单位“{found}”，已按此准确换算；如并非如此，请更正表头再报", "the head says “{found}”; figures were converted from it exactly. If that is not so, mend the head and send again")),
    "rate_monthly": (_N, Text("年利率", "a yearly rate"), Text("表头写明是月利率，已乘以 12 换成年利率", "the head says monthly rate: it was multiplied by 12")),
    "rate_daily": (_W, Text("年利率", "a yearly rate"), Text("表头写明是日利率。请按合同约定的计息天数换成年利率填报", "the head says daily rate: convert it into a yearly rate by the days that the contract counts")),
    "other_sheet": (_N, Text("数据在第一张工作表", "data on the first sheet"), Text("数据在工作表“{found}”，已读取该表", "the data stand on the sheet “{found}”, which was read")),
    "hidden_sheet": (_D, Text("数据在可见的工作表", "data on a visible sheet"), Text("数据在隐藏的工作表“{found}”，已读取；请确认这是要报的数据", "the data stand on the hidden sheet “{found}”, which was read: confirm that they are to be reported")),
    "title_rows": (_N, Text("表头在第 1 行", "the head in row 1"), Text("表头在第 {row} 行，其上的标题行已跳过", "the head is in row {row}; the title rows above were skipped")),
    "macros": (_N, Text("不含宏的文件", "a file without macros"), Text("文件含宏；宏没有运行，也不会运行，只读取了数据。下次请另存为 .xlsx", "the file has macros; they were not and will not be run, only the data were read. Save it as .xlsx next time")),
    "encoding": (_N, Text("UTF-8 编码", "UTF-8"), Text("文件编码为 {found}，已按此读取", "the file is in {found} and was read as such")),
    "hidden_rows": (_N, Text("没有隐藏的行", "no hidden rows"), Text("第 {found} 行被隐藏（筛选），仍已读取；不应报的请删除后再报", "the rows {found} are hidden (filtered) and were read nevertheless: delete what is not to be reported and send again")),
    "sum_rows": (_N, Text("只有明细行", "rows of single subjects"), Text("第 {found} 行是合计、说明或重复的表头，未读取", "the rows {found} are totals, remarks or a repeated head and were not read")),
    "formulas": (_N, Text("数值", "figures"), Text("表中有 {found} 个公式，已取其计算结果", "the sheet has {found} formulas; their results were taken")),
    "merged_filled": (_N, Text("每行各自填写", "each row filled in by itself"), Text("{found} 是合并单元格，其内容已用于其中每一行", "{found} are merged; what they say was taken for each of their rows")),
}  # fmt: skip

_CELLS: Mapping[str, Words] = {
    "empty": (_W, Text("必填", "a value"), Text("请填写{heading}；没有的填 0", "fill in {heading}; put 0 where there is none")),
    "not_a_number": (_W, Text("数字，单位{unit}", "a number in {unit}"), Text("“{found}”不是数字。请只填数字，如 1234.5", "“{found}” is no number: put figures only, such as 1234.5")),
    "looks_like": (_W, Text("数字，单位{unit}", "a number in {unit}"), Text("“{found}”里有像数字的字母，是否应为 {guess}？请改正", "“{found}” has letters that look like digits: should it be {guess}? Mend it")),
    "a_range": (_W, Text("一个确定的数字", "one certain number"), Text("“{found}”是范围或约数。请填报告期末的准确数", "“{found}” is a range or about: put the exact figure at the period's end")),
    "chinese_number": (_W, Text("阿拉伯数字", "figures in digits"), Text("“{found}”是中文数字，请改写为阿拉伯数字", "“{found}” is written in Chinese numerals: write it in digits")),
    "a_date": (_W, Text("数字，单位{unit}", "a number in {unit}"), Text("Excel 把它变成了日期 {found}。请把该列格式设为“常规”，重新输入数字", "Excel has made it the date {found}: set the column's format to General and type the number again")),
    "digits_lost": (_W, Text("完整的数字或代码", "all digits"), Text("“{found}”是科学计数法，位数已丢失。请把该列格式设为“文本”，重新粘贴原始数据", "“{found}” is in scientific notation and has lost digits: set the column's format to Text and paste the original data again")),
    "formula_error": (_W, Text("数值", "a value"), Text("公式出错（{found}）。请改正公式，或改填数值", "the formula failed ({found}): mend it, or put the value")),
    "formula_uncalculated": (_W, Text("公式的计算结果", "the result of the formula"), Text("公式没有保存计算结果。请用 Excel 打开、保存一次，或“选择性粘贴→数值”后再报", "the formula came without its result: open and save the file in Excel once, or paste as values, and send again")),
    "merged_cell": (_W, Text("每行各自填写，不合并", "each row filled in by itself, not merged"), Text("{cells} 是合并单元格，不知道数字属于哪一行。请取消合并，逐行填写", "{cells} are merged and it cannot be told to which row the figure belongs: unmerge them and fill in each row")),
    "finer_than_fen": (_W, Text("不超过分的金额", "an amount in whole fen"), Text("“{found}”{unit}精确到分以下。请四舍五入到分（公式可用 ROUND）", "“{found}” {unit} is finer than a fen: round it to the fen (ROUND in a formula)")),
    "not_whole": (_W, Text("整数", "a whole number"), Text("“{found}”不是整数，请核对", "“{found}” is not a whole number: look it up")),
    "unit_in_cell_unknown": (_W, Text("数字，单位{unit}", "a number in {unit}"), Text("“{found}”所带单位不能用于本列。请换算为{unit}，只填数字", "“{found}” has a unit that this column cannot have: convert it into {unit} and put figures only")),
    "unit_in_cell": (_N, Text("只填数字，单位{unit}", "figures only, in {unit}"), Text("“{found}”带有单位，已按其写明的单位换算", "“{found}” has a unit of its own and was converted from it")),
    "below": (_W, Text("不小于 {least}", "at least {least}"), Text("“{found}”小于允许的最小值。请核对正负号和数字", "“{found}” is below what is possible: look at the sign and the figure")),
    "above": (_W, Text("不大于 {most}", "at most {most}"), Text("“{found}”大于可能的最大值。请核对单位和小数点", "“{found}” is above what is possible: look at the unit and the decimal point")),
    "implausible": (_D, Text("一般不超过 {most}", "usually at most {most}"), Text("“{found}”异常大。请核对单位；确实无误的，由另一人确认", "“{found}” is unusually large: look at the unit; if it is right, let a second person confirm it")),
    "not_a_flag": (_W, Text("是 或 否", "yes or no (是 or 否)"), Text("“{found}”不是“是”或“否”。请从下拉框选择", "“{found}” is neither yes nor no: choose from the drop-down")),
    "not_a_choice": (_W, Text("{choices} 之一", "one of {choices}"), Text("“{found}”不在选项之内{near}。请从下拉框选择", "“{found}” is none of the choices{near}: choose from the drop-down")),
    "not_a_day": (_W, Text("日期，如 2026-03-01", "a day such as 2026-03-01"), Text("“{found}”不是存在的日期，或年月日次序不明。请按 2026-03-01 填写", "“{found}” is no day that exists, or its order is unclear: write it like 2026-03-01")),
    "day_as_number": (_N, Text("日期，如 2026-03-01", "a day such as 2026-03-01"), Text("“{found}”是 Excel 的日期序号，已读作 {day}", "“{found}” is Excel's number of a day and was read as {day}")),
    "not_a_month": (_W, Text("月份，如 2026-03", "a month such as 2026-03"), Text("“{found}”不是年月。请写明年份，如 2026-03", "“{found}” is no month with a year: write it like 2026-03")),
    "not_a_code": (_W, Text("18 位统一社会信用代码", "a unified social credit code of 18 characters"), Text("{why}{near}。请对照营业执照改正", "{why}{near}: look at the business licence and mend it")),
    "too_long": (_W, Text("不超过 {most} 个字", "at most {most} characters"), Text("内容过长（{size} 字），请缩写", "this is too long ({size} characters): shorten it")),
}  # fmt: skip

_ROWS: Mapping[str, Words] = {
    "row_repeated": (_N, Text("每个主体一行", "one row a subject"), Text("与第 {other} 行完全相同，只计一次", "the same as row {other}; counted once")),
    "row_contradicts": (_W, Text("每个主体一行", "one row a subject"), Text("与第 {other} 行是同一主体、同一时期而数字不同。请保留正确的一行", "the same subject and period as row {other}, with other figures: keep the row that is right")),
    "two_periods": (_W, Text("只有一个报告期（{period}）", "one period alone ({period})"), Text("本行属于 {found}。请把不同月份分成两份文件，各报一次", "this row is of {found}: send each month as a file of its own")),
    "other_period": (_W, Text("报告期 {period}", "the period {period}"), Text("文件内是 {found}。请选择对应的报告期，或换用正确的文件", "the file says {found}: choose that period, or send the right file")),
    "period_missing": (_W, Text("报告期", "the period"), Text("文件没有写明所属月份。请填写“所属月份”列，或在报送时选择报告期", "the file does not say its month: fill in the month's column, or choose the period when sending")),
    "period_future": (_W, Text("已经开始的报告期", "a period that has begun"), Text("{found} 尚未到来，请核对年月", "{found} has not come yet: look at year and month")),
    "period_not_over": (_D, Text("已经结束的报告期", "a period that is over"), Text("{found} 尚未结束；确为全期数据的，由另一人确认", "{found} is not over yet: if the figures are of the whole period, let a second person confirm it")),
    "not_quarter_end": (_W, Text("季末月份（3、6、9、12 月）", "the last month of a quarter (3, 6, 9, 12)"), Text("“{found}”不是季末月份", "“{found}” is not the last month of a quarter")),
    "other_subject": (_W, Text("本机构（{own}）", "your own institution ({own})"), Text("“{found}”不是本机构。只能报送本机构的数据", "“{found}” is not your institution: only its own data can be reported")),
    "own_past": (_D, Text("与上期（{period}）同一量级", "the size of the period before ({period})"), Text("{heading}的中位数是上期的 {times} 倍，疑似单位填错。请核对；确实无误的，由另一人确认", "the median of {heading} is {times} times that of the period before: the unit may be wrong. If it is right, let a second person confirm it")),
    "too_many_troubles": (_N, Text("逐条改正", "each mended"), Text("同类问题另有 {found} 处，未逐条列出；标记副本中均已标出", "there are {found} more of this kind, not listed one by one; the marked copy shows them")),
}  # fmt: skip

WORDS: Mapping[str, Words] = {**_FILES, **_HEADS, **_CELLS, **_ROWS}
