//! Entries: golden bytes, strict reading, and that no text can enter.

use crate::sample;
use ledger::{Actor, Commitment, Draft, Entry, EntryError, Subject, WAYS, canonical, limits};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

#[test]
fn golden_entries() {
    let lines: Vec<_> =
        sample::log().entries.iter().map(|entry| String::from_utf8(entry.bytes()).unwrap()).collect();
    insta::assert_snapshot!("entries", lines.join("\n"));
}

#[test]
fn golden_leaf_hashes() {
    let lines: Vec<_> = sample::log().entries.iter().map(|entry| entry.leaf_hash().to_string()).collect();
    insta::assert_snapshot!("leaves", lines.join("\n"));
}

#[test]
fn a_clock_that_went_back_is_held() {
    let log = sample::log();
    assert_eq!(log.entries[4].at, log.entries[3].at, "the approval was dated before the submission");
    let sealed = sample::draft(5, "create", (1, 1), "draft").seal(0, 0).unwrap();
    assert_eq!(sealed.at, 1_767_225_605_000_000, "a clock that runs is left alone");
}

#[test]
fn only_the_canonical_bytes_are_read() {
    let text = String::from_utf8(sample::log().entries[4].bytes()).unwrap();
    assert!(Entry::parse(text.as_bytes()).is_ok());
    let approves = r#""codes":{"approves":"2"}"#;
    for (from, to) in [
        ("{\"act\"", "{ \"act\""),
        ("\"position\":4", "\"position\":4.0"),
        ("\"position\":4", "\"position\":04"),
        ("\"position\":4", "\"position\":\"4\""),
        ("\"position\":4", "\"position\":-4"),
        ("\"v\":1", "\"v\":2"),
        ("\"v\":1", "\"v\":1,\"w\":1"),
        ("\"v\":1", "\"v\":1,\"v\":1"),
        ("\"approve\"", "\"\\u0061pprove\""),
        (approves, r#""codes":{"approves":"2","approves":"2"}"#),
        (approves, r#""codes":{"b":"2","a":"1"}"#),
        (approves, r#""codes":{"approves":2}"#),
        (approves, r#""codes":{"approves":null}"#),
        ("0190", "019O"),
        ("01900000-0000-7000-8000-000000000001", "01900000000070008000000000000001"),
        ("-00000000000000aa", "-00000000000000AA"),
        ("\"via\":\"web\"", "\"via\":\"fax\""),
        ("}", "}\n"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert!(changed != text || from == "-00000000000000aa", "{from} is in the entry");
        if changed != text {
            assert!(Entry::parse(changed.as_bytes()).is_err(), "{to}");
        }
    }
    assert!(Entry::parse(&[text.as_bytes(), b"\n"].concat()).is_err(), "a line feed is not part of an entry");
    assert!(Entry::parse(&[b"\xef\xbb\xbf", text.as_bytes()].concat()).is_err());
}

/// Puts a word into each place of an entry that holds one.
fn places(word: &str) -> Vec<(&'static str, Draft)> {
    let base = || sample::draft(0, "create", (1, 1), "draft");
    let code = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
    let with = |change: &dyn Fn(&mut Draft)| {
        let mut draft = base();
        change(&mut draft);
        draft
    };
    let word = word.to_owned();
    vec![
        ("act", with(&|draft| draft.act.clone_from(&word))),
        ("capacity", with(&|draft| draft.actor.capacity.clone_from(&word))),
        ("via", with(&|draft| draft.actor.via.clone_from(&word))),
        ("kind", with(&|draft| draft.subject.kind.clone_from(&word))),
        ("schema", with(&|draft| draft.schema.clone_from(&word))),
        ("state", with(&|draft| draft.state.clone_from(&word))),
        ("field", with(&|draft| draft.fields = BTreeMap::from([(word.clone(), None)]))),
        ("name of a code", with(&|draft| draft.codes = code(&word, "1"))),
        ("code", with(&|draft| draft.codes = code("approves", &word))),
    ]
}

#[test]
fn every_word_of_an_entry_is_one_of_these_places() {
    // If an entry gets another place for words, this fails until the places above know it.
    let facts = sample::draft(0, "w", (1, 1), "w").seal(0, 0).unwrap();
    let bytes = canonical::parse(&facts.bytes()).unwrap();
    let members: Vec<_> = bytes.as_object().unwrap().keys().map(String::as_str).collect();
    let mut sorted = members.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        [
            "act",
            "actor",
            "at",
            "codes",
            "fields",
            "organisation",
            "position",
            "reason",
            "schema",
            "state",
            "subject",
            "v"
        ]
    );
    assert_eq!(bytes["actor"].as_object().unwrap().len(), 3);
    assert_eq!(bytes["subject"].as_object().unwrap().len(), 3);
}

#[test]
fn no_text_can_enter() {
    let long = "a".repeat(limits::CODE_BYTES_MAX + 1);
    for text in
        ["Anna", "anna öz", "a b", "ä", "\"", "\\", "a\nb", "a,b", "", "a\u{0}", "名", "(a)", "a'b", &long]
    {
        for (place, draft) in places(text) {
            let refused = draft.seal(0, 0).unwrap_err();
            assert!(
                matches!(refused, EntryError::Code { what } if what == place),
                "{text:?} as {place}: {refused}"
            );
        }
    }
}

#[test]
fn no_text_can_be_read_in_either() {
    let text = String::from_utf8(sample::log().entries[4].bytes()).unwrap();
    for word in ["approve", "owner", "web", "ai_system", "effective", "minutes", "approves"] {
        let changed = text.replacen(&format!("\"{word}\""), "\"Anna Smith\"", 1);
        assert_ne!(changed, text);
        assert!(matches!(Entry::parse(changed.as_bytes()), Err(EntryError::Code { .. })), "{word}");
    }
}

#[test]
fn limits_are_kept() {
    let sealed = |change: &dyn Fn(&mut Draft), position| {
        let mut draft = sample::draft(0, "create", (1, 1), "draft");
        change(&mut draft);
        draft.seal(position, 0)
    };
    let many = |count: usize| (0..count).map(|i| format!("f{i}"));
    assert!(sealed(&|d| d.fields = many(limits::FIELDS_MAX).map(|f| (f, None)).collect(), 0).is_ok());
    assert!(sealed(&|d| d.fields = many(limits::FIELDS_MAX + 1).map(|f| (f, None)).collect(), 0).is_err());
    assert!(
        sealed(&|d| d.codes = many(limits::CODES_MAX + 1).map(|f| (f, "1".into())).collect(), 0).is_err()
    );
    assert!(sealed(&|d| d.subject.version = limits::INTEGER_MAX + 1, 0).is_err());
    assert!(sealed(&|d| d.at = -1, 0).is_ok_and(|entry| entry.at == 0), "the floor holds it");
    assert!(sealed(&|_| (), limits::INTEGER_MAX).is_ok());
    assert!(sealed(&|_| (), limits::INTEGER_MAX + 1).is_err());
    assert!(
        sealed(&|d| d.fields = [("@reason".into(), None)].into(), 0).is_err(),
        "the reason has its own place"
    );
}

#[test]
fn the_largest_entry_fits_its_limit() {
    let word = |i: usize| format!("{i:0>64}");
    let mut draft = sample::draft(0, &word(1), (1, limits::INTEGER_MAX), &word(2));
    draft.fields = (0..limits::FIELDS_MAX).map(|i| (word(i), Some(Commitment([255; 32])))).collect();
    draft.codes = (0..limits::CODES_MAX).map(|i| (word(i), word(i))).collect();
    draft.reason = Some(Commitment([255; 32]));
    let bytes = draft.seal(limits::INTEGER_MAX, 0).unwrap().bytes();
    assert!(bytes.len() < limits::ENTRY_BYTES_MAX, "{}", bytes.len());
    assert!(Entry::parse(&bytes).is_ok());
}

prop_compose! {
    fn any_draft()(
        organisation in any::<u128>(), at in 0..=9_007_199_254_740_991_i64, person in any::<u128>(),
        via in prop::sample::select(WAYS.to_vec()), id in any::<u128>(), version in 0..=limits::INTEGER_MAX,
        words in prop::collection::vec("[a-z0-9_.:/+@-]{1,64}", 5),
        fields in prop::collection::btree_map("[a-z][a-z0-9_.:/+@-]{0,63}", any::<Option<[u8; 32]>>(), 0..9),
        reason in any::<Option<[u8; 32]>>(),
        codes in prop::collection::btree_map("[a-z0-9_.:/+@-]{1,64}", "[a-z0-9_.:/+@-]{1,64}", 0..9),
    ) -> Draft {
        Draft {
            organisation: Uuid::from_u128(organisation),
            at,
            actor: Actor { person: Uuid::from_u128(person), capacity: words[0].clone(), via: via.to_owned() },
            act: words[1].clone(),
            subject: Subject { kind: words[2].clone(), id: Uuid::from_u128(id), version },
            schema: words[3].clone(),
            state: words[4].clone(),
            fields: fields.into_iter().map(|(name, bytes)| (name, bytes.map(Commitment))).collect(),
            reason: reason.map(Commitment),
            codes,
        }
    }
}

proptest! {
    #[test]
    fn an_entry_comes_back_from_its_bytes(draft in any_draft(), position in 0..=limits::INTEGER_MAX) {
        let entry = draft.seal(position, 0).unwrap();
        prop_assert_eq!(&Entry::parse(&entry.bytes()).unwrap(), &entry);
    }

    #[test]
    fn the_bytes_are_those_of_the_general_canonical_form(draft in any_draft(), position in 0..=limits::INTEGER_MAX) {
        let bytes = draft.seal(position, 0).unwrap().bytes();
        prop_assert!(canonical::parse_canonical(&bytes).is_ok(), "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_changed_byte_is_another_entry_or_none(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let entry = &sample::log().entries[4];
        let mut bytes = entry.bytes();
        let place = at.index(bytes.len());
        prop_assume!(bytes[place] != byte);
        bytes[place] = byte;
        prop_assert!(Entry::parse(&bytes).map_or(true, |other| other != *entry));
    }

    #[test]
    fn any_text_outside_the_charset_is_refused_everywhere(text in ".*[^a-z0-9_.:/+@-].*") {
        for (place, draft) in places(&text) {
            prop_assert!(draft.seal(0, 0).is_err(), "{}", place);
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Entry::parse(&bytes).is_err());
    }
}
