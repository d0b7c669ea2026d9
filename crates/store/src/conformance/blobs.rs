//! What a keeper of evidence must do.

use crate::Blobs;
use ledger::Hash;

/// Everything, on a new and empty keeper.
pub async fn blobs(blobs: &dyn Blobs) {
    assert_eq!(blobs.list().await.unwrap(), Vec::<String>::new());
    let files = [Vec::new(), b"evidence".to_vec(), vec![0xFF; 200_000]];
    let mut names: Vec<String> = files.iter().map(|bytes| Hash::of(bytes).to_string()).collect();
    for (name, bytes) in names.iter().zip(&files) {
        assert_eq!(blobs.get(name).await.unwrap(), None);
        blobs.put(name, bytes).await.unwrap();
        blobs.put(name, bytes).await.unwrap();
        assert_eq!(blobs.get(name).await.unwrap().as_ref(), Some(bytes));
    }
    names.sort_unstable();
    assert_eq!(blobs.list().await.unwrap(), names);
    let upper = names[0].to_uppercase();
    for wrong in [
        "",
        "..",
        "../../etc/passwd",
        "abc",
        upper.as_str(),
        &names[0][1..],
        &format!("{}0", names[0]),
        &"é".repeat(32),
    ] {
        assert!(blobs.put(wrong, b"x").await.is_err(), "{wrong}");
        assert!(blobs.get(wrong).await.is_err(), "{wrong}");
    }
    assert!(blobs.put(&names[0], b"other bytes").await.is_err(), "bytes that do not have the name");
    assert_eq!(blobs.list().await.unwrap(), names, "nothing of it was kept");
}
