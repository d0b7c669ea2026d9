//! Dates, times and sizes.

words! { "time";
    DAY "day" "{day} {month} {year}";
    INSTANT "instant" "{day}, {time}";
    JAN "month.1" "Jan";
    FEB "month.2" "Feb";
    MAR "month.3" "Mar";
    APR "month.4" "Apr";
    MAY "month.5" "May";
    JUN "month.6" "Jun";
    JUL "month.7" "Jul";
    AUG "month.8" "Aug";
    SEP "month.9" "Sep";
    OCT "month.10" "Oct";
    NOV "month.11" "Nov";
    DEC "month.12" "Dec";
    BYTES "bytes" "{n} bytes";
    KILOBYTES "kilobytes" "{n} KB";
    MEGABYTES "megabytes" "{n} MB";
}

/// The months, January first.
pub const MONTHS: [super::Word; 12] = [JAN, FEB, MAR, APR, MAY, JUN, JUL, AUG, SEP, OCT, NOV, DEC];
