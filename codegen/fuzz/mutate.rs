//! Runs targets without libFuzzer, which looks for new ways through the code; this does not.
//!
//! The seeds of a target are run as they are and with changes that are drawn from a number: the same number makes the same
//! change, so that a run is like the one before. A target stops when its time is over.

use std::path::Path;
use std::time::{Duration, Instant};

/// How long and how often a target is run, unless `REFRACT_FUZZ_SECONDS` sets the time.
const TIME: Duration = Duration::from_secs(3);
const RUNS: u64 = 400;

/// Runs a target over its seeds in `folder`, the one of `fuzz`, as they are and changed. An input that it panics on is kept
/// in `kept`.
pub(crate) fn smoke(folder: &Path, kept: &Path, name: &str, target: fn(&[u8])) {
    let seeds = files(&folder.join("seeds").join(name));
    assert!(!seeds.is_empty(), "{name} has no seeds");
    let dictionary = dictionary(&folder.join("dictionary.txt"));
    let (time, runs) = match std::env::var("REFRACT_FUZZ_SECONDS") {
        Err(_) => (TIME, RUNS),
        Ok(asked) => {
            let seconds = asked.parse().unwrap_or_else(|_| panic!("REFRACT_FUZZ_SECONDS is `{asked}`, and no number"));
            (Duration::from_secs(seconds), u64::MAX)
        }
    };
    let start = Instant::now();
    for (_, seed) in &seeds {
        target(seed);
    }
    for run in 0..runs {
        let data = changed(run, &seeds, &dictionary);
        if start.elapsed() > time {
            eprintln!("{name}: {run} inputs");
            return;
        }
        if std::panic::catch_unwind(|| target(&data)).is_err() {
            let file = kept.join(format!("fuzz-{name}-{run}"));
            std::fs::write(&file, &data).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            panic!("{name}, run {run}: the input is {}", file.display());
        }
    }
}

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
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
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
fn dictionary(file: &Path) -> Vec<Vec<u8>> {
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
fn changed(number: u64, seeds: &[(String, Vec<u8>)], dictionary: &[Vec<u8>]) -> Vec<u8> {
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
        // A part is lost, doubled, or repeated many times.
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
