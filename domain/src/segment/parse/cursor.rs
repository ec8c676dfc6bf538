//! Where the parser stands in the text: looking, stepping, and saying what is wrong there.

use super::{Expected, ParseError, Parsed, Parser, Reason, word};
use crate::segment::lex::{Bad, Piece, Token, next};
use crate::segment::nearest::nearest;

impl<'a> Parser<'a> {
    pub(super) fn step(&mut self) {
        self.piece = next(self.text, self.piece.end);
    }

    pub(super) fn slice(&self, piece: &Piece) -> &'a str {
        &self.text[piece.start..piece.end]
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.piece.token == Token::Word && self.slice(&self.piece).eq_ignore_ascii_case(word)
    }

    pub(super) fn is_exactly(&self, word: &str) -> bool {
        self.piece.token == Token::Word && self.slice(&self.piece) == word
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        if is {
            self.step();
        }
        is
    }

    pub(super) fn take_sign(&mut self, sign: &'static str) -> bool {
        let is = self.piece.token == Token::Sign(sign);
        if is {
            self.step();
        }
        is
    }

    pub(super) fn expect(&mut self, sign: &'static str) -> Parsed<()> {
        if self.take_sign(sign) {
            Ok(())
        } else {
            Err(self.unexpected([word(sign)]))
        }
    }

    pub(super) fn unexpected(&self, expected: impl IntoIterator<Item = Expected>) -> ParseError {
        self.unexpected_of(expected.into_iter().collect())
    }

    pub(super) fn unexpected_of(&self, expected: Vec<Expected>) -> ParseError {
        let reason = match self.piece.token {
            Token::Bad(Bad::UnfinishedText) => Reason::UnfinishedText,
            Token::Bad(Bad::NotADay) => Reason::NotADay,
            Token::Bad(Bad::NumberTooLong) => Reason::NumberTooLong,
            _ => Reason::Unexpected,
        };
        let mut error = self.wrong(reason, expected);
        if self.piece.token == Token::Word {
            let words = error.expected.iter().filter_map(|one| match one {
                Expected::Word(word) => Some(word.as_str()),
                _ => None,
            });
            error.nearest = nearest(self.slice(&self.piece), words).map(str::to_owned);
        }
        error
    }

    pub(super) fn wrong(&self, reason: Reason, expected: Vec<Expected>) -> ParseError {
        self.wrong_at(&self.piece, reason, expected)
    }

    pub(super) fn wrong_at(
        &self,
        piece: &Piece,
        reason: Reason,
        expected: Vec<Expected>,
    ) -> ParseError {
        let before = &self.text[..piece.start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let found = self.slice(piece);
        ParseError {
            line: count_lines(before),
            column: count(&before[line_start..]).saturating_add(1),
            start: count(before),
            length: count(found),
            found: found.chars().take(80).collect(),
            reason,
            expected,
            nearest: None,
        }
    }
}

fn count_lines(before: &str) -> u32 {
    let lines = before.bytes().filter(|byte| *byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(1)
}
