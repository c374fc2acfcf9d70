//! The store in files: between processes, after a kill, with files that are damaged or of others.

use super::*;
use specie_runtime::{ErrorKind, FileStore, Outcome};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

/// Turns this test binary into a process that uses the store in this folder.
const FOLDER: &str = "SPECIE_TEST_STORE";

#[tokio::test(flavor = "multi_thread")]
async fn a_store_in_files_keeps_its_promises() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::open(folder.path().join("made/by the store")).unwrap();
    promises::check(Arc::new(store)).await;
}

/// What a store has is there for the next one, and for another at the same time.
#[tokio::test]
async fn stores_of_one_folder_share_all_that_they_have() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (open(folder.path()), open(folder.path()));
    let mut given = Vec::new();
    for _ in 0..5 {
        given.push(one.next("k", Unit::Millis, 7).await.unwrap());
        given.push(two.next("k", Unit::Millis, 3).await.unwrap());
    }
    assert_eq!(given, (7..17).collect::<Vec<_>>());
    let long = Duration::from_secs(60);
    let claimed = one.claim("d", "me", long).await.unwrap();
    assert_eq!(claimed, ClaimState::Claimed);
    let state = two.claim("d", "you", long).await.unwrap();
    assert_eq!(state, ClaimState::InProgress);
    one.finish("d", long).await.unwrap();
    drop((one, two));
    let three = open(folder.path());
    assert_eq!(three.next("k", Unit::Millis, 0).await.unwrap(), 17);
    let state = three.claim("d", "you", long).await.unwrap();
    assert_eq!(state, ClaimState::Done);
    let size = LimitSize::Window {
        calls: 2,
        per_ms: 60_000,
    };
    let one = [LimitUse {
        pool: "p",
        size,
        cost: 1,
    }];
    for store in [&three, &open(folder.path())] {
        let admission = store.take(&one, Duration::ZERO).await.unwrap();
        assert_eq!(admission, Admission::After(Duration::ZERO));
    }
    let third = three.take(&one, Duration::ZERO).await.unwrap();
    assert!(matches!(third, Admission::NotWithin(_)), "{third:?}");
}

#[tokio::test]
async fn a_file_that_is_damaged_or_of_others_is_an_error_and_gives_no_nonce() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path())
        .next("k", Unit::Millis, 1)
        .await
        .unwrap();
    let path = file_of(folder.path(), "nonces-k");
    let good = std::fs::read_to_string(&path).unwrap();
    // Every byte that differs, a file that was cut, and those of others.
    let mut texts: Vec<Vec<u8>> = Vec::new();
    let significant = good.trim_end().len();
    for at in 0..significant {
        let mut bytes = good.clone().into_bytes();
        bytes[at] ^= 1;
        texts.push(bytes);
        if at > 0 {
            texts.push(good.as_bytes()[..at].to_vec());
        }
    }
    texts.push(b"17\n".to_vec());
    texts.push(vec![0; good.len()]);
    texts.push(
        good.replace("specie nonces 1", "specie nonces 2")
            .into_bytes(),
    );
    for text in texts {
        std::fs::write(&path, &text).unwrap();
        let error = open(folder.path()).next("k", Unit::Millis, 1).await;
        let error = error.expect_err(&String::from_utf8_lossy(&text));
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Store, Outcome::NotSent)
        );
        let message = error.to_string();
        assert!(message.contains(&path.display().to_string()), "{message}");
    }
    std::fs::write(&path, good.replace("key k", "key l")).unwrap();
    open(folder.path())
        .next("k", Unit::Millis, 1)
        .await
        .unwrap_err();
    std::fs::write(&path, &good).unwrap();
    assert_eq!(
        open(folder.path())
            .next("k", Unit::Millis, 1)
            .await
            .unwrap(),
        2
    );
}

/// What each kind of file says if the byte at `at` of it is not text.
async fn messages_of_files_with_a_byte_that_is_not_text(at: usize) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let size = LimitSize::Window {
        calls: 1,
        per_ms: 1,
    };
    let pool = [LimitUse {
        pool: "k",
        size,
        cost: 1,
    }];
    let long = Duration::from_secs(60);
    store.next("k", Unit::Millis, 1).await.unwrap();
    store.take(&pool, long).await.unwrap();
    store.claim("k", "me", long).await.unwrap();
    let mut damaged = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        // Files that only hold a lock are empty.
        if let Some(byte) = bytes.get_mut(at) {
            *byte = 0xff;
            damaged += 1;
            std::fs::write(&path, bytes).unwrap();
        }
    }
    assert_eq!(damaged, 3);
    let store = open(folder.path());
    let errors = [
        store.next("k", Unit::Millis, 1).await.unwrap_err(),
        store.take(&pool, long).await.unwrap_err(),
        store.claim("k", "me", long).await.unwrap_err(),
    ];
    errors.map(|error| error.to_string()).into()
}

#[tokio::test]
async fn a_byte_that_is_not_text_is_damage_and_a_first_line_that_is_not_ours_is_shown() {
    for message in messages_of_files_with_a_byte_that_is_not_text(25).await {
        let what = "is damaged: byte 25 is not text in UTF-8; ";
        assert!(message.contains(what), "{message}");
        assert!(!message.contains("another folder"), "{message}");
    }
    for message in messages_of_files_with_a_byte_that_is_not_text(3).await {
        let what = "is not of this store: expected `specie ";
        assert!(message.contains(what), "{message}");
        assert!(message.contains("found `spe\u{fffd}ie "), "{message}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = FileStore::open(&file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store);
    let store = open(folder.path());
    drop(folder);
    let error = store.next("k", Unit::Millis, 1).await.unwrap_err();
    assert!(error.to_string().starts_with("cannot open"), "{error}");
}

/// Processes that are killed while they take nonces and hold the key: the others go on, and no nonce is issued twice.
#[tokio::test(flavor = "multi_thread")]
async fn processes_that_are_killed_leave_nothing_locked_and_no_nonce_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut given = Vec::new();
    for round in 0..6 {
        let mut others: Vec<Child> = (0..3).map(|_| spawn(folder.path())).collect();
        let readers: Vec<_> = others
            .iter_mut()
            .map(|other| {
                let lines = BufReader::new(other.stdout.take().unwrap()).lines();
                std::thread::spawn(move || -> Vec<String> { lines.map_while(Result::ok).collect() })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(150 + 17 * round));
        for other in &mut others {
            other.kill().unwrap();
            other.wait().unwrap();
        }
        for reader in readers {
            let lines = reader.join().unwrap();
            let lines = lines.iter().filter_map(|line| line.strip_prefix("nonce "));
            // The last line of a process that was killed may be cut: it was issued, but we cannot know which.
            given.extend(lines.filter_map(|line| line.strip_suffix('.')?.parse::<i128>().ok()));
        }
        let store = open(folder.path());
        let lock = tokio::time::timeout(Duration::from_secs(20), store.lock("k", Duration::MAX));
        drop(
            lock.await
                .expect("the kernel releases what was killed")
                .unwrap(),
        );
        let next = store.next("k", Unit::Millis, 0).await.unwrap();
        assert!(given.iter().all(|earlier| *earlier < next), "{next}");
        given.push(next);
    }
    let issued = given.len();
    assert!(issued > 100, "{issued}");
    given.sort_unstable();
    given.dedup();
    assert_eq!(given.len(), issued);
}

/// Not a test by itself: the process that the test above starts and kills.
#[tokio::test]
async fn process_that_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let store = open(Path::new(&folder));
    loop {
        let guard = store.lock("k", Duration::MAX).await.unwrap();
        let nonce = store.next("k", Unit::Millis, 0).await.unwrap();
        println!("nonce {nonce}.");
        drop(guard);
    }
}

fn spawn(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "file::process_that_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn open(folder: &Path) -> FileStore {
    FileStore::open(folder).unwrap()
}

/// The file in the folder whose name begins so.
fn file_of(folder: &Path, start: &str) -> PathBuf {
    let mut paths = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let found = paths.find(|path| {
        path.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with(start)
    });
    found.unwrap()
}
