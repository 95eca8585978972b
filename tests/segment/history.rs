//! Sales files and forecasts.

use std::fmt::Write as _;

use super::{RULES, folder};
use crate::support::records;

/// Order lines with headers of their own and American dates: what they add up to, and what they say about two years.
#[test]
fn a_history_may_be_order_lines_as_they_were_exported() {
    let folder = folder("segment-orders", RULES);
    let mut orders = String::from("Order,Ordered on,Customer,Total\n");
    for (year, growth) in [(2023, 1), (2024, 2), (2025, 3)] {
        for month in 1..=12 {
            let _ = writeln!(orders, "x,{month}/28/{year},A1,$1{growth}0.50");
            let _ = writeln!(orders, "y,{month}/2/{year},A1,$9.50");
        }
    }
    orders.push_str("open,,A1,\nlate,1/9/2026,A1,5\n");
    folder.write("orders.csv", orders);
    let run = |map: &[&str]| {
        let fixed = [
            "segment",
            "accounts.csv",
            "--history=orders.csv",
            "-o",
            "out.csv",
        ];
        folder.terr(fixed.into_iter().chain(map.iter().copied()))
    };
    run(&[
        "--history-map=account_id=Customer",
        "--history-map=period=Ordered on",
        "--history-map=amount=Total",
    ])
    .ok()
    .says([
        "warning[W435]: 1 sales row lacks the period or the amount",
        "orders.csv:74:2",
        "warning[W436]: 2026-Q1 is not over in the sales file: it is left out",
    ]);
    let row = &records(&folder.read("out.csv"))[0];
    // Twelve months of 130.50 + 9.50, and of 120.50 + 9.50.
    assert_eq!(
        (row["sales_last"].as_str(), row["sales_prev"].as_str()),
        ("1680", "1560")
    );
    // A third year of the same growth is thought to sell more than the last.
    assert!(row["forecast"].parse::<f64>().unwrap() > 1680.0);
    run(&["--history-map=account_id=Customr"]).exits(3).says([
        "error[E430]: the sales file has no column `Customr`",
        "did you mean `Customer`? columns: `Order`, `Ordered on`, `Customer`, `Total`",
        "say which one it is: --history-map account_id=\"HEADER\"",
    ]);
    run(&["--history-map=date=Ordered on"]).exits(2).says([
        "E414",
        "is not NAME=HEADER with account_id, period or amount",
    ]);
}

#[test]
fn forecasts_repeat_a_season_and_name_their_method() {
    let folder = folder("segment-forecast", RULES);
    let mut sales = String::from("account_id,period,amount\n");
    for year in 2023..2026 {
        for (quarter, amount) in [10, 20, 30, 40].into_iter().enumerate() {
            let _ = writeln!(sales, "A1,{year}-Q{},{amount}", quarter + 1);
        }
    }
    sales.push_str("A2,2025-Q3,3\nA2,2025-Q4,5\nA3,2025-Q4,9\n");
    folder.write("sales.csv", sales);
    let flags = ["--history=sales.csv", "-o", "out.csv"];
    folder
        .terr(["segment", "accounts.csv"].into_iter().chain(flags))
        .ok()
        .says(["warning[W437]: nothing is forecast for 1 of 3 accounts with sales"]);
    let rows = records(&folder.read("out.csv"));
    assert_eq!(
        (
            rows[0]["forecast"].as_str(),
            rows[0]["forecast_method"].as_str()
        ),
        ("100", "seasonal_naive")
    );
    // Two quarters make 8, a year of that is 16, and the pool does not grow.
    assert_eq!(
        (
            rows[1]["forecast"].as_str(),
            rows[1]["forecast_method"].as_str()
        ),
        ("16", "pooled")
    );
    // One observation says nothing about a year.
    assert_eq!(
        (
            rows[2]["forecast"].as_str(),
            rows[2]["forecast_method"].as_str()
        ),
        ("", "")
    );
}
