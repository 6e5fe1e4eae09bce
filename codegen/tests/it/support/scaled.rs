//! Pages of any size, each with one repeated part: the cost of reading them must grow linearly.

use std::fmt::Write as _;

/// A page with one repeated part.
pub(crate) struct Scaled {
    /// What there is much of.
    pub(crate) name: &'static str,
    /// The vendor by whose conventions it is read.
    pub(crate) vendor: &'static str,
    /// The extension of its file.
    pub(crate) extension: &'static str,
    /// Makes it with this many repetitions.
    pub(crate) make: fn(usize) -> String,
}

const fn scaled(
    name: &'static str,
    vendor: &'static str,
    extension: &'static str,
    make: fn(usize) -> String,
) -> Scaled {
    Scaled { name, vendor, extension, make }
}

/// All of them.
pub(crate) const ALL: [Scaled; 20] = [
    scaled("rows", "jdcloud", "md", |n| jdcloud(&each(n, |i| format!("|f{i}|String|False| |x|\n")), "")),
    scaled("rows with demands", "jdcloud", "md", |n| {
        jdcloud(&each(n, |i| format!("|f{i}|Integer|False| |取值范围：1-{i}，默认值：1。可选值：a、b|\n")), "")
    }),
    scaled("rows of HTML", "huawei", "md", |n| {
        let rows = each(n, |i| format!("<tr><td>f{i}</td><td>否</td><td>String</td><td>x</td></tr>\n"));
        let head = "<tr><th>参数</th><th>是否必选</th><th>参数类型</th><th>描述</th></tr>";
        huawei(&format!("<table><thead>{head}</thead><tbody>{rows}</tbody></table>\n"))
    }),
    scaled("rows of a grid", "otc", "rst", |n| {
        let rule = "   +--------+-----------+--------+-------------+\n";
        let rows = each(n, |i| format!("   | f{i:<6}| Yes       | String | abc         |\n{rule}"));
        let head =
            "   | Name   | Mandatory | Type   | Description |\n   +========+===========+========+=============+\n";
        otc(&format!(".. table:: **Table 1** Parameters\n\n{rule}{head}{rows}"))
    }),
    scaled("rows of one name", "jdcloud", "md", |n| jdcloud(&"|f|String|False| |x|\n".repeat(n), "")),
    scaled("values", "jdcloud", "md", |n| {
        jdcloud(&format!("|a|String|False| |可选值：{}|\n", each(n, |i| format!("v{i}、"))), "")
    }),
    scaled("values in lines", "jdcloud", "md", |n| {
        jdcloud(&format!("|a|String|False| |取值：{}|\n", each(n, |i| format!("<br>- v{i}：x"))), "")
    }),
    scaled("words without an end", "jdcloud", "md", |n| {
        jdcloud(&format!("|a|Integer|False| |{}|\n", "取值范围 1-64 默认值为 3 不超过 ".repeat(n)), "")
    }),
    scaled("a labelled line without an end", "jdcloud", "md", |n| {
        jdcloud(&format!("|a|Integer|False| |a：{}|\n", "取值范围 1-64 默认值为 3 不超过 ".repeat(n)), "")
    }),
    scaled("labelled items", "jdcloud", "md", |n| {
        let items = each(n, |i| format!("<br>- a{i}：取值范围 1-{i}，默认值为 {i}"));
        jdcloud(&format!("|a|String|False| |取值：{items}|\n"), "")
    }),
    scaled("letters", "jdcloud", "md", |n| jdcloud(&format!("|a|String|False| |{}|\n", "a".repeat(n)), "")),
    scaled("headings", "jdcloud", "md", |n| jdcloud("", &each(n, |i| format!("## h{i}\n\ntext\n\n")))),
    scaled("structures", "jdcloud", "md", |n| {
        jdcloud(&each(n, |i| format!("|a{i}|[T{i}](#t{i})|False| |x|\n")), &each(n, structure))
    }),
    scaled("chained structures", "jdcloud", "md", |n| {
        let chain = |i| structure(i).replace("String", &format!("[T{0}](#t{0})", i + 1));
        jdcloud("|a|[T0](#t0)|False| |x|\n", &each(n, chain))
    }),
    scaled("captions", "jdcloud", "md", |n| {
        let caption = |i| format!("## T{i}\n\n{HEAD}|f{i}|String|True| |d|\n\n");
        jdcloud("|a|Object|False| |x|\n", &each(n, caption))
    }),
    scaled("operations", "huawei", "md", |n| {
        let rows = "|参数|是否必选|参数类型|描述|\n|---|---|---|---|\n|a|否|String|x|\n\n";
        each(n, |i| format!("# 操作{i}\n\n## URI\n\nPOST /v1/{{project_id}}/f{i}\n\n## 请求参数\n\n{rows}"))
    }),
    scaled("anchors", "huawei", "md", |n| {
        let rows = each(n, |i| format!("|f{i}|否|[x](#a{i}) object|x|\n"));
        let anchors = each(n, |i| format!("<a name=\"a{i}\"></a>"));
        huawei(&format!("{anchors}\n\n|参数|是否必选|参数类型|描述|\n|---|---|---|---|\n{rows}"))
    }),
    scaled("nested tables", "huawei", "md", |n| huawei(&"<table><tr><td>".repeat(n))),
    scaled("open roles", "otc", "rst", |n| otc(&(":ref:`a <".repeat(n) + "\n"))),
    scaled("short tables", "otc", "rst", |n| {
        let table = "=== ===\n a   b\n=== ===\n c   d\n=== ===\n\n";
        otc(&each(n, |i| format!(".. _t{i}:\n\n{table}")))
    }),
];

fn each(n: usize, make: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, i| {
        let _ = write!(text, "{}", make(i));
        text
    })
}

const HEAD: &str = "|名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n";

fn structure(i: usize) -> String {
    format!("### <div id=\"t{i}\">T{i}</div>\n{HEAD}|f{i}|String|True| |d|\n\n")
}

fn jdcloud(rows: &str, more: &str) -> String {
    format!(
        "# createThing\n\n## 描述\n做\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://thing.jdcloud-api.com/v1/regions/{{regionId}}/things\n\n\
         {HEAD}|**regionId**|String|True| |ID|\n\n## 请求参数\n{HEAD}{rows}\n\n{more}\n\
         ## 返回参数\n|名称|类型|描述|\n|---|---|---|\n|**requestId**|String|x|\n"
    )
}

fn huawei(body: &str) -> String {
    format!("# 创建物品\n\n## URI\n\nPOST /v2/{{project_id}}/things\n\n## 请求参数\n\n{body}")
}

fn otc(body: &str) -> String {
    format!(
        ":original_name: x.html\n\n.. _x:\n\nCreating a Thing\n================\n\nURI\n---\n\nPOST /v2/{{project_id}}/things\n\nRequest\n-------\n\n{body}"
    )
}
