//! Changes bytes at random, from a number: the same number makes the same change.
//!
//! For runs without libFuzzer, which looks for new ways through the code; this does not.

use std::path::Path;

/// Numbers that look drawn (xorshift64*).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(drawn).unwrap_or_default() % bound.max(1)
    }
}

/// The files of a folder in the order of their names.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| {
            let entry = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            let data = std::fs::read(entry.path()).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            (entry.file_name().to_string_lossy().into_owned(), data)
        })
        .collect();
    files.sort();
    files
}

/// The texts of a dictionary in libFuzzer's form.
pub(crate) fn dictionary(file: &Path) -> Vec<Vec<u8>> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let lines = text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    lines.map(unescaped).collect()
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'x') => {
                let digits = [bytes.next().unwrap_or(b'0'), bytes.next().unwrap_or(b'0')];
                let digits = String::from_utf8_lossy(&digits).into_owned();
                out.push(u8::from_str_radix(&digits, 16).unwrap_or_default());
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// One of the seeds with some changes.
pub(crate) fn changed(number: u64, seeds: &[(String, Vec<u8>)], dictionary: &[Vec<u8>]) -> Vec<u8> {
    let mut draw = Draw(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut data = seeds[draw.below(seeds.len())].1.clone();
    for _ in 0..=draw.below(6) {
        change(&mut data, &mut draw, seeds, dictionary);
    }
    data
}

fn change(data: &mut Vec<u8>, draw: &mut Draw, seeds: &[(String, Vec<u8>)], dictionary: &[Vec<u8>]) {
    let at = draw.below(data.len() + 1);
    let long = draw.below(data.len() - at + 1).min(1 + draw.below(64));
    match draw.below(8) {
        // A part is lost, stands twice, or stands many times.
        0 => drop(data.drain(at..at + long)),
        1 => {
            let part = data[at..at + long].to_vec();
            let to = draw.below(data.len() + 1);
            data.splice(to..to, part);
        }
        2 => {
            let part = data[at..at + long.min(16)].repeat(1 + draw.below(200));
            data.splice(at..at, part);
        }
        // A byte is another.
        3 => {
            if let Some(byte) = data.get_mut(at) {
                *byte ^= 1 << draw.below(8);
            }
        }
        // A part of another seed.
        4 => {
            let other = &seeds[draw.below(seeds.len())].1;
            let from = draw.below(other.len() + 1);
            let to = (from + draw.below(300)).min(other.len());
            data.splice(at..at + long, other[from..to].iter().copied());
        }
        // It ends here.
        5 => data.truncate(at.max(1)),
        // A text that means something.
        _ => {
            let word = &dictionary[draw.below(dictionary.len())];
            let put = word.repeat(1 + draw.below(3));
            data.splice(at..at + draw.below(2) * long, put);
        }
    }
}
