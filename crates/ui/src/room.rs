//! Room for what is written next: a page of sixty thousand bytes is not moved each time it has become twice as long.

use maud::Render;

/// So many bytes, which come next at most; it writes nothing itself.
pub(crate) struct Room(pub(crate) usize);

impl Render for Room {
    fn render_to(&self, page: &mut String) {
        page.reserve(self.0);
    }
}
