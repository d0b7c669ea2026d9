//! Just enough of an HTML reader to check what the crate writes: tags, attributes and texts in order.

#[derive(Clone, Debug)]
pub enum Node {
    Open { tag: String, attributes: Vec<(String, String)> },
    Close(String),
    Text(String),
}

const VOID: [&str; 8] = ["area", "br", "hr", "img", "input", "link", "meta", "wbr"];

/// The nodes of a document. Panics on anything that is not well formed, which is itself a check.
pub fn read(html: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix("<!") {
            rest = &tail[tail.find('>').expect("a closed declaration") + 1..];
        } else if let Some(tail) = rest.strip_prefix("</") {
            let end = tail.find('>').expect("a closed tag");
            let tag = tail[..end].to_owned();
            assert_eq!(
                open.pop().as_deref(),
                Some(tag.as_str()),
                "closed out of order in …{}",
                &rest[..rest.len().min(80)]
            );
            nodes.push(Node::Close(tag));
            rest = &tail[end + 1..];
        } else if let Some(tail) = rest.strip_prefix('<') {
            let (tag, attributes, after) = tag(tail);
            if !VOID.contains(&tag.as_str()) {
                open.push(tag.clone());
            }
            nodes.push(Node::Open { tag, attributes });
            rest = after;
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            nodes.push(Node::Text(unescape(&rest[..end])));
            rest = &rest[end..];
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    nodes
}

fn tag(text: &str) -> (String, Vec<(String, String)>, &str) {
    let end = text.find([' ', '>']).expect("a tag");
    let name = text[..end].to_owned();
    let mut attributes = Vec::new();
    let mut rest = text[end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            return (name, attributes, after);
        }
        let end = rest.find(['=', ' ', '>']).expect("an attribute");
        let key = rest[..end].to_owned();
        assert!(!attributes.iter().any(|(known, _)| *known == key), "{key} twice on <{name}>");
        if let Some(after) = rest[end..].strip_prefix("=\"") {
            let close = after.find('"').expect("a closed attribute");
            attributes.push((key, unescape(&after[..close])));
            rest = after[close + 1..].trim_start();
        } else {
            attributes.push((key, String::new()));
            rest = rest[end..].trim_start();
        }
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

impl Node {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        match self {
            Self::Open { attributes, .. } => {
                attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
            }
            _ => None,
        }
    }

    /// Whether it opens this tag.
    pub fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Open { tag, .. } if tag == wanted)
    }
}

/// The nodes between an opening node and its end.
pub fn inside(nodes: &[Node], start: usize) -> &[Node] {
    let Node::Open { tag, .. } = &nodes[start] else { return &[] };
    let mut depth = 0;
    for (offset, node) in nodes[start..].iter().enumerate() {
        match node {
            Node::Open { tag: other, .. } if other == tag => depth += 1,
            Node::Close(other) if other == tag => {
                depth -= 1;
                if depth == 0 {
                    return &nodes[start + 1..start + offset];
                }
            }
            _ => {}
        }
    }
    &[]
}

/// All text within some nodes.
pub fn text(nodes: &[Node]) -> String {
    nodes
        .iter()
        .filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

/// The same markup with a line a tag, so that a golden file shows what changed.
pub fn lines(html: &str) -> String {
    html.replace("><", ">\n<")
}
