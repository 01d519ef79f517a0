//! What runs in a guest and what is used of it, as a daemon is told.

use serde_json::{Value, json};

use crate::daemon_test::{alone, with_agent};

#[test]
fn everything_that_runs_is_listed_but_the_agent() {
    alone(
        "http::machine::census_tests::everything_that_runs_is_listed_but_the_agent",
        |daemon, _| async move {
            let argv = ["/bin/sh", "-c", "sleep 600 & wait", "a\u{1b}[31m b"];
            let asked = json!({ "user": "4242:4343" });
            let (id, pid) = daemon.start(&argv, asked).await;
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            let answer = daemon.get("ps").await;
            assert_eq!(answer.status, 200);
            let list = answer.json()["processes"].as_array().unwrap().clone();
            let find = |wanted: &dyn Fn(&Value) -> bool| list.iter().find(|one| wanted(one));
            assert!(find(&|one| one["pid"] == json!(std::process::id())).is_none());
            let child = find(&|one| one["ppid"] == json!(pid)).unwrap();
            assert_eq!(child["command"], json!("sleep 600"));
            assert_eq!(child["uid"], json!(4242));
            assert_eq!(child["state"], json!("S"));
            assert!(child["rssKiB"].as_u64().unwrap() > 10);
            let age = child["ageMillis"].as_u64().unwrap();
            assert!((200..60_000).contains(&age), "{age}");
            let own = find(&|one| one["pid"] == json!(pid)).unwrap();
            let command = json!("/bin/sh -c sleep 600 & wait a\u{fffd}[31m b");
            assert_eq!((&own["command"], &own["uid"]), (&command, &json!(4242)));
            let target = format!("processes/{id}/signal");
            daemon.post(&target, &json!({ "signal": 9 })).await;
        },
    );
}

#[test]
fn what_is_used_of_the_guest_is_told() {
    with_agent(true, false, |daemon, _| async move {
        let answer = daemon.get("stats").await;
        assert_eq!(answer.status, 200);
        let stats = answer.json();
        let of = |name: &str| stats[name].as_u64().unwrap();
        assert!(of("memoryAvailableKiB") > 0 && of("memoryAvailableKiB") < of("memoryTotalKiB"));
        assert!(of("rootTotalKiB") >= of("rootFreeKiB") && of("rootTotalKiB") > 0);
        assert!(of("cpuMicros") > 0 && of("uptimeMillis") > 0);
        let listed = daemon.get("ps").await.json()["processes"].clone();
        let listed = listed.as_array().unwrap().len() as u64;
        assert!(of("processes") + 50 > listed, "{listed}");
    });
}
