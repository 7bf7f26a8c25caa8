//! Hexadecimal text.

/// The lower-case digits of these bytes.
pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key of 32 bytes.
pub fn key(text: &str) -> Result<[u8; 32], String> {
    let byte = |at: usize| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..32).map(byte).collect();
    match bytes {
        Some(bytes) if text.len() == 64 => Ok(bytes.try_into().expect("32 bytes")),
        _ => Err("not 64 hexadecimal digits".into()),
    }
}
