//! What was written under a former declaration is read under today's, as golden samples say.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use record::{Schema, validate};
use serde_json::{Map, Value as Json};
use std::{fs, path::Path};

struct Sample {
    file: String,
    tag: String,
    stored: Map<String, Json>,
    read: Map<String, Json>,
}

fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upcast");
    let mut samples = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let listed: Vec<Map<String, Json>> =
            serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        samples.extend(listed.into_iter().map(|sample| Sample {
            file: file.clone(),
            tag: sample["tag"].as_str().unwrap().to_owned(),
            stored: sample["stored"].as_object().unwrap().clone(),
            read: sample["read"].as_object().unwrap().clone(),
        }));
    }
    samples
}

#[test]
fn former_bodies_read_as_the_samples_say() {
    for sample in samples() {
        let kind = kinds::find(sample.tag.split('/').next().unwrap()).unwrap();
        let schema = Schema::of(kind);
        let text = serde_json::to_string(&sample.stored).unwrap();
        let body = schema.read(&sample.tag, sample.stored);
        assert_eq!(body.to_json(), sample.read, "{} under {}", sample.file, sample.tag);
        assert_eq!(schema.read_text(&sample.tag, &text, &[]).unwrap(), body, "{}", sample.file);
        for (field, value) in &sample.read {
            let part = schema.read_text(&sample.tag, &text, &[field]).unwrap().to_json();
            assert_eq!(part, Map::from_iter([(field.clone(), value.clone())]), "{}", sample.file);
        }
        assert_eq!(validate(&schema, &body), [], "{} under {}", sample.file, sample.tag);
    }
}

#[test]
fn every_former_version_has_samples() {
    let samples = samples();
    for kind in kinds::ALL {
        for version in 1..kind.version {
            let file = format!("{}-{version}", kind.id);
            let tag = format!("{}/{version}+", kind.id);
            assert!(
                samples.iter().any(|sample| sample.file == file && sample.tag.starts_with(&tag)),
                "tests/upcast/{file}.json is missing"
            );
        }
    }
}

#[test]
fn every_step_says_in_a_sentence_what_it_does() {
    for step in kinds::ALL.iter().flat_map(|kind| kind.upcasts) {
        assert!(step.what.ends_with('.') && step.what.len() > 20, "{}", step.what);
    }
}

#[test]
fn a_step_read_twice_changes_nothing_more() {
    for kind in kinds::ALL {
        let schema = Schema::of(kind);
        for sample in samples().into_iter().filter(|sample| sample.tag.starts_with(&format!("{}/", kind.id)))
        {
            let once = schema.read(&sample.tag, sample.stored);
            let again = schema.read(&sample.tag, once.to_json());
            assert_eq!(once, again, "{} under {}", sample.file, sample.tag);
        }
    }
}
