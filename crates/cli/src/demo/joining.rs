//! What a person is given on the day on which she joins.

use super::scenario::Person;
use app::Role;
use toml::Table;

/// The roles of a person.
///
/// # Errors
/// The code that is no role.
pub fn roles(person: &Person) -> Result<Vec<Role>, String> {
    person
        .roles
        .iter()
        .map(|code| Role::from_code(code).ok_or_else(|| format!("there is no role “{code}”")))
        .collect()
}

/// Her membership in a role, from that day on.
pub fn membership(person: &Person, role: Role) -> Table {
    let mut held = Table::new();
    held.insert("from".to_owned(), format!("day:{}", person.day).into());
    let mut table = Table::new();
    table.insert("name".to_owned(), format!("{}, {}", person.name, role.label()).into());
    table.insert("person".to_owned(), format!("@{}", person.alias).into());
    table.insert("role".to_owned(), role.code().into());
    table.insert("held".to_owned(), held.into());
    table
}
