//! Text of strangers on its way to a terminal or a message.

use std::borrow::Cow;

/// Whether a character could steer a terminal or reorder a line: controls, line and paragraph separators, bidirectional overrides
/// and isolates, other invisible format characters.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61C}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// The text with every harmful character replaced by U+FFFD.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_harmful) {
        Cow::Owned(
            text.chars()
                .map(|c| if is_harmful(c) { '\u{FFFD}' } else { c })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_escapes_and_overrides_and_leaves_letters_alone() {
        assert_eq!(printable("a\u{1b}[31mb\nc"), "a\u{FFFD}[31mb\u{FFFD}c");
        assert_eq!(printable("\u{202E}evil"), "\u{FFFD}evil");
        assert_eq!(printable("Café Łódź 東京 👍"), "Café Łódź 東京 👍");
    }
}
