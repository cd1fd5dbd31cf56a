// SPDX-License-Identifier: GPL-2.0
// Other people's crates at work: a regular expression over a text, counts as JSON, digests.
use regex::Regex;
use serde_json::json;
use sha2::{Digest, Sha256, Sha512};
use std::collections::{BTreeMap, HashMap};
use std::io::Read;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{:02x}", b)).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let pattern = std::env::args().nth(1).unwrap_or_else(|| r"\w+".to_string());
    let word = Regex::new(&pattern)?;

    // The order of a HashMap is random on purpose (random_get); the totals are not.
    let mut count: HashMap<&str, u64> = HashMap::new();
    for m in word.find_iter(&text) {
        *count.entry(m.as_str()).or_default() += 1;
    }
    let total: u64 = count.values().sum();
    let sorted: BTreeMap<_, _> = count
        .iter()
        .map(|(w, n)| (*w, json!({"n": n, "share": *n as f64 / total as f64})))
        .collect();
    println!("{}", serde_json::to_string_pretty(&sorted)?);

    let parsed: serde_json::Value = serde_json::from_str(&serde_json::to_string(&sorted)?)?;
    let back: u64 = parsed.as_object().unwrap().values().map(|v| v["n"].as_u64().unwrap()).sum();
    println!("{} words, {} after a round trip through JSON", total, back);
    println!("sha256 {}", hex(&Sha256::digest(text.as_bytes())));
    println!("sha512 {}", hex(&Sha512::digest(text.as_bytes())));
    eprintln!("done");
    if back == total { Ok(()) } else { Err("counts differ".into()) }
}
