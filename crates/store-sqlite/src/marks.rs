//! Which numbers came up: told by the database in one piece, because row by row it would take twice as long.

use rusqlite::{
    Connection, Result, Row,
    functions::{Aggregate, Context, FunctionFlags},
    types::Value,
};

/// The name by which statements gather numbers.
pub(crate) const MARKS: &str = "marks";

/// The name by which they ask whether a number is marked.
pub(crate) const MARKED: &str = "marked";

/// Numbers of records, each marked by a bit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks(Vec<u8>);

impl Marks {
    /// Teaches a connection to gather numbers, `marks(number)` over rows, in whatever order, with whatever repetitions, and to look
    /// one up: `marked(number, marks)`.
    pub(crate) fn teach(connection: &Connection) -> Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8
            | FunctionFlags::SQLITE_DETERMINISTIC
            | FunctionFlags::SQLITE_DIRECTONLY
            | FunctionFlags::SQLITE_INNOCUOUS;
        connection.create_aggregate_function(MARKS, 1, flags, Gather)?;
        connection.create_scalar_function(MARKED, 2, flags, |context: &Context<'_>| {
            let number = context.get_raw(0).as_i64()?;
            Ok(is_marked(context.get_raw(1).as_blob()?, u64::try_from(number).unwrap_or(0)))
        })
    }

    /// As a value of a statement.
    pub(crate) fn value(&self) -> Value {
        Value::Blob(self.0.clone())
    }

    /// What was gathered, in the first column.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        row.get(0).map(Self)
    }

    /// How many numbers are marked.
    pub(crate) fn count(&self) -> u64 {
        self.0.iter().map(|bits| u64::from(bits.count_ones())).sum()
    }

    pub(crate) fn has(&self, number: u64) -> bool {
        is_marked(&self.0, number)
    }

    /// Bytes that they take.
    pub(crate) const fn bytes(&self) -> usize {
        self.0.len()
    }

    /// Leaves only those that others have as well.
    pub(crate) fn keep(&mut self, others: &Self) {
        self.0.truncate(others.0.len());
        self.0.iter_mut().zip(&others.0).for_each(|(bits, others)| *bits &= others);
    }

    /// Takes out those that others have.
    pub(crate) fn take_out(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(bits, others)| *bits &= !others);
    }

    /// Those that others do not have.
    pub(crate) fn without(&self, others: &Self) -> Self {
        let mut left = self.clone();
        left.take_out(others);
        left
    }

    /// The numbers, ascending.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u64> {
        // Of a few among many most bytes have none.
        (0_u64..).zip(&self.0).filter(|(_, bits)| **bits != 0).flat_map(|(place, bits)| {
            (0..8_u64).filter(move |bit| bits & (1 << bit) != 0).map(move |bit| place * 8 + bit)
        })
    }

    pub(crate) fn unmark(&mut self, number: u64) {
        let (place, bit) = place(number);
        if let Some(bits) = self.0.get_mut(place) {
            *bits &= !bit;
        }
    }

    pub(crate) fn mark(&mut self, number: u64) {
        let (place, bit) = place(number);
        if place >= self.0.len() {
            self.0.resize(place + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(place) {
            *bits |= bit;
        }
    }
}

impl FromIterator<u64> for Marks {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        let mut marks = Self::default();
        numbers.into_iter().for_each(|number| marks.mark(number));
        marks
    }
}

fn is_marked(marks: &[u8], number: u64) -> bool {
    let (place, bit) = place(number);
    marks.get(place).is_some_and(|bits| bits & bit != 0)
}

/// The byte of a number, and the bit in it.
fn place(number: u64) -> (usize, u8) {
    (usize::try_from(number / 8).unwrap_or(0), 1 << (number % 8))
}

struct Gather;

impl Aggregate<Marks, Vec<u8>> for Gather {
    fn init(&self, _: &mut Context<'_>) -> Result<Marks> {
        Ok(Marks::default())
    }

    fn step(&self, context: &mut Context<'_>, marks: &mut Marks) -> Result<()> {
        // Numbers of records are positive.
        marks.mark(u64::try_from(context.get::<i64>(0)?).unwrap_or(0));
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, marks: Option<Marks>) -> Result<Vec<u8>> {
        Ok(marks.unwrap_or_default().0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_gathered_however_they_come() {
        let connection = Connection::open_in_memory().unwrap();
        Marks::teach(&connection).unwrap();
        let gathered = |values: &str| {
            let sql = format!("SELECT {MARKS}(column1) FROM (VALUES {values}) WHERE column1 > 0");
            connection.query_row(&sql, [], Marks::read).unwrap()
        };
        let marks = gathered("(9), (1), (64), (9), (100001), (8)");
        assert_eq!(marks.count(), 5);
        assert!([1, 8, 9, 64, 100_001].iter().all(|number| marks.has(*number)));
        assert!(![0, 2, 7, 10, 63, 65, 100_000, 100_002, u64::MAX].iter().any(|number| marks.has(*number)));
        assert_eq!(marks.numbers().collect::<Vec<_>>(), [1, 8, 9, 64, 100_001]);
        let others = gathered("(8), (2), (64)");
        assert_eq!(marks.without(&others).numbers().collect::<Vec<_>>(), [1, 9, 100_001]);
        let both = |how: fn(&mut Marks, &Marks)| {
            let mut first = marks.clone();
            how(&mut first, &others);
            let mut second = others.clone();
            how(&mut second, &marks);
            assert_eq!(first.numbers().collect::<Vec<_>>(), second.numbers().collect::<Vec<_>>());
            first.numbers().collect::<Vec<_>>()
        };
        assert_eq!(both(Marks::keep), [8, 64]);
        assert_eq!([9, 2, 9].into_iter().collect::<Marks>().numbers().collect::<Vec<_>>(), [2, 9]);
        assert_eq!(others.without(&marks).numbers().collect::<Vec<_>>(), [2]);
        assert_eq!(gathered("(0)").count(), 0, "no row, no number");
    }
}
