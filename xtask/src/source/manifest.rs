//! What the crates say that they depend on.

use toml::{Table, Value};

use super::Tree;

/// One crate's `Cargo.toml`.
pub struct Manifest {
    /// Relative to the root.
    pub path: String,
    /// The folder under `crates/`, or the folder itself for a crate beside them.
    pub room: String,
    /// The name cargo knows it by.
    pub package: String,
    /// Every dependency of every section.
    pub dependencies: Vec<Dependency>,
}

/// One line of a dependency section.
pub struct Dependency {
    /// The package's own name, whatever it is called here.
    pub package: String,
    pub section: Section,
    /// Counted from one.
    pub line: usize,
}

/// Which section a dependency stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Normal,
    Build,
    Dev,
}

impl Manifest {
    /// Reads the manifests of all crates; those that cannot be read come back as problems.
    pub fn all(tree: &Tree) -> (Vec<Self>, Vec<(String, String)>) {
        let workspace =
            tree.text("Cargo.toml").and_then(|text| text.parse::<Table>().ok()).unwrap_or_default();
        let shared =
            workspace.get("workspace").and_then(|table| table.get("dependencies")).and_then(Value::as_table);
        let (mut manifests, mut problems) = (Vec::new(), Vec::new());
        for file in &tree.files {
            let Some(folder) = file.path.strip_suffix("/Cargo.toml") else { continue };
            let text = file.text.as_deref().unwrap_or_default();
            let room = folder.strip_prefix("crates/").unwrap_or(folder);
            match text.parse::<Table>() {
                Ok(table) => manifests.push(Self::read(&file.path, room, text, &table, shared)),
                Err(error) => problems.push((file.path.clone(), error.message().to_owned())),
            }
        }
        (manifests, problems)
    }

    fn read(path: &str, room: &str, text: &str, table: &Table, shared: Option<&Table>) -> Self {
        let package = table.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
        let mut dependencies = Vec::new();
        let targets = table.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
        for part in targets.filter_map(Value::as_table).chain([table]) {
            for (name, section) in [
                ("dependencies", Section::Normal),
                ("build-dependencies", Section::Build),
                ("dev-dependencies", Section::Dev),
            ] {
                for (key, value) in part.get(name).and_then(Value::as_table).into_iter().flatten() {
                    let package = renamed(value)
                        .or_else(|| shared.and_then(|shared| shared.get(key)).and_then(renamed))
                        .unwrap_or(key);
                    let line = line_of(text, name, key);
                    dependencies.push(Dependency { package: package.to_owned(), section, line });
                }
            }
        }
        Self {
            path: path.to_owned(),
            room: room.to_owned(),
            package: package.unwrap_or(room).to_owned(),
            dependencies,
        }
    }
}

fn renamed(value: &Value) -> Option<&str> {
    value.get("package").and_then(Value::as_str)
}

/// The line on which `key` stands under a section ending in `section`; one when it is written in another way.
fn line_of(text: &str, section: &str, key: &str) -> usize {
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(head) = line.strip_prefix('[') {
            let head = head.trim_end_matches(']');
            inside = head == section || head.ends_with(&format!(".{section}"));
            if head.ends_with(&format!("{section}.{key}")) {
                return index + 1;
            }
        } else if inside && line.strip_prefix(key).is_some_and(|rest| rest.starts_with(['.', ' ', '='])) {
            return index + 1;
        }
    }
    1
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    #[test]
    fn every_section_is_read_and_renames_are_seen_through() {
        let planted = Planted::new(&[
            (
                "Cargo.toml",
                "[workspace.dependencies]\nshort = { path = \"crates/long\", package = \"long\" }\n",
            ),
            (
                "crates/ui/Cargo.toml",
                "[package]\nname = \"face\"\n[dependencies]\nrecord.workspace = true\nshort.workspace = true\n\
                 [dev-dependencies]\nalias = { path = \"../kinds\", package = \"kinds\" }\n\
                 [target.'cfg(unix)'.dependencies]\naxum = \"1\"\n",
            ),
        ]);
        let (manifests, problems) = Manifest::all(&planted.tree());
        assert!(problems.is_empty());
        let manifest = manifests.first().unwrap();
        assert_eq!((manifest.room.as_str(), manifest.package.as_str()), ("ui", "face"));
        let found: Vec<(&str, Section, usize)> = manifest
            .dependencies
            .iter()
            .map(|each| (each.package.as_str(), each.section, each.line))
            .collect();
        assert_eq!(
            found,
            [
                ("axum", Section::Normal, 9),
                ("record", Section::Normal, 4),
                ("long", Section::Normal, 5),
                ("kinds", Section::Dev, 7),
            ]
        );
    }

    #[test]
    fn a_broken_manifest_is_a_problem() {
        let planted = Planted::new(&[("crates/ui/Cargo.toml", "[package\n")]);
        let (manifests, problems) = Manifest::all(&planted.tree());
        assert!(manifests.is_empty());
        assert_eq!(problems.len(), 1);
    }
}
