//! End-to-end tests: import.

mod hostile;

use std::fmt::Write as _;

use crate::support::Folder;

const REPS: &str =
    "Id,Name,Email,IsActive\n005A,Ann Lee,ann@x.org,true\n005B,Bo Ray,bo@x.org,false\n";

#[test]
fn a_salesforce_export_becomes_a_clean_table() {
    let folder = Folder::new("import-salesforce");
    folder.write("reps.csv", REPS).write(
        "sf.csv",
        "\u{feff}Id,Name,OwnerId,BillingPostalCode,BillingState,BillingCountry,AnnualRevenue,NumberOfEmployees,Own col\r\n\
         0014000000Lmabc,\"Acme, Inc\",005A,2139,MA,USA,\"$1,200,000\",51-200, keep me \r\n\
         0014000000LmabD,Bolt,bo@x.org,97015-6403,OR,US,,7,\"a \"\"b\"\"\"\r\n",
    );
    let answer = folder.terr(["import", "sf.csv", "--reps", "reps.csv"]).ok();
    assert_eq!(
        answer.stdout,
        "account_id,name,owner_id,postal_code,state,country,annual_revenue,employees,Own col,postal_code_raw,latitude,longitude,place_match\n\
         0014000000LmabcAAB,\"Acme, Inc\",005A,02139,MA,USA,1200000,126, keep me ,2139,42.3647,-71.1042,padded\n\
         0014000000LmabDAAR,Bolt,005B,97015,OR,US,,7,\"a \"\"b\"\"\",97015-6403,45.4150,-122.5200,exact\n"
    );
    answer.says([
        "W251",
        "W252",
        "W214",
        "W215",
        "W224",
        "owner_id = OwnerId",
        "2 rows read, 2 written",
    ]);
}

#[test]
fn order_lines_roll_up_in_a_folder_whose_reps_have_a_row_each() {
    let folder = Folder::new("import-rollup-folder");
    folder
        .write("raw_reps.csv", "agent,office\nAnn,East\nBo,West\n")
        .write(
            "raw.csv",
            "account,agent,amount\nAcme,Ann,5\nAcme,Ann,7\nBolt,Bo,1\n",
        )
        .write(
            "terr.toml",
            "[files]\naccounts = { raw = \"raw.csv\", clean = \"accounts.csv\" }\nreps = { raw = \"raw_reps.csv\", clean = \"reps.csv\" }\n\n\
             [import]\nrollup = true\nsum = [\"amount\"]\nmap.account_id = \"account\"\nmap.owner_id = \"agent\"\nmap.rep_id = \"agent\"\n",
        );
    folder.terr(["import"]).ok();
    assert_eq!(folder.read("reps.csv").lines().count(), 3);
    assert!(folder.read("accounts.csv").contains("12"));
    assert_eq!(folder.read("accounts.csv").lines().count(), 3);
}

#[test]
fn nulls_are_empty_in_every_column_and_na_is_none() {
    let folder = Folder::new("import-null");
    folder.write("a.csv", "account_id,BEDS,country\n1,-999,NA\n2,0,NA\n");
    let answer = folder.terr(["import", "a.csv", "--null", "-999"]).ok();
    assert_eq!(answer.stdout, "account_id,BEDS,country\n1,,NA\n2,0,NA\n");
}

#[test]
fn encodings_are_found_or_asked_for() {
    let folder = Folder::new("import-encoding");
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            "id\tname\n1\tMüller\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    folder
        .write("utf16.txt", wide)
        .write("latin.csv", b"id;name\n1;M\xfcller\n2;Ren\xe9 Caf\xe9\n")
        .write("dos.csv", b"id;name\n1;M\x81ller\n");
    let clean = "account_id,name\n1,Müller\n";
    assert_eq!(folder.terr(["import", "utf16.txt"]).ok().stdout, clean);
    let latin = folder.terr(["import", "latin.csv"]).ok();
    assert!(latin.stdout.contains("1,Müller\n2,René Café"), "{latin:?}");
    latin.says(["W104", "windows-1252"]);
    folder
        .terr(["import", "dos.csv"])
        .exits(3)
        .says(["dos.csv:2", "--encoding cp850", "Müller"]);
    let dos = folder.terr(["import", "dos.csv", "--encoding", "cp850"]);
    assert_eq!(dos.ok().stdout, clean);
}

#[test]
fn numbers_that_can_be_read_in_two_ways_are_asked_for() {
    let folder = Folder::new("import-decimal");
    folder.write("a.csv", "id;Umsatz\n1;\"1,234\"\n2;\"5,678\"\n");
    folder.terr(["import", "a.csv"]).exits(3).says([
        "E119",
        "`Umsatz` can be read in two ways",
        "--decimal Umsatz=,",
    ]);
    let comma = folder.terr(["import", "a.csv", "--decimal", ","]).ok();
    assert_eq!(
        comma.stdout,
        "account_id,annual_revenue\n1,1.234\n2,5.678\n"
    );
    let point = folder
        .terr(["import", "a.csv", "--decimal", "Umsatz=."])
        .ok();
    assert_eq!(point.stdout, "account_id,annual_revenue\n1,1234\n2,5678\n");
}

#[test]
fn report_exports_lose_titles_and_totals_and_say_so() {
    let folder = Folder::new("import-report");
    folder.write(
        "r.csv",
        "Accounts by owner\nAs of 2026-03-31\n\nAccount ID,Account Name,Billing City,Annual Revenue\n\
         1,Acme,Rome,5\n2,Bolt,Oslo,6\nGrand Totals (2 records),,,11\n\n\
         Confidential Information - Do Not Distribute\n\"Copyright (c) 2026 salesforce.com, inc.\"\n",
    );
    let answer = folder.terr(["import", "r.csv"]).ok();
    assert_eq!(
        answer.stdout,
        "account_id,name,city,annual_revenue\n1,Acme,Rome,5\n2,Bolt,Oslo,6\n"
    );
    answer.says(["W103", "2 rows read, 2 written", "annual_revenue 11"]);
}

#[test]
fn order_lines_become_accounts_and_the_sums_stay() {
    let folder = Folder::new("import-rollup");
    folder.write(
        "o.csv",
        "Customer ID,Order Date,Sales,zip,City\nC1,2026-01-05,10.50,02139,Cambridge\nC2,2026-01-01,1,10001,New York\n\
         C1,2026-03-01,2,10001,New York\nC1,2025-12-01,,02139,Cambridge\n",
    );
    let answer = folder
        .terr([
            "import",
            "o.csv",
            "--rollup",
            "--sum",
            "Sales",
            "--map",
            "last_activity=Order Date",
            "--no-places",
            "--as-of",
            "2026-04-01",
        ])
        .ok();
    assert_eq!(
        answer.stdout,
        "account_id,last_activity,Sales,postal_code,city,line_count\n\
         C1,2026-03-01,12.50,02139,Cambridge,3\nC2,2026-01-01,1,10001,New York,1\n"
    );
    answer.says(["4 rows read, 2 merged, 2 written", "Sales 13.5", "W291"]);
}

#[test]
fn tables_are_joined_by_key_and_misses_are_listed() {
    let folder = Folder::new("import-join");
    folder
        .write("a.csv", "account_id,product\n1,GTXPro\n2,MG\n")
        .write("p.csv", "name,price\nGTX Pro,10\nMG,20\n");
    let answer = folder
        .terr(["import", "a.csv", "--join", "p.csv", "--on", "product=name"])
        .ok();
    assert_eq!(
        answer.stdout,
        "account_id,product,price\n1,GTXPro,\n2,MG,20\n"
    );
    answer.says(["W271", "there is `GTX Pro`", "W272"]);
}

#[test]
fn tables_without_a_header_and_bulk_copies_are_read() {
    let folder = Folder::new("import-no-header");
    folder
        .write("a.txt", "1\tAcme\t5\t5\n2\tBolt\t7\t7\n")
        .write(
            "bulk.csv",
            "1+|Next \"Door\"+|<x a=\"1\">\n</x>&|\n2+|Bolt, Inc+|&|\n",
        );
    folder
        .terr(["import", "a.txt"])
        .exits(3)
        .says(["E105", "--no-header"]);
    let map = ["--no-header", "--map", "account_id=column_1"];
    let bare = folder.terr(["import", "a.txt"].into_iter().chain(map)).ok();
    assert_eq!(
        bare.stdout,
        "account_id,column_2,column_3,column_4\n1,Acme,5,5\n2,Bolt,7,7\n"
    );
    let marks = ["import", "bulk.csv", "--delimiter", "+|", "--row-end", "&|"];
    let bulk = folder.terr(marks.into_iter().chain(map)).ok();
    assert_eq!(
        bulk.stdout,
        "account_id,column_2,column_3\n1,\"Next \"\"Door\"\"\",\"<x a=\"\"1\"\">\n</x>\"\n2,\"Bolt, Inc\",\n"
    );
}

#[test]
fn a_gazetteer_finds_codes_and_cities_of_its_countries() {
    let folder = Folder::new("import-gazetteer");
    folder
        .write(
            "DE.txt",
            "DE\t01067\tDresden\tSachsen\tSN\t\t00\t\t\t51.05\t13.73\t6\nDE\t50667\tK\u{f6}ln\tNRW\tNW\t\t\t\t\t50.94\t6.96\t6\n\
             DE\t15230\tFrankfurt\tBrandenburg\tBB\t\t\t\t\t52.34\t14.55\t6\nDE\t60311\tFrankfurt\tHessen\tHE\t\t\t\t\t50.11\t8.68\t6\n",
        )
        .write(
            "places.txt",
            "1\ta\tb\tc\t1\t2\tP\tPPL\tDE\t\t\t\t\t\t0\t\t1\tx\ty\n",
        )
        .write(
            "a.csv",
            "account_id,zip,city,state,country\n1,1067,,,Germany\n2,99999,Koeln,,DE\n3,99998,Frankfurt,,DE\n4,99998,Frankfurt,HE,Allemagne\n5,1,x,,Atlantis\n",
        );
    let answer = folder
        .terr(["import", "a.csv", "--gazetteer", "DE.txt"])
        .ok();
    assert_eq!(
        answer.stdout,
        "account_id,postal_code,city,state,country,latitude,longitude,place_match\n\
         1,01067,,,Germany,51.0500,13.7300,padded\n2,99999,Koeln,,DE,50.9400,6.9600,city\n3,99998,Frankfurt,,DE,,,none\n\
         4,99998,Frankfurt,HE,Allemagne,50.1100,8.6800,city\n5,1,x,,Atlantis,,,none\n"
    );
    answer.says(["W251", "W255", "W257", "DE 1", "W259", "Atlantis"]);
    folder
        .terr(["import", "a.csv", "--gazetteer", "places.txt"])
        .exits(3)
        .says(["E241", "19 columns"]);
    let without = folder.terr(["import", "a.csv"]).ok();
    without.says(["give postal codes of DE: --gazetteer FILE", "W258"]);
}

#[test]
fn territories_of_the_united_states_have_places() {
    let folder = Folder::new("import-territories");
    folder.write(
        "a.csv",
        "account_id,zip,state,country\n1,901,PR,US\n2,96910,GU,Guam\n3,00802,,VI\n4,96799,AS,USA\n5,96950,MP,US\n",
    );
    let answer = folder.terr(["import", "a.csv"]).ok();
    assert!(answer.stdout.contains("1,00901,PR,US,18."), "{answer:?}");
    assert!(!answer.stdout.contains("none"), "{answer:?}");
}

#[test]
fn what_looks_odd_is_said_and_left_alone() {
    let folder = Folder::new("import-odd");
    let mut rows = String::from("BEDS,note,Income,flag,Country\n");
    for row in 0..12 {
        let flag = if row == 5 { "0" } else { ["Y", "N"][row % 2] };
        let note = if row % 3 == 0 { "NOT AVAILABLE" } else { "x" };
        let _ = writeln!(rows, "-999,{note},\"$9{row},000 \",{flag},NA");
    }
    rows.push_str("-999,x,\"$911,000 \",Y,NA\n".repeat(2).as_str());
    folder.write("a.csv", &rows);
    let line = ["import", "a.csv", "--row-ids"];
    let answer = folder.terr(line).ok();
    answer.says([
        "W217",
        "W289        14  `-999` stands in BEDS",
        "--null \"NOT AVAILABLE\"",
        "W292         1  the row repeats another",
        "W294",
        "--sum \"Income\"",
        "W295         1  `flag` is yes or no",
        "W258",
    ]);
    assert!(
        answer
            .stdout
            .contains("row-1,-999,NOT AVAILABLE,\"$90,000 \",Y,NA\n")
    );
    let null = ["--null", "NA", "--null", "-999", "--sum", "Income"];
    let answer = folder.terr(line.into_iter().chain(null)).ok();
    answer.says([
        "W250        14",
        "Namibia",
        "empty throughout: BEDS",
        "Income 4,588,000",
    ]);
}

#[test]
fn a_rollup_sums_what_belongs_to_the_lines_alone() {
    let folder = Folder::new("import-rollup-join");
    folder
        .write(
            "deals.csv",
            "account,agent,value\nA,Ann,5\nA,Bo,\nB,Ann,7\n",
        )
        .write(
            "acc.csv",
            "account,employees,annual_revenue\nA,10,100\nB,20,200\n",
        )
        .write("team.csv", "rep_id,region\nAnn,N\nBo,N\nCy,S\n");
    let answer = folder
        .terr([
            "import",
            "deals.csv",
            "--rollup",
            "--map",
            "account_id=account",
            "--map",
            "owner_id=agent",
            "--sum",
            "value",
            "--join",
            "acc.csv",
            "--on",
            "account",
            "--reps",
            "team.csv",
        ])
        .ok();
    assert_eq!(
        answer.stdout,
        "account_id,owner_id,value,employees,annual_revenue,line_count\nA,Ann,5,10,100,2\nB,Ann,7,20,200,1\n"
    );
    answer.says([
        "sums: value 12\n",
        "value (1 row without a value)",
        "W293         1",
        "2 of 3 reps hold no account (Bo, Cy)",
    ]);
}

#[test]
fn problems_of_several_files_name_the_right_file_and_line() {
    let folder = Folder::new("import-several");
    folder
        .write("a.csv", "account_id,potential\n1,5\n2,7\n")
        .write(
            "b.csv",
            "potential,account_id,city\nx,3,Rome\n7,1,Oslo\n8\n",
        );
    let line = ["import", "a.csv", "b.csv"];
    folder.terr(line).exits(3).says([
        "b.csv:2",
        "`potential` is not a number",
        "b.csv:3",
        "stands on line 2 of a.csv too",
        "b.csv:4",
        "E103",
    ]);
    let rejects = ["--rejects", "bad.csv"];
    let answer = folder.terr(line.into_iter().chain(rejects)).ok();
    assert_eq!(
        answer.stdout,
        "account_id,potential,city,source_file\n1,5,,a.csv\n2,7,,a.csv\n"
    );
    answer.says(["(b.csv, line 2: x)", "5 rows read, 3 set aside, 2 written"]);
    let bad = folder.read("bad.csv");
    assert!(
        bad.contains("E112: `potential` is not a number,3,x,Rome,b.csv\n"),
        "{bad}"
    );
    assert!(bad.contains(",,8,,b.csv\n"), "{bad}");
}

#[test]
fn other_commands_say_to_import_first_where_only_import_has_the_flag() {
    let folder = Folder::new("import-first");
    folder
        .write("dos.csv", b"id;name\n1;M\x81ller\n")
        .write("reps.csv", "rep_id\nR\n");
    folder
        .terr(["balance", "dos.csv", "--reps", "reps.csv"])
        .exits(3)
        .says([
            "--encoding cp850",
            "flags of terr import: import the table first",
        ]);
}

#[test]
fn init_saves_what_it_recognised_for_both_tables_and_paths_as_its_file_sees_them() {
    let folder = Folder::new("import-init");
    folder
        .write("raw/acc.csv", "Id,lat,lon,OwnerId,sales\nA,1,2,U1,5\n")
        .write("raw/users.csv", "User ID,Name,Title\nU1,Ann,Rep\n");
    let files = ["raw/acc.csv", "--reps", "raw/users.csv"];
    folder
        .terr(
            ["init"]
                .into_iter()
                .chain(files)
                .chain(["-o", "plan/terr.toml"]),
        )
        .exits(4);
    folder.write("plan/keep", "");
    folder
        .terr(
            ["init"]
                .into_iter()
                .chain(files)
                .chain(["-o", "plan/terr.toml"]),
        )
        .ok();
    let text = folder.read("plan/terr.toml");
    assert!(text.contains("raw = \"../raw/acc.csv\""), "{text}");
    assert!(text.contains("map.latitude = \"lat\"\n"), "{text}");
    assert!(
        text.contains("map.rep_id = \"User ID\"  # of the rep table\n"),
        "{text}"
    );
    folder.terr(["import", "--config", "plan/terr.toml"]).ok();
    assert_eq!(
        folder.read("plan/accounts.csv"),
        "account_id,latitude,longitude,owner_id,sales\nA,1,2,U1,5\n"
    );
    assert_eq!(
        folder.read("plan/reps.csv"),
        "rep_id,name,role\nU1,Ann,Rep\n"
    );
}

#[test]
fn both_tables_of_the_settings_file_are_imported() {
    let folder = Folder::new("import-files");
    folder
        .write("users.csv", REPS)
        .write("acc.csv", "Acct No,Account Owner\n1,Ann Lee\n2,nobody\n")
        .write(
            "terr.toml",
            "[files]\naccounts = { raw = \"acc.csv\", clean = \"accounts.csv\" }\nreps = { raw = \"users.csv\", clean = \"reps.csv\" }\n[import]\nmap.account_id = \"Acct No\"\n",
        );
    folder.terr(["import"]).ok().says(["W212", "nobody (1)"]);
    assert_eq!(
        folder.read("reps.csv"),
        "rep_id,name,email,active\n005A,Ann Lee,ann@x.org,true\n005B,Bo Ray,bo@x.org,false\n"
    );
    assert_eq!(
        folder.read("accounts.csv"),
        "account_id,owner_id\n1,005A\n2,nobody\n"
    );
}

#[test]
fn findings_go_to_a_file_and_json_lines_are_read() {
    let folder = Folder::new("import-findings");
    folder.write(
        "a.ndjson",
        "{\"Id\":3152079000000153079,\"Zip\":\"0\"}\n{\"Id\":2,\"Zip\":\"501\",\"State\":\"NY\"}\n",
    );
    let answer = folder
        .terr([
            "import",
            "a.ndjson",
            "--country",
            "US",
            "--findings",
            "found.csv",
        ])
        .ok();
    assert!(
        answer.stdout.starts_with("account_id,postal_code,state,"),
        "{}",
        answer.stdout
    );
    assert!(
        answer.stdout.contains("\n3152079000000153079,,,"),
        "{}",
        answer.stdout
    );
    let found = folder.read("found.csv");
    assert!(
        found.starts_with("code,rows,finding,example,file,line,done\n"),
        "{found}"
    );
    assert!(found.contains("W254") && found.contains("W251"), "{found}");
}
