//! Canonical JSON against the published vectors of three other implementations and of RFC 8785.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ledger::canonical::{CanonicalError, parse, parse_canonical, to_bytes};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{fs, path::Path};

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/vectors/jcs");

fn canonical(path: &Path) -> Vec<u8> {
    to_bytes(&parse(&fs::read(path).unwrap()).unwrap()).unwrap()
}

fn names(folder: &str) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(Path::new(VECTORS).join(folder))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_input_has_the_published_bytes() {
    let root = Path::new(VECTORS);
    let mut seen = 0;
    for set in ["cyberphone", "erdtman", "gowebpki"] {
        for name in names(&format!("{set}/input")) {
            let expected = fs::read(root.join(set).join("output").join(&name)).unwrap();
            let expected = expected.strip_suffix(b"\n").unwrap_or(&expected);
            assert_eq!(canonical(&root.join(set).join("input").join(&name)), expected, "{set}/{name}");
            seen += 1;
        }
    }
    for case in ["rfc_example", "rfc_sorting"] {
        let expected = fs::read(root.join(format!("rfc8785-text/{case}.expected.json"))).unwrap();
        let expected = expected.strip_suffix(b"\n").unwrap_or(&expected);
        assert_eq!(canonical(&root.join(format!("rfc8785-text/{case}.input.json"))), expected, "{case}");
        seen += 1;
    }
    assert_eq!(seen, 9);
}

#[test]
fn the_hexadecimal_authority_agrees() {
    let root = Path::new(VECTORS).join("cyberphone");
    for name in names("cyberphone/outhex") {
        let text = fs::read_to_string(root.join("outhex").join(&name)).unwrap();
        let expected: Vec<u8> =
            text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
        assert_eq!(canonical(&root.join("input").join(name.replace(".txt", ".json"))), expected, "{name}");
    }
}

#[test]
fn numbers_are_written_as_ecmascript_writes_them() {
    let mut seen = 0;
    for file in ["es6-numbers-first-1000.txt", "es6-numbers-1001-10000-shared.txt"] {
        for line in fs::read_to_string(Path::new(VECTORS).join(file)).unwrap().lines() {
            let (bits, expected) = line.split_once(',').unwrap();
            let double = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
            assert_eq!(String::from_utf8(to_bytes(&json!(double)).unwrap()).unwrap(), expected, "{bits}");
            let read = parse(expected.as_bytes()).unwrap();
            assert_eq!(to_bytes(&read).unwrap(), expected.as_bytes(), "{bits} read back");
            seen += 1;
        }
    }
    assert_eq!(seen, 7_000);
}

#[test]
fn what_two_readers_could_read_differently_is_refused() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    for text in [
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"[{"b":{"c":1,"c":1}}]"#,
        r#""\ud800""#,
        "1 2",
        "{\"a\":1}x",
        "01",
        "NaN",
        "1e400",
        "",
        "[1,]",
        &deep,
    ] {
        assert!(matches!(parse(text.as_bytes()), Err(CanonicalError::Json(_))), "{text}");
    }
    assert!(parse(b"\"\xff\"").is_err());
    assert!(parse(b"\xef\xbb\xbf1").is_err(), "a byte order mark is not JSON");
}

#[test]
fn integers_that_a_double_cannot_hold_are_refused() {
    assert_eq!(to_bytes(&json!(9_007_199_254_740_991_u64)).unwrap(), b"9007199254740991");
    assert_eq!(to_bytes(&json!(-9_007_199_254_740_991_i64)).unwrap(), b"-9007199254740991");
    for value in [json!(9_007_199_254_740_992_u64), json!(-9_007_199_254_740_992_i64), json!([u64::MAX])] {
        assert!(matches!(to_bytes(&value), Err(CanonicalError::Integer)), "{value}");
    }
}

#[test]
fn only_the_canonical_spelling_is_canonical() {
    for text in
        [r#"{"b":1,"a":2}"#, "[ 1]", "1.0", "-0", r#""\u0061""#, r#""\/""#, "[1]\n", "9007199254740993"]
    {
        assert!(matches!(parse_canonical(text.as_bytes()), Err(CanonicalError::Form)), "{text}");
    }
    assert_eq!(parse_canonical(r#"{"a":2,"b":1.5}"#.as_bytes()).unwrap(), json!({"a": 2, "b": 1.5}));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        any::<f64>()
            .prop_filter("finite, and not an integer in disguise", |x| x.is_finite() && x.fract() != 0.0)
            .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_value_comes_back_from_its_bytes(value in any_json()) {
        let bytes = to_bytes(&value).unwrap();
        prop_assert_eq!(&parse_canonical(&bytes).unwrap(), &value);
        prop_assert_eq!(&serde_json::from_slice::<Value>(&bytes).unwrap(), &value);
    }

    #[test]
    fn bytes_do_not_depend_on_layout_or_order(value in any_json()) {
        let pretty = serde_json::to_vec_pretty(&value).unwrap();
        prop_assert_eq!(to_bytes(&parse(&pretty).unwrap()).unwrap(), to_bytes(&value).unwrap());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse_canonical(&bytes);
    }
}
