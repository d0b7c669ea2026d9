//! Writes the gallery and every sample page as static files: `cargo run -p ui --example gallery -- DIR`.

use jiff::tz::TimeZone;
use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    let dir = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "gallery".to_owned()));
    fs::create_dir_all(&dir)?;
    let locale = ui::Locale::english(TimeZone::UTC);
    for group in ui::gallery::pages() {
        for sample in &group.samples {
            fs::write(dir.join(format!("{}-{}.html", group.name, sample.name)), (sample.draw)(&locale).0)?;
        }
    }
    let shell = ui::Shell::sample();
    fs::write(
        dir.join("index.html"),
        ui::gallery::page(&shell, |page, sample| format!("{page}-{sample}.html")).0,
    )?;
    fs::write(dir.join("plumbline.css"), ui::stylesheet())?;
    fs::write(dir.join("plumbline.js"), ui::script())?;
    fs::write(dir.join("plumbline.svg"), ui::components::brand::ICON)
}
