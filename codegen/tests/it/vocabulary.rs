//! Vocabulary files of your own: how they extend others, and which mistakes are reported.

use refract_codegen::vocabulary::{Column, Library, RequiredWord, VocabularyError};

use crate::support;

fn files(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn library(languages: &[(&str, &str)], vendors: &[(&str, &str)]) -> Library {
    Library::with(&files(languages), &files(vendors)).unwrap_or_else(|error| panic!("{error}"))
}

const ACME: &str = "name = \"acme\"\nlanguages = [\"en\"]\n";

#[test]
fn a_language_extends_another_key_by_key() {
    let more = "code = \"en\"\nextends = \"en\"\n[columns]\nname = [\"Widget\", \"-element\"]\n[types]\nstring = [\"wording\"]\n";
    let library = library(&[("more.toml", more)], &[("acme.toml", ACME)]);
    let acme = library.vendor("acme").expect("a vendor");
    assert_eq!(acme.column("widget"), Some(Column::Name));
    assert_eq!(acme.column("element"), None, "taken away");
    assert_eq!(acme.column("parameter"), Some(Column::Name), "what is not named stays");
    // It applies to all vendors with pages in the language.
    assert_eq!(library.vendor("otc").expect("a vendor").column("widget"), Some(Column::Name));
}

#[test]
fn a_language_of_ones_own_takes_over_another() {
    let de = "code = \"de\"\nname = \"German\"\nextends = \"en\"\n[columns]\nname = { only = [\"Feld\"] }\n[required]\nyes = [\"ja\"]\nno = [\"nein\"]\n";
    let vendor_file = "name = \"acme\"\nlanguages = [\"de\"]\n";
    let library = library(&[("de.toml", de)], &[("acme.toml", vendor_file)]);
    let acme = library.vendor("acme").expect("a vendor");
    assert_eq!(acme.column("feld"), Some(Column::Name));
    assert_eq!(acme.column("parameter"), None, "`only` replaces");
    assert_eq!(acme.required("ja"), RequiredWord::Yes);
    assert_eq!(acme.required("mandatory"), RequiredWord::Yes);
    assert_eq!(
        library.vendor("otc").expect("a vendor").column("parameter"),
        Some(Column::Name),
        "English stays as it was"
    );
}

#[test]
fn a_language_can_have_several_parts() {
    let head = "code = \"de\"\nextends = \"en\"\n";
    let library = library(
        &[("de/columns.toml", "[columns]\nname = [\"Feld\"]\n"), ("de/head.toml", head)],
        &[("acme.toml", "name = \"acme\"\nlanguages = [\"de\"]\n")],
    );
    assert_eq!(library.vendor("acme").expect("a vendor").column("feld"), Some(Column::Name));
}

#[test]
fn a_vendor_has_words_of_its_own() {
    let text = format!(
        "{ACME}[words.columns]\nname = [\"Remarks\"]\n[words.required]\nyes = [\"optional\", \"-mandatory\"]\n"
    );
    let library = library(&[], &[("acme.toml", &text)]);
    let acme = library.vendor("acme").expect("a vendor");
    assert_eq!(acme.column("remarks"), Some(Column::Name), "a word that is given a meaning loses the one it had");
    assert_eq!(acme.required("optional"), RequiredWord::Yes);
    assert_eq!(acme.required("required"), RequiredWord::Yes);
    assert_ne!(acme.required("mandatory"), RequiredWord::Yes);
    assert_eq!(library.vendor("otc").expect("a vendor").column("remarks"), Some(Column::Description));
}

#[test]
fn a_phrase_of_the_same_id_takes_the_place_of_the_other() {
    let text = "code = \"en\"\nextends = \"en\"\n[[prose.phrases]]\nid = \"positive-integer\"\npattern = 'above nought'\nsays = \"range\"\nmin = 1\nexamples = []\n";
    let library = library(&[("more.toml", text)], &[]);
    let phrases = &library.vendor("otc").expect("a vendor").phrases;
    let found: Vec<_> = phrases.all.iter().filter(|phrase| phrase.rule == "en/positive-integer").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(&*found[0].file.pattern, "above nought");
}

/// A phrase with everything that it needs except for what is given here.
fn phrase(keys: &str) -> String {
    let mut text = "code = \"en\"\nextends = \"en\"\n\n[[prose.phrases]]\n".to_owned();
    for (key, value) in [("id", "\"p\""), ("pattern", "'from {min}'"), ("says", "\"range\""), ("examples", "[]")] {
        if !keys.contains(&format!("{key} =")) {
            text.push_str(&format!("{key} = {value}\n"));
        }
    }
    text + keys + "\n"
}

/// The messages about each mistake, one after the other.
#[test]
fn mistakes_are_reported_with_file_line_key_and_id() {
    let language = |text: &str| ("my.toml".to_owned(), text.to_owned());
    let head = "code = \"en\"\nextends = \"en\"\n";
    let languages = [
        ("a kind that there is not", phrase("for = [\"integr\"]")),
        (
            "two phrases of one id",
            format!(
                "{}\n[[prose.phrases]]\nid = \"p\"\npattern = 'to {{max}}'\nsays = \"range\"\nexamples = []\n",
                phrase("")
            ),
        ),
        ("a format without a name", phrase("says = \"format\"\npattern = 'an address'")),
        ("a format that there is not", phrase("says = \"format\"\nformat = \"uiid\"\npattern = 'an address'")),
        ("a misspelt capture", phrase("pattern = 'from (?P<mni>[0-9]+)'\nmin = 1")),
        ("a wrong placeholder", phrase("pattern = 'from {mim} on'")),
        ("nothing captured", phrase("pattern = 'from here on'")),
        ("no regular expression", phrase("pattern = 'from ({min}'")),
        ("a saying that there is not", phrase("says = \"rnage\"")),
        ("a misspelt key of a phrase", phrase("wieght = 3")),
        (
            "several at once",
            "code = \"en\"\nextends = \"en\"\nnmae = \"x\"\n[column]\nname = [\"a\"]\n[titles]\nrequest = \"a\"\n"
                .to_owned(),
        ),
        ("a word that is not there to take away", format!("{head}[columns]\nname = [\"-elemnt\"]\n")),
        ("an edit that there is not", format!("{head}[columns]\nname = {{ olny = [\"a\"] }}\n")),
        ("a type's form without its hole", format!("{head}[type-forms]\narray = [\"array of\"]\n")),
        ("a pattern of a line", format!("{head}[titles]\nstatus-labels = ['^status ([0-9]+']\n")),
        ("a language that there is not", "code = \"de\"\nextends = \"em\"\n".to_owned()),
        ("no code", "[columns]\nname = [\"a\"]\n".to_owned()),
        ("a placeholder twice", phrase("pattern = 'from {min} to {min}'")),
        (
            "a macro that captures nothing",
            format!("{}[prose.macros]\nlamp = 'lamps?'\n", phrase("pattern = 'of {lamp}'")),
        ),
        ("what stands behind a set", phrase("says = \"characters\"\npattern = 'of {set}'\nbehind = 'only)'")),
        ("an example of no type", phrase("examples = [{ text = \"from 1\", type = \"strng\", gives = {} }]")),
        (
            "patterns of lines",
            format!(
                "{head}[titles]\nstatus-lists = ['^codes (']\nstructure-lines = ['^of (?P<nmae>[a-z]+)$']\nmethod-lines = ['^method: [a-z]+$']\n"
            ),
        ),
        ("a class that there is not", format!("{head}[titles]\ncaption-numbers = ['^table \\p{{Numbr}}']\n")),
        (
            "a scalar's pattern and format",
            format!("{head}[scalars]\nlamp = {{ type = \"string\", format = \"datetime\", pattern = '[a-z' }}\n"),
        ),
        ("a plural of no word", format!("{head}[type-forms]\nscalar-plurals = {{ lamps = \"lamp\" }}\n")),
        ("a form that is any text", format!("{head}[type-forms]\npointer = [\"{{}}\"]\nmap = [\"map of {{}}\"]\n")),
        ("letters from the end", format!("{head}[prose]\nletters = \"z-a\"\n")),
        (
            "a statement's pattern",
            format!(
                "{head}[[statements]]\nid = \"s\"\npattern = 'gives {{lnk}}'\nwithout = '(not'\nsays = \"returns\"\nexamples = []\n"
            ),
        ),
        ("no TOML", "code = \"en\"\nextends = en\n[columns\n".to_owned()),
        ("a number for a text", "code = 1\nextends = \"en\"\n".to_owned()),
    ];
    let vendors = [
        ("a vendor without a name", "languages = [\"en\"]\n"),
        ("a vendor's language that there is not", "name = \"acme\"\nlanguages = [\"eng\"]\n"),
        ("a vendor's misspelt table", "name = \"acme\"\n[nestng]\ndotted-names = true\n"),
        ("a service without its group", "name = \"acme\"\n[service]\nurls = ['^https://([a-z]+)\\.']\n"),
        (
            "an index of names",
            "name = \"acme\"\n[nesting]\nindex = '^(\\d+$'\ntype-anchors = '^lamp['\ntype-heading-level = 9\n",
        ),
        (
            "lists of parameters",
            "name = \"acme\"\n[layout]\nbullets = ['^(?P<nam>[a-z]+): (?P<type>.+)$']\ndescriptions = ['^(?P<type>.+']\npositions = [[\"Lamp\", \"Shade\"]]\n\
             [layout.titles]\nname = \"Lamp\"\ntype = \"Type\"\nrequired = \"Mandatory\"\ndefault = \"Default\"\ndescription = \"Description\"\n",
        ),
        (
            "titles of lists of parameters",
            "name = \"acme\"\n[layout]\npositions = [[\"Lamp\", \"Shade\"]]\ntitles = { name = \"Lamp\", type = \"Type\", required = \"Mandatory\", default = \"Default\", description = \"Remark\" }\n",
        ),
        (
            "an endpoint's values",
            "name = \"acme\"\n[endpoint]\nmethod = \"GET\"\nurl = \"https://{host}/\"\nvalues = ['at (?P<hots>\\w+)', 'at \\w+']\n",
        ),
        (
            "an endpoint's pattern and URL",
            "name = \"acme\"\n[endpoint]\nmethod = \"GET\"\nurl = \"lamps\"\nvalues = ['(?P<method>GET']\n",
        ),
        ("an endpoint's URL", "name = \"acme\"\n[endpoint]\nmethod = \"GET\"\nurl = \"lamps\"\n"),
        (
            "a constant",
            "name = \"acme\"\n[[selectors]]\nin = \"query\"\nname = \"Action\"\nsentences = ['interface (\\w+)']\ntitles = ['^(?P<value>\\w+']\nrows = ['is (?P<vlaue>\\w+)']\n",
        ),
        (
            "a constant twice",
            "name = \"acme\"\n[[selectors]]\nin = \"query\"\nname = \"Action\"\n[[selectors]]\nin = \"query\"\nname = \"Action\"\n",
        ),
        (
            "a constant of the body",
            "name = \"acme\"\n[[body-selectors]]\npaths = []\n[[body-selectors]]\npaths = ['/action$']\nmember = \"auth/methods\"\n",
        ),
        ("a path of such a constant", "name = \"acme\"\n[[body-selectors]]\npaths = ['/(action$']\n"),
        (
            "a parameter's type",
            "name = \"acme\"\n[[parameters]]\nin = \"query\"\nname = \"Region\"\ntype = \"Strng\"\n",
        ),
        ("a parameter's place", "name = \"acme\"\n[[parameters]]\nin = \"qurey\"\nname = \"Region\"\n"),
        ("a failure", "name = \"acme\"\n[failure]\nfield = \"\"\nsuccess = [0]\nfields = [\"\"]\n"),
        ("marks", "name = \"acme\"\n[marks]\nnames = { optional = [\"?\"], required = [\"{}\"] }\nfootnotes = ['[']\n"),
        ("variables", "name = \"acme\"\n[request-lines]\nvariables = [\":id\"]\n"),
        (
            "variables and their names",
            "name = \"acme\"\n[request-lines]\nvariables = [\"{}>\"]\nvariable-names = { \"\" = \"_\" }\n",
        ),
        (
            "elements",
            "name = \"acme\"\n[elements.lamps]\nis = \"parameters\"\nname = \"Lamp\"\ncolumns = { t = \"Shade\" }\nplace = \"in\"\n\
             places = { query = \"Lamps\" }\nversions = { from = \"a\", until = \"b\", read = \"first\", places = [\"body\"] }\n\
             [elements.codes]\nis = \"statuses\"\nstatus = \"Lamp\"\ndescription = \"Shade\"\n",
        ),
        (
            "aliases and extensions",
            "name = \"acme\"\n[service]\naliases = { a = \"b\" }\n[pages]\nextensions = { \".INC\" = \"rst\" }\n",
        ),
        (
            "patterns of its pages",
            "name = \"acme\"\n[detect]\ntext = ['lamp(']\npages = ['*']\n[operation]\nnames = ['^.+$']\n[headers]\nnames = ['x-[']\n[value-pages]\nheading = '^(?P<name>.+)$'\ncolumns = []\n",
        ),
        (
            "words of its own",
            "name = \"acme\"\n[words.scalars]\nlamp = { type = \"string\", pattern = '[' }\n[words.titles]\nstatus-lists = ['(']\n",
        ),
        ("a text for a switch", "name = \"acme\"\n[nesting]\ndotted-names = \"yes\"\n"),
    ];
    let mut printed = String::new();
    let mut report = |name: &str, loaded: Result<Library, VocabularyError>| {
        let error = loaded.err().unwrap_or_else(|| panic!("{name}: no error"));
        printed.push_str(&format!("# {name}\n{error}\n\n"));
    };
    for (name, text) in &languages {
        report(name, Library::with(&[language(text)], &[]));
    }
    for (name, text) in vendors {
        report(name, Library::with(&[], &files(&[("acme.toml", text)])));
    }
    insta::assert_snapshot!(printed);
}

/// Which words and phrases were tried on a row, including those that match nowhere.
#[test]
fn what_was_tried_on_a_row_is_traced() {
    const VENDOR: &str = "name = \"acme\"\ntitle = \"Acme\"\nlanguages = [\"few\"]\n[words.scalars]\n\
                          moment = { type = \"string\", format = \"date-time\" }\n";
    const LANGUAGE: &str = r#"
code = "few"
name = "A few words"
script = "latin"
[titles]
request = ["request"]
parameters = ["parameters"]
[columns]
name = ["name"]
type = ["type"]
required = ["required"]
description = ["description"]
[required]
yes = ["yes"]
[types]
integer = ["whole number", "number"]
[prose]
letters = "a-z"
[[prose.phrases]]
id = "range"
pattern = 'from {min} to {max}'
says = "range"
weight = 2
examples = []
[[prose.phrases]]
id = "most"
pattern = 'to {max}'
says = "range"
examples = []
[[prose.phrases]]
id = "unit"
pattern = 'in {unit}'
says = "unit"
examples = []
"#;
    const PAGE: &str = "# Dim\n\nPOST /lamps/dim\n\n## Request parameters\n\n| Name | Type | Required | Shade | Description |\n\
                        |---|---|---|---|---|\n| level | Whole number | Yes | warm | How bright, from 1 to 20. |\n\
                        | since | Instant | sometimes | | When. |\n| until | moment | Yes | | When. |\n";
    const CONFIG: &str = "[vocabulary]\nlanguages = [\"few.toml\"]\nvendors = [\"acme.toml\"]\n";
    let folder = support::binary::folder(&[
        ("few.toml", LANGUAGE.as_bytes()),
        ("acme.toml", VENDOR.as_bytes()),
        ("page.md", PAGE.as_bytes()),
        ("refract.toml", CONFIG.as_bytes()),
    ]);
    let trace = |place: &str| {
        let arguments = ["vocabulary", "trace", "--vendor", "acme", place];
        support::binary::refract(folder.path(), &arguments)
    };
    let printed: Vec<String> = ["page.md:9", "page.md:10", "page.md:11"]
        .map(|place| {
            let run = trace(place);
            assert_eq!(run.code, 0, "{place}: {}", run.err);
            run.out
        })
        .to_vec();
    insta::assert_snapshot!(printed.join("\n"));
    assert_eq!(trace("page.md:1").code, 1, "no row stands there");
    // The words in force, by key and file, the vendor's own first.
    let run = support::binary::refract(folder.path(), &["vocabulary", "list", "--vendor", "acme", "page.md"]);
    assert_eq!(run.code, 0, "{}", run.err);
    insta::assert_snapshot!("words_in_force", run.out);
    let wrong = trace("page.md");
    assert!(wrong.code == 2 && wrong.err.contains("`FILE:LINE`"), "{}", wrong.err);
}

/// `vocabulary check` runs the examples of a file's own phrases: each must be read by one and have a near miss.
#[test]
fn phrases_that_do_not_match_their_examples_are_reported() {
    const VENDOR: &str = r#"
name = "acme"
[[words.prose.phrases]]
id = "sound"
pattern = 'no more than {max} pieces'
says = "range"
examples = [
  { text = "Holds no more than 12 pieces.", type = "integer", gives = { maximum = 12 } },
  { text = "Holds no more than its pieces.", type = "integer", gives = {} },
]
[[words.prose.phrases]]
id = "without-near-miss"
pattern = 'no less than {min} pieces'
says = "range"
examples = [{ text = "Holds no less than 2 pieces.", type = "integer", gives = { minimum = 2 } }]
[[words.prose.phrases]]
id = "read-by-nothing"
pattern = 'a dozen of {max} pieces'
says = "range"
examples = [{ text = "Holds a dozen pieces.", type = "integer", gives = {} }]
[[words.prose.phrases]]
id = "gives-something-else"
pattern = 'holds {n} lamps'
says = "range"
examples = [
  { text = "It holds 3 lamps.", type = "integer", gives = { minimum = 3 } },
  { text = "It holds lamps.", type = "integer", gives = {} },
]
[[words.prose.phrases]]
id = "without-examples"
pattern = 'up to {max} shades'
says = "range"
examples = []
[[words.statements]]
id = "answers-with"
pattern = '\banswers with (?:a|the) {link}'
says = "returns"
examples = [{ text = "Answers with the [lamp](#lamp) object.", gives = ["returns shade"] }]
"#;
    let folder = support::binary::folder(&[("acme.toml", VENDOR.as_bytes())]);
    let run = support::binary::refract(folder.path(), &["vocabulary", "check", "acme.toml"]);
    assert_eq!(run.code, 1, "{}", run.err);
    insta::assert_snapshot!(run.out);
}
