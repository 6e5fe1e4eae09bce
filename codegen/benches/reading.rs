//! What reading pages costs: `cargo bench -p refract-codegen`.
//!
//! - `read/<vendor>`: passes 2 to 6 over every page of a vendor, on one thread, beside what its syntax costs at the least:
//!   a bare pulldown-cmark pass over the same bytes for Markdown. For reStructuredText, docutils reads a sample of the same
//!   pages in a Python process, timed inside of it, and the figure is printed beside ours.
//! - `phrases/<vendor>`: from sentences to demands, over the descriptions of a vendor's shared structures.
//!
//! The pages are those of the corpus next to the repository; those of `specs/` where it is absent.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pulldown_cmark::{Options, Parser};
use refract_codegen::discover::{self, Overrides, PageFile};
use refract_codegen::includes::Includes;
use refract_codegen::source::Source;
use refract_codegen::understand::constraints::examples::demands;
use refract_codegen::vocabulary::Library;
use refract_codegen::{parse, pipeline};

const VENDORS: [&str; 4] = ["jdcloud", "yandex", "huawei", "otc"];

/// Every so-manieth page is read by docutils, which takes seconds for what takes us milliseconds.
const SAMPLE: usize = 40;

fn folder(vendor: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let corpus = root.join("../shared/corpus").join(vendor);
    if corpus.is_dir() {
        return corpus;
    }
    eprintln!("SKIPPED: the corpus of {vendor} is not beside the repository; its pages in specs/ are read");
    root.join("specs").join(vendor)
}

fn pages(files: &[PageFile]) -> Vec<Source> {
    files.iter().filter_map(|file| discover::load(file).ok()).collect()
}

fn bytes(pages: &[Source]) -> u64 {
    pages.iter().map(|page| page.text().len() as u64).sum()
}

fn read_all(pages: &[Source], library: &Library, overrides: &Overrides) {
    for page in pages {
        black_box(pipeline::page(&mut page.clone(), library, overrides, &Includes::default()).is_ok());
    }
}

fn read(criterion: &mut Criterion) {
    let library = Library::embedded();
    for vendor in VENDORS {
        let files = discover::files(&[folder(vendor)], Path::new("")).expect("there are pages");
        let pages = pages(&files);
        let overrides = Overrides { vendor: Some(vendor.to_owned()), ..Overrides::default() };
        let mut group = criterion.benchmark_group(format!("read/{vendor}"));
        group.sample_size(10).measurement_time(Duration::from_secs(5)).throughput(Throughput::Bytes(bytes(&pages)));
        group.bench_function("passes 2 to 6", |bencher| bencher.iter(|| read_all(&pages, &library, &overrides)));
        group.bench_function("pass 2, parse", |bencher| {
            bencher.iter(|| pages.iter().for_each(|page| drop(black_box(parse::parse(page)))));
        });
        if vendor == "otc" {
            group.finish();
            docutils(&files, &library, &overrides);
        } else {
            group.bench_function("pulldown-cmark", |bencher| {
                bencher.iter(|| {
                    pages.iter().map(|page| Parser::new_ext(page.text(), Options::all()).count()).sum::<usize>()
                });
            });
            group.finish();
        }
    }
}

/// Prints what docutils takes for a sample of pages, and what we take for the same.
fn docutils(files: &[PageFile], library: &Library, overrides: &Overrides) {
    const SCRIPT: &str = "
import sys, time
from docutils.core import publish_doctree
texts = [open(path, encoding='utf-8').read() for path in sys.argv[1:]]
settings = {'report_level': 5, 'halt_level': 6, 'file_insertion_enabled': False}
publish_doctree('warm', settings_overrides=settings)
start = time.perf_counter()
for text in texts: publish_doctree(text, settings_overrides=settings)
print(time.perf_counter() - start)
";
    let sample: Vec<PageFile> = files.iter().step_by(SAMPLE.min(files.len() / 4).max(1)).cloned().collect();
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let output = Command::new(&python).args(["-c", SCRIPT]).args(sample.iter().map(|file| &file.path)).output();
    let seconds = output.ok().filter(|output| output.status.success());
    let seconds = seconds.and_then(|output| String::from_utf8_lossy(&output.stdout).trim().parse::<f64>().ok());
    let Some(theirs) = seconds else {
        eprintln!(
            "SKIPPED: `{python}` has no docutils: there is nothing to compare the reader of reStructuredText with"
        );
        return;
    };
    let pages = pages(&sample);
    read_all(&pages, library, overrides);
    let start = Instant::now();
    read_all(&pages, library, overrides);
    let ours = start.elapsed().as_secs_f64();
    let (count, size) = (pages.len(), bytes(&pages));
    println!("read/otc: {count} pages, {size} bytes: docutils {theirs:.3} s, passes 2 to 6 {ours:.4} s");
}

/// From the descriptions that the pages have to the demands that their phrases state.
fn phrases(criterion: &mut Criterion) {
    let library = Library::embedded();
    let mut group = criterion.benchmark_group("phrases");
    group.sample_size(10);
    for vendor in VENDORS {
        let files = discover::files(&[folder(vendor)], Path::new("")).expect("there are pages");
        let vocabulary = library.vendor(vendor).expect("the vendor is known");
        let mut texts = Vec::new();
        for api in pipeline::run(&files, &library, &|_| Overrides::default(), &|| {}).apis {
            for schema in api.schemas.values() {
                schema.walk(&mut |schema| texts.extend(schema.description.clone()));
            }
        }
        group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
        group.bench_with_input(BenchmarkId::from_parameter(vendor), &texts, |bencher, texts| {
            bencher
                .iter(|| texts.iter().for_each(|text| drop(black_box(demands(text, "string", &vocabulary.phrases)))));
        });
    }
    group.finish();
}

criterion_group!(benches, read, phrases);
criterion_main!(benches);
