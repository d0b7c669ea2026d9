//! Tells code from comments and literals, well enough for text scans of Rust.

/// A string literal and the line it starts on, counted from one.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    pub line: usize,
    pub text: String,
}

/// The source with comments and the insides of literals blanked, and the string literals apart.
///
/// Lines keep their numbers: a newline inside a comment or a literal stays a newline.
pub struct Lexed {
    pub code: String,
    pub literals: Vec<Literal>,
}

pub fn lex(source: &str) -> Lexed {
    let mut lexer =
        Lexer { rest: source, code: String::with_capacity(source.len()), literals: Vec::new(), line: 1 };
    lexer.run();
    Lexed { code: lexer.code, literals: lexer.literals }
}

struct Lexer<'a> {
    rest: &'a str,
    code: String,
    literals: Vec<Literal>,
    line: usize,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(next) = self.rest.chars().next() {
            if self.rest.starts_with("//") {
                self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.block_comment();
            } else if let Some((open, hashes)) = self.raw_string() {
                self.string(open, &format!("\"{}", "#".repeat(hashes)), false);
            } else if next == '"' {
                self.string(1, "\"", true);
            } else if next == '\'' {
                self.quote();
            } else {
                self.keep(next.len_utf8());
            }
        }
    }

    /// Block comments nest in Rust.
    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            if self.rest.starts_with("/*") {
                depth += 1;
                self.blank(2);
            } else if self.rest.starts_with("*/") {
                depth -= 1;
                self.blank(2);
                if depth == 0 {
                    return;
                }
            } else if let Some(next) = self.rest.chars().next() {
                self.blank(next.len_utf8());
            } else {
                return;
            }
        }
    }

    /// The length of `r##"` (with its `b` or `c`) and the number of hashes, when a raw string starts here.
    fn raw_string(&self) -> Option<(usize, usize)> {
        if self.code.chars().next_back().is_some_and(|before| before.is_alphanumeric() || before == '_') {
            return None;
        }
        let bare = self.rest.strip_prefix(['b', 'c']).unwrap_or(self.rest);
        let hashed = bare.strip_prefix('r')?;
        let open = hashed.trim_start_matches('#');
        open.starts_with('"').then(|| (self.rest.len() - open.len() + 1, hashed.len() - open.len()))
    }

    fn string(&mut self, open: usize, close: &str, escapes: bool) {
        let line = self.line;
        self.keep(open);
        let mut text = String::new();
        while let Some(next) = self.rest.chars().next() {
            if self.rest.starts_with(close) {
                self.keep(close.len());
                break;
            }
            let mut length = next.len_utf8();
            if escapes && next == '\\' {
                length += self.rest.chars().nth(1).map_or(0, char::len_utf8);
            }
            text.push_str(self.rest.get(..length).unwrap_or_default());
            self.blank(length);
        }
        self.literals.push(Literal { line, text });
    }

    /// A character literal, or the start of a lifetime.
    fn quote(&mut self) {
        let mut after = self.rest.chars().skip(1);
        let (first, second) = (after.next(), after.next());
        let is_character = first == Some('\\') || second == Some('\'');
        self.keep(1);
        if !is_character {
            return;
        }
        if first == Some('\\') {
            self.blank(1 + second.map_or(0, char::len_utf8));
        } else {
            self.blank(first.map_or(0, char::len_utf8));
        }
        let close = self.rest.find('\'').unwrap_or(self.rest.len());
        self.blank(close);
        self.keep(1);
    }

    fn keep(&mut self, length: usize) {
        let taken = self.take(length);
        self.code.push_str(taken);
    }

    fn blank(&mut self, length: usize) {
        let taken = self.take(length);
        self.code.extend(taken.chars().map(|kept| if kept == '\n' { '\n' } else { ' ' }));
    }
}

impl<'a> Lexer<'a> {
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.line += taken.matches('\n').count();
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<(usize, String)> {
        lex(source).literals.into_iter().map(|literal| (literal.line, literal.text)).collect()
    }

    #[test]
    fn comments_are_blanked_and_lines_kept() {
        let lexed = lex("a // b\n/* c /* d */ \n e */ f");
        assert_eq!(lexed.code.lines().map(str::trim).collect::<Vec<_>>(), ["a", "", "f"]);
    }

    #[test]
    fn strings_are_taken_out_with_their_line() {
        assert_eq!(
            texts("f(\"one\");\ng(r#\"two \" still\"#, b\"three\");"),
            [(1, "one".to_owned()), (2, "two \" still".to_owned()), (2, "three".to_owned()),]
        );
        assert!(!lex("f(\"one\")").code.contains("one"));
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_string() {
        assert_eq!(texts(r#"f("a\"b", "c\\"); d"#).len(), 2);
        assert!(lex(r#"f("a\"b", "c\\"); d"#).code.ends_with("); d"));
    }

    #[test]
    fn quotes_in_characters_open_no_string() {
        let lexed = lex("let a = '\"'; let b = '\\''; let c: &'static str = \"x\"; let d = '\\u{22}'; e");
        assert_eq!(lexed.literals, [Literal { line: 1, text: "x".to_owned() }]);
        assert!(lexed.code.ends_with("; e"));
    }

    #[test]
    fn a_raw_identifier_is_code() {
        assert_eq!(lex("r#type + bar\"x\"").code, "r#type + bar\" \"");
    }

    #[test]
    fn what_never_ends_ends_with_the_file() {
        assert_eq!(texts("\"open"), [(1, "open".to_owned())]);
        assert_eq!(lex("/* open").code.trim(), "");
    }
}
