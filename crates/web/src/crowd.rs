//! How many are there at the same time, in all and of each address: one who opens connections without end takes the room of
//! his own address, and not that of everybody.

use crate::{
    failure::Failed,
    limits::{CONNECTIONS, CONNECTIONS_OF_ONE, REQUESTS_OF_ONE},
    request::{Peer, network, trace},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use record::{Class, Refusal};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How many connections there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// In all.
    pub all: usize,
    /// Of one address.
    pub of_one: usize,
    /// Of this machine, where a proxy may stand that asks for everybody.
    pub of_this_machine: usize,
}

impl Room {
    /// Where the other side of a connection is who asks.
    pub const DIRECT: Self =
        Self { all: CONNECTIONS, of_one: CONNECTIONS_OF_ONE, of_this_machine: CONNECTIONS };
    /// Where the other side is a proxy, which asks for everybody.
    pub const BEHIND_A_PROXY: Self = Self { of_one: CONNECTIONS, ..Self::DIRECT };

    fn of(self, address: IpAddr) -> usize {
        if address.to_canonical().is_loopback() { self.of_this_machine } else { self.of_one }
    }
}

/// Those who are there. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Crowd(Arc<Mutex<Counted>>);

#[derive(Debug, Default)]
struct Counted {
    all: usize,
    of: HashMap<String, usize>,
}

/// A place in the crowd, free again when it is dropped.
#[derive(Debug)]
pub struct Place {
    crowd: Crowd,
    address: String,
}

impl Crowd {
    /// A connection from an address, if there is room for it.
    pub fn connect(&self, address: IpAddr, room: Room) -> Option<Place> {
        self.enter(network(address), room.all, room.of(address))
    }

    /// One more of an address, if there are fewer than so many in all and of it.
    fn enter(&self, address: String, all: usize, of_one: usize) -> Option<Place> {
        let mut counted = self.counted();
        let there = counted.of.get(&address).copied().unwrap_or_default();
        if counted.all >= all || there >= of_one {
            return None;
        }
        counted.all += 1;
        counted.of.insert(address.clone(), there + 1);
        Some(Place { crowd: self.clone(), address })
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counted = self.crowd.counted();
        counted.all -= 1;
        if let Some(there) = counted.of.get_mut(&self.address) {
            *there -= 1;
            if *there == 0 {
                counted.of.remove(&self.address);
            }
        }
    }
}

/// Behind proxies of our own connections are theirs, so requests are counted, by the address that they have written down.
pub async fn not_all_of_one(
    State((crowd, hops)): State<(Crowd, usize)>,
    request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let address = trace(peer, request.headers(), hops).address;
    match crowd.enter(address, usize::MAX, REQUESTS_OF_ONE) {
        Some(_place) => next.run(request).await,
        None => Failed::from(crowded()).into_response(),
    }
}

fn crowded() -> Refusal {
    Refusal::new(
        Class::Unavailable,
        "crowded",
        "Too much is asked from your address at the same time; nothing was changed.",
        "Try again in a few seconds.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_all_room_and_leaves_it_when_it_goes() {
        let crowd = Crowd::default();
        let room = Room { all: 5, of_one: 2, of_this_machine: 4 };
        let from = |address: &str| crowd.connect(address.parse().unwrap(), room);
        let first = from("203.0.113.7").unwrap();
        let _second = from("203.0.113.7").unwrap();
        assert!(from("203.0.113.7").is_none());
        assert!(from("::ffff:203.0.113.7").is_none(), "it is the same address");
        let _other = from("203.0.113.8").unwrap();
        let _of_a_network = [from("2001:db8::1").unwrap(), from("2001:db8::2").unwrap()];
        assert!(from("2001:db8::3").is_none(), "a subscriber has the whole network");
        assert!(from("203.0.113.9").is_none(), "there are five");
        drop(first);
        assert!(from("203.0.113.7").is_some());
    }

    #[test]
    fn a_proxy_asks_for_everybody() {
        let crowd = Crowd::default();
        let proxy = "10.0.0.1".parse().unwrap();
        let all: Vec<_> =
            (0..CONNECTIONS).map(|_| crowd.connect(proxy, Room::BEHIND_A_PROXY).unwrap()).collect();
        assert!(crowd.connect(proxy, Room::BEHIND_A_PROXY).is_none());
        drop(all);
        let here = "127.0.0.1".parse().unwrap();
        let all: Vec<_> = (0..CONNECTIONS).map(|_| crowd.connect(here, Room::DIRECT).unwrap()).collect();
        drop(all);
        let direct: Vec<_> = (0..=CONNECTIONS_OF_ONE).map(|_| crowd.connect(proxy, Room::DIRECT)).collect();
        assert_eq!(direct.iter().flatten().count(), CONNECTIONS_OF_ONE);
        drop(direct);
        assert_eq!(crowd.counted().of.len(), 0, "nothing is left of those who have gone");
    }
}
