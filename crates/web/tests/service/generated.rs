//! Requests generated from the OpenAPI document, right ones and wrong ones: whatever is asked, the answer is one that the
//! document names, with a body as it says, and never a failure of the program.
//!
//! `PLUMBLINE_SEED` plays a run again.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says by which seed it is played again"
)]

use crate::client::{House, Program, encode};
use app::{Role, Scope};
use axum::http::Method;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// Requests to each operation.
const ROUNDS: u64 = 4;
/// The same in the long set, where every run has a seed of its own.
const ROUNDS_LONG: u64 = 400;

/// Texts that somebody may send, by mistake or on purpose.
const TEXTS: &[&str] = &[
    "",
    " ",
    "Lending",
    "fraud watch",
    "\u{0}",
    "\u{202e}reversed",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "=HYPERLINK(\"x\")",
    "../../etc/passwd",
    "%00%ff",
    "ß\u{301}\u{1f9d1}\u{200d}\u{1f52c}",
    "NaN",
    "9999999999999999999999999999",
    "-1",
    "0",
    "2026-02-30",
    "2026-03-14",
    "2026-03-14T09:00:00Z",
    "null",
    "[]",
    "*",
    "\"",
    "a\nb",
];

#[tokio::test]
async fn whatever_is_asked_the_answer_is_one_that_the_document_names() {
    ask_for(ROUNDS, 20_261_129).await;
}

#[tokio::test]
#[ignore = "long"]
async fn long_fuzz_of_requests() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    ask_for(ROUNDS_LONG, now.as_secs()).await;
}

async fn ask_for(rounds: u64, seed: u64) {
    let seed = std::env::var("PLUMBLINE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(seed);
    println!("PLUMBLINE_SEED={seed}, {rounds} rounds");
    let house = House::with(&[("mara", &[Role::AiManager]), ("emil", &[Role::Employee])]).await;
    let programs = [
        house.program("mara", Scope::Write).await,
        house.program("mara", Scope::Read).await,
        house.program("emil", Scope::Write).await,
    ];
    let mut world =
        World { chance: Chance(seed), document: Json::Null, pool: Vec::new(), checks: BTreeMap::new() };
    let made = programs[0].call(Method::POST, "/api/v1/unit", &[], Some(json!({ "name": "Lending" }))).await;
    world.remember(&made.json());
    for person in programs[0].get("/api/v1/person").await.json()["items"].as_array().unwrap() {
        world.remember(person);
    }
    world.document = programs[0].get("/api/v1/openapi.json").await.json();
    let operations: Vec<(String, String, Json)> = world.document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(move |(method, operation)| (path.clone(), method.clone(), operation.clone()))
        })
        .collect();
    let mut told: BTreeMap<u16, u64> = BTreeMap::new();
    for _ in 0..rounds {
        for (path, method, operation) in &operations {
            let program = &programs[usize::from(world.chance.one_in(4)) * (1 + world.chance.below(2))];
            let status = world.ask(program, path, method, operation).await;
            *told.entry(status).or_default() += 1;
        }
    }
    println!("{told:?}");
    // It says something only if requests of every sort came through: made, read, refused for what they say and to whom.
    for expected in [200, 201, 400, 403, 404, 415, 422] {
        assert!(
            told.get(&expected).is_some_and(|count| *count >= 3),
            "{expected} was hardly answered: {told:?}"
        );
    }
}

struct World {
    chance: Chance,
    document: Json,
    /// What was made: kind, reference, id, tag of its last act.
    pool: Vec<(String, String, String, String)>,
    checks: BTreeMap<String, jsonschema::Validator>,
}

impl World {
    async fn ask(&mut self, program: &Program, path: &str, method: &str, operation: &Json) -> u16 {
        let kind = path.split('/').nth(3).unwrap_or_default().to_owned();
        let of_kind: Vec<usize> = (0..self.pool.len()).filter(|place| self.pool[*place].0 == kind).collect();
        let known = (!of_kind.is_empty()).then(|| of_kind[self.chance.below(of_kind.len())]);
        let reference = match known {
            Some(place) if !self.chance.one_in(5) => self.pool[place].1.clone(),
            _ => self.text(60),
        };
        let mut address = path.replace("{reference}", &encode(&reference));
        let query = self.query(&kind, operation);
        if !query.is_empty() {
            address = format!("{address}?{query}");
        }
        let mut head: Vec<(&str, String)> = Vec::new();
        if method == "put" && !self.chance.one_in(6) {
            let tag = known.map_or_else(|| "\"1\"".to_owned(), |place| self.pool[place].3.clone());
            head.push(("if-match", if self.chance.one_in(6) { "\"x\", W/".to_owned() } else { tag }));
        }
        if self.chance.one_in(4) {
            head.push(("idempotency-key", format!("key-{}", self.chance.below(3))));
        }
        let body = operation.get("requestBody").map(|_| self.body(&kind));
        if let Some((_, media)) = &body {
            head.push(("content-type", (*media).to_owned()));
        }
        let bytes = body.map(|(bytes, _)| bytes).unwrap_or_default();
        let told = format!(
            "{method} {address} {head:?} {}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(2000)])
        );
        let head: Vec<(&str, &str)> = head.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = program.raw(method.to_uppercase().parse().unwrap(), &address, &head, bytes).await;
        let status = answer.status.as_u16();
        assert!(status < 500, "{told}\nanswered {status}: {}", answer.text());
        let documented = &operation["responses"][status.to_string()];
        assert!(
            documented.is_object(),
            "{told}\nanswered {status}, which is not documented: {}",
            answer.text()
        );
        let media = answer.headers.get("content-type").and_then(|it| it.to_str().ok()).unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default();
        let content = &documented["content"][media];
        assert!(content.is_object(), "{told}\nanswered {status} as {media:?}, which is not documented");
        if media.ends_with("json") {
            let found = answer.json();
            self.check(&content["schema"], &found, &told);
            if matches!(status, 200 | 201) && found.get("reference").is_some() {
                self.remember(&found);
            }
        }
        status
    }

    /// Holds an answer against its schema.
    fn check(&mut self, schema: &Json, found: &Json, told: &str) {
        let key = schema.to_string();
        if !self.checks.contains_key(&key) {
            let mut whole = schema.clone();
            whole["components"] = self.document["components"].clone();
            self.checks.insert(key.clone(), jsonschema::validator_for(&whole).unwrap());
        }
        let wrong: Vec<String> = self.checks[&key]
            .iter_errors(found)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{told}\nanswered what its schema does not allow: {wrong:#?}");
    }

    fn remember(&mut self, record: &Json) {
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let (kind, reference) = (text("kind"), text("reference"));
        self.pool.retain(|known| known.0 != kind || known.1 != reference);
        self.pool.push((kind, reference, text("id"), format!("\"{}\"", record["position"])));
    }

    fn query(&mut self, kind: &str, operation: &Json) -> String {
        let mut pairs = Vec::new();
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in parameters.iter().filter(|it| it["in"] == "query") {
            if !self.chance.one_in(3) {
                continue;
            }
            let name = parameter["name"].as_str().unwrap();
            if name == "f" {
                let fields = self.document["components"]["schemas"][kind]["properties"].as_object().cloned();
                let fields: Vec<String> = fields.unwrap_or_default().keys().cloned().collect();
                let field = match fields.len() {
                    0 => self.text(20),
                    count => fields[self.chance.below(count)].clone(),
                };
                let end = ["", "", ".from", ".to", ".not", ".nonsense"][self.chance.below(6)];
                pairs.push(format!("{}={}", encode(&format!("f.{field}{end}")), encode(&self.text(40))));
                continue;
            }
            let value = match self.made(&parameter["schema"], 0) {
                Json::String(text) => text,
                other => other.to_string(),
            };
            let value = if self.chance.one_in(3) { self.text(60) } else { value };
            pairs.push(format!("{name}={}", encode(&value)));
        }
        pairs.join("&")
    }

    /// A body and its media type.
    fn body(&mut self, kind: &str) -> (Vec<u8>, &'static str) {
        let schema = json!({ "$ref": format!("#/components/schemas/{kind}") });
        let mut made = self.made(&schema, 0);
        let json = "application/json";
        if let (true, Some(object)) = (self.chance.one_in(3), made.as_object_mut()) {
            self.spoil(object);
        }
        match self.chance.below(24) {
            0 => (b"{\"name\": ".to_vec(), json),
            1 => (vec![b'['; 20_000], json),
            2 => (b"\xff\xfe\x00".to_vec(), json),
            3 => (Vec::new(), json),
            4 => (made.to_string().into_bytes(), "text/plain"),
            5 => (json!([made, 1, null]).to_string().into_bytes(), json),
            6 => (br#"{"name": "a", "name": "b"}"#.to_vec(), json),
            7 => (br#"{"name": 1e999}"#.to_vec(), json),
            _ => (made.to_string().into_bytes(), json),
        }
    }

    /// Puts something wrong into a body.
    fn spoil(&mut self, object: &mut Map<String, Json>) {
        let names: Vec<String> = object.keys().cloned().collect();
        let name = match names.len() {
            0 => "name".to_owned(),
            count => names[self.chance.below(count)].clone(),
        };
        let wrong = [
            Json::Null,
            json!(1.5),
            json!(-1),
            json!({ "a": { "b": [] } }),
            json!([[[]]]),
            json!(true),
            json!("x".repeat(200_001)),
            json!(["not-an-id", "not-an-id"]),
        ];
        match self.chance.below(3) {
            0 => object.insert(self.text(30), wrong[self.chance.below(wrong.len())].clone()),
            1 => object.insert(name, json!(self.text(60))),
            _ => object.insert(name, wrong[self.chance.below(wrong.len())].clone()),
        };
    }

    /// Something that a schema allows, mostly.
    fn made(&mut self, schema: &Json, depth: usize) -> Json {
        if let Some(to) = schema["$ref"].as_str() {
            let found = self.document.pointer(to.trim_start_matches('#')).cloned().unwrap_or_default();
            return self.made(&found, depth);
        }
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        if let Some(options) = schema["enum"].as_array() {
            return options[self.chance.below(options.len())].clone();
        }
        match schema["type"].as_str().unwrap_or_default() {
            "object" => {
                let needed: Vec<&str> =
                    schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
                let needed_later = &schema["x-required-to-be-in-force"];
                let needed_later: Vec<&str> =
                    needed_later.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
                let mut object = Map::new();
                for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                    let must = needed.contains(&name.as_str())
                        || needed_later.contains(&name.as_str()) && !self.chance.one_in(12);
                    if must || depth < 3 && self.chance.one_in(3) {
                        object.insert(name.clone(), self.made(field, depth + 1));
                    }
                }
                Json::Object(object)
            }
            "array" => {
                let count = self.chance.below(3);
                (0..count).map(|_| self.made(&schema["items"], depth + 1)).collect()
            }
            "boolean" => json!(self.chance.one_in(2)),
            "integer" => {
                let low = schema["minimum"].as_u64().unwrap_or(0);
                let high = schema["maximum"].as_u64().unwrap_or(low + 9);
                json!(low + self.chance.number() % (high - low + 1))
            }
            _ => json!(self.string(schema)),
        }
    }

    fn string(&mut self, schema: &Json) -> String {
        match (schema["format"].as_str(), schema["pattern"].as_str()) {
            (Some("date"), _) => {
                format!("2026-{:02}-{:02}", 1 + self.chance.below(12), 1 + self.chance.below(28))
            }
            (Some("date-time"), _) => format!("2026-03-{:02}T09:00:00Z", 1 + self.chance.below(28)),
            (Some("uuid"), _) => {
                let to = schema["x-links-to"].as_str().unwrap_or_default();
                let fits: Vec<&str> = self
                    .pool
                    .iter()
                    .filter(|known| known.0 == to || to == "*")
                    .map(|known| known.2.as_str())
                    .collect();
                match fits.len() {
                    count if count > 0 && !self.chance.one_in(8) => fits[self.chance.below(count)].to_owned(),
                    _ => "01890000-0000-7000-8000-000000000000".to_owned(),
                }
            }
            (_, Some("^[A-Z]{3}$")) => "EUR".to_owned(),
            (_, Some("^[0-9a-f]{64}$")) => "0".repeat(64),
            (_, Some(_)) => format!("{}.5", self.chance.below(100)),
            _ => {
                let most = schema["maxLength"].as_u64().unwrap_or(200);
                let text = self.text(usize::try_from(most.min(400)).unwrap());
                if self.chance.one_in(6) { text } else { "Something that a person would write".to_owned() }
            }
        }
    }

    fn text(&mut self, most: usize) -> String {
        let text = TEXTS[self.chance.below(TEXTS.len())];
        if self.chance.one_in(8) { text.repeat(40).chars().take(most).collect() } else { text.to_owned() }
    }
}

/// Chance by a seed (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.number() % count as u64).unwrap()
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.number().is_multiple_of(count)
    }
}
