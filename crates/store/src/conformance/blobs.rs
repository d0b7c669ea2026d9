//! What a keeper of evidence must do.

use crate::Blobs;
use jiff::{SignedDuration, Timestamp};
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
    removal(
        blobs,
        &names[0],
        &files[files.iter().position(|file| Hash::of(file).to_string() == names[0]).unwrap()],
    )
    .await;
}

/// What was kept before an instant goes, what was kept later stays.
async fn removal(blobs: &dyn Blobs, name: &str, bytes: &[u8]) {
    let (past, future) =
        (Timestamp::now() - SignedDuration::from_hours(1), Timestamp::now() + SignedDuration::from_hours(1));
    let held = blobs.holdings().await.unwrap();
    assert_eq!(held.iter().map(|one| one.sha256.clone()).collect::<Vec<_>>(), blobs.list().await.unwrap());
    let one = held.iter().find(|one| one.sha256 == name).unwrap().clone();
    assert_eq!(one.bytes, u64::try_from(bytes.len()).unwrap());
    assert!(one.kept > past && one.kept < future, "{one:?}");
    for before in [past, one.kept] {
        assert!(!blobs.remove(name, before).await.unwrap(), "it was not kept before {before}");
        assert_eq!(blobs.get(name).await.unwrap().as_deref(), Some(bytes));
    }
    // Kept again, it is kept from then on.
    std::thread::sleep(std::time::Duration::from_millis(30));
    blobs.put(name, bytes).await.unwrap();
    let again = blobs.holdings().await.unwrap().into_iter().find(|one| one.sha256 == name).unwrap();
    assert!(again.kept > one.kept, "{again:?} after {one:?}");
    assert!(!blobs.remove(name, again.kept).await.unwrap(), "somebody has kept it since");
    assert_eq!(blobs.get(name).await.unwrap().as_deref(), Some(bytes));
    assert!(blobs.remove(name, future).await.unwrap());
    assert!(!blobs.remove(name, future).await.unwrap(), "it is gone already");
    assert_eq!(blobs.get(name).await.unwrap(), None);
    assert!(!blobs.list().await.unwrap().contains(&name.to_owned()));
    assert!(blobs.remove("..", future).await.is_err());
    blobs.put(name, bytes).await.unwrap();
    assert_eq!(blobs.get(name).await.unwrap().as_deref(), Some(bytes));
}
