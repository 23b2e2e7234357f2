//! How much a JSON text holds, counted before it is parsed: five million records of nothing are fifteen megabytes of text and gigabytes when
//! they are read.

use registry::model::Reason;

use super::ReadError;

/// Values in one document. The largest catalog has some forty thousand; a table of ten years of visits a tenth of this.
const MOST_VALUES: usize = 400_000;

/// Refuses a text with more values than any catalog has. What is no JSON is left to the parser.
///
/// # Errors
/// There are too many.
pub(super) fn check(text: &[u8]) -> Result<(), ReadError> {
    // No value is shorter than a byte and what parts it from the next.
    if text.len() <= MOST_VALUES || values(text) <= MOST_VALUES {
        return Ok(());
    }
    Err(ReadError::new(Reason::TooManyRecords, format!("more than {MOST_VALUES} values in one document")))
}

/// Values, near enough: whatever follows a comma or an opening bracket outside of a text. A key and its value are one.
fn values(text: &[u8]) -> usize {
    let (mut count, mut in_text, mut escaped) = (0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b',' | b'[' | b'{' if !in_text => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_texts_does_not_count() {
        assert_eq!(values(br#"{"a":[1,2],"b":"[,{\",,","c":{}}"#), 6);
    }

    #[test]
    fn a_flood_is_refused_and_a_long_text_is_not() {
        let flood = format!("[{}{{}}]", "{},".repeat(MOST_VALUES));
        assert_eq!(check(flood.as_bytes()).unwrap_err().reason, Reason::TooManyRecords);
        let long = format!("[\"{}\"]", ",".repeat(MOST_VALUES * 2));
        assert!(check(long.as_bytes()).is_ok());
    }
}
