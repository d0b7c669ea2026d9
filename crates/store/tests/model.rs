//! The store in memory passes the suite, so that what is compared with it is worth comparing.
#![cfg(feature = "conformance")]

use std::task::{Context, Poll, Waker};
use store::conformance::{Model, suite};
use uuid::Uuid;

#[test]
fn the_model_passes_the_suite() {
    let mut suite = std::pin::pin!(suite(async || Model::new(Uuid::from_u128(1))));
    // Nothing in it ever waits.
    assert_eq!(suite.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(()));
}
