//! Workbooks written by hand, part by part, so that each test says exactly what stands in the file.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};
use zip::{ZipWriter, write::SimpleFileOptions};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A sheet.
#[derive(Clone, Debug, Default)]
pub struct Tab {
    pub name: String,
    pub hidden: bool,
    pub rows: String,
    /// Ranges between spaces.
    pub merges: &'static str,
}

impl Tab {
    pub fn new(name: &str, rows: &str) -> Self {
        Self { name: name.to_owned(), rows: rows.to_owned(), ..Self::default() }
    }
}

/// A workbook.
#[derive(Default)]
pub struct Book {
    tabs: Vec<Tab>,
    strings: String,
    from_1904: bool,
    parts: Vec<(String, Vec<u8>)>,
}

impl Book {
    pub fn new(tabs: &[Tab]) -> Self {
        Self { tabs: tabs.to_vec(), ..Self::default() }
    }

    pub fn strings(mut self, strings: &str) -> Self {
        strings.clone_into(&mut self.strings);
        self
    }

    pub fn since_1904(mut self) -> Self {
        self.from_1904 = true;
        self
    }

    /// Adds a part, or replaces one.
    pub fn part(mut self, name: &str, bytes: &[u8]) -> Self {
        self.parts.push((name.to_owned(), bytes.to_vec()));
        self
    }

    pub fn bytes(self) -> Vec<u8> {
        let mut sheets = String::new();
        let mut relations = format!(
            "<Relationship Id=\"s\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
             <Relationship Id=\"f\" Type=\"{OFFICE}/styles\" Target=\"/xl/styles.xml\"/>"
        );
        let mut parts = Vec::new();
        for (at, tab) in self.tabs.iter().enumerate() {
            let state = if tab.hidden { " state=\"hidden\"" } else { "" };
            let name = tab.name.replace('&', "&amp;");
            write!(sheets, "<sheet name=\"{name}\" sheetId=\"{at}\"{state} r:id=\"r{at}\"/>").unwrap();
            write!(
                relations,
                "<Relationship Id=\"r{at}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"
            )
            .unwrap();
            let mut merges = String::new();
            for range in tab.merges.split_whitespace() {
                write!(merges, "<mergeCell ref=\"{range}\"/>").unwrap();
            }
            parts.push((
                format!("xl/worksheets/sheet{at}.xml"),
                format!(
                    "<worksheet xmlns=\"{MAIN}\"><sheetData>{}</sheetData><mergeCells>{merges}</mergeCells></worksheet>",
                    tab.rows
                ),
            ));
        }
        let date = if self.from_1904 { "<workbookPr date1904=\"1\"/>" } else { "" };
        parts.push((
            "_rels/.rels".to_owned(),
            format!("<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"w\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ));
        parts.push((
            "xl/workbook.xml".to_owned(),
            format!("<x:workbook xmlns:x=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{date}<sheets>{sheets}</sheets></x:workbook>"),
        ));
        parts.push((
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{PACKAGE}\">{relations}</Relationships>"),
        ));
        parts.push((
            "xl/styles.xml".to_owned(),
            format!("<styleSheet xmlns=\"{MAIN}\"><numFmts><numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"165\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>"),
        ));
        parts.push((
            "xl/sharedStrings.xml".to_owned(),
            format!("<sst xmlns=\"{MAIN}\" uniqueCount=\"18446744073709551615\">{}</sst>", self.strings),
        ));
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let own: Vec<&String> = self.parts.iter().map(|(name, _)| name).collect();
        let made =
            parts.iter().filter(|(name, _)| !own.contains(&name)).map(|(name, text)| (name, text.as_bytes()));
        for (name, bytes) in made.chain(self.parts.iter().map(|(name, bytes)| (name, bytes.as_slice()))) {
            zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}
