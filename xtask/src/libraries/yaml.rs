//! Reading YAML: what is not there is empty, what is no YAML is said.

use std::path::Path;
use yaml_rust2::{Yaml, YamlLoader};

/// The first document of a file.
pub fn open(from: &Path, name: &str) -> Result<Yaml, String> {
    let documents =
        YamlLoader::load_from_str(&super::text(from, name)?).map_err(|error| format!("{name}: {error}"))?;
    documents.into_iter().next().ok_or_else(|| format!("{name} is empty"))
}

/// The items of a list under a key.
pub fn list<'a>(yaml: &'a Yaml, key: &str) -> &'a [Yaml] {
    yaml[key].as_vec().map_or(&[], Vec::as_slice)
}

/// The text under a key, without blanks around it.
pub fn line(yaml: &Yaml, key: &str) -> String {
    yaml[key].as_str().unwrap_or_default().trim().to_owned()
}

/// The texts of a list under a key.
pub fn texts(yaml: &Yaml, key: &str) -> Vec<String> {
    list(yaml, key).iter().filter_map(Yaml::as_str).map(str::to_owned).collect()
}
