//! Finds names in lists that are known in advance: fields, headers, values.
//!
//! Every name of every exchange is looked up, so the lists are sorted by a number made from a name's length, start and
//! end. Comparing numbers is several times as fast as comparing texts with mostly equal beginnings. Names with equal
//! numbers are compared as texts: a name that collides on purpose costs one more comparison, and is never confused with
//! another.

/// A list of names. Each has the number of its position in the list; of equal names the first is used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// Sorted by key, then by number.
    entries: Vec<(u64, u32, Box<str>)>,
}

impl Names {
    /// The position of a name in the list from which this one was made.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let wanted = key(name.as_bytes());
        let start = self.entries.partition_point(|(key, ..)| *key < wanted);
        self.entries[start..]
            .iter()
            .take_while(|(key, ..)| *key == wanted)
            .find(|(_, _, known)| **known == *name)
            .map(|(_, number, _)| *number as usize)
    }
}

impl<T: Into<Box<str>>> FromIterator<T> for Names {
    fn from_iter<I: IntoIterator<Item = T>>(names: I) -> Self {
        let numbered = (0_u32..).zip(names).map(|(number, name)| {
            let name: Box<str> = name.into();
            (key(name.as_bytes()), number, name)
        });
        let mut entries: Vec<_> = numbered.collect();
        entries.sort_unstable_by_key(|(key, number, _)| (*key, *number));
        Self { entries }
    }
}

/// A number for a name. Equal names have equal numbers.
fn key(name: &[u8]) -> u64 {
    let (first, last) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
            (Some(first), Some(last)) => (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last))),
            _ => (name.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)), 0),
        },
    };
    first ^ last.rotate_left(29) ^ (name.len() as u64).rotate_left(56)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_where_they_stand() {
        let list = ["", "a", "ab", "abc", "name", "names", "description", "a_long_start_1_with_an_end", "ä", "a"];
        let names: Names = list.iter().copied().collect();
        for (index, name) in list.iter().enumerate().take(9) {
            assert_eq!(names.find(name), Some(index), "{name}");
        }
        for name in ["b", "nam", "descriptiom", "A"] {
            assert_eq!(names.find(name), None, "{name}");
        }
    }

    #[test]
    fn names_with_one_key_are_distinguished() {
        let (one, other) = ("12345678-x-12345678", "12345678-y-12345678");
        assert_eq!(key(one.as_bytes()), key(other.as_bytes()));
        let names: Names = [one, other].into_iter().collect();
        assert_eq!((names.find(one), names.find(other)), (Some(0), Some(1)));
        assert_eq!(names.find("12345678-z-12345678"), None);
    }
}
