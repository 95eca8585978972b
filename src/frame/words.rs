//! The words of an expression and where they stand: enough to point at a problem, not a parser.

/// What a piece of an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword without quotes.
    Word,
    /// A name in double quotes or backticks.
    Quoted,
    /// Text in single quotes.
    Text,
    /// A number.
    Number,
    /// Anything else, one character.
    Symbol,
    /// A quote that never closes.
    Open,
}

/// One piece, with its bytes in the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As written, quotes included.
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn span(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.text.len()
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }

    /// The name that a word or a quoted identifier stands for.
    pub(super) fn name(&self) -> Option<String> {
        match self.kind {
            Kind::Word => Some(self.text.to_owned()),
            Kind::Quoted => {
                let quote = &self.text[..1];
                Some(self.text[1..self.text.len() - 1].replace(&quote.repeat(2), quote))
            }
            _ => None,
        }
    }
}

fn begins_word(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '#' | '@')
}

fn in_word(c: char) -> bool {
    begins_word(c) || c.is_numeric() || c == '$'
}

/// Cuts an expression into its pieces; blanks and comments are left out.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, len) = match first {
            c if c.is_whitespace() => (None, c.len_utf8()),
            '-' if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => {
                (None, rest.find("*/").map_or(rest.len(), |end| end + 2))
            }
            '\'' | '"' | '`' => match closing(rest, first) {
                Some(len) if first == '\'' => (Some(Kind::Text), len),
                Some(len) => (Some(Kind::Quoted), len),
                None => (Some(Kind::Open), rest.len()),
            },
            c if begins_word(c) => (Some(Kind::Word), while_true(rest, in_word)),
            c if c.is_ascii_digit() || c == '.' && followed_by_digit(rest) => (
                Some(Kind::Number),
                while_true(rest, |c| c.is_ascii_alphanumeric() || c == '.'),
            ),
            c => (Some(Kind::Symbol), c.len_utf8()),
        };
        if let Some(kind) = kind {
            found.push(Token {
                kind,
                text: &rest[..len],
                start: at,
            });
        }
        at += len;
    }
    found
}

/// The length of a quoted piece, both quotes included; a doubled quote stands for itself.
fn closing(rest: &str, quote: char) -> Option<usize> {
    let mut at = 1;
    loop {
        at += rest[at..].find(quote)? + 1;
        if !rest[at..].starts_with(quote) {
            return Some(at);
        }
        at += 1;
    }
}

fn followed_by_digit(rest: &str) -> bool {
    rest[1..].starts_with(|c: char| c.is_ascii_digit())
}

fn while_true(rest: &str, test: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !test(c)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_names_texts_numbers_and_symbols() {
        let kinds: Vec<_> = tokens("\"Deal Size\">=1.5 AND x='it''s' -- end")
            .iter()
            .map(|token| (token.kind, token.text))
            .collect();
        assert_eq!(
            kinds,
            [
                (Kind::Quoted, "\"Deal Size\""),
                (Kind::Symbol, ">"),
                (Kind::Symbol, "="),
                (Kind::Number, "1.5"),
                (Kind::Word, "AND"),
                (Kind::Word, "x"),
                (Kind::Symbol, "="),
                (Kind::Text, "'it''s'"),
            ]
        );
    }

    #[test]
    fn notices_a_quote_that_never_closes() {
        let last = *tokens("état = 'Bav").last().unwrap();
        assert_eq!((last.kind, last.text), (Kind::Open, "'Bav"));
    }

    #[test]
    fn takes_the_quotes_off_names() {
        assert_eq!(tokens("\"a \"\"b\"\"\"")[0].name().unwrap(), "a \"b\"");
    }
}
