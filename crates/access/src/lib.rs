//! Who may do what: roles, relations, separation of duties. Deny by default.
//!
//! Access asks role, relation (owner, author, assignee, own unit), state and time. It knows no kinds by name except
//! those that it declares itself: memberships, by which roles are held; derogations, by which top management lets a
//! small organisation do without a second pair of eyes for a while; and seals, which the program alone writes.

mod actor;
mod audience;
pub mod derogation;
mod facts;
mod may;
pub mod membership;
pub mod organisation;
mod role;
pub mod seal;

pub use actor::{Actor, Scope, Via};
pub use audience::{Audience, Openness, Reach, audience, reach};
pub use facts::Facts;
pub use may::{may, may_create, may_export, may_freeze, may_import, may_manage_accounts, may_rewrite};
pub use role::Role;
